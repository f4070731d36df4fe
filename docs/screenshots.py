"""
Pictures of the app: the real server, a real browser, every page and its main states.

    python docs/screenshots.py FOLDER [--publish] [--only PART-OF-A-NAME]

Starts `guidegraph serve` on a free port with a temporary folder for answers, visits each state in
Chromium, light and dark, 1440 and 390 pixels wide, and writes `FOLDER/<state>-<view>.png`. With
`--publish` it also renews the few in `docs/images`, as PNG of 256 colours. Exit code 1 says that a
state could not be reached, that a page overflows, or that the browser met an error.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

IMAGES = Path(__file__).parent / "images"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_FOUND = "has=BilateralFractureConfirmedOnMri&has=SevereLowBackPain&has=DisablingLowBackPain"
_KNOWN = f"{_FOUND}&has=PainPersistingDespiteConservativeManagement&lacks=Malignancy"
_FAULT = "SELECT ?s WHERE { ?s ?p }"

# What a state is, apart from its address: what is done on the page before the picture.
Act = Callable[[Page], None]


@dataclass(frozen=True)
class View:
    """A window: its size and colours."""

    name: str
    width: int
    height: int
    scheme: str


@dataclass(frozen=True)
class State:
    """A page in a state worth a picture; *whole* takes more than the window shows."""

    name: str
    address: str
    act: Act = lambda page: None
    whole: bool = False


VIEWS = (
    View("wide-light", 1440, 900, "light"),
    View("wide-dark", 1440, 900, "dark"),
    View("phone-light", 390, 844, "light"),
    View("phone-dark", 390, 844, "dark"),
)


def decide(page: Page) -> None:
    """Commit to "Indicated", whatever the case is."""
    page.locator("label", has_text=re.compile(r"^\s*Indicated")).click()
    page.get_by_role("button", name="Commit").click()
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_role("heading", name="Criteria").first).to_be_visible()


def ask(page: Page) -> None:
    """Ask the first question of a case."""
    page.locator("[data-event^='ask:']").first.click()
    expect(page.locator(".gg-question--answered[data-focus]")).to_be_visible()


def reason(page: Page) -> None:
    """Ask, commit to "Contraindicated" and stand before the reasons."""
    ask(page)
    page.locator("label", has_text=re.compile(r"^\s*Contraindicated")).click()
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_role("button", name="Check the rationale")).to_be_visible()


def explain(page: Page) -> None:
    """Give a reason and see what comes of it."""
    reason(page)
    page.locator("label:has([name=fact])").first.click()
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.locator(".gg-why")).to_be_visible()


def compare(page: Page) -> None:
    """Say what changed in the contrast twin."""
    explain(page)
    page.locator("label:has([name=changed])").first.click()
    page.get_by_role("button", name="Show the rule").click()
    expect(page.locator(".gg-twin .gg-why__title")).to_be_visible()
    page.locator(".gg-twin").scroll_into_view_if_needed()


def cannot_tell(page: Page) -> None:
    """Commit to "Cannot tell" and be asked for the next fact."""
    page.locator("label", has_text=re.compile(r"^\s*Cannot tell")).click()
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text("Which fact would you obtain next?")).to_be_visible()


def keep(page: Page) -> None:
    """Keep a case of one's own."""
    page.get_by_label("Name of the case").fill("Before the second scan")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".gg-own__notice")).to_be_visible()
    page.get_by_label("Name of the case").scroll_into_view_if_needed()


def hand_in(page: Page) -> None:
    """Hand an exam in after its first question."""
    start_quiz(page)
    page.locator("form[data-event] label").first.click()
    page.locator("form[data-event] button[type=submit]").click()
    expect(page.get_by_role("heading", name="Question 2 of")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    page.locator("[data-event=hand-in-now]").click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()


def after_a_quiz(address: str) -> Act:
    """Return what takes a quiz and a case and then goes to *address*."""

    def act(page: Page) -> None:
        answer_all(page)
        page.goto(page.evaluate("location.origin") + "/cases/the-ferryman?whole=1")
        ready(page)
        decide(page)
        page.goto(page.evaluate("location.origin") + address)

    return act


def start_quiz(page: Page) -> None:
    """Start a quiz of five questions."""
    page.locator(".gg-segment", has_text=re.compile("^5$")).click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile("/quiz/[0-9a-f]{32}"))
    ready(page)
    expect(page.locator("[data-event=answer], form[data-event]").first).to_be_visible()


