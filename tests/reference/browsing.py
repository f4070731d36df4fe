"""What a learner does in a browser at a case, and doing it by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

Open = Callable[[Page, str], None]

_READY = 20_000  # milliseconds
# The element that has the focus, inside of components too, as a screen reader would call it.
_FOCUSED = """() => {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) { element = element.shadowRoot.activeElement }
  const named = element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent
  return (named ?? element?.textContent ?? "").replace(/\\s+/g, " ").trim()
}"""


def commit(page: Page, decision: str) -> None:
    """Decide a case and commit to it; the reasons are asked for next."""
    page.get_by_role("radio", name=re.compile(f"^{decision}")).check()
    page.get_by_role("button", name="Commit to this decision").click()
    expect(page.locator(".gg-decided")).to_contain_text(decision.lower())


def decide(page: Page, decision: str) -> None:
    """Decide a case and give no reasons."""
    commit(page, decision)
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".gg-outcome")).to_be_visible()


def ask(page: Page, question: str) -> Locator:
    """Put a question and return the row of its answer; its stage must be open."""
    page.get_by_role("button", name=question).click()
    row = page.locator(".gg-question--answered", has_text=question)
    expect(row).to_be_visible()
    return row


def open_stage(page: Page, stage: str) -> None:
    """Open the questions of one stage, if they are not open."""
    closed = page.locator(".gg-stage:not([open]) > summary", has_text=stage)
    if closed.count():
        closed.click()


def is_ready(page: Page) -> None:
    """Wait until the components of a page are there."""
    expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=_READY)


class Keys:
    """Hands that hold no mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self._page.keyboard.type(text)

    def focused(self) -> str:
        """Return what the element that has the focus is called."""
        return str(self._page.evaluate(_FOCUSED))

    def to(self, name: str, key: str = "Tab", most: int = 90) -> None:
        """
        Press *key* until what has the focus is called something that begins with *name*.

        Raises:
            AssertionError: If that does not lead there.
        """
        met = []
        for _ in range(most):
            self.press(key)
            met.append(self.focused())
            if met[-1].startswith(name):
                return
        raise AssertionError(f"{key} does not lead to {name!r} but to {met}")

    def enter(self, name: str) -> None:
        """Go on by Tab to a link or a button and press it."""
        self.to(name)
        self.press("Enter")

    def choose(self, first: str, name: str) -> None:
        """Go on by Tab to the radio buttons whose *first* is given and choose one by its name."""
        self.to(first)
        self.press("Space")
        if not self.focused().startswith(name):
            self.to(name, key="ArrowDown", most=9)

    def skip_to_content(self) -> None:
        """Take the link that every page begins with."""
        self.to("Skip to content", most=1)
        self.press("Enter")
