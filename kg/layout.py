"""
Layered drawings: boxes in columns, links from column to column, nothing on top of anything else.

The method is that of Sugiyama: a link that skips a column is led through it by a bend of its own
(so that it passes between boxes, not behind them), the order in each column is improved by
barycentres until no fewer links cross, and each column is then placed as near to its neighbours as
the order allows. The same input always gives the same drawing. Lengths are pixels at zoom 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

COLUMN_GAP = 52.0
BOX_GAP = 14.0
MARGIN = 24.0

_BEND_HEIGHT = 10.0
_ORDERING_SWEEPS = 8
_PLACING_SWEEPS = 10


@dataclass(frozen=True, slots=True)
class Box:
    """Something to be drawn in column *column*; columns that stay empty take no room."""

    id: str
    column: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the drawing, from its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True)
class Arrangement:
    """
    A finished drawing.

    Attributes:
        corners: The upper left corner of each box, by id, column by column from above.
        routes: For each link its points: end of the first box, bends, end of the second box. A link
            within one column has two points, both on the left side of the boxes.
        width: Of the whole drawing, margins included.
        height: Of the whole drawing, margins included.
    """

    corners: Mapping[str, Point]
    routes: Mapping[tuple[str, str], tuple[Point, ...]]
    width: float
    height: float


Link = tuple[str, str]
_Chain = list[str]


def arrange(
    boxes: Sequence[Box], links: Iterable[Link], column_gap: float = COLUMN_GAP
) -> Arrangement:
    """
    Return the drawing of *boxes* and *links*.

    Args:
        boxes: Without repetition; their order is kept where nothing speaks against it.
        links: Pairs of box ids; the direction does not matter for the drawing.
        column_gap: The room between two columns.
    """
    used = sorted({box.column for box in boxes})
    column_of = {box.id: used.index(box.column) for box in boxes}
    height_of = {box.id: box.height for box in boxes}
    columns: list[list[str]] = [
        [b.id for b in boxes if column_of[b.id] == n] for n in range(len(used))
    ]
    distinct = list(dict.fromkeys(links))
    chains = {link: _chain(link, column_of, height_of, columns) for link in distinct}
    beside = _neighbours(chains.values(), column_of)
    columns = _ordered(columns, beside)
    centre = _placed(columns, beside, height_of)
    widths = [max(box.width for box in boxes if column_of[box.id] == n) for n in range(len(used))]
    lefts = [MARGIN + sum(widths[:n]) + n * column_gap for n in range(len(used))]
    top = min((centre[i] - height_of[i] / 2 for i in centre), default=0.0) - MARGIN
    box_ids = {box.id for box in boxes}
    corners = {
        item: Point(lefts[n], round(centre[item] - height_of[item] / 2 - top, 1))
        for n, column in enumerate(columns)
        for item in column
        if item in box_ids
    }

    def route(chain: _Chain) -> tuple[Point, ...]:
        if column_of[chain[0]] == column_of[chain[-1]]:
            return tuple(Point(lefts[column_of[i]], round(centre[i] - top, 1)) for i in chain)
        return tuple(_route(chain, column_of, lefts, widths, centre, top, box_ids))

    return Arrangement(
        corners=corners,
        routes={link: route(chain) for link, chain in chains.items()},
        width=MARGIN * 2 + sum(widths) + max(len(used) - 1, 0) * column_gap,
        height=max((centre[i] + height_of[i] / 2 for i in centre), default=0.0) - top + MARGIN,
    )


def crossings(columns: Sequence[Sequence[str]], beside: Mapping[str, Sequence[str]]) -> int:
    """Return how many links cross when each column has this order from above."""
    total = 0
    for left, right in pairwise(columns):
        position = {item: n for n, item in enumerate(right)}
        ends = [
            end for i in left for end in sorted(position[o] for o in beside[i] if o in position)
        ]
        total += sum(a > b for n, a in enumerate(ends) for b in ends[n + 1 :])
    return total


def _chain(
    link: Link, column_of: dict[str, int], height_of: dict[str, float], columns: list[list[str]]
) -> _Chain:
    """Return the items that *link* passes, from left to right; adds its bends to the columns."""
    first, last = sorted(link, key=lambda item: column_of[item])
    chain = [first]
    for n in range(column_of[first] + 1, column_of[last]):
        bend = f"{first} {last} {n}"  # A space cannot be in an id.
        column_of[bend] = n
        height_of[bend] = _BEND_HEIGHT
        columns[n].append(bend)
        chain.append(bend)
    return [*chain, last]


def _neighbours(chains: Iterable[_Chain], column_of: Mapping[str, int]) -> dict[str, list[str]]:
    beside: dict[str, list[str]] = {item: [] for item in column_of}
    for chain in chains:
        for a, b in pairwise(chain):
            if column_of[a] != column_of[b]:
                beside[a].append(b)
                beside[b].append(a)
    return beside


def _ordered(columns: list[list[str]], beside: Mapping[str, list[str]]) -> list[list[str]]:
    best, fewest = columns, crossings(columns, beside)
    current = columns
    for sweep in range(_ORDERING_SWEEPS):
        if fewest == 0:
            break
        current = [list(column) for column in current]
        numbers = list(range(1, len(current)))
        step = -1
        if sweep % 2:
            numbers, step = numbers[::-1], 1
            numbers = [n - 1 for n in numbers]
        for n in numbers:
            position = {item: k for k, item in enumerate(current[n + step])}
            own = {item: k for k, item in enumerate(current[n])}

            def barycentre(
                item: str, position: dict[str, int] = position, own: dict[str, int] = own
            ) -> float:
                places = [position[o] for o in beside[item] if o in position]
                return sum(places) / len(places) if places else float(own[item])

            current[n].sort(key=barycentre)
        count = crossings(current, beside)
        if count < fewest:
            best, fewest = current, count
    return best


def _placed(
    columns: list[list[str]], beside: Mapping[str, list[str]], height_of: Mapping[str, float]
) -> dict[str, float]:
    """Return the vertical centre of each item."""
    tallest = max((sum(height_of[i] + BOX_GAP for i in column) for column in columns), default=0)
    centre: dict[str, float] = {}
    for column in columns:
        y = (tallest - sum(height_of[i] + BOX_GAP for i in column)) / 2
        for item in column:
            centre[item] = y + height_of[item] / 2
            y += height_of[item] + BOX_GAP
    for sweep in range(_PLACING_SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            wanted: list[float] = []
            for i in column:
                # What nothing is joined with keeps to the box above it.
                alone = wanted[-1] if wanted else centre[i]
                near = beside[i]
                wanted.append(sum(centre[o] for o in near) / len(near) if near else alone)
            centre.update(zip(column, _separated(column, wanted, height_of), strict=True))
    return centre


def _separated(
    column: list[str], wanted: list[float], height_of: Mapping[str, float]
) -> list[float]:
    """
    Return the centres nearest to *wanted* (least squares) that keep order and distance.

    With the distances taken out, the order is all that is left to keep: isotonic regression, solved
    by pooling adjacent violators.
    """
    offsets = [0.0]
    for a, b in pairwise(column):
        offsets.append(offsets[-1] + (height_of[a] + height_of[b]) / 2 + BOX_GAP)
    pools: list[tuple[float, int]] = []  # mean, number of items
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean = (before * count + mean * size) / (count + size)
            size += count
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _route(
    chain: _Chain,
    column_of: Mapping[str, int],
    lefts: Sequence[float],
    widths: Sequence[float],
    centre: Mapping[str, float],
    top: float,
    box_ids: set[str],
) -> Iterable[Point]:
    for place, item in enumerate(chain):
        n = column_of[item]
        y = round(centre[item] - top, 1)
        if place > 0:
            yield Point(lefts[n], y)
        if place < len(chain) - 1:
            yield Point(lefts[n] + widths[n], y)
