"""Pieces of a query in words: the names in it, its literals, lists of terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.query_patterns import Element, PartKind, Spot, Triple
from kg.query_text import TokenKind, tokens

_LONGEST = 60
_QUOTES = "\"'"

MOST_LISTED = 4
"""So many terms are told by name."""


def names_in(element: Element) -> Iterator[tuple[Spot, bool]]:
    """Yield the names in an element, each with whether it stands where a property stands."""
    if isinstance(element, Triple):
        for spot in element.spots:
            if spot.start >= 0:
                yield from ((name, spot is element.predicate) for name in _inside(spot))
    elif element.kind in {PartKind.FILTER, PartKind.VALUES, PartKind.BIND}:
        for name in _inside(Spot(element.text, element.start, element.end)):
            yield name, False


def _inside(spot: Spot) -> Iterator[Spot]:
    found = [*tokens(spot.text)]
    for index, token in enumerate(found):
        is_type = index > 0 and found[index - 1].text == "^" and spot.text[0] in "\"'"
        calls = index + 1 < len(found) and found[index + 1].text == "("
        if token.kind in {TokenKind.NAME, TokenKind.IRI} and not is_type and not calls:
            name = token.text.rstrip(".")
            yield Spot(name, spot.start + token.start, spot.start + token.start + len(name))


def lexical_value(term: Spot) -> str | None:
    """Return the value of a literal without its type and language, None for other terms."""
    first = next(iter(tokens(term.text)), None)
    if first is None or term.start < 0:
        return None
    if first.kind is TokenKind.STRING and not term.text.startswith(('"""', "'''")):
        return first.text[1:-1].replace('"', '\\"')
    return first.text if first.kind is TokenKind.NUMBER else None


def shown(place: Element | Spot) -> str:
    """Return an element in one line, with an ellipsis where nothing was written."""
    if isinstance(place, Triple):
        return " ".join("…" if s.start < 0 else s.text for s in place.spots)
    return " ".join(place.text.split())


def _cut(term: str) -> str:
    """Return a long literal by its beginning."""
    if len(term) <= _LONGEST:
        return term
    return f"{term[:_LONGEST].rsplit(' ', 1)[0]} …{term[0] if term[0] in _QUOTES else ''}"


def listed(terms: Sequence[str]) -> str:
    """Return terms as a sentence lists them, the first few of many."""
    shown = [_cut(term) for term in terms[:MOST_LISTED]]
    if len(terms) > MOST_LISTED:
        return f"{', '.join(shown)} and others"
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
