"""@citolab/qti-components renders our QTI 3.0 items in Chromium and scores them as we do."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hostile_items import hostile_items
from item_changes import AT
from lxml import etree, html
from playwright.sync_api import Page, sync_playwright
from scoring import our_score, responses

from quizzes.formats.exported import ExportedChoice, ExportedNumber, ExportedStep
from quizzes.formats.qti import Version, assessment_item, option_identifier
from quizzes.formats.registry import write
from quizzes.formats.words import feedback_html, option_html

pytestmark = pytest.mark.external

ITEMS = hostile_items(1000)
STEPS = [(item, index, step) for item in ITEMS for index, step in enumerate(item.steps)]
SCRIPT = (Path(__file__).parent / "qti_score.js").read_text(encoding="utf-8")
# Of many options there are hundreds of responses: each option is chosen, not every set of them.
MOST_RESPONSES = 8
# The player rounds a score to so many places.
PLACES = 0.0006


@pytest.fixture(scope="module")
def player(node_modules: Path) -> Iterator[Page]:
    """A page with the player loaded; it can ask nobody for anything."""
    script = node_modules / "@citolab" / "qti-components" / "cdn" / "index.js"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.route("**/*", lambda route: route.abort())
        page.route(
            "http://player.test/",
            lambda route: route.fulfill(
                body="<!doctype html><meta charset='utf-8'><div id='host'></div>",
                content_type="text/html",
            ),
        )
        page.route(
            "http://player.test/qti.js",
            lambda route: route.fulfill(path=script, content_type="text/javascript"),
        )
        page.goto("http://player.test/")
        # The player tells the console of every rule; nobody listens to a thousand items.
        page.evaluate("console.log = () => {}")
        page.evaluate("import('http://player.test/qti.js').then(it => { window.qti = it; })")
        yield page
        browser.close()


def _answers(step: ExportedStep) -> list[Any]:
    if isinstance(step, ExportedChoice):
        chosen = list(responses(step))[:: max(1, 2 ** len(step.options) // MOST_RESPONSES)]
        return [[option_identifier(step.options[one].id) for one in sorted(c)] for c in chosen if c]
    return [f"{number:f}" for number in _numbers(step)]


def _numbers(step: ExportedNumber) -> list[Decimal]:
    """Return the bounds, what lies just beyond them, the number itself and the foreseen errors."""
    bit = Decimal(1).scaleb(-4)
    least, most = step.amount - step.tolerance, step.amount + step.tolerance
    foreseen = (error.amount for error in step.errors)
    return [
        step.amount,
        least,
        most,
        most + bit,
        *([least - bit] if least > bit else []),
        *foreseen,
    ]


def _expected(step: ExportedStep, answer: Any) -> tuple[float, set[str]]:
    if isinstance(step, ExportedChoice):
        ids = [option_identifier(option.id) for option in step.options]
        return our_score(step, [ids.index(one) for one in answer]), {*answer, "shown"}
    amount = Decimal(answer)
    if abs(amount - step.amount) <= step.tolerance:
        return 1.0, {"shown"}
    told = [f"error-{n}" for n, e in enumerate(step.errors, 1) if e.amount == amount]
    return 0.0, {*told[:1], "shown"}


def test_every_option_and_number_is_shown_and_scored_as_with_us(player: Page) -> None:
    for item, index, step in STEPS:
        xml = assessment_item(item, index, Version.V3_0).decode("utf-8")
        answers = _answers(step)

        done = player.evaluate(SCRIPT, [xml, answers])

        for answer, (score, shown) in zip(answers, done["results"], strict=True):
            expected, told = _expected(step, answer)
            assert abs(score - expected) < PLACES, (item.id, answer)
            assert set(shown) == told, (item.id, answer)
        if isinstance(step, ExportedChoice):
            assert [_plain(text) for _, text in done["options"]] == [
                _shown(option_html(option.text)) for option in step.options
            ]
            feedback = dict(done["feedback"])
            assert [_plain(feedback[option_identifier(o.id)]) for o in step.options] == [
                _shown(feedback_html(option.feedback)) for option in step.options
            ]


def test_both_versions_say_the_same() -> None:
    old, new = (_files(write(name, ITEMS[:100], AT)) for name in ("qti21", "qti3"))

    assert old.keys() == new.keys()
    for name in old:
        assert _shape(old[name]) == _shape(new[name]), name


def _files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name != "imsmanifest.xml"}


def _shape(content: bytes) -> list[tuple[str, str]]:
    """Return the elements without namespace, prefix and hyphens, and what 3.0 alone has."""
    found = []
    for element in etree.fromstring(content).iter(etree.Element):
        name = etree.QName(element).localname.removeprefix("qti-").replace("-", "").lower()
        if name != "contentbody":
            found.append((name, (element.text or "").strip()))
    return [one for one in found if one[0] != "modalfeedback"]


def _plain(text: str) -> str:
    return "".join(text.split())


def _shown(text: str) -> str:
    holder = html.fragment_fromstring(text or "<p></p>", create_parent="div")
    return _plain(holder.text_content())
