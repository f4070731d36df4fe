"""Every competency question is offered to readers, in words."""

from __future__ import annotations

from markupsafe import escape

from app.pages import query
from app.services import Services
from app.visit import visit_of
from kg.dataset import build_dataset
from kg.library import Library
from kg.stored_queries import load_stored_queries


def test_the_gallery_offers_every_competency_question(library: Library) -> None:
    dataset = build_dataset(library, ())
    services = Services(
        library=library, banks={}, records=None, sandbox=None, workshop=None, dataset=dataset
    )

    page = query.page(services, visit_of("/query", {}, {}, {}))

    missing = [
        question.name
        for question in load_stored_queries("competency")
        if str(escape(question.summary)) not in page.intro
    ]
    assert missing == []


def test_every_competency_question_is_a_question() -> None:
    summaries = [question.summary for question in load_stored_queries("competency")]

    assert [summary for summary in summaries if not summary.endswith("?")] == []
    assert len(set(summaries)) == len(summaries)
