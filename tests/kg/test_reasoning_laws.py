"""What holds of every case: monotony, supports, settling sets and flips, tried on drawn cases."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from brute_force import (
    LEAVES,
    BruteForce,
    draw_cases,
    renamed,
    sample,
)

from kg.case import Case, Fact, Present, Value
from kg.derivation import Derivation, Edit, Status, Verdict
from kg.edits import apply_edit, apply_edits
from kg.reasoner import Reasoner


@pytest.fixture(scope="module")
def drawn() -> list[Case]:
    return draw_cases(2400)


def test_taking_a_fact_away_never_decides_a_criterion_or_turns_it_round(
    reasoner: Reasoner, drawn: list[Case]
) -> None:
    fuller = [case for case in sample(drawn, 60) for _ in case.facts]
    poorer = renamed(case.facts - {fact} for case in sample(drawn, 60) for fact in case.facts)
    before, after = reasoner.statuses(drawn), reasoner.statuses(poorer)

    changed = {
        (before[full.id][criterion], status)
        for full, poor in zip(fuller, poorer, strict=True)
        for criterion, status in after[poor.id].items()
        if status is not before[full.id][criterion]
    }

    assert changed == {(Status.MET, Status.UNKNOWN), (Status.REFUTED, Status.UNKNOWN)}


def test_supports_are_sufficient_and_minimal(reasoner: Reasoner, drawn: list[Case]) -> None:
    for case in sample(drawn, 20):
        derivation = assessed(reasoner, case)
        for support in derivation.supports:
            assert support <= case.facts
            assert verdict_holds(support, derivation.verdict)
            assert not any(verdict_holds(support - {f}, derivation.verdict) for f in support)
        for result in derivation.criteria:
            for facts in result.facts:
                assert BruteForce(facts).statuses()[result.criterion] is result.status
                smaller = [BruteForce(facts - {f}).statuses()[result.criterion] for f in facts]
                assert set(smaller) <= {Status.UNKNOWN}


def verdict_holds(facts: frozenset[Fact], verdict: Verdict) -> bool:
    return BruteForce(facts).verdict() is verdict


def assessed(reasoner: Reasoner, case: Case) -> Derivation:
    result = reasoner.assess(case)
    assert isinstance(result, Derivation)
    return result


def test_settling_sets_are_those_found_by_trying_every_small_set_of_facts(
    reasoner: Reasoner, drawn: list[Case]
) -> None:
    unsettled = [
        case
        for case in drawn
        if BruteForce(case.facts).verdict() is Verdict.CANNOT_TELL
        and list(BruteForce(case.facts).statuses().values()).count(Status.UNKNOWN) <= 3
    ][:10]

    for case in unsettled:
        found = {
            (s.verdict, s.facts) for s in assessed(reasoner, case).settling if len(s.facts) < 3
        }
        assert found == settled_by_trial(case.facts), case

    assert len(unsettled) == 10


def settled_by_trial(facts: frozenset[Fact]) -> set[tuple[Verdict, frozenset[Fact]]]:
    found: dict[frozenset[Fact], Verdict] = {}
    for further in chain.from_iterable(combinations(LEAVES, n) for n in (1, 2)):
        more = frozenset(further)
        if any(smaller <= more for smaller in found):
            continue
        trial = BruteForce(facts | more)
        if trial.verdict() is not Verdict.CANNOT_TELL and not trial.contradicts_itself():
            found[more] = trial.verdict()
    return {(verdict, more) for more, verdict in found.items()}


def test_flips_reach_their_verdict_with_no_edit_to_spare(
    reasoner: Reasoner, drawn: list[Case]
) -> None:
    for case in sample(drawn, 20):
        for flip in assessed(reasoner, case).flips:
            after = apply_edits(case.facts, flip.edits)
            most = len(flip.edits)
            fewer = [
                apply_edits(case.facts, some)
                for size in (range(most) if most < 6 else [most - 1])
                for some in combinations(flip.edits, size)
            ]
            assert verdict_holds(after, flip.verdict)
            assert not BruteForce(after).contradicts_itself()
            assert not any(verdict_holds(facts, flip.verdict) for facts in fewer)


def test_no_flip_takes_more_edits_than_trying_every_pair_of_edits_finds(
    reasoner: Reasoner, drawn: list[Case]
) -> None:
    for case in sample(drawn, 5):
        smallest = {flip.verdict: len(flip.edits) for flip in assessed(reasoner, case).flips}
        up_to_two = {verdict: size for verdict, size in smallest.items() if size <= 2}
        assert up_to_two == smallest_by_trial(reasoner, case.facts), case


def smallest_by_trial(reasoner: Reasoner, facts: frozenset[Fact]) -> dict[Verdict, int]:
    edits = {Edit(leaf, facts - apply_edit(facts, leaf, reasoner.hierarchy)) for leaf in LEAVES}
    edits |= {Edit(None, behind) for leaf in LEAVES if (behind := facts_behind(leaf, facts))}
    found = {BruteForce(facts).verdict(): 0}
    for size in (1, 2):
        for some in combinations(edits, size):
            after = BruteForce(apply_edits(facts, some))
            verdict = after.verdict()
            if verdict not in found and not after.contradicts_itself():
                found[verdict] = size
    return {verdict: size for verdict, size in found.items() if size}


def facts_behind(leaf: Fact, facts: frozenset[Fact]) -> frozenset[Fact]:
    if isinstance(leaf, Value):
        return frozenset(f for f in facts if isinstance(f, Value))
    alone = {fact: BruteForce(frozenset({fact})) for fact in facts}
    if isinstance(leaf, Present):
        return frozenset(fact for fact, brute in alone.items() if brute.has(leaf.finding))
    return frozenset(fact for fact, brute in alone.items() if brute.lacks(leaf.finding))
