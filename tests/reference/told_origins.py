"""Origins of rows as plain values, to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.grounds import Grounds
from kg.manchester import Piece
from kg.origins import Chain, Group, Origins


def plain(pieces: tuple[Piece, ...]) -> str:
    """Return pieces as text."""
    return "".join(piece.text for piece in pieces)


def outline(origins: Origins) -> list[Any]:
    """
    Return the parts of *origins* in short.

    A triple is its claim; a path is its ends, the path and the claims of its steps; a group is its
    keys, its count, and for each row its values and its outline.
    """
    return [_outlined(part) for part in origins.parts]


def grounds_in(origins: Origins) -> Iterator[Grounds]:
    """Yield every triple in *origins*, those behind the rows of groups included."""
    for part in origins.parts:
        if isinstance(part, Grounds):
            yield part
        elif isinstance(part, Chain):
            yield from part.steps
        else:
            for member in part.members:
                yield from grounds_in(member.origins)


def still_in(origins: Origins) -> Iterator[str]:
    """Yield the IRIs at which a path starts and ends without a step."""
    for part in origins.parts:
        if isinstance(part, Chain) and not part.steps:
            yield from (piece.iri for piece in part.start if piece.iri)
        elif isinstance(part, Group):
            for member in part.members:
                yield from still_in(member.origins)


def untold_in(origins: Origins) -> Iterator[str]:
    """Yield what *origins* do not tell, and the rows of its groups."""
    yield from origins.untold
    for part in origins.parts:
        for member in part.members if isinstance(part, Group) else ():
            yield from untold_in(member.origins)


def _outlined(part: Grounds | Chain | Group) -> Any:
    if isinstance(part, Grounds):
        return plain(part.claim)
    if isinstance(part, Chain):
        steps = [plain(step.claim) for step in part.steps]
        return plain(part.start), part.path, plain(part.end), steps
    rows = [
        ({name: plain(value) for name, value in member.values}, outline(member.origins))
        for member in part.members
    ]
    return {name: plain(value) for name, value in part.keys}, part.count, rows