def answer(page: Page) -> None:
    """Answer one step: the first option, or a number."""
    number = page.locator("form[data-event] input[type=text]")
    if number.count():
        number.first.fill("3")
    else:
        page.locator("form[data-event] label").first.click()
    page.locator("form[data-event] button[type=submit]").click()
    expect(page.locator("form[data-event=answer]")).to_have_count(0)
    expect(page.locator(".gg-marked").first).to_be_visible()


def answer_first(page: Page) -> None:
    """Start a quiz and answer its first question."""
    start_quiz(page)
    answer(page)


def answer_all(page: Page) -> None:
    """Take a quiz to its end."""
    start_quiz(page)
    result = page.get_by_role("heading", name="Result")
    for _ in range(40):
        answer(page)
        page.locator("[data-event=next]").first.click()
        expect(page.locator("[data-event=next]")).to_have_count(0)
        expect(page.locator("form[data-event] button[type=submit]").or_(result)).to_be_visible()
        if result.count():
            return


def answered(page: Page) -> None:
    """Wait until a query has its result."""
    expect(page.get_by_text(re.compile(r"\d+ rows?\b")).first).to_be_visible()
    page.get_by_role("button", name="Run").scroll_into_view_if_needed()


def failed(page: Page) -> None:
    """Wait until a query has failed."""
    expect(page.get_by_text("This is not SPARQL yet")).to_be_visible()
    page.get_by_text("This is not SPARQL yet").scroll_into_view_if_needed()


def write_item(page: Page) -> None:
    """Copy an item into a draft and show an option."""
    page.get_by_label("Words").fill("Which of these claims on pain relief")
    page.get_by_role("button", name=re.compile("Copy into a draft")).first.click()
    expect(page.locator("#editor[data-begun]")).to_be_visible()
    option = page.get_by_role("group", name="Option 1", exact=True)
    expect(option.locator(".gg-proof")).to_contain_text(re.compile("Right|Wrong"))
    page.evaluate("window.scrollTo(0, document.querySelector('.gg-option').offsetTop - 150)")


def write_vignette(page: Page) -> None:
    """Copy a vignette into a draft."""
    page.get_by_label("Words").fill("The quarry foreman")
    page.get_by_role("button", name=re.compile("Copy into a draft")).first.click()
    expect(page.locator(".gg-verdict").first).to_be_visible()


STATES = (
    State("home", "/", whole=True),
    State("about", "/about", whole=True),
    State("today-new", "/today", whole=True),
    State("today", "/quiz?section=section-imaging-findings", after_a_quiz("/today"), whole=True),
    State("progress-new", "/progress", whole=True),
    State(
        "progress", "/quiz?section=section-imaging-findings", after_a_quiz("/progress"), whole=True
    ),
    State("you", "/quiz?section=section-imaging-findings", after_a_quiz("/you"), whole=True),
    State("cases", "/cases"),
    State("case-guided", "/cases/the-card-in-the-wallet?guide=1"),
    State("case-asked", "/cases/the-card-in-the-wallet", ask),
    State("case-reason", "/cases/the-card-in-the-wallet?guide=1", reason),
    State("case-reasons", "/cases/the-card-in-the-wallet?guide=1", explain, whole=True),
    State("case-twin", "/cases/the-card-in-the-wallet", compare),
    State("case-cannot-tell", "/cases/a-change-of-clinic?whole=1", cannot_tell),
    State("case", "/cases/the-ferryman"),
    State("case-decided", "/cases/the-ferryman", decide, whole=True),
    State("what-if", "/what-if"),
    State("what-if-open", f"/what-if?{_KNOWN}&lacks=Infection"),
    State("what-if-kept", f"/what-if?{_KNOWN}&lacks=Infection", keep),
    State("what-if-refused", f"/what-if?{_KNOWN}&has=Malignancy"),
    State("quiz", "/quiz"),
    State("quiz-question", "/quiz?section=section-contraindications", start_quiz),
    State("quiz-feedback", "/quiz?section=section-contraindications", answer_first, whole=True),
    State("quiz-result", "/quiz?section=section-imaging-findings", answer_all, whole=True),
    State("exam-question", "/quiz?kind=true-false-cannot-tell&mode=exam", start_quiz),
    State("exam-result", "/quiz?kind=true-false-cannot-tell&mode=exam", hand_in, whole=True),
    State("item", "/items/the-figure-that-decides"),
    State("item-answered", "/items/contraindications-without-citation", answer, whole=True),
    State("item-case", "/items/quarry-weakest-link"),
    State("explore", "/explore"),
    State("explore-uncited", "/explore?show=uncited"),
    State("graph", "/explore/graph"),
    State("graph-focus", "/explore/graph?focus=I4&hops=2"),
    State("graph-further", "/explore/graph?focus=I3&hops=3"),
    State("graph-path", "/explore/graph?from=X1&to=ref-4"),
    State("graph-decides", "/explore/graph?ask=decides"),
    State("graph-uncited", "/explore/graph?ask=uncited"),
    State("graph-fell", "/explore/graph?ask=if-fell&reference=ref-1"),
    State("graph-finding", "/explore/graph?ask=from-finding&finding=Infection"),
    State("graph-read", "/explore/graph?ask=read"),
    State("map", "/explore/map", whole=True),
    State("statement", "/statements/st-02d", whole=True),
    State("criterion", "/terms/I4", whole=True),
    State("reference", "/terms/ref-1", whole=True),
    State("query", "/query"),
    State("query-result", "/query?name=contraindications-without-citation", answered),
    State("query-fault", f"/query?q={_FAULT.replace(' ', '+').replace('?', '%3F')}", failed),
    State("author", "/author"),
    State("author-item", "/author", write_item),
    State("author-vignette", "/author", write_vignette),
    State("not-found", "/cases/no-such-case"),
)

