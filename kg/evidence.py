"""
How well a criterion is supported, by its best statement and that statement's best reference.

A criterion is as strong as the strongest statement behind it, for one is enough to carry it. A
verdict is as weak as the weakest criterion it rests on, for it needs them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.derivation import Link, StatementSupport
from kg.model import CitationStatus, Confidence, Criterion, Guideline, Statement

_LINK_OF_CONFIDENCE: Mapping[Confidence, Link] = {
    Confidence.UNRESOLVED: Link.UNRESOLVED,
    Confidence.PROBABLE: Link.PROBABLE,
    Confidence.CONFIRMED: Link.CONFIRMED,
}

_RANK: Mapping[Link, int] = {link: rank for rank, link in enumerate(Link)}


def support_of(statement: Statement, guideline: Guideline) -> StatementSupport:
    """Return *statement* with the best resolved of its references."""
    if statement.citation_status is CitationStatus.UNCITED:
        return StatementSupport(statement.id, Link.UNCITED, None)
    best = max(statement.references, key=lambda ref: strength(_link(ref, guideline)))
    return StatementSupport(statement.id, _link(best, guideline), best)


def supports_of(criterion: Criterion, guideline: Guideline) -> tuple[StatementSupport, ...]:
    """Return the support of each statement behind *criterion*, in the order of the source."""
    return tuple(support_of(guideline.statements[s], guideline) for s in criterion.statements)


def best_link(supports: Iterable[StatementSupport]) -> Link:
    """Return the strongest link among *supports*."""
    return max((support.link for support in supports), key=strength)


def strength(link: Link) -> int:
    """Return the rank of *link*, 0 for the weakest."""
    return _RANK[link]


def _link(reference: str, guideline: Guideline) -> Link:
    return _LINK_OF_CONFIDENCE[guideline.references[reference].confidence]
