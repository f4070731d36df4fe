"""The names by which the parts of a guideline refer to each other: each must be that of a part."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from kg.errors import SourceError, UnknownNameError
from kg.model import Guideline

# The term that refers, the kind of thing it refers to, the names it uses, and those that there are.
_Referral = tuple[str, str, Iterable[str], Mapping[str, object]]


def require_known_names(guideline: Guideline) -> None:
    """
    Make sure that whoever follows a name finds something.

    Findings are left to `kg.hierarchy.build_hierarchy`.

    Raises:
        SourceError: If a term refers to what is not there; names both and close matches.
    """
    for term, kind, names, known in _referrals(guideline):
        for name in _unknown(names, known):
            message = f"{term}: {UnknownNameError(kind, name, known)}"
            raise SourceError(message, term=term)


def _unknown(names: Iterable[str], known: Container[str]) -> Iterator[str]:
    return (name for name in names if name not in known)


def _referrals(guideline: Guideline) -> Iterator[_Referral]:
    topics, statements, criteria = guideline.topics, guideline.statements, guideline.criteria
    for section in guideline.sections.values():
        parent = () if section.parent is None else (section.parent,)
        yield section.id, "section", parent, guideline.sections
    for statement in statements.values():
        yield statement.id, "section", (statement.section,), guideline.sections
        yield statement.id, "reference", statement.references, guideline.references
        yield statement.id, "topic", statement.topics, topics
        for content in statement.contents:
            yield statement.id, "topic", (content.subject, content.value), topics
            yield statement.id, "aspect", (content.aspect,), guideline.aspects
    for criterion in criteria.values():
        decisions = guideline.encoding_decisions
        yield criterion.id, "statement", criterion.statements, statements
        yield criterion.id, "encoding decision", criterion.encoding_decisions, decisions
    for decision in guideline.encoding_decisions.values():
        yield decision.id, "statement", decision.statements, statements
        yield decision.id, "criterion", decision.criteria, criteria
    for aspect in guideline.aspects.values():
        yield aspect.id, "topic", aspect.alternatives, topics
