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


class JoinOrder:
    """
    Orders the groups of one query by how many rows their parts are guessed to have.

    A group inside another is ordered once, and what is inside of that is taken as if nothing were
    known: otherwise the work would double with every level.
    """

    def __init__(self) -> None:
        # By the identity of groups, which live as long as the query that they are parts of.
        self._orders: dict[int, tuple[Element, ...]] = {}
        self._sizes: dict[int, int] = {}
        self._visible: dict[int, frozenset[str]] = {}

    def of(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        """Return the elements of a group as they are evaluated, filters as soon as they can be."""
        if id(elements) not in self._orders:
            self._orders[id(elements)] = self._ordered(elements)
        return self._orders[id(elements)]

    def visible(self, element: Element) -> frozenset[str]:
        """Return the variables of an element that the group around it sees."""
        if id(element) not in self._visible:
            self._visible[id(element)] = _visible(element)
        return self._visible[id(element)]

    def _ordered(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        done: tuple[Element, ...] = ()
        run: list[_Leaf] = []
        for element in elements:
            if isinstance(element, Part) and element.kind is PartKind.FILTER:
                continue
            if isinstance(element, Triple) or element.kind in _JOINED:
                run.append(_Leaf((element,), self.visible(element)))
            else:
                done = (*self._joined(done, run), element)
                run = []
        return self._with_filters(self._joined(done, run), elements)

    def _joined(self, done: tuple[Element, ...], run: Sequence[_Leaf]) -> tuple[Element, ...]:
        """Return *run* in order; *done* is joined with it as one."""
        left = [_Leaf(done, self._bound(done)), *run] if done else list(run)
        order: list[Element] = []
        known: frozenset[str] = _NOTHING
        while len(left) > 1:
            near = [leaf for leaf in left if leaf.variables & known]
            # Nothing shares a variable: what comes next is multiplied with all before.
            known = known if near else _NOTHING
            sizes = [self._leaf_size(leaf, known) for leaf in near or left]
            chosen = (near or left)[sizes.index(min(sizes))]
            left.remove(chosen)
            order += chosen.elements
            known |= chosen.variables
        return (*order, *(element for leaf in left for element in leaf.elements))

    def _with_filters(
        self, order: Sequence[Element], elements: Sequence[Element]
    ) -> tuple[Element, ...]:
        waiting = [e for e in elements if isinstance(e, Part) and e.kind is PartKind.FILTER]
        found: list[Element] = []
        known: frozenset[str] = _NOTHING
        for element in order:
            found.append(element)
            known |= self._bound((element,))
            ready = [each for each in waiting if self.visible(each) <= known]
            found += ready
            waiting = [each for each in waiting if each not in ready]
        return (*found, *waiting)

    def _bound(self, elements: Sequence[Element]) -> frozenset[str]:
        """Return the variables that surely have a value after these elements."""
        names: frozenset[str] = _NOTHING
        for element in elements:
            if isinstance(element, Triple) or element.kind in _JOINED | {PartKind.BIND}:
                names |= self.visible(element)
        return names

    def _leaf_size(self, leaf: _Leaf, known: frozenset[str]) -> int:
        """Return how many rows it has for each row in which *known* are bound."""
        if len(leaf.elements) > 1:
            return self._chain_size(leaf.elements)
        (element,) = leaf.elements
        if not isinstance(element, Triple) and element.kind is PartKind.UNION:
            return sum(self._chain_size(self.of(one), known) for one in element.branches)
        return self._size(element, known)

    def _chain_size(self, order: Sequence[Element], known: frozenset[str] = _NOTHING) -> int:
        sizes = []
        for element in order:
            if isinstance(element, Triple) or element.kind in _JOINED:
                sizes.append(self._size(element, known))
                known |= self.visible(element)
        return prod(sizes)

    def _size(self, element: Element, known: frozenset[str]) -> int:
        if isinstance(element, Triple):
            return _triple_size(element, known)
        if element.kind is PartKind.VALUES:
            return _rows(element.text)
        if element.kind is PartKind.UNION:
            return sum(self._group_size(branch) for branch in element.branches)
        if element.query is not None:
            return self._group_size(element.query.elements)
        return _SIZES[False, True, False]

    def _group_size(self, elements: tuple[Element, ...]) -> int:
        if id(elements) not in self._sizes:
            self._sizes[id(elements)] = self._chain_size(self.of(elements))
        return self._sizes[id(elements)]


def _visible(element: Element) -> frozenset[str]:
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


def _triple_size(triple: Triple, known: frozenset[str]) -> int:
    start, end = (_is_known(spot.text, known) for spot in (triple.subject, triple.object))
    return _path_size(triple.predicate.text, start, end, known)


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
