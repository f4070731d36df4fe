"""
One case and many cases decided, by each engine, with the answers compared.

An engine that is too slow for all cases is given as many as it can decide in a bounded time; what
it would take for all is then extrapolated in proportion, and marked so. A figure counts only if
the answers are right: every answer of every engine is compared with ours in the same run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.cases import draw_cases
from benchmarks.engines import (
    Assess,
    Decided,
    Engine,
    Hermit,
    Oxigraph,
    PlainPython,
    Rdflib,
    RdflibPrepared,
)
from benchmarks.measure import Cost, measure, typical
from benchmarks.report import Target, seconds, table, times
from kg.case import Case
from kg.library import Library
from kg.oracle import Oracle


@dataclass(frozen=True, slots=True)
class Size:
    """
    How much is measured.

    *single* cases are decided one at a time, *many* together, in *rounds* rounds. A peer gets only
    so many cases together that it is done within about *bound* seconds of CPU; HermiT, whose cost
    a case is known beforehand, gets *hermit* cases.
    """

    single: int
    many: int
    rounds: int
    bound: float
    hermit: int


FULL = Size(single=200, many=10_000, rounds=3, bound=5, hermit=20)
QUICK = Size(single=8, many=200, rounds=1, bound=1, hermit=2)


@dataclass(frozen=True, slots=True)
class Row:
    """What one engine costs: *one* for a case by itself, *many* for *decided* cases together."""

    engine: str
    one: Cost
    many: Cost
    decided: int


class DisagreementError(AssertionError):
    """Two engines decide a case differently: no figure of this run counts."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What all engines cost, ours first, and over how many answers they agreed."""

    rows: tuple[Row, ...]
    many: int
    compared: int


def compare(library: Library, slug: str, size: Size) -> Comparison:
    """
    Measure every engine on the same cases.

    Raises:
        DisagreementError: If an engine decides a case differently from ours.
    """
    reasoner = library.reasoner(slug)
    cases = draw_cases(reasoner, size.many)
    ours = Oxigraph(reasoner)
    truth = dict(reasoner.classify(cases))
    oracle = Oracle(library, slug)
    taxonomy = oracle.taxonomy()
    if taxonomy is None:
        raise DisagreementError("HermiT finds the ontology inconsistent.")
    hermit = Hermit(oracle, taxonomy)
    quick: list[Engine] = [
        ours,
        Rdflib(reasoner),
        RdflibPrepared(reasoner),
        PlainPython(reasoner),
        Assess(reasoner),
    ]
    share = {engine.name: _affordable(engine, cases, size.bound) for engine in quick}
    share[ours.name] = share[PlainPython.name] = len(cases)
    engines: list[Engine] = [*quick, hermit]
    share[hermit.name] = size.hermit

    one: dict[str, list[Cost]] = {engine.name: [] for engine in engines}
    many: dict[str, list[Cost]] = {engine.name: [] for engine in engines}
    compared = 0
    for number in range(size.rounds):  # in turn, so that a noisy minute hits all of them
        singles = cases[number * size.single // size.rounds :][: -(-size.single // size.rounds)]
        for engine in engines:
            few = singles[:1] if engine is hermit else singles
            for case in few:
                one[engine.name].append(decide(engine, [case], truth))
            if engine is not hermit or number == 0:
                some = cases[: share[engine.name]]
                many[engine.name].append(decide(engine, some, truth))
                compared += len(some)
            compared += len(few)
    rows = tuple(Row(name, typical(one[name]), typical(many[name]), share[name]) for name in one)
    return Comparison(rows, size.many, compared)


def show(comparison: Comparison) -> str:
    """Return the comparison as a table, costs as CPU time and as ratios to the first row."""
    ours = comparison.rows[0]
    our_each = ours.many.cpu / ours.decided
    rows = []
    for row in comparison.rows:
        each = row.many.cpu / row.decided
        whole = each * comparison.many
        extrapolated = row.decided < comparison.many
        rows.append(
            (
                row.engine,
                seconds(row.one.cpu),
                times(row.one.cpu / ours.one.cpu),
                f"{row.decided:,}",
                seconds(each),
                ("~" if extrapolated else "") + seconds(whole),
                times(each / our_each),
            )
        )
    head = ("engine", "one case", "ratio", "together", "a case", f"{comparison.many:,} cases")
    return (
        table((*head, "ratio"), rows)
        + "\n\nCPU time, medians. ~ is extrapolated from the number in `together`."
        + f"\nAll engines agreed on all of {comparison.compared:,} decisions."
    )


def aims(comparison: Comparison) -> list[Target]:
    """Return what was aimed at for deciding cases."""
    by_name: Mapping[str, Row] = {row.engine: row for row in comparison.rows}
    ours, assess = by_name[Oxigraph.name], by_name[Assess.name]
    return [
        Target("a case decided (classify)", 2, ours.one.cpu * 1e3, "ms CPU"),
        Target("a case assessed, whole derivation", 2, assess.one.cpu * 1e3, "ms CPU"),
        Target("10,000 cases decided", 3, ours.many.cpu / ours.decided * 10_000, "s CPU"),
    ]


def _affordable(engine: Engine, cases: Sequence[Case], bound: float) -> int:
    """Return how many cases *engine* decides within about *bound* seconds, growing by doubling."""
    count = min(8, len(cases))
    while count < len(cases):
        cost, _ = measure(engine.prepare(cases[:count]))
        if 2.5 * cost.cpu > bound:  # twice as many may cost a little more than twice as much
            return count
        count = min(2 * count, len(cases))
    return count


def decide(engine: Engine, cases: Sequence[Case], truth: Decided) -> Cost:
    """Return what *engine* takes for *cases*; DisagreementError if an answer is not the truth."""
    work = engine.prepare(cases)
    cost, decided = measure(work)
    for case in cases:
        if decided[case.id] != truth[case.id]:
            differ = ", ".join(sorted(decided[case.id] ^ truth[case.id]))
            raise DisagreementError(
                f"{engine.name} and {Oxigraph.name} differ on {case.id}: {differ}."
            )
    return cost
