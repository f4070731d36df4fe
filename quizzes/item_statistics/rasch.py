"""
The Rasch model, fitted by marginal maximum likelihood (Bock and Aitkin 1981).

The abilities are normal with mean 0 and a spread that is fitted; integrals over them are sums over
Gauss-Hermite nodes. Steps that a learner did not answer are left out of that learner's likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.item_statistics.attempts import Matrix

_NODES = 31
_ROUNDS = 500
_CLOSE = 1e-6
# Beyond, everybody is right or wrong, and nothing bounds the difficulty.
_FARTHEST = 8.0

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class RaschFit:
    """
    Difficulties in logits, an entry a column, each with its standard error.

    *spread* is the standard deviation of the abilities.
    """

    difficulty: Vector
    error: Vector
    spread: float
    converged: bool


def fit_rasch(right: Matrix) -> RaschFit:
    """Return the fit to *right*, of which every column has right and wrong answers."""
    answered = ~np.isnan(right)
    ones = np.where(answered, right, 0.0)
    nodes, weights = _normal_nodes()
    share = np.clip(np.nanmean(right, axis=0), 0.01, 0.99)
    difficulty, spread = -np.log(share / (1 - share)), 1.0
    converged = False
    for _ in range(_ROUNDS):
        posterior = _posterior(ones, answered, difficulty, spread * nodes, weights)
        at_node = _product(posterior.T, answered)  # learners expected at each node, by step
        new = _difficulties(_product(posterior.T, ones), at_node, difficulty, spread * nodes)
        new_spread = spread * float(np.sqrt((posterior @ nodes**2).mean()))
        converged = bool(
            np.abs(new - difficulty).max() < _CLOSE and abs(new_spread - spread) < _CLOSE
        )
        difficulty, spread = new, new_spread
        if converged:
            break
    error = _errors(posterior, answered, _probability(spread * nodes, difficulty))
    return RaschFit(difficulty, error, spread, converged)


def _errors(posterior: Matrix, answered: NDArray[np.bool_], probability: Matrix) -> Vector:
    """Return the standard errors, less sure by what is not known of the abilities (Louis 1982)."""
    mean, square = _product(posterior, probability), _product(posterior, probability**2)
    known = np.where(answered, mean - square - (square - mean**2), 0.0).sum(axis=0)
    return np.asarray(1 / np.sqrt(np.maximum(known, 1e-9)))


def _normal_nodes() -> tuple[Vector, Vector]:
    """Return nodes and weights of the standard normal distribution."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, weights / weights.sum()


def _product(left: Matrix, right: Matrix) -> Matrix:
    # Not "@": BLAS starts threads, and on a busy server they wait for each other for seconds.
    return np.asarray(np.einsum("ij,jk->ik", left, right))


def _probability(ability: Vector, difficulty: Vector) -> Matrix:
    """Return the probability of a right answer, a row an ability, a column a step."""
    return 1 / (1 + np.exp(difficulty[None, :] - ability[:, None]))


def _posterior(
    ones: Matrix, answered: NDArray[np.bool_], difficulty: Vector, ability: Vector, weights: Vector
) -> Matrix:
    """Return the probability of each node for each learner, given the answers."""
    probability = _probability(ability, difficulty)
    likelihood = _product(ones, np.log(probability).T)
    likelihood += _product(answered - ones, np.log1p(-probability).T)
    likelihood += np.log(weights)
    likelihood -= likelihood.max(axis=1, keepdims=True)
    density = np.exp(likelihood)
    return np.asarray(density / density.sum(axis=1, keepdims=True))


def _difficulties(hits: Matrix, at_node: Matrix, difficulty: Vector, ability: Vector) -> Vector:
    """Return the difficulties that fit the expected counts best, by Newton's method."""
    current = difficulty
    for _ in range(20):
        probability = _probability(ability, current)
        slope = (at_node * probability - hits).sum(axis=0)
        curvature = (at_node * probability * (1 - probability)).sum(axis=0)
        step = np.clip(slope / np.maximum(curvature, 1e-9), -1.0, 1.0)
        current = np.clip(current + step, -_FARTHEST, _FARTHEST)
        if np.abs(step).max() < _CLOSE / 10:
            break
    return current
