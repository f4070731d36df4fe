"""
Questions that a reader asks of a guideline's graph, with their answers as values.

Each function answers one question on the projection alone, except `from_finding`: what one finding
brings about follows from the axioms, so it needs the rules and the hierarchy too. The answers are
ids in the order of the source; `kg.answer_drawings` draws them, and words are the page's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kg.axioms import All, Any, Expression, Has, InClass, Lacks, leaves
from kg.case import Absent, Present
from kg.derivation import Status, Verdict
from kg.errors import UnknownNameError
from kg.evaluation import FactView
from kg.hierarchy import FindingHierarchy
from kg.nodes import NodeKind, Relation
from kg.projection import Projection
from kg.rules import Rules


@dataclass(frozen=True, slots=True)
class Deciding:
    """The *criteria* that decide, what they test, and the *verdicts*; those in *silent* do not."""

    criteria: tuple[str, ...]
    tested: tuple[str, ...]
    verdicts: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resting:
    """The *statements* that cite a reference, and the *criteria* derived from them."""

    reference: str
    statements: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uncited:
    """
    The *statements* without a reference.

    *criteria* are derived from one of them at least, those in *alone* from no cited one.
    *verdicts* are what the criteria decide. *asked* is the number of statements looked at.
    """

    statements: tuple[str, ...]
    criteria: tuple[str, ...]
    alone: tuple[str, ...]
    verdicts: tuple[str, ...]
    asked: int


@dataclass(frozen=True, slots=True)
class Fallen:
    """
    What would be left if a reference fell.

    *statements* cite no other reference, so they would fall with it. Criteria in *lost* would lose
    every statement, those in *uncited* keep uncited ones only, and those in *weakened* keep a cited
    one.
    """

    reference: str
    statements: tuple[str, ...]
    lost: tuple[str, ...]
    uncited: tuple[str, ...]
    weakened: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """
    What one fact does to one side of a criterion.

    *alone* tells whether the fact makes the criterion so by itself, or with others only. *decided*
    holds the verdicts that then follow whatever else is known, *counting* those for which the side
    is one condition among several. *through* holds the findings on the way, the first one included.
    """

    criterion: str
    status: Status
    alone: bool
    decided: tuple[Verdict, ...]
    counting: tuple[Verdict, ...]
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """From a *finding* to the verdicts: what follows if it is *present*, and if it is *absent*."""

    finding: str
    present: tuple[Effect, ...]
    absent: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """
    Where the source was read.

    *decisions* touch a criterion; *others* touch statements that decide nothing, or the whole.
    """

    decisions: tuple[str, ...]
    others: tuple[str, ...]
    statements: tuple[str, ...]
    criteria: tuple[str, ...]


Answer = Deciding | Resting | Uncited | Fallen | Course | Readings


def what_decides(graph: Projection) -> Deciding:
    """Return the criteria that decide, with what they test and the verdicts between which."""
    criteria = graph.of_kind(NodeKind.CRITERION)
    silent = tuple(c for c in criteria if not graph.targets(c, Relation.DECIDES))
    deciding = tuple(c for c in criteria if c not in silent)
    return Deciding(
        criteria=deciding,
        tested=_ordered(graph, (t for c in deciding for t in graph.targets(c, Relation.TESTS))),
        verdicts=graph.of_kind(NodeKind.VERDICT),
        silent=silent,
    )


def rests_on(graph: Projection, reference: str, section: str | None = None) -> Resting:
    """
    Return what rests on one reference.

    Args:
        graph: The guideline.
        reference: A node id.
        section: Only statements in this section count.

    Raises:
        UnknownNameError: If there is no such reference or section.
    """
    _require(graph, reference, NodeKind.REFERENCE)
    citing = graph.sources(reference, Relation.CITES)
    statements = tuple(s for s in _statements(graph, section) if s in citing)
    return Resting(reference, statements, _derived(graph, statements))


def what_is_uncited(graph: Projection, section: str | None = None) -> Uncited:
    """
    Return the uncited statements, of one section if it is given, and what decides on them.

    Raises:
        UnknownNameError: If there is no such section.
    """
    asked = _statements(graph, section)
    uncited = [s for s in graph.of_kind(NodeKind.STATEMENT) if not _is_cited(graph, s)]
    statements = tuple(s for s in asked if s in uncited)
    criteria = _derived(graph, statements)
    return Uncited(
        statements=statements,
        criteria=criteria,
        alone=tuple(c for c in criteria if set(_behind(graph, c)) <= set(uncited)),
        verdicts=_ordered(graph, (v for c in criteria for v in graph.targets(c, Relation.DECIDES))),
        asked=len(asked),
    )


def if_it_fell(graph: Projection, reference: str) -> Fallen:
    """
    Return which criteria would lose statements if one reference did not hold.

    Raises:
        UnknownNameError: If there is no such reference.
    """
    _require(graph, reference, NodeKind.REFERENCE)
    statements = tuple(
        s
        for s in graph.sources(reference, Relation.CITES)
        if graph.targets(s, Relation.CITES) == (reference,)
    )
    left = {
        c: [s for s in _behind(graph, c) if s not in statements]
        for c in _derived(graph, statements)
    }
    cited = {c: [s for s in kept if _is_cited(graph, s)] for c, kept in left.items()}
    return Fallen(
        reference=reference,
        statements=statements,
        lost=tuple(c for c, kept in left.items() if not kept),
        uncited=tuple(c for c, kept in left.items() if kept and not cited[c]),
        weakened=tuple(c for c in left if cited[c]),
    )


def from_finding(
    graph: Projection, finding: str, rules: Rules, hierarchy: FindingHierarchy
) -> Course:
    """
    Return what follows from one finding by itself, present and absent.

    Raises:
        UnknownNameError: If there is no such finding.
    """
    _require(graph, finding, NodeKind.FINDING)

    def effects(fact: Present | Absent) -> Iterator[Effect]:
        view = FactView([fact], hierarchy)
        for (criterion, status), expression in rules.sides.items():
            held = [leaf for leaf in leaves(expression) if view.holds(leaf)]
            tested = [leaf.finding for leaf in held if isinstance(leaf, Has | Lacks)]
            if not tested:
                continue
            alone = view.holds(expression)
            name = rules.side_class[criterion, status]
            concerned = [v for v, e in rules.summary.items() if InClass(name) in leaves(e)]
            decided = tuple(v for v in concerned if alone and _follows(rules.summary[v], name))
            yield Effect(
                criterion=criterion,
                status=status,
                alone=alone,
                decided=decided,
                counting=tuple(v for v in concerned if v not in decided),
                through=_way(graph, finding, tested, hierarchy),
            )

    return Course(finding, tuple(effects(Present(finding))), tuple(effects(Absent(finding))))


def where_read(graph: Projection, section: str | None = None) -> Readings:
    """
    Return the encoding decisions, and the statements and criteria that they touch.

    With a section, only decisions on statements in it count.

    Raises:
        UnknownNameError: If there is no such section.
    """
    asked = set(_statements(graph, section))
    touched = {
        d: graph.targets(d, Relation.CONCERNS) for d in graph.of_kind(NodeKind.ENCODING_DECISION)
    }
    if section is not None:
        touched = {d: ids for d, ids in touched.items() if not asked.isdisjoint(ids)}
    every = [i for ids in touched.values() for i in ids]
    kind = {i: graph.node(i).kind for i in every}
    deciding = tuple(
        d for d, ids in touched.items() if any(kind[i] is NodeKind.CRITERION for i in ids)
    )
    return Readings(
        decisions=deciding,
        others=tuple(d for d in touched if d not in deciding),
        statements=_ordered(graph, (i for i in every if i in asked)),
        criteria=_ordered(graph, (i for i in every if kind[i] is NodeKind.CRITERION)),
    )


def _way(
    graph: Projection, finding: str, tested: Iterable[str], hierarchy: FindingHierarchy
) -> tuple[str, ...]:
    """Return *finding*, the *tested* ones and those by which the first says something of them."""
    found = {finding}
    for end in tested:
        found.add(end)
        found |= hierarchy.broader[finding] & hierarchy.narrower[end]
        found |= hierarchy.broader[end] & hierarchy.narrower[finding]
        if end not in hierarchy.ruled_out[finding]:
            continue
        for above in hierarchy.broader[finding]:
            for enemy in hierarchy.broader[end]:
                if _exclude(graph, above, enemy):
                    found |= hierarchy.broader[finding] & hierarchy.narrower[above]
                    found |= hierarchy.broader[end] & hierarchy.narrower[enemy]
    return _ordered(graph, found)


def _exclude(graph: Projection, one: str, other: str) -> bool:
    sides = (graph.targets(one, Relation.INCOMPATIBLE), graph.sources(one, Relation.INCOMPATIBLE))
    return any(other in side for side in sides)


def _follows(expression: Expression, name: str) -> bool:
    """Tell whether *expression*, in terms of classes, follows from the class *name* alone."""
    match expression:
        case InClass(own):
            return own == name
        case Any(parts):
            return any(_follows(part, name) for part in parts)
        case All(parts):
            return all(_follows(part, name) for part in parts)
        case _:
            return False


def _statements(graph: Projection, section: str | None) -> tuple[str, ...]:
    if section is None:
        return graph.of_kind(NodeKind.STATEMENT)
    _require(graph, section, NodeKind.SECTION)
    return graph.statements_in(section)


def _behind(graph: Projection, criterion: str) -> tuple[str, ...]:
    return graph.targets(criterion, Relation.DERIVED_FROM)


def _derived(graph: Projection, statements: Collection[str]) -> tuple[str, ...]:
    found = (c for s in statements for c in graph.sources(s, Relation.DERIVED_FROM))
    return _ordered(graph, found)


def _is_cited(graph: Projection, statement: str) -> bool:
    return bool(graph.targets(statement, Relation.CITES))


def _ordered(graph: Projection, node_ids: Iterable[str]) -> tuple[str, ...]:
    wanted = set(node_ids)
    return tuple(i for i in graph.nodes if i in wanted)


def _require(graph: Projection, node_id: str, kind: NodeKind) -> None:
    known = graph.of_kind(kind)
    if node_id not in known:
        raise UnknownNameError(kind.value, node_id, known)