# The name in docs/images, with the state and the view that it shows.
PUBLISHED = {
    "case": ("case-decided", "wide-light"),
    "what-if": ("what-if-open", "wide-dark"),
    "quiz": ("item-answered", "wide-light"),
    "graph": ("graph-focus", "wide-light"),
    "query": ("query-result", "wide-light"),
    "author": ("author-item", "wide-light"),
    "phone": ("item-answered", "phone-dark"),
}


@contextmanager
def running_server() -> Iterator[str]:
    """Yield the address of a server that nobody else uses."""
    program = "from app.cli import main; main()"
    with (
        TemporaryDirectory() as data,
        subprocess.Popen(
            [sys.executable, "-c", program, "serve", "--port", "0", "--data", data],
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        try:
            lines = iter(server.stdout or ())
            found = next(
                filter(None, (re.search(r"http://localhost:\d+", li) for li in lines)), None
            )
            if found is None:
                raise SystemExit("The server did not start.")
            yield found[0]
        finally:
            server.terminate()


def ready(page: Page) -> None:
    """Wait until the components of a page are there."""
    expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=20_000)


def take(browser: Browser, server: str, state: State, view: View, path: Path) -> list[str]:
    """Write one picture, and return what was wrong on the way."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme="dark" if view.scheme == "dark" else "light",
        is_mobile=view.width < 600,
        reduced_motion="reduce",
    )
    problems: list[str] = []
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"console: {message.text}")
            if message.type == "error" and "404" not in message.text
            else None
        ),
    )
    try:
        page.goto(server + state.address)
        ready(page)
        state.act(page)
    except (Error, AssertionError) as error:
        problems.append(f"not reached: {str(error).splitlines()[0]}")
    if state.whole:
        # A taller window, for in a stitched picture what sticks to an edge lies over text.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": view.width, "height": height})
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)  # drawings and fonts settle; nothing on the page says when
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if over > 0:
        problems.append(f"{over} pixels wider than the window")
    page.screenshot(path=path)
    context.close()
    return problems


def publish(folder: Path) -> None:
    """Renew `docs/images` from the pictures in *folder*."""
    IMAGES.mkdir(exist_ok=True)
    for name, (state, view) in PUBLISHED.items():
        with Image.open(folder / f"{state}-{view}.png") as picture:
            # A whole page is cut after one and a half windows: the top says what it is.
            height = min(
                picture.height, round(next(v.height for v in VIEWS if v.name == view) * 1.5)
            )
            top = picture.convert("RGB").crop((0, 0, picture.width, height))
            top.quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def main() -> int:
    """Take the pictures and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0].strip())
    parser.add_argument("folder", type=Path, help="where to write; made if it is missing")
    parser.add_argument("--publish", action="store_true", help="renew docs/images too")
    parser.add_argument("--only", default="", help="only states whose name holds this")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    failed_states = 0
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for state in STATES:
            for view in VIEWS:
                if options.only not in f"{state.name}-{view.name}":
                    continue
                path = options.folder / f"{state.name}-{view.name}.png"
                problems = take(browser, server, state, view, path)
                failed_states += bool(problems)
                print(f"{path.name}: {'; '.join(problems) or 'ok'}", flush=True)
        browser.close()
    if options.publish:
        publish(options.folder)
    return 1 if failed_states else 0


if __name__ == "__main__":
    sys.exit(main())
