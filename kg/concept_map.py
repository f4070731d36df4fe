"""
What a concept map of a guideline says: the decision, its criteria and what each rests on.

Only content: `kg.map_drawing` places it on a page, and the page repeats it as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kg.axioms import All, Any, Comparison, Expression, Has, InClass, Lacks, Measure, leaves
from kg.case import Bound
from kg.derivation import Status, Verdict
from kg.hierarchy import FindingHierarchy
from kg.model import Criterion, Guideline, Reference, Role
from kg.rendering import plain_number
from kg.rules import Rules, Side

T = TypeVar("T")

_COMPARISON_WORDS = {
    Comparison.AT_LEAST: "at least",
    Comparison.MORE_THAN: "more than",
    Comparison.AT_MOST: "at most",
    Comparison.LESS_THAN: "less than",
}


@dataclass(frozen=True, slots=True)
class CriterionEntry:
    """
    A criterion on the map.

    *met* says in words what makes it so. *included* are narrower findings that count as well,
    *ruled_out* those that are absent with the ones it asks to be absent. *lines* are
    those of the source; *references* holds numbers, *uncited* those of the lines without any.
    """

    id: str
    label: str
    role: Role
    met: str
    included: tuple[str, ...]
    ruled_out: tuple[str, ...]
    lines: tuple[int, ...]
    references: tuple[int, ...]
    uncited: tuple[int, ...]
    encoding_decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """
    One verdict: *condition* says when it is given.

    *sides* holds the roles and statuses that it needs, for the lines that lead to it.
    """

    verdict: Verdict
    condition: str
    sides: tuple[tuple[Role, Status], ...]


@dataclass(frozen=True, slots=True)
class ConceptMap:
    """
    Everything on the map.

    *references* and *encoding_decisions* are those that the entries name, as pairs of id or number
    and words.
    """

    title: str
    version: str
    disclaimer: str
    decisions: tuple[Decision, ...]
    entries: tuple[CriterionEntry, ...]
    references: tuple[Reference, ...]
    encoding_decisions: tuple[tuple[str, str], ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that have an entry."""
        return tuple(role for role in Role if self.of_role(role))

    def of_role(self, role: Role) -> tuple[CriterionEntry, ...]:
        """Return the entries of one role."""
        return tuple(entry for entry in self.entries if entry.role is role)


def concept_map(guideline: Guideline, rules: Rules, hierarchy: FindingHierarchy) -> ConceptMap:
    """Return the concept map of *guideline*; its criteria in their order."""
    entries = tuple(
        _entry(criterion, rules.sides[criterion.id, Status.MET], guideline, hierarchy)
        for criterion in guideline.criteria.values()
    )
    numbers = {number for entry in entries for number in entry.references}
    marks = {mark for entry in entries for mark in entry.encoding_decisions}
    decided = tuple(_decisions(guideline, rules))
    otherwise = Decision(Verdict.CANNOT_TELL, "otherwise: ask for what is not known", ())
    return ConceptMap(
        title=guideline.title,
        version=guideline.version,
        disclaimer=guideline.disclaimer,
        decisions=(*decided, otherwise),
        entries=entries,
        references=tuple(r for r in guideline.references.values() if r.number in numbers),
        encoding_decisions=tuple(
            (d.id, d.title) for d in guideline.encoding_decisions.values() if d.id in marks
        ),
    )


def condition(expression: Expression, guideline: Guideline) -> str:
    """Return in words when an expression on findings and values holds."""
    match expression:
        case Has(finding):
            return guideline.findings[finding].label
        case Lacks(finding):
            return guideline.findings[finding].absent_label
        case Measure(observable, bound, comparison, amount):
            measured = guideline.observables[observable]
            # "Known to be less than 2" compares its bound, but speaks of the value.
            least = Comparison.LESS_THAN if bound is Bound.LESS_THAN else comparison
            value = f"{_COMPARISON_WORDS[least]} {plain_number(amount)} {measured.unit_label}"
            return f"{measured.label} {value}"
        case InClass(name):
            return name
        case All(parts):
            return " and ".join(_distinct(_part(p, guideline) for p in parts))
        case Any(parts):
            return " or ".join(_distinct(_part(p, guideline) for p in parts))


def found_by(entry: CriterionEntry) -> str:
    """Return in one or two sentences what makes a criterion met."""
    text = f"Met by: {entry.met}."
    if entry.included:
        text += f" Includes: {'; '.join(entry.included)}."
    if entry.ruled_out:
        text += f" Rules out: {'; '.join(entry.ruled_out)}."
    return text


def _part(expression: Expression, guideline: Guideline) -> str:
    words = condition(expression, guideline)
    return f"({words})" if isinstance(expression, All | Any) else words


def _entry(
    criterion: Criterion, met: Expression, guideline: Guideline, hierarchy: FindingHierarchy
) -> CriterionEntry:
    statements = [guideline.statements[s] for s in criterion.statements]

    def below(kind: type[Has] | type[Lacks]) -> tuple[str, ...]:
        tested = {leaf.finding for leaf in leaves(met) if isinstance(leaf, kind)}
        found = {n for finding in tested for n in hierarchy.narrower[finding]} - tested
        return tuple(f.label for f in guideline.findings.values() if f.id in found)

    cited = {r for statement in statements for r in statement.references}
    return CriterionEntry(
        id=criterion.id,
        label=criterion.label,
        role=criterion.role,
        met=condition(met, guideline),
        included=below(Has),
        ruled_out=below(Lacks),
        lines=tuple(_distinct(s.line for s in statements)),
        references=tuple(r.number for r in guideline.references.values() if r.id in cited),
        uncited=tuple(_distinct(s.line for s in statements if not s.references)),
        encoding_decisions=criterion.encoding_decisions,
    )


def _decisions(guideline: Guideline, rules: Rules) -> Iterator[Decision]:
    side_of = {name: side for side, name in rules.side_class.items()}
    for verdict, expression in rules.summary.items():
        named = [leaf.name for leaf in leaves(expression) if isinstance(leaf, InClass)]
        sides = [
            (guideline.criteria[c].role, status) for c, status in (side_of[name] for name in named)
        ]
        words = _decision_words(expression, side_of, guideline)
        yield Decision(verdict, words, tuple(_distinct(sides)))


def _decision_words(
    expression: Expression, side_of: Mapping[str, Side], guideline: Guideline
) -> str:
    """Return a decision in words; whole groups of criteria are named by their role."""
    if isinstance(expression, InClass):
        criterion, status = side_of[expression.name]
        return f"{criterion} {status.value}"
    if not isinstance(expression, All | Any):
        return condition(expression, guideline)
    every = isinstance(expression, All)
    groups: dict[tuple[Role, Status], list[str]] = {}
    nested = []
    for part in expression.parts:
        if isinstance(part, InClass):
            criterion, status = side_of[part.name]
            groups.setdefault((guideline.criteria[criterion].role, status), []).append(criterion)
        else:
            nested.append(f"({_decision_words(part, side_of, guideline)})")
    words = [
        f"{'every' if every else 'one'} {role.value} {status.value}"
        if set(ids) == {c.id for c in guideline.criteria.values() if c.role is role}
        else f"{(' and ' if every else ' or ').join(ids)} {status.value}"
        for (role, status), ids in groups.items()
    ]
    return (" and " if every else " or ").join([*words, *nested])


def _distinct(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))
