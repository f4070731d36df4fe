"""What a response scores by our rule, and by the shares that formats give options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations

from quizzes.formats.exported import ExportedChoice


def responses(step: ExportedChoice) -> Iterator[frozenset[int]]:
    """Yield every response as the places of the options chosen: each one, or every set of them."""
    places = range(len(step.options))
    if not step.multiple:
        yield from (frozenset({place}) for place in places)
        return
    sizes = (combinations(places, size) for size in range(len(step.options) + 1))
    yield from map(frozenset, chain.from_iterable(sizes))


def our_score(step: ExportedChoice, chosen: Iterable[int]) -> float:
    """Return right ticks less wrong ones, by the number of right options, and 0 at least."""
    rights = [step.options[place].right for place in chosen]
    return max(0, rights.count(True) - rights.count(False)) / len(step.right)


def score_of_shares(shares: Sequence[float], chosen: Iterable[int]) -> float:
    """Return the sum of the shares of what was chosen, held between 0 and 1 as Moodle does."""
    return min(1.0, max(0.0, sum(shares[place] for place in chosen)))
