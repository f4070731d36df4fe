"""Mutants of a guideline, and the cases that tell them from it."""

from __future__ import annotations

from collections import Counter

import pytest

from kg.case import Case
from kg.derivation import Verdict
from kg.drafts import Draft, draft_of
from kg.mutation import Mutant, MutantKind, mutants
from kg.reasoner import Reasoner
from kg.witness import witness

REASONING = {
    MutantKind.CLASS_AXIOM,
    MutantKind.DECISION_AXIOM,
    MutantKind.THRESHOLD,
    MutantKind.HIERARCHY,
}


@pytest.fixture(scope="module")
def draft(reasoner: Reasoner) -> Draft:
    return draft_of(reasoner)


@pytest.fixture(scope="module")
def made(draft: Draft) -> tuple[Mutant, ...]:
    return tuple(mutants(draft))


def test_every_mutant_says_something_else_than_the_guideline(
    draft: Draft, made: tuple[Mutant, ...]
) -> None:
    same = [
        mutant.change
        for mutant in made
        if (mutant.draft.guideline, mutant.draft.rules) == (draft.guideline, draft.rules)
    ]

    assert same == []


def test_no_two_mutants_have_one_id_or_say_the_same(made: tuple[Mutant, ...]) -> None:
    assert Counter(m.id for m in made).most_common(1)[0][1] == 1
    assert Counter((m.term, m.change) for m in made).most_common(1)[0][1] == 1


def test_every_axiom_citation_and_number_is_deleted_in_some_mutant(
    draft: Draft, made: tuple[Mutant, ...]
) -> None:
    guideline, changed = draft.guideline, Counter((m.kind, m.term) for m in made)
    statements = guideline.statements.values()

    assert all(changed[MutantKind.CLASS_AXIOM, c] for c in draft.rules.side_class.values())
    assert all(changed[MutantKind.DECISION_AXIOM, c] for c in draft.rules.decision_class.values())
    for statement in statements:
        assert changed[MutantKind.CITATION, statement.id] == len(statement.references) + 1
        assert changed[MutantKind.QUANTITY, statement.id] >= 2 * len(statement.quantities)
        assert changed[MutantKind.CONTENT, statement.id] >= len(statement.contents)


def test_only_what_bears_on_a_decision_is_decisive(made: tuple[Mutant, ...]) -> None:
    decisive = {mutant.kind for mutant in made if mutant.decisive}

    assert decisive == REASONING | {MutantKind.ROLE}
    assert not any(m.decisive for m in made if m.term in {"S1Met", "S2Refuted", "S1"})


def test_a_witness_shows_the_difference(draft: Draft, made: tuple[Mutant, ...]) -> None:
    for mutant in [m for m in made if m.kind in REASONING][::30]:
        case = witness(draft, mutant.draft)
        if case is not None and draft.verdict(case) is mutant.draft.verdict(case):
            assert draft.statuses(case) != mutant.draft.statuses(case), mutant.change


def test_a_lost_requirement_is_shown_by_a_case_that_lacks_only_it(
    draft: Draft, made: tuple[Mutant, ...]
) -> None:
    lost = next(m for m in made if m.change == "indicated: without “I5Met”")

    case = witness(draft, lost.draft)

    assert isinstance(case, Case)
    assert draft.verdict(case) is Verdict.CANNOT_TELL
    assert lost.draft.verdict(case) is Verdict.INDICATED


def test_what_another_requirement_says_already_has_no_witness(
    draft: Draft, made: tuple[Mutant, ...]
) -> None:
    """Confirmed fractures on both sides are fractures on both sides."""
    subsumed = next(m for m in made if m.change == "indicated: without “I1Met”")

    assert witness(draft, subsumed.draft) is None
