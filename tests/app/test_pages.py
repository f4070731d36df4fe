from __future__ import annotations

import re

from app.pages import about, home
from app.services import Services
from app.shell import document
from app.visit import Visit
from kg.model import CitationStatus, Guideline


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_start_page_counts_what_the_guideline_holds(
    services: Services, guideline: Guideline
) -> None:
    text = _text(document(home.page(services, Visit("/")), Visit("/")))

    uncited = [
        s for s in guideline.statements.values() if s.citation_status is CitationStatus.UNCITED
    ]
    assert f"statements {len(guideline.statements)}" in text
    assert f"without a citation {len(uncited)}" in text
    assert "Not for clinical use" in text


def test_the_start_page_says_when_there_is_no_guideline(empty_services: Services) -> None:
    assert "No guideline is loaded" in home.page(empty_services, Visit("/")).body


def test_about_lists_every_reference_with_how_far_it_is_resolved(
    services: Services, guideline: Guideline
) -> None:
    body = about.page(services, Visit("/about")).body

    for reference in guideline.references.values():
        card = body.split(f'id="{reference.id}"')[1].split("</article>")[0]
        assert f"gg-badge--{reference.confidence.value}" in card


def test_about_lists_every_encoding_decision_under_its_own_anchor(
    services: Services, guideline: Guideline
) -> None:
    body = about.page(services, Visit("/about")).body

    anchors = re.findall(r'<details class="gg-card gg-decision" id="([^"]+)">', body)
    assert anchors == list(guideline.encoding_decisions)
