from dataclasses import replace

import pytest

from kg.derivation import Status, Verdict
from kg.drafts import draft_of
from quizzes.coverage import cases_seen, coverage_of

SLUG = "bilateral-sacroplasty"


@pytest.fixture(scope="module")
def draft(library):
    return draft_of(library.reasoner(SLUG))


@pytest.fixture(scope="module")
def found(bank, draft):
    return coverage_of(bank, draft)


def test_the_shipped_content_leaves_no_gap(found):
    assert found.gaps == ()


def test_every_deciding_criterion_turns_a_verdict_by_itself_or_beside_what_it_implies(found):
    masked = {criterion: pair.masked for criterion, pair in found.pairs.items() if pair.masked}

    # Fractures that are not on both sides cannot be confirmed on both sides.
    assert masked == {"I1": ("I2",)}
    for criterion, pair in found.pairs.items():
        assert pair.first.verdict is not pair.second.verdict
        assert pair.first.statuses[criterion] is not pair.second.statuses[criterion]


def test_a_cell_names_the_cases_that_show_it(bank, found):
    for (criterion, status), sources in found.cells.items():
        told = {
            id_
            for id_, derivation in bank.derivations.items()
            if derivation.criterion(criterion).status is status
        }

        assert told <= set(sources)


def test_a_case_that_an_option_supposes_is_seen_as_imagined(bank, draft):
    supposed = [c for c in cases_seen(bank, draft) if c.source == "choir-single-findings"]

    assert {case.imagined for case in supposed} == {True}
    assert Verdict.CONTRAINDICATED in {case.verdict for case in supposed}


def test_without_its_only_cases_a_side_is_a_gap(bank, draft):
    kept = {
        id_: vignette
        for id_, vignette in bank.vignettes.items()
        if bank.derivations[id_].criterion("X5").status is not Status.MET
    }

    found = coverage_of(replace(bank, vignettes=kept, items={}), draft)

    assert "X5 is met in no case." in found.gaps
    assert "No item rests on st-02a." in found.gaps
