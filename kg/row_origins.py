"""
Where a row of a result comes from: the triples behind it, and why each of them is true.

A row is led back to one match of the patterns (`kg.row_matches`), the match to triples of the
graphs that the query reads (`kg.pattern_triples`), each triple to what is stated (`kg.grounds`). A
row of a grouped query is led back to the rows of the same query without the grouping, each of them
alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from time import monotonic

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.active_graph import ActiveGraph, sources_of
from kg.dataset import GraphDataset
from kg.engine import QueryEngine
from kg.errors import MalformedQueryError, QueryError
from kg.graphs import Selection
from kg.grounds import Grounds, Teller
from kg.manchester import Piece
from kg.namespaces import XSD
from kg.origins import Chain, Group, Member, Origins, Values
from kg.pattern_reader import read_patterns
from kg.pattern_terms import PatternTerms
from kg.pattern_triples import Found, Sought, Spot, Unknown, found_for
from kg.pattern_words import shown
from kg.property_path import is_path, read_path
from kg.query_answer import Term
from kg.query_format import formatted
from kg.query_patterns import Part, PartKind, PatternQuery, Triple, variables
from kg.query_shape import Shape, shape_of
from kg.query_text import is_repeatable, keyword, tokens
from kg.row_matches import MOST_SIFTED, Asked, Match, Matcher, Row, listing
from kg.taken_patterns import Taken, taken_of
from kg.walks import Effort, TooFarError

MOST_MEMBERS = 20
"""Rows of a group that are led back; the others are counted."""

MOST_WAYS = 100
"""Matches that lead to one row are counted up to here."""

_SECONDS = 5.0
_MOST_TRIPLES = 50_000
_MOST_ORDERED = 1000  # rows of a group; of more those are told of that the engine finds first
_LONGEST = 80  # characters of a part that is told of

UNREAD = (
    "The query uses a form that is not read here, such as a triple inside a triple. Ask for the "
    "same without it, and the rows can be explained."
)
NO_MATCH = (
    "No match of the patterns gives this row when it is asked for alone. That is so for values "
    "that are new each time, such as RAND() or NOW(), and where the data behind the endpoint have "
    "changed."
)
BLANK = (
    "The row holds a blank node, which no query can name, and it is not among the first "
    f"{MOST_SIFTED:,} matches. Ask for fewer rows."
)
ELSEWHERE = "The triples of this match are not in the data of this server."
TOO_FAR = f"The search for the triples was stopped after {_MOST_TRIPLES:,} of them."


def origins_of_row(
    text: str,
    row: Row,
    engine: QueryEngine,
    dataset: GraphDataset,
    graphs: Selection | None = None,
    *,
    members: int = MOST_MEMBERS,
    clock: Callable[[], float] = monotonic,
) -> Origins:
    """
    Return where one row comes from. May take seconds: ask in a thread.

    Args:
        text: The query.
        row: The values of the row by the name of their variable, None where there is none.
        engine: Answers what the row does not show.
        dataset: What *engine* reads.
        graphs: The graphs that *text* was asked of, as for *engine*.
        members: The most rows of a group that are led back.
        clock: Tells the seconds; after five of them nothing more is asked.
    """
    query = read_patterns(text)
    if query is None:
        return Origins(untold=(UNREAD,))
    tracer = _Tracer(query, Matcher(engine, graphs, clock, _SECONDS), dataset, graphs)
    return tracer.origins(query, row, "", members)


class _Tracer:
    def __init__(
        self,
        query: PatternQuery,
        matcher: Matcher,
        dataset: GraphDataset,
        graphs: Selection | None,
    ) -> None:
        self._matcher = matcher
        self._dataset = dataset
        self._teller = Teller(dataset)
        self._terms = PatternTerms(query)
        self._default = self._read_by_default(query, graphs)

    def _read_by_default(self, query: PatternQuery, graphs: Selection | None) -> ActiveGraph:
        sources = sources_of(query)
        names: list[NamedNode | DefaultGraph] = [DefaultGraph()]
        if graphs is not None:
            names = [NamedNode(iri) for iri in graphs.default]
        elif sources is not None:
            names = [NamedNode(self._terms.iri(one)) for one in sources.merged]
        return ActiveGraph(self._dataset.store, names)

    def origins(self, query: PatternQuery, row: Row, graph: str, members: int) -> Origins:
        """Return where a row of *query* comes from; *graph* is what stands around the query."""
        shape = shape_of(query)
        row = {**dict.fromkeys(shape.columns or ()), **row}
        try:
            if shape.keys is not None:
                return self._grouped(query, shape, row, graph, members)
            asked = _asked(query, shape, row, graph)
            matches = self._matcher.matches(asked, MOST_WAYS)
            if not matches:
                return Origins(untold=(_unmatched(row),))
            (found,) = self._of_matches(query, [min(matches, key=_order)], graph, members)
            return Origins(found.parts, len(matches), found.untold)
        except QueryError as error:
            return Origins(untold=(f"The search for what matched was stopped. {error}",))

    # ------------------------------------------------------------ groups
    def _grouped(
        self, query: PatternQuery, shape: Shape, row: Row, graph: str, members: int
    ) -> Origins:
        asked_for = {
            name: term for name, term in row.items() if is_repeatable(shape.computed.get(name, ""))
        }
        keys = self._matcher.keys(query, shape, asked_for, graph)
        if keys is None:
            return Origins(untold=(_unmatched(row),))
        made = {name: text for name, text in (shape.keys or {}).items() if text != f"?{name}"}
        asked = Asked(query, keys, made, graph=graph)
        count = self._matcher.count(asked)
        is_small = count is not None and count <= _MOST_ORDERED
        matches = self._matcher.matches(asked, members, in_order=is_small)
        if count is None and len(matches) < members:
            count = len(matches)
        found = tuple(
            Member(self._values(query, match, keys), origins)
            for match, origins in zip(
                matches, self._of_matches(query, matches, graph, members), strict=True
            )
        )
        listed = listing(asked)
        group = Group(
            tuple((_label(name, query, shape), self._told(term)) for name, term in keys.items()),
            count,
            found,
            formatted(listed) if listed else "",
        )
        return Origins((group,))

    def _values(self, query: PatternQuery, match: Match, keys: Row) -> Values:
        """Return the values of a row of a group, without those that all rows share."""
        names = [token.text[1:] for token in tokens(query.body) if token.text[0] in "?$"]
        return tuple(
            (name, self._told(match[name]))
            for name in dict.fromkeys(names)
            if name in match and name not in keys and match[name].kind != "bnode"
        )

    def _told(self, term: Term | None) -> tuple[Piece, ...]:
        if term is None:
            return ()
        node = _node(term)
        if isinstance(node, Unknown):
            return (Piece("a blank node"),)
        return self._teller.pieces(node)

    # ------------------------------------------------------------ matches
    def _of_matches(
        self, query: PatternQuery, matches: Sequence[Match], graph: str, members: int
    ) -> list[Origins]:
        """Return where each match comes from; blank nodes of one name are one node in all."""
        taken = [taken_of(query, match, self._terms, graph) for match in matches]
        sought = [
            self._sought(one.element, one.graph, match)
            for match, parts in zip(matches, taken, strict=True)
            for one in parts
            if isinstance(one.element, Triple)
        ]
        try:
            found = found_for(sought, Effort(_MOST_TRIPLES))
        except TooFarError:
            return [Origins(untold=(TOO_FAR,))] * len(matches)
        if found is None:
            return [Origins(untold=(ELSEWHERE,))] * len(matches)
        behind = zip(sought, found, strict=True)
        return [
            self._of_match(query, match, parts, behind, members)
            for match, parts in zip(matches, taken, strict=True)
        ]

    def _of_match(
        self,
        query: PatternQuery,
        match: Match,
        taken: Sequence[Taken],
        behind: Iterator[tuple[Sought, Found]],
        members: int,
    ) -> Origins:
        parts: list[Grounds | Chain | Group] = []
        untold: list[str] = []
        for one in taken:
            if isinstance(one.element, Triple):
                parts += self._behind(one.element, *next(behind))
            elif (inside := _query_inside(one.element, query)) is not None:
                inner = self._nested(inside, match, one.graph, members)
                parts += inner.parts
                untold += inner.untold
            else:
                untold += _untold(one.element)
        return Origins(tuple(dict.fromkeys(parts)), 1, tuple(dict.fromkeys(untold)))

    def _behind(self, pattern: Triple, sought: Sought, found: Found) -> tuple[Grounds | Chain, ...]:
        steps = tuple(self._teller.grounds(triple, sought.graph) for triple in found.triples)
        if len(steps) == 1:
            return steps
        start, end = self._teller.pieces(found.start), self._teller.pieces(found.end)
        return (Chain(pattern.predicate.text, start, end, steps),)

    def _nested(self, query: PatternQuery, match: Match, graph: str, members: int) -> Origins:
        columns = shape_of(query).columns
        names = variables(query.body) if columns is None else columns
        row = {name: match[name] for name in names if name in match}
        return self.origins(query, row, graph, max(members // 4, 1))

    def _sought(self, pattern: Triple, graph: str, match: Match) -> Sought:
        subject, verb, value = (spot.text for spot in pattern.spots)
        active = self._default
        if graph:
            active = ActiveGraph(self._dataset.store, [NamedNode(graph[1:-1])])
        path = read_path(verb, self._terms.iri) if is_path(verb) else self._spot(verb, match)
        if isinstance(path, Literal | Unknown):
            raise MalformedQueryError(f"{verb} stands where a property is meant.")
        return Sought(self._spot(subject, match), path, self._spot(value, match), active)

    def _spot(self, text: str, match: Match) -> Spot:
        return _node(match[text[1:]]) if text[0] in "?$" else self._terms.node(text)


def _asked(query: PatternQuery, shape: Shape, row: Row, graph: str) -> Asked:
    """Return the question for the matches of a row; what is new each time is not asked for."""
    steady = {name: text for name, text in shape.computed.items() if is_repeatable(text)}
    known = {name: term for name, term in row.items() if name not in shape.computed.keys() - steady}
    return Asked(query, known, steady, shape.values, graph)


def _order(match: Match) -> list[tuple[str, str]]:
    """Return what puts matches in the same order every time, whatever the engine does."""
    return sorted((name, term.value) for name, term in match.items() if term.kind != "bnode")


def _label(key: str, query: PatternQuery, shape: Shape) -> str:
    """Return the name of a key, or its expression where the query gives it no name."""
    return key if key in variables(query.tail) else " ".join((shape.keys or {})[key].split())


def _unmatched(row: Row) -> str:
    return BLANK if any(term and term.kind == "bnode" for term in row.values()) else NO_MATCH


def _query_inside(part: Part, around: PatternQuery) -> PatternQuery | None:
    """Return a sub-query, or what a filter that is nothing but EXISTS asks for."""
    found = list(islice(tokens(part.text), 3))
    if part.kind is PartKind.FILTER and [keyword(t) for t in found] == ["FILTER", "EXISTS", ""]:
        group = part.text[found[2].start :]
        return read_patterns(f"{around.prologue} SELECT * {around.datasets} WHERE {group}")
    return part.query


def _untold(part: Part) -> Iterator[str]:
    """Yield why a part that a row hangs on has no triple to show; nothing where it needs none."""
    words = [keyword(token) for token in tokens(part.text)]
    if part.kind is PartKind.MINUS or ("NOT", "EXISTS") in pairwise(words):
        yield f"{_short(part)} holds because nothing matches it, so there is no triple to show."
    elif part.kind is PartKind.GRAPH:
        yield f"{_short(part)}: the engine does not say in which graph it found this."
    elif "EXISTS" in words:
        yield (
            f"{_short(part)} asks for a match as one condition among others, which is not led "
            "back. Give EXISTS a FILTER of its own to see its triples."
        )


def _short(part: Part) -> str:
    text = shown(part)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"


def _node(term: Term) -> Spot:
    match term.kind:
        case "uri":
            return NamedNode(term.value)
        case "bnode":
            return Unknown(term.value)
        case "literal" if term.lang:
            return Literal(term.value, language=term.lang)
        case "literal":
            return Literal(term.value, datatype=NamedNode(term.datatype or XSD + "string"))
    raise MalformedQueryError("A triple inside a triple is not read here.")
