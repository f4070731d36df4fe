"""Criteria and sections that a learner has met and is least sure of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.studies import Studies
from app.templating import opening_capital
from app.visit import link
from quizzes.document_claims import enclosing_sections
from quizzes.quiz import Selection
from quizzes.scheduling import retrievability

_SURE = 0.85  # expected recall from which nothing is weak


@dataclass(frozen=True)
class WeakSpot:
    """
    A group of statements worth another look.

    Of *met* statements *missed* were wrong when asked last, and *recalled* is the share expected
    to be recalled today.
    """

    label: str
    kind: str
    practice: str
    met: int
    missed: int
    recalled: float


def weak_spots(studies: Studies, count: int) -> tuple[WeakSpot, ...]:
    """Return at most *count* groups, the weakest first; half of them criteria, half sections."""
    guideline = studies.bank.guideline
    in_section: dict[str, list[str]] = {}
    for statement in guideline.statements.values():
        # The outermost sections hold too much to be a spot.
        for section in enclosing_sections(guideline, statement.section)[:1]:
            in_section.setdefault(section.id, []).append(statement.id)
    criteria = [
        _spot(
            studies, f"{one.id}: {opening_capital(one.label)}", "criterion", one.id, one.statements
        )
        for one in guideline.criteria.values()
    ]
    sections = [
        _spot(studies, guideline.sections[id_].title, "section", id_, held)
        for id_, held in in_section.items()
    ]
    return _weakest(
        [*_weakest(criteria, count - count // 2), *_weakest(sections, count // 2)], count
    )


def practice_link(studies: Studies, kind: str, id_: str) -> str:
    """Return the address of a short quiz on a criterion or section; "" if no item is on it."""
    wanted = frozenset({id_})
    selection = Selection(criteria=wanted) if kind == "criterion" else Selection(sections=wanted)
    if not any(selection.fits(keyed) for keyed in studies.bank.items.values()):
        return ""
    slug = studies.bank.guideline.slug
    return link("/quiz", {"guideline": slug, kind: id_, "length": "5"})


def _spot(studies: Studies, label: str, kind: str, id_: str, statements: Iterable[str]) -> WeakSpot:
    met = [studies.standing.memories[one] for one in statements if one in studies.standing.memories]
    return WeakSpot(
        label=label,
        kind=kind,
        practice=practice_link(studies, kind, id_),
        met=len(met),
        missed=sum(not studies.last_known[one.target] for one in met),
        recalled=sum(retrievability(one, studies.standing.today) for one in met) / max(1, len(met)),
    )


def _weakest(spots: Iterable[WeakSpot], count: int) -> tuple[WeakSpot, ...]:
    weak = [
        one for one in spots if one.practice and one.met and (one.missed or one.recalled < _SURE)
    ]
    return tuple(sorted(weak, key=lambda one: (-one.missed / one.met, one.recalled))[:count])
