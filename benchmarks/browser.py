"""From a click to the changed screen, in a real Chromium, timed inside the browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.addresses import DECISIVE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

# Everything lives in shadow roots, so selectors are looked up in each of them.
_DEEP = """
  const deep = (root, selector) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll("*")].filter((e) => e.shadowRoot)
      .flatMap((e) => deep(e.shadowRoot, selector)),
  ]
  const verdict = () => deep(document, ".verdict").find((e) => e.shadowRoot?.textContent.trim())
  const target = () => deep(deep(document, scope)[0]?.shadowRoot ?? document, selector)[number]
"""
_READY = f"([scope, selector, number]) => {{ {_DEEP} return !!(verdict() && target()) }}"
# The second frame callback runs after the first frame with the change was drawn.
_CLICK = f"""
([scope, selector, number]) => {{ {_DEEP}
  const screen = verdict().shadowRoot, before = screen.textContent
  return new Promise((resolve, reject) => {{
    setTimeout(() => reject("the verdict did not change"), 30000)
    new MutationObserver((_, observer) => {{
      if (screen.textContent === before) return
      observer.disconnect()
      const changed = performance.now() - start
      requestAnimationFrame(() => requestAnimationFrame(
        () => resolve([changed / 1000, (performance.now() - start) / 1000])))
    }}).observe(screen, {{ subtree: true, childList: true, characterData: true }})
    const start = performance.now()
    target().click()
  }})
}}
"""


@dataclass(frozen=True, slots=True)
class Switch:
    """Where to click: the element *number* of those that *selector* finds in *scope*."""

    scope: str
    selector: str
    number: int = 0


_INPUT = f'input[name$="-{DECISIVE}"]'
OURS = (Switch("html", f'{_INPUT}[value="present"]'), Switch("html", f'{_INPUT}[value="unknown"]'))
STOCK = (Switch(".toggle", "button", 1), Switch(".toggle", "button", 0))


@dataclass(frozen=True, slots=True)
class Screen:
    """Seconds from each click until the page had changed, and until that was drawn."""

    changed: tuple[float, ...]
    drawn: tuple[float, ...]


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """Start Chromium and close it at the end; None if it is not installed."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


def clicks(page: Page, switches: Sequence[Switch], count: int) -> Screen:
    """Return the times of *count* clicks on each of *switches* in turn, after two to warm up."""
    arguments = [[switch.scope, switch.selector, switch.number] for switch in switches]
    page.wait_for_function(_READY, arg=arguments[0], timeout=60_000)
    times = [page.evaluate(_CLICK, where) for _ in range(count + 1) for where in arguments]
    kept = times[len(arguments) :]
    return Screen(tuple(changed for changed, _ in kept), tuple(drawn for _, drawn in kept))
