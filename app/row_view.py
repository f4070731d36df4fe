"""The triples behind a row of a result, as the browser is told of them."""

from __future__ import annotations

from typing import Any

from app.query_links import describe_link
from app.result_view import PageOf
from kg.namespaces import BASE
from kg.row_origins import Grounds, shown_term


def told_grounds(grounds: Grounds, page_of: PageOf) -> dict[str, Any]:
    """Return one triple, its origin in words, and what it follows from; terms with their links."""
    return {
        "triple": [_term(term, page_of) for term in grounds.triple],
        "origin": grounds.origin.value,
        "premises": [[_term(term, page_of) for term in one] for one in grounds.premises],
    }


def _term(term: str, page_of: PageOf) -> dict[str, str]:
    iri = term[1:-1]
    is_ours = term.startswith(f"<{BASE}")
    return {
        "text": shown_term(term),
        "href": (page_of(iri) or describe_link(iri)) if is_ours else "",
    }
