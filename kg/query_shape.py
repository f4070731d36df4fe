"""What a SELECT query makes of its matches: columns it computes, and groups it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.query_patterns import PatternQuery
from kg.query_text import Token, TokenKind, keyword, tokens

_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_TAIL = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


@dataclass(frozen=True)
class Shape:
    """
    The columns and groups of one SELECT query.

    Attributes:
        columns: The names that it selects, None for all.
        computed: The expressions of the columns that are computed, by name.
        keys: What it groups by: an expression for each name, the name itself where it is a
            variable of the patterns. None where it does not group; empty where all is one group.
        having: The HAVING clause, "" where there is none.
        values: The VALUES clause at the end, "" where there is none.
    """

    columns: tuple[str, ...] | None
    computed: Mapping[str, str]
    keys: Mapping[str, str] | None
    having: str
    values: str


def shape_of(query: PatternQuery) -> Shape:
    """Return the shape of a SELECT query."""
    columns, computed = _selected(query.head)
    clauses = {keyword(next(tokens(one))): one for one in clauses_of(query.tail)}
    keys = dict(_keys(clauses["GROUP"])) if "GROUP" in clauses else None
    counted = [query.head, clauses.get("HAVING", ""), clauses.get("ORDER", "")]
    if keys is None and ("HAVING" in clauses or any(map(_counts, counted))):
        keys = {}
    return Shape(columns, computed, keys, clauses.get("HAVING", ""), clauses.get("VALUES", ""))


def clauses_of(tail: str) -> tuple[str, ...]:
    """Return the clauses of what follows a group, as they are written."""
    starts, depth = [], 0
    for token in tokens(tail):
        depth += token.kind is TokenKind.OPEN
        depth -= token.kind is TokenKind.CLOSE
        if depth == 0 and keyword(token) in _TAIL:
            starts.append(token.start)
    places = pairwise([*starts, len(tail)])
    return tuple(tail[start:end].strip() for start, end in places)


def _counts(text: str) -> bool:
    return any(
        keyword(token) in _AGGREGATES and following.text == "("
        for token, following in pairwise(tokens(text))
    )


def _selected(head: str) -> tuple[tuple[str, ...] | None, dict[str, str]]:
    columns: list[str] = []
    computed: dict[str, str] = {}
    for part in _parts(list(tokens(head))):
        if part[0].text == "*":
            return None, {}
        name, expression = _named(head, part)
        if name and part[0].text == "(":
            computed[name] = expression
        if name:
            columns.append(name)
    return tuple(columns), computed


def _keys(clause: str) -> Iterator[tuple[str, str]]:
    """Yield the names and expressions of a GROUP BY clause; what has no name gets one."""
    for number, part in enumerate(_parts(list(tokens(clause)))):
        name, expression = _named(clause, part)
        if expression:
            yield name or f"group_{number}", expression


def _parts(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield what stands side by side: a word, a variable, a bracket, a call with its bracket."""
    part: list[Token] = []
    depth = 0
    for token in found:
        opens_call = token.text == "(" and depth == 0 and part and _is_called(part[-1])
        if depth == 0 and part and not opens_call:
            yield part
            part = []
        part.append(token)
        depth += token.kind is TokenKind.OPEN
        depth -= token.kind is TokenKind.CLOSE
    if part:
        yield part


def _is_called(token: Token) -> bool:
    return token.kind in {TokenKind.WORD, TokenKind.NAME, TokenKind.IRI} and keyword(token) not in {
        "BY",
        "SELECT",
        "DISTINCT",
        "REDUCED",
    }


def _named(text: str, part: Sequence[Token]) -> tuple[str, str]:
    """Return name and expression of a part; "" for what it lacks."""
    first, last = part[0], part[-1]
    if first.kind is TokenKind.VARIABLE:
        return first.text[1:], first.text
    if first.text == "(":
        inside = part[1:-1]
        if len(inside) > 2 and keyword(inside[-2]) == "AS":
            return inside[-1].text[1:], text[inside[0].start : inside[-2].start].strip()
        return "", text[first.start : last.start + 1]
    return ("", text[first.start : last.start + 1]) if last.text == ")" else ("", "")
