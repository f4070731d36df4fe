from dataclasses import replace

import pytest

from kg.mutation import MutantKind, mutants
from quizzes.generation.gaps import fillings
from quizzes.mutation import run_mutants
from quizzes.rekeying import differs, rekey

#: Changes that an item on a patient, on the document and on a threshold notices.
KINDS = (MutantKind.DECISION_AXIOM, MutantKind.CITATION, MutantKind.THRESHOLD)


@pytest.fixture(scope="module")
def some(draft):
    return {m.id: m for m in mutants(draft) if m.kind in KINDS and int(m.id[1:]) % 4 == 0}


@pytest.fixture(scope="module")
def report(bank, draft, some):
    """What survives where there is no content at all."""
    return run_mutants(replace(bank, items={}, vignettes={}), draft, chosen=some.values())


@pytest.fixture(scope="module")
def candidates(generated):
    return generated.accepted[:60]


@pytest.fixture(scope="module")
def chosen(report, draft, candidates):
    return fillings(report, draft, candidates)


def test_each_proposal_notices_the_survivors_it_is_chosen_for(chosen, some):
    assert chosen
    for filling in chosen:
        for id_ in filling.mutants:
            assert differs(filling.keyed.key, rekey(filling.keyed, some[id_].draft))


def test_no_survivor_is_filled_twice_and_the_most_useful_goes_first(chosen):
    ids = [id_ for filling in chosen for id_ in filling.mutants]

    assert len(ids) == len(set(ids))
    sizes = [len(filling.mutants) for filling in chosen]
    assert sizes == sorted(sizes, reverse=True)
    assert len(chosen) < len(ids)


def test_what_all_candidates_notice_is_noticed_by_the_few(report, chosen, candidates, some):
    filled = {id_ for filling in chosen for id_ in filling.mutants}
    left = {fate.id for fate in report.survivors if not fate.equivalent} - filled

    noticed = {
        id_
        for id_ in left
        for _, keyed in candidates[::3]
        if differs(keyed.key, rekey(keyed, some[id_].draft))
    }
    assert noticed == set()


def test_without_survivors_nothing_is_proposed(bank, draft, candidates):
    nothing = run_mutants(bank, draft, chosen=())

    assert fillings(nothing, draft, candidates) == ()
