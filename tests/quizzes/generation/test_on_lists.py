"""Items with several right options."""

from random import Random

import pytest

from quizzes.generation.on_lists import ListItems


@pytest.mark.parametrize("seed", range(12))
def test_no_figure_is_offered_that_there_cannot_be(draft, seed):
    proposals = ListItems(draft.guideline, Random(seed)).all_of()

    figures = [
        option["claim"]
        for proposal in proposals
        for option in proposal.data.get("options", ())
        if "unit" in option["claim"]
    ]

    assert figures
    for claim in figures:
        assert claim.get("numerator", 0) <= claim.get("denominator", 10**9)
        assert claim["unit"] != "{score}" or claim["exactly"] <= 10
        assert claim.get("lower", 0) <= claim.get("upper", 10**9)
        assert all(value > 0 for value in claim.values() if not isinstance(value, str))
