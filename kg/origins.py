"""What is behind a row of a result: triples, ways along a path, the rows that a group counts."""

from __future__ import annotations

from dataclasses import dataclass

from kg.grounds import Grounds
from kg.manchester import Piece

Values = tuple[tuple[str, tuple[Piece, ...]], ...]
"""Values by the name of their variable, in pieces; none where the variable has no value."""


@dataclass(frozen=True, slots=True)
class Chain:
    """
    A path between two terms: one of the shortest ways.

    Attributes:
        path: The path as the query writes it.
        start: The term that it starts from, in pieces.
        end: The term that it leads to, in pieces.
        steps: The triples of the way; none where the path takes no step.
    """

    path: str
    start: tuple[Piece, ...]
    end: tuple[Piece, ...]
    steps: tuple[Grounds, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A row that went into a group: its other values, and where it comes from."""

    values: Values
    origins: Origins


@dataclass(frozen=True, slots=True)
class Group:
    """
    The rows that one row was counted from.

    Attributes:
        keys: The values that the rows share.
        count: How many rows there are, None where that is not known.
        members: The first of them.
        text: A query that lists them all, "" where none can.
    """

    keys: Values
    count: int | None
    members: tuple[Member, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Origins:
    """
    What is behind a row.

    Attributes:
        parts: In the order of the query.
        ways: How many matches give the same row, up to a limit; *parts* tell of the first.
        untold: What else the row hangs on and cannot be led back, and why, in sentences.
    """

    parts: tuple[Grounds | Chain | Group, ...] = ()
    ways: int = 1
    untold: tuple[str, ...] = ()
