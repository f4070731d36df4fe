"""
The order in which Oxigraph joins the parts of a group.

Its optimizer does not look at the data. It starts from the pattern with the most that is known, and
goes on with what shares a variable and has the most that is known then (sparopt, `reorder_joins`;
https://github.com/oxigraph/oxigraph). The sizes below are its own guesses, as of version 0.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from kg.query_patterns import Element, Part, PartKind, Triple, variables
from kg.query_text import TokenKind, keyword, tokens

#: By whether subject, predicate and object are known.
_SIZES = {
    (True, True, True): 1,
    (True, False, True): 2,
    (True, True, False): 10,
    (True, False, False): 100,
    (False, True, True): 10_000,
    (False, False, True): 100_000,
    (False, True, False): 1_000_000,
    (False, False, False): 1_000_000_000,
}
_ALL = _SIZES[False, False, False]
_REPEATED = 1000
_JOINED = frozenset({PartKind.VALUES, PartKind.UNION, PartKind.QUERY, PartKind.GRAPH})
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Leaf:
    """What is joined as one: a part of the group, or all before a part such as OPTIONAL."""

    elements: tuple[Element, ...]
    variables: frozenset[str]

    def size(self, known: frozenset[str]) -> int:
        """Return the guess of how many rows it has for each row in which *known* are bound."""
        if len(self.elements) > 1:
            return _chain_size(self.elements, _NOTHING)
        return _size(self.elements[0], known)


def join_order(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Return the elements of a group as they are evaluated, filters as soon as they can be."""
    done: tuple[Element, ...] = ()
    run: list[_Leaf] = []
    for element in elements:
        if isinstance(element, Part) and element.kind is PartKind.FILTER:
            continue
        if isinstance(element, Triple) or element.kind in _JOINED:
            run.append(_Leaf((element,), visible(element)))
        else:
            done = (*_joined(done, run), element)
            run = []
    return _with_filters(_joined(done, run), elements)


def visible(element: Element) -> frozenset[str]:
    """Return the variables of an element that the group around it sees."""
    if isinstance(element, Triple) or element.query is None:
        return variables(element.text)
    head = element.query.text[element.start : element.query.opens]
    names, depth, previous = set(), 0, ""
    for token in tokens(head):
        depth += token.kind is TokenKind.OPEN
        depth -= token.kind is TokenKind.CLOSE
        if token.text == "*" and depth == 1:
            return variables(element.text)
        if token.kind is TokenKind.VARIABLE and (depth == 1 or previous == "AS"):
            names.add(token.text[1:])
        previous = keyword(token)
    return frozenset(names)


def _joined(done: tuple[Element, ...], run: Sequence[_Leaf]) -> tuple[Element, ...]:
    """Return *run* in order; *done* is joined with it as one."""
    left = [_Leaf(done, _bound(done)), *run] if done else list(run)
    order: list[Element] = []
    known: frozenset[str] = _NOTHING
    while left:
        near = [leaf for leaf in left if leaf.variables & known]
        # Nothing shares a variable: what comes next is multiplied with all before.
        known = known if near else _NOTHING
        chosen = min(near or left, key=lambda leaf: leaf.size(known))
        left.remove(chosen)
        order += chosen.elements
        known |= chosen.variables
    return tuple(order)


def _with_filters(order: Sequence[Element], elements: Sequence[Element]) -> tuple[Element, ...]:
    waiting = [e for e in elements if isinstance(e, Part) and e.kind is PartKind.FILTER]
    found: list[Element] = []
    known: frozenset[str] = _NOTHING
    for element in order:
        found.append(element)
        known |= _bound((element,))
        ready = [each for each in waiting if variables(each.text) <= known]
        found += ready
        waiting = [each for each in waiting if each not in ready]
    return (*found, *waiting)


def _bound(elements: Sequence[Element]) -> frozenset[str]:
    """Return the variables that surely have a value after these elements."""
    names: frozenset[str] = _NOTHING
    for element in elements:
        if isinstance(element, Triple) or element.kind in _JOINED | {PartKind.BIND}:
            names |= visible(element)
    return names


def _size(element: Element, known: frozenset[str]) -> int:
    if isinstance(element, Triple):
        subject, value = (_is_known(spot.text, known) for spot in (element.subject, element.object))
        return _path_size(element.predicate.text, subject, value, known)
    if element.kind is PartKind.VALUES:
        return _rows(element.text)
    if element.kind is PartKind.UNION:
        return sum(_group_size(branch, known) for branch in element.branches)
    if element.query is not None:
        return _group_size(element.query.elements)
    return _SIZES[False, True, False]


def _group_size(elements: Sequence[Element], known: frozenset[str] = _NOTHING) -> int:
    return _chain_size(join_order(elements), known)


def _chain_size(order: Sequence[Element], known: frozenset[str]) -> int:
    sizes = []
    for element in order:
        if isinstance(element, Triple) or element.kind in _JOINED:
            sizes.append(_size(element, known))
            known |= visible(element)
    return prod(sizes)


def _is_known(term: str, known: frozenset[str]) -> bool:
    return term[0] not in "?$" or term[1:] in known


def _path_size(path: str, start: bool, end: bool, known: frozenset[str]) -> int:
    if path[0] in "?$":
        return _SIZES[start, path[1:] in known, end]
    if path.startswith("^"):
        return _path_size(path[1:], end, start, known)
    if path.startswith("!"):
        return _SIZES[start, False, end]
    branches = _branches(path)
    if len(branches) > 1:
        return sum(_path_size(branch, start, end, known) for branch in branches)
    repeats = path[-1] if path[-1] in "*+?" else ""
    if not repeats:
        return _SIZES[start, True, end]
    if start and end:
        return 1
    if repeats != "+" and not (start or end):
        return _ALL
    once = _path_size(path[:-1].strip("()") or "a", start, end, known)
    return once if repeats == "?" else once * _REPEATED


def _branches(path: str) -> list[str]:
    """Return the alternatives of a path, itself where it has none."""
    parts, depth, start = [], 0, 0
    for token in tokens(path):
        depth += token.kind is TokenKind.OPEN
        depth -= token.kind is TokenKind.CLOSE
        if token.text == "|" and depth == 0:
            parts.append(path[start : token.start])
            start = token.start + 1
    return [part.strip() for part in [*parts, path[start:]]]


def _rows(values: str) -> int:
    """Return the number of rows of a VALUES clause."""
    found = list(tokens(values))
    brace = next(index for index, token in enumerate(found) if token.text == "{")
    if found[1].text == "(":
        return sum(token.text == "(" for token in found[brace:])
    return (
        sum(token.kind not in {TokenKind.OTHER, TokenKind.LANGUAGE} for token in found[brace:]) - 2
    )
