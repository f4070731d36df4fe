"""From the classes that a case follows to be in to its derivation."""

from __future__ import annotations

from collections.abc import Iterable

from kg.case import Case
from kg.derivation import CriterionResult, Derivation, Flip, Settling, Status, Verdict
from kg.errors import CaseError
from kg.evaluation import FactView
from kg.evidence import best_link, strength, supports_of
from kg.model import Guideline, Role
from kg.rules import Rules


def statuses_of(names: Iterable[str], guideline: Guideline, rules: Rules) -> dict[str, Status]:
    """
    Return the status of every criterion for a case in the classes *names*, by criterion.

    Raises:
        CaseError: If a criterion is met and refuted at once.
    """
    side_of = {name: side for side, name in rules.side_class.items()}
    status = dict.fromkeys(guideline.criteria, Status.UNKNOWN)
    for name in names:
        if name in side_of:
            criterion, side = side_of[name]
            if status[criterion] is not Status.UNKNOWN:
                raise CaseError(f"{criterion} is met and refuted: the case contradicts itself.")
            status[criterion] = side
    return status


def verdicts_of(names: Iterable[str], rules: Rules) -> list[Verdict]:
    """Return every verdict that follows, strongest first; "cannot tell" alone if none does."""
    known = set(names)
    follow = [v for v in Verdict if rules.decision_class.get(v) in known]
    return follow or [Verdict.CANNOT_TELL]


def derivation_of(
    case: Case,
    names: frozenset[str],
    view: FactView,
    guideline: Guideline,
    rules: Rules,
    settling: tuple[Settling, ...],
    flips: tuple[Flip, ...],
) -> Derivation:
    """
    Return the derivation of a consistent case that follows to be in the classes *names*.

    Raises:
        CaseError: If a criterion is met and refuted at once.
    """
    verdict, *also = verdicts_of(names, rules)
    undecided = verdict is Verdict.CANNOT_TELL
    results = _results(statuses_of(names, guideline, rules), view, guideline, rules, verdict)
    decisive = [result for result in results if result.decisive]
    weakest = min((result.link for result in decisive), key=strength, default=None)
    return Derivation(
        case=case,
        verdict=verdict,
        also=tuple(also),
        criteria=results,
        supports=() if undecided else view.supports(rules.decisions[verdict]),
        settling=settling,
        flips=flips,
        weakest=weakest,
        weakest_criteria=tuple(r.criterion for r in decisive if r.link is weakest),
    )


def _results(
    statuses: dict[str, Status],
    view: FactView,
    guideline: Guideline,
    rules: Rules,
    verdict: Verdict,
) -> tuple[CriterionResult, ...]:
    results = []
    for criterion_id, status in statuses.items():
        criterion = guideline.criteria[criterion_id]
        side = rules.sides.get((criterion_id, status))
        supports = supports_of(criterion, guideline)
        results.append(
            CriterionResult(
                criterion=criterion_id,
                status=status,
                facts=() if side is None else view.supports(side),
                supports=supports,
                link=best_link(supports),
                decisive=_is_decisive(criterion.role, status, verdict),
            )
        )
    return tuple(results)


def _is_decisive(role: Role, status: Status, verdict: Verdict) -> bool:
    match verdict:
        case Verdict.CONTRAINDICATED:
            return role is Role.EXCLUSION and status is Status.MET
        case Verdict.NOT_INDICATED:
            return role is Role.INCLUSION and status is Status.REFUTED
        case Verdict.INDICATED:
            return role is not Role.SUPPORTING
        case Verdict.CANNOT_TELL:
            return False
