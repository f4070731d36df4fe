"""From an answer to its feedback on the screen, in a real Chromium, timed inside the browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

from app.opening import open_services
from app.quiz_start import run_address, start_quiz
from app.visit import LEARNER_COOKIE
from benchmarks.addresses import SLUG
from benchmarks.browser import chromium
from benchmarks.server import Server
from quizzes.quiz import Selection

QUIZ, RATIONALE = "quiz", "rationale of a case"
PLACES = (QUIZ, RATIONALE)

_LEARNER = "f" * 32

# Chooses the first that is offered, sends the form, and resolves with the seconds until what came
# for it is drawn: the second frame callback runs after the first frame with the change.
_SEND = """
(event) => {
  const roots = (root) => [root, ...[...root.querySelectorAll("*")]
    .filter((e) => e.shadowRoot).flatMap((e) => roots(e.shadowRoot))]
  const find = (selector) =>
    roots(document).map((root) => root.querySelector(selector)).find(Boolean)
  const form = find(`form[data-event="${event}"]`)
  if (!form) { return Promise.resolve(null) }
  const required = form.querySelector(`[name="${form.dataset.required}"]`)
  if (required.type === "text") { required.value = "3" } else { required.checked = true }
  return new Promise((resolve, reject) => {
    setTimeout(() => reject("nothing came for the answer"), 30000)
    new MutationObserver((_, observer) => {
      if (form.isConnected) { return }
      observer.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(
        () => resolve((performance.now() - start) / 1000)))
    }).observe(form.getRootNode(), { subtree: true, childList: true })
    const start = performance.now()
    form.querySelector("button[type=submit]").click()
  })
}
"""


def feedback_times(server: Server, data: Path, count: int) -> dict[str, tuple[float, ...]]:
    """Return the seconds to the feedback of *count* answers at each of `PLACES`; {} without one."""
    with chromium() as browser:
        if browser is None:
            return {}
        run, case = _places(data, count)
        quiz = _page(browser, server, run)
        answers = [_next_answer(quiz) for _ in range(count + 2)]
        quiz.close()
        told = _page(browser, server, case)
        marks = [_next_rationale(told) for _ in range(count + 2)]
        told.close()
    return {QUIZ: tuple(answers[2:]), RATIONALE: tuple(marks[2:])}  # two to warm up


def _places(data: Path, count: int) -> tuple[str, str]:
    """Return the address of a quiz with more than *count* + 2 questions, and that of a case."""
    with open_services(data) as services:
        bank = services.banks[SLUG]
        run = start_quiz(services, _LEARNER, bank, Selection(), count + 3)
        if run is None:
            raise RuntimeError("The item bank is empty: no quiz could be started.")
        return run_address(run.id), f"/cases/{next(iter(bank.vignettes))}?whole=1"


def _page(browser: Browser, server: Server, path: str) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    address = f"http://{server.host}"
    page.context.add_cookies([{"name": LEARNER_COOKIE, "value": _LEARNER, "url": address}])
    page.goto(f"{address}{path}")
    page.locator("form[data-event]").first.wait_for(timeout=60_000)
    return page


def _next_answer(quiz: Page) -> float:
    taken = float(quiz.evaluate(_SEND, "answer"))
    quiz.locator('button[data-event="next"]').first.click()
    quiz.locator('form[data-event="answer"]').wait_for()
    return taken


def _next_rationale(case: Page) -> float:
    case.evaluate(_SEND, "decide")
    taken = float(case.evaluate(_SEND, "mark"))
    case.locator('button[data-event="again"]').first.click()
    case.locator('form[data-event="decide"]').wait_for()
    return taken
