import json
import subprocess
import sys
import warnings

import numpy as np
import pytest

from quizzes.item_statistics.rasch import fit_rasch

TRUE = np.linspace(-2, 2, 20)

_GIRTH = """
import json, sys, warnings
warnings.simplefilter("ignore")
import numpy as np
from girth import onepl_mml
found = onepl_mml(np.array(json.load(sys.stdin), dtype=int))
told = {"difficulty": list(found["Difficulty"]), "slope": float(found["Discrimination"])}
print(json.dumps(told))
"""


def answers(learners, seed, spread=1.0):
    random = np.random.default_rng(seed)
    ability = random.normal(0, spread, learners)
    probability = 1 / (1 + np.exp(TRUE[None, :] - ability[:, None]))
    return (random.random(probability.shape) < probability).astype(float)


def test_known_difficulties_are_recovered_within_their_errors():
    fit = fit_rasch(answers(1000, seed=1))

    assert fit.converged
    assert np.sqrt(((fit.difficulty - TRUE) ** 2).mean()) < 0.12
    assert (np.abs(fit.difficulty - TRUE) / fit.error).max() < 3.5
    assert fit.spread == pytest.approx(1, abs=0.1)


def test_the_spread_of_the_abilities_is_recovered():
    assert fit_rasch(answers(1000, seed=2, spread=2.0)).spread == pytest.approx(2, abs=0.2)


def test_the_errors_are_as_large_as_the_scatter_of_many_cohorts():
    fits = [fit_rasch(answers(100, seed)) for seed in range(30)]

    scatter = np.std([fit.difficulty for fit in fits], axis=0)
    said = np.mean([fit.error for fit in fits], axis=0)

    assert said.mean() == pytest.approx(scatter.mean(), rel=0.2)


def test_gaps_at_random_leave_the_difficulties_where_they_are():
    full = answers(2000, seed=3)
    gaps = np.where(np.random.default_rng(3).random(full.shape) < 0.5, np.nan, full)

    fit = fit_rasch(gaps)

    assert np.sqrt(((fit.difficulty - TRUE) ** 2).mean()) < 0.15
    assert (fit.error > fit_rasch(full).error).all()


def test_it_is_the_same_as_closed_form_for_two_steps():
    # Of learners with one of two right, odds tell the difference of the difficulties: 60 to 20.
    rows = [[1, 0]] * 60 + [[0, 1]] * 20 + [[1, 1]] * 60 + [[0, 0]] * 60

    fit = fit_rasch(np.array(rows, dtype=float))

    assert fit.difficulty[1] - fit.difficulty[0] == pytest.approx(np.log(3), abs=0.02)


@pytest.mark.external
def test_girth_fits_the_same():
    data = answers(400, seed=5)

    found = json.loads(
        subprocess.run(
            [sys.executable, "-c", _GIRTH],
            input=json.dumps(data.T.astype(int).tolist()),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )

    # Its abilities have the spread 1 and its steps a common slope; ours the other way round.
    ours = fit_rasch(data)
    assert ours.spread == pytest.approx(found["slope"], abs=0.02)
    assert np.abs(ours.difficulty / ours.spread - found["difficulty"]).max() < 0.02


def test_no_warning_comes_from_steps_that_nearly_everybody_knows():
    rows = np.ones((60, 3))
    rows[0, 0] = rows[1, 1] = rows[2, 2] = 0

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = fit_rasch(rows)

    assert np.isfinite(fit.difficulty).all()
