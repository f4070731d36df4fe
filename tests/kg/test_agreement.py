"""The evaluators agree: brute force, compiled SPARQL, plain Python and HermiT."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import pytest
from brute_force import (
    BILATERAL,
    ENOUGH,
    EXCLUSIONS,
    FINDINGS,
    INCLUSIONS,
    SLUG,
    TOO_SHORT,
    UNSETTLED,
    BruteForce,
    decide,
    draw_cases,
    draw_facts,
    renamed,
    sample,
    weeks,
)
from pyoxigraph import NamedNode, Quad, Store

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.case_files import read_case
from kg.derivation import Status, Verdict
from kg.evaluation import FactView
from kg.library import Library
from kg.namespaces import RDF, namespace_of
from kg.oracle import Oracle
from kg.reasoner import Reasoner

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="module")
def drawn() -> list[Case]:
    return draw_cases(2400)


def test_the_drawn_cases_have_every_verdict_in_good_number(drawn: list[Case]) -> None:
    verdicts = Counter(BruteForce(case.facts).verdict() for case in drawn)

    assert {v for v in Verdict if verdicts[v] >= 300} == set(Verdict), verdicts


def test_compiled_sparql_gives_the_statuses_and_verdicts_of_brute_force(
    reasoner: Reasoner, drawn: list[Case]
) -> None:
    statuses, verdicts = reasoner.statuses(drawn), reasoner.verdicts(drawn)

    assert statuses == {case.id: BruteForce(case.facts).statuses() for case in drawn}
    assert verdicts == {case.id: BruteForce(case.facts).verdict() for case in drawn}


def test_plain_python_gives_the_classes_of_compiled_sparql(
    reasoner: Reasoner, drawn: list[Case]
) -> None:
    rules = reasoner.rules
    expressions = {rules.side_class[side]: e for side, e in rules.sides.items()}
    expressions |= {rules.decision_class[v]: e for v, e in rules.decisions.items()}

    def classes(case: Case) -> frozenset[str]:
        view = FactView(case.facts, reasoner.hierarchy)
        return frozenset(name for name, e in expressions.items() if view.holds(e))

    assert reasoner.classify(drawn) == {case.id: classes(case) for case in drawn}


def test_contradictions_are_found_where_brute_force_finds_them(reasoner: Reasoner) -> None:
    random = Random(7)
    kinds = (Present, Absent)
    everything = [f for amounts in (*ENOUGH, *TOO_SHORT, *UNSETTLED) for f in amounts]
    cases = renamed(
        draw_facts(random)
        | {random.choice(kinds)(random.choice(FINDINGS)), random.choice(everything)}
        for _ in range(1500)
    )

    refused = {case.id for case in cases if reasoner.contradictions(case)}

    assert refused == {c.id for c in cases if BruteForce(c.facts).contradicts_itself()}
    assert 300 < len(refused) < 1200


def test_the_decision_classes_combine_statuses_as_the_design_says(reasoner: Reasoner) -> None:
    deciding = (*INCLUSIONS, *EXCLUSIONS)
    random = Random(3)
    settled = dict.fromkeys(INCLUSIONS, Status.MET) | dict.fromkeys(EXCLUSIONS, Status.REFUTED)
    varied = ("I1", "I4", "I6", "I7", "X1", "X2", "X5")
    rows = [
        settled | dict(zip(varied, row, strict=True)) for row in product(Status, repeat=len(varied))
    ]
    for _ in range(3000):
        odd = random.sample(deciding, random.randrange(1, 13))
        rows.append(settled | {c: random.choice(list(Status)) for c in odd})
    namespace, a = namespace_of(SLUG), NamedNode(RDF + "type")
    store = Store()
    store.bulk_extend(
        Quad(NamedNode(f"urn:{n}"), a, NamedNode(namespace + reasoner.rules.side_class[side]))
        for n, row in enumerate(rows)
        for side in row.items()
        if side in reasoner.rules.side_class
    )

    follows: dict[str, set[str]] = {f"urn:{n}": set() for n in range(len(rows))}
    for case, name in store.query(reasoner.decision_query):
        follows[case.value].add(name.value)

    by_class = [(reasoner.rules.decision_class[v], v) for v in reasoner.rules.decisions]
    got = [
        next((v for name, v in by_class if name in follows[f"urn:{n}"]), Verdict.CANNOT_TELL)
        for n in range(len(rows))
    ]
    assert got == [decide(row) for row in rows]


@pytest.mark.oracle
def test_hermit_agrees_on_the_ontology_on_drawn_and_on_written_cases(
    library: Library, drawn: list[Case]
) -> None:
    written = [read_case(path, library.guidelines) for path in sorted(CASES.glob("*.yaml"))]
    settled = next(c for c in drawn if BruteForce(c.facts).verdict() is Verdict.INDICATED)
    timeless = frozenset(fact for fact in settled.facts if not isinstance(fact, Value))
    at_the_threshold = [
        replace(settled, id=f"weeks-{n}", facts=timeless | {*known})
        for n, known in enumerate((*ENOUGH, *TOO_SHORT, *UNSETTLED))
    ]
    cases = [*sample(drawn, 33), *at_the_threshold, *written]

    report = Oracle(library, SLUG).check(cases)

    assert report.agrees, report
    assert (report.checked, report.refused) == (len(cases), ())
    assert report.checked >= 150


@pytest.mark.oracle
def test_hermit_finds_contradictory_the_cases_that_we_refuse_unless_it_is_a_matter_of_numbers(
    library: Library, reasoner: Reasoner
) -> None:
    facts: list[tuple[Fact, Fact]] = [
        (Present("PmmaAllergy"), Absent("BoneCementComponentAllergy")),
        (Present("UnilateralSacralInsufficiencyFracture"), Present(BILATERAL + "Mri")),
        (weeks(Bound.AT_LEAST, "4"), weeks(Bound.LESS_THAN, "3")),
        (weeks(Bound.EXACTLY, "2.999999999999999999"), weeks(Bound.EXACTLY, "3")),
        (weeks(Bound.AT_LEAST, "5"), weeks(Bound.LESS_THAN, "4")),
        (Present("Malignancy"), Absent("SacralMetastasis")),
    ]
    cases = renamed(frozenset(pair) for pair in facts)
    oracle = Oracle(library, SLUG)
    taxonomy = oracle.taxonomy()
    assert taxonomy is not None

    by_hermit = [classes is None for _, classes in oracle.classes(cases, taxonomy)]
    by_us = [bool(reasoner.contradictions(case)) for case in cases]

    assert by_hermit == [True, True, True, True, False, False]
    assert by_us == [True, True, True, True, True, False]
