"""The page on which two versions of a draft are compared."""

from __future__ import annotations

import re
from html import unescape

import pytest
from draft_texts import ITEM

from app.errors import PageNotFoundError
from app.pages import author_versions
from app.services import Services
from app.visit import Visit
from quizzes.drafts.model import DraftStage, Part

SLUG = "bilateral-sacroplasty"
DRAFT = "a" * 32


@pytest.fixture
def shown(own_services: Services) -> str:
    """The HTML of a comparison of the two versions of a draft."""
    drafts, now = own_services.workshop.drafts, own_services.clock()
    drafts.start(DRAFT, Part.ITEM, SLUG, ITEM, author="Ann", at=now)
    after = ITEM.replace("Osteoporosis of the bone", "<b>Weak</b> bone")
    after = after.replace("statements: [st-17a]", "statements: [st-17a, st-20a]")
    drafts.save(DRAFT, 1, after, author="Bob", at=now, stage=DraftStage.IN_REVIEW)
    visit = Visit("/", {"id": DRAFT}, {"from": ("1",), "to": ("2",)})
    return str(author_versions.page(own_services, visit).body)


def test_what_differs_is_told_in_the_words_of_the_form(shown: str) -> None:
    [compared] = re.findall(r'<section id="compared".*?<details', shown, re.DOTALL)

    headings = re.findall(r'gg-compared__part">([^<]*)', compared)
    fields = re.findall(r"<dt>(.*?)</dt>", compared)
    assert headings == ["Option 1", "Option 2"]
    assert fields == ["Statements", "Text"]
    assert "1 other as before" in compared
    assert "Stage: draft, then in review." in compared


def test_what_an_author_wrote_is_shown_as_it_was_written(shown: str) -> None:
    assert "<b>" not in shown
    assert "<b>Weak</b>" in unescape(shown)


def test_the_yaml_stays_a_click_away(shown: str) -> None:
    [lines] = re.findall(r"The same as YAML.*?</details>", shown, re.DOTALL)

    assert "Only in version 2: </span>    text: " in lines


def test_a_version_with_itself_does_not_differ(own_services: Services) -> None:
    drafts, now = own_services.workshop.drafts, own_services.clock()
    drafts.start(DRAFT, Part.ITEM, SLUG, ITEM, author="Ann", at=now)
    visit = Visit("/", {"id": DRAFT}, {"from": ("1",), "to": ("1",)})

    shown = str(author_versions.page(own_services, visit).body)

    assert "They do not differ." in shown
    assert "gg-compared" not in shown
    assert "YAML, line by line" not in shown


def test_a_draft_of_a_guideline_that_is_not_served_has_no_comparison(
    own_services: Services,
) -> None:
    drafts, now = own_services.workshop.drafts, own_services.clock()
    drafts.start(DRAFT, Part.ITEM, "elsewhere", ITEM, author="Ann", at=now)

    with pytest.raises(PageNotFoundError, match="elsewhere"):
        author_versions.page(own_services, Visit("/", {"id": DRAFT}, {}))
