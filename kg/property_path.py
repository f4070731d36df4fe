"""
Property paths as what walks them: places, and the triples that lead from one to the next.

A path is read into an automaton after Thompson. A walk over the data is then a search over pairs of
a node and a place, so that every form of path, however nested, is walked alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice, pairwise

from kg.query_text import Token, tokens


@dataclass(frozen=True, slots=True)
class Hop:
    """
    One triple of a walk.

    Attributes:
        iris: The property that it has, or with *excluded* those that it may not have.
        excluded: Whether *iris* are what is left out: a negated set.
        backwards: Whether it is walked from its object to its subject.
    """

    iris: frozenset[str]
    excluded: bool = False
    backwards: bool = False


@dataclass(frozen=True)
class PropertyPath:
    """
    A path; walks lead from the place *start* to the place *end*.

    Attributes:
        hops: From each place, what leads to which place over a triple.
        free: From each place, the places reached over no triple.
    """

    start: int
    end: int
    hops: dict[int, list[tuple[Hop, int]]] = field(default_factory=dict)
    free: dict[int, list[int]] = field(default_factory=dict)

    def turned(self) -> PropertyPath:
        """Return the path that leads the other way."""
        made = PropertyPath(self.end, self.start)
        for place, leaving in self.hops.items():
            for hop, target in leaving:
                back = Hop(hop.iris, hop.excluded, not hop.backwards)
                made.hops.setdefault(target, []).append((back, place))
        for place, targets in self.free.items():
            for target in targets:
                made.free.setdefault(target, []).append(place)
        return made


def is_path(predicate: str) -> bool:
    """Tell whether what stands in the place of a property is more than one name or variable."""
    return len(list(islice(tokens(predicate), 2))) > 1


def read_path(text: str, iri: Callable[[str], str]) -> PropertyPath:
    """
    Return the path that *text* writes.

    Args:
        text: A path of SPARQL 1.1 that the engine accepts.
        iri: Returns the IRI that a name, an IRI in brackets or "a" stands for.
    """
    builder = _Builder(list(tokens(text)), iri)
    start, end = builder.alternatives()
    return PropertyPath(start, end, builder.hops, builder.free)


class _Builder:
    """Builds the automaton while it reads, from left to right."""

    def __init__(self, found: list[Token], iri: Callable[[str], str]) -> None:
        self.hops: dict[int, list[tuple[Hop, int]]] = {}
        self.free: dict[int, list[int]] = {}
        self._tokens = found
        self._iri = iri
        self._at = 0
        self._places = 0

    def alternatives(self, *, back: bool = False) -> tuple[int, int]:
        """Read alternatives up to the end or a closing bracket; *back* turns all of them."""
        start, end = self._place(), self._place()
        while True:
            first, last = self._sequence(back=back)
            self._join(start, first)
            self._join(last, end)
            if not self._takes("|"):
                return start, end

    def _sequence(self, *, back: bool) -> tuple[int, int]:
        parts = [self._step(back=back)]
        while self._takes("/"):
            parts.append(self._step(back=back))
        if back:
            parts.reverse()
        for (_, last), (first, _) in pairwise(parts):
            self._join(last, first)
        return parts[0][0], parts[-1][1]

    def _step(self, *, back: bool) -> tuple[int, int]:
        if self._takes("^"):
            back = not back
        if self._takes("("):
            start, end = self.alternatives(back=back)
            self._takes(")")
        elif self._takes("!"):
            start, end = self._negated(back=back)
        else:
            start, end = self._over(Hop(frozenset({self._name()}), backwards=back))
        return self._repeated(start, end)

    def _repeated(self, start: int, end: int) -> tuple[int, int]:
        sign = self._tokens[self._at].text if self._at < len(self._tokens) else ""
        if sign not in {"*", "+", "?"}:
            return start, end
        self._at += 1
        before, after = self._place(), self._place()
        self._join(before, start)
        self._join(end, after)
        if sign in "*+":
            self._join(end, start)
        if sign in "*?":
            self._join(before, after)
        return before, after

    def _negated(self, *, back: bool) -> tuple[int, int]:
        """Read a negated set; what it names backwards bars only triples walked backwards."""
        barred: dict[bool, set[str]] = {}
        in_brackets = self._takes("(")
        while not (in_brackets and self._takes(")")):
            turned = self._takes("^")
            barred.setdefault(turned, set()).add(self._name())
            if not in_brackets:
                break
            self._takes("|")
        start, end = self._place(), self._place()
        for turned, iris in (barred or {False: set()}).items():
            first, last = self._over(Hop(frozenset(iris), True, turned is not back))
            self._join(start, first)
            self._join(last, end)
        return start, end

    def _over(self, hop: Hop) -> tuple[int, int]:
        start, end = self._place(), self._place()
        self.hops.setdefault(start, []).append((hop, end))
        return start, end

    def _name(self) -> str:
        token = self._tokens[self._at]
        self._at += 1
        return self._iri(token.text)

    def _takes(self, sign: str) -> bool:
        """Step over *sign* if it comes next."""
        here = self._at < len(self._tokens) and self._tokens[self._at].text == sign
        self._at += here
        return here

    def _place(self) -> int:
        self._places += 1
        return self._places

    def _join(self, place: int, target: int) -> None:
        self.free.setdefault(place, []).append(target)
