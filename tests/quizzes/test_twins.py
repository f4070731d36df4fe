"""Contrast twins for every criterion."""

import pytest

from kg.case import Absent, Case, Present
from kg.derivation import Status, Verdict
from kg.model import Role
from quizzes.model import ContentStatus
from quizzes.twins import OPTIONS, Twin, change_options, twin_of

SLUG = "bilateral-sacroplasty"
HIDDEN_BY_ANOTHER = "the-card-in-the-wallet"


@pytest.fixture(scope="module")
def reasoner(library):
    return library.reasoner(SLUG)


def deciding(guideline):
    return [c.id for c in guideline.criteria.values() if c.role is not Role.SUPPORTING]


def test_a_case_that_is_indicated_has_a_twin_for_every_deciding_criterion(bank, reasoner):
    indicated = [d for d in bank.derivations.values() if d.verdict is Verdict.INDICATED]

    for derivation in indicated:
        for criterion in deciding(bank.guideline):
            twin = twin_of(derivation, criterion, reasoner)

            assert twin is not None, (derivation.case.id, criterion)
            assert len(twin.added) == 1


def test_every_twin_flips_the_verdict_through_its_criterion(bank, reasoner):
    for derivation in bank.derivations.values():
        for criterion in bank.guideline.criteria:
            twin = twin_of(derivation, criterion, reasoner)
            if twin is None:
                continue
            other = reasoner.assess(twin.case)

            assert other.verdict is twin.verdict
            assert other.verdict is not derivation.verdict
            before, after = (d.criterion(criterion).status for d in (derivation, other))
            assert before is not after
            assert twin.case.facts == derivation.case.facts - twin.removed | twin.added


def test_a_written_twin_goes_before_a_generated_one_and_only_for_its_criterion(bank, reasoner):
    derivation = bank.derivations["the-ferryman"]
    authored = {"the-ferryman-asked-again": bank.derivations["the-ferryman-asked-again"]}

    twins = {c: twin_of(derivation, c, reasoner, authored) for c in ("I4", "I5")}

    assert twins["I4"].vignette == "the-ferryman-asked-again"
    assert twins["I4"].case == authored["the-ferryman-asked-again"].case
    assert twins["I5"].vignette is None


def test_a_supporting_criterion_has_no_twin(bank, reasoner):
    derivation = bank.derivations["choir-practice-on-hold"]

    assert [twin_of(derivation, c, reasoner) for c in ("S1", "S2")] == [None, None]


def test_a_contraindication_hides_what_the_others_would_change(bank, reasoner):
    derivation = bank.derivations[HIDDEN_BY_ANOTHER]

    twins = {c: twin_of(derivation, c, reasoner) for c in deciding(bank.guideline)}

    assert {c for c, twin in twins.items() if twin is not None} == {"X3"}


def test_what_is_forgotten_makes_a_twin_where_no_finding_would(reasoner):
    known = frozenset({Present("BoneCementComponentAllergy")})
    derivation = reasoner.assess(Case("a", SLUG, known))

    twin = twin_of(derivation, "X3", reasoner)

    without = Absent("BoneCementComponentAllergy")
    case = Case("a", SLUG, frozenset({without}))
    assert twin == Twin("X3", case, Verdict.CANNOT_TELL, frozenset({without}), known, None)


def test_the_change_stands_among_facts_that_are_the_same_in_both(bank, reasoner):
    hierarchy = reasoner.hierarchy
    for vignette in bank.vignettes.values():
        if vignette.status is not ContentStatus.ACTIVE:
            continue
        derivation = bank.derivations[vignette.id]
        for criterion in deciding(bank.guideline):
            twin = twin_of(derivation, criterion, reasoner)
            if twin is None:
                continue
            options = change_options(twin, vignette.case, hierarchy)
            others = set(options) - {twin.changed}

            assert twin.changed in options
            assert len(options) == len(set(options)) <= OPTIONS
            assert len(options) == OPTIONS or vignette.id == HIDDEN_BY_ANOTHER
            for other in others:
                assert any(other in repr(fact) for fact in vignette.case.facts & twin.case.facts)


def test_the_order_of_the_options_says_nothing_and_stays(bank, reasoner):
    derivation = bank.derivations["choir-practice-on-hold"]
    twins = [twin_of(derivation, c, reasoner) for c in deciding(bank.guideline)]

    places = [
        change_options(t, derivation.case, reasoner.hierarchy).index(t.changed) for t in twins
    ]

    assert len(set(places)) > 2
    assert places == [
        change_options(t, derivation.case, reasoner.hierarchy).index(t.changed) for t in twins
    ]


def test_the_twin_of_an_open_case_settles_it(bank, reasoner):
    derivation = bank.derivations["choir-practice-another-form"]

    twin = twin_of(derivation, "X3", reasoner)

    assert derivation.criterion("X3").status is Status.UNKNOWN
    assert twin.verdict in (Verdict.INDICATED, Verdict.CONTRAINDICATED)
    assert twin.changed == "BoneCementComponentAllergy"
