"""
Pictures of the app: the real server, a real browser, every page and its main states.

    python docs/screenshots.py FOLDER [--publish] [--only PART-OF-A-NAME ...]

Starts `guidegraph serve` on a free port with a temporary folder for answers, visits each state in
Chromium, light and dark, 1440 and 390 pixels wide, and writes `FOLDER/<state>-<view>.png`. With
`--publish` it also renews the few in `docs/images`, as PNG of 256 colours, from what is in FOLDER.
Exit code 1 says that a state could not be reached, that a page overflows, that something came with
an error, or that the browser met one. The states are in `pictures/states.py`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pictures.acts import ready
from pictures.past import write_pasts
from pictures.states import PUBLISHED, STATES, State
from PIL import Image
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    sync_playwright,
)

IMAGES = Path(__file__).parent / "images"
# The real server, with one page more: no page of ours is known to fail.
PROGRAM = """
from app.cli import main
from app.routes import DOCUMENTS

def fail(services, visit):
    raise RuntimeError("This page always fails, for its picture.")

DOCUMENTS["/always-fails"] = fail
main()
"""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class View:
    """A window: its size and colours."""

    name: str
    width: int
    height: int
    scheme: str


VIEWS = (
    View("wide-light", 1440, 900, "light"),
    View("wide-dark", 1440, 900, "dark"),
    View("phone-light", 390, 844, "light"),
    View("phone-dark", 390, 844, "dark"),
)


@contextmanager
def running_server() -> Iterator[str]:
    """Yield the address of a server that nobody else uses, with learners who have a past."""
    with TemporaryDirectory() as data:
        write_pasts(Path(data))
        command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--data", data]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                said = (re.search(r"http://localhost:\d+", line) for line in server.stdout or ())
                found = next(filter(None, said), None)
                if found is None:
                    raise SystemExit("The server did not start.")
                yield found[0]
            finally:
                server.terminate()


def watch(page: Page, problems: list[str], *, refused: bool) -> None:
    """Add to *problems* what the browser complains of; *refused* expects an error as the answer."""
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))

    def note_failure(asked: Request) -> None:
        # What is still under way when a page is left is given up, which is no fault.
        if "ERR_ABORTED" not in (asked.failure or ""):
            problems.append(f"failed: {asked.url}")

    def note_answer(answer: Response) -> None:
        is_document = answer.request.resource_type == "document"
        if answer.status >= 400 and not (refused and is_document):
            problems.append(f"{answer.status}: {answer.url}")

    def note_message(message: ConsoleMessage) -> None:
        # An answer with an error is told by the console too.
        if message.type == "error" and "Failed to load resource" not in message.text:
            problems.append(f"console: {message.text}")

    page.on("requestfailed", note_failure)
    page.on("response", note_answer)
    page.on("console", note_message)


def take(browser: Browser, server: str, state: State, view: View, path: Path) -> list[str]:
    """Write one picture, and return what was wrong on the way."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme="dark" if view.scheme == "dark" else "light",
        is_mobile=view.width < 600,
        has_touch=view.width < 600,
        reduced_motion="reduce",
    )
    if state.learner:
        context.add_cookies([{"name": "gg-learner", "value": state.learner, "url": server}])
    problems: list[str] = []
    page = context.new_page()
    page.set_default_timeout(15_000)
    watch(page, problems, refused=state.refused)
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
    heights = {view.name: view.height for view in VIEWS}
    for name, (state, view) in PUBLISHED.items():
        taken = folder / f"{state}-{view}.png"
        if not taken.exists():
            raise SystemExit(f"{taken} is missing. Take all pictures first, without --only.")
        with Image.open(taken) as picture:
            # A whole page is cut after one and a half windows: the top says what it is.
            height = min(picture.height, round(heights[view] * 1.5))
            top = picture.convert("RGB").crop((0, 0, picture.width, height))
            top.quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def main() -> int:
    """Take the pictures and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0].strip())
    parser.add_argument("folder", type=Path, help="where to write; made if it is missing")
    parser.add_argument("--publish", action="store_true", help="renew docs/images too")
    parser.add_argument(
        "--only", default=[""], nargs="+", metavar="PART", help="only pictures whose name holds one"
    )
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    pictures = [
        (state, view, f"{state.name}-{view.name}.png")
        for state in STATES
        for view in VIEWS
        if any(part in f"{state.name}-{view.name}" for part in options.only)
    ]
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    failed = 0
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for number, (state, view, name) in enumerate(pictures, 1):
            problems = take(browser, server, state, view, options.folder / name)
            failed += bool(problems)
            print(f"{number}/{len(pictures)} {name}: {'; '.join(problems) or 'ok'}", flush=True)
        browser.close()
    if options.publish:
        publish(options.folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
