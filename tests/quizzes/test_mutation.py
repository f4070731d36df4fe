from dataclasses import replace

import pytest

from kg.drafts import draft_of
from kg.mutation import MutantKind, mutants
from quizzes.mutation import Notice, run_mutants

SLUG = "bilateral-sacroplasty"


@pytest.fixture(scope="module")
def draft(library):
    return draft_of(library.reasoner(SLUG))


@pytest.fixture(scope="module")
def report(bank, draft):
    """Takes seconds: all mutants are judged."""
    return run_mutants(bank, draft)


def test_every_decisive_axiom_is_killed_if_it_can_be_and_nearly_all_else(report):
    assert report.decisive.share == 1
    assert report.overall.killed / report.overall.total >= 0.95


def test_every_survivor_is_explained(report):
    assert [fate.change for fate in report.survivors if not fate.explanation] == []
    # The end of the scale is asked for once; to ask for it again would teach nobody anything.
    scale = "st-44b, greatest pain score after the procedure that the scale allows"
    survived = {fate.change for fate in report.survivors if not fate.equivalent}
    assert survived == {f"{scale}: deleted", f"{scale}: 10 becomes 11"}


def test_vignettes_items_and_checks_all_notice_something(report):
    assert all(report.by_notice()[notice] for notice in Notice)


def one(draft, change):
    return [mutant for mutant in mutants(draft) if mutant.change == change]


def test_the_first_who_notices_is_named(bank, draft):
    chosen = one(draft, "st-39a, average cement volume: up to 6 becomes up to 7")

    (fate,) = run_mutants(bank, draft, chosen=chosen).fates

    assert (fate.notice, fate.by) == (Notice.ITEM, "cement-volume-upper-end")


def test_without_the_content_that_notices_it_a_mutant_survives_with_a_case(bank, draft):
    chosen = one(draft, "indicated: without “X4Refuted”")

    (fate,) = run_mutants(replace(bank, items={}, vignettes={}), draft, chosen=chosen).fates

    assert (fate.notice, fate.by) == (None, "")
    assert fate.case is not None
    assert "the verdict turns from cannot tell to indicated" in fate.explanation


def test_retired_content_notices_nothing(bank, draft):
    chosen = [m for m in mutants(draft) if m.kind is MutantKind.QUANTITY][:4]
    items = {
        id_: replace(k, item=replace(k.item, status=type(k.item.status).RETIRED))
        for id_, k in bank.items.items()
    }

    report = run_mutants(replace(bank, items=items), draft, chosen=chosen)

    assert not any(fate.killed for fate in report.fates)
    assert report.overall.share == 0


def test_progress_is_told_mutant_by_mutant(bank, draft):
    steps = []

    run_mutants(bank, draft, lambda *step: steps.append(step), list(mutants(draft))[:3])

    assert steps == [(1, 3), (2, 3), (3, 3)]
