"""What stands behind a row of a result, as a tree that is opened step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from app.query_links import query_link
from app.templating import render
from app.terms import page_of_iri
from kg.dataset import SCHEMA
from kg.graphs import GraphRole, NamedGraph
from kg.grounds import Grounds
from kg.library import Library
from kg.manchester import Piece
from kg.model import Reference, Section, Statement
from kg.namespaces import BASE, local_name
from kg.origins import Chain, Group, Origins
from kg.proofs import Rule
from kg.row_origins import MOST_WAYS

#: No proof of a guideline that ships is half as deep.
DEEPEST = 16

_LONGEST_VALUE = 60  # characters, of a value in the summary of a row
# The address of the query page holds the whole query; servers and browsers cut longer ones.
_LONGEST_LINK = 8_000

AddressOf = Callable[[str], str]
"""Returns the address of what shows an IRI, "" if nothing does."""

Words = tuple[tuple[str, str], ...]
"""Pieces of text with their addresses, "" where a piece has none."""

_STATED_IN = {
    GraphRole.ASSERTED: "stated in the guideline",
    GraphRole.INFERRED: "follows from the axioms",
    GraphRole.MAPPINGS: "stated in the mappings",
    GraphRole.ITEMS: "stated in the items",
    GraphRole.VIGNETTES: "stated in the vignettes",
    GraphRole.CATALOG: "stated in the catalog of the graphs",
}


@dataclass(frozen=True)
class StatementBehind:
    """A statement with where it stands and what it cites."""

    statement: Statement
    section: Section
    references: tuple[Reference, ...]
    page: str


@dataclass(frozen=True)
class Step:
    """One triple with what it follows from; *cut* tells that the steps below are not shown."""

    claim: Words
    how: str
    note: str
    steps: tuple[Step, ...]
    statements: tuple[StatementBehind, ...]
    cut: bool = False


@dataclass(frozen=True)
class Way:
    """A way along a path; it has no steps where start and end are the same."""

    claim: Words
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class RowBehind:
    """A row that went into a group: its values by name, and what stands behind it."""

    values: tuple[tuple[str, str], ...]
    behind: Behind


@dataclass(frozen=True)
class Rows:
    """The rows of a group; *link* leads to a query for all of them, "" where there is none."""

    keys: tuple[tuple[str, Words], ...]
    count: int | None
    rows: tuple[RowBehind, ...]
    link: str

    @property
    def rest(self) -> int:
        """How many rows are not shown."""
        return (self.count or 0) - len(self.rows)


@dataclass(frozen=True)
class Behind:
    """What stands behind a row: its parts by kind, in order, and what is not led back."""

    parts: tuple[tuple[str, Step | Way | Rows], ...]
    ways: int
    untold: tuple[str, ...]


def row_html(number: int, origins: Origins, library: Library, address_of: AddressOf) -> Markup:
    """
    Return the HTML of what stands behind a row.

    Args:
        number: Of the row, 1 for the first.
        origins: Where it comes from.
        library: Has the statements.
        address_of: Finds the page of a term.
    """
    behind = _Viewer(library, address_of).behind(origins)
    return render(
        "query_why.html.j2",
        number=number,
        behind=behind,
        totals=_totals(behind),
        most_ways=MOST_WAYS,
    )


def step_of(grounds: Grounds, library: Library, address_of: AddressOf) -> Step:
    """Return *grounds* with addresses and statements, down to a depth of `DEEPEST`."""
    return _Viewer(library, address_of).step(grounds)


class _Viewer:
    def __init__(self, library: Library, address_of: AddressOf) -> None:
        self._library = library
        self._address_of = address_of

    def behind(self, origins: Origins) -> Behind:
        return Behind(tuple(map(self._part, origins.parts)), origins.ways, origins.untold)

    def _part(self, part: Grounds | Chain | Group) -> tuple[str, Step | Way | Rows]:
        if isinstance(part, Grounds):
            return "step", self.step(part)
        if isinstance(part, Chain):
            claim = (*self._words(part.start), (f" {part.path} ", ""), *self._words(part.end))
            return "way", Way(claim, tuple(map(self.step, part.steps)))
        link = query_link(part.text) if part.text else ""
        rows = tuple(
            RowBehind(
                tuple((name, _cut(_plain(value))) for name, value in member.values),
                self.behind(member.origins),
            )
            for member in part.members
        )
        keys = tuple((name, self._words(value)) for name, value in part.keys)
        return "rows", Rows(keys, part.count, rows, link if len(link) <= _LONGEST_LINK else "")

    def step(self, grounds: Grounds, depth: int = 0) -> Step:
        cut = depth >= DEEPEST and bool(grounds.premises)
        below = () if cut else grounds.premises
        return Step(
            claim=self._words(grounds.claim),
            how=_how(grounds.rule, grounds.graph),
            note=grounds.origin,
            steps=tuple(self.step(one, depth + 1) for one in below),
            statements=tuple(_statements(grounds.statements, self._library)),
            cut=cut,
        )

    def _words(self, pieces: Iterable[Piece]) -> Words:
        return tuple((piece.text, self._address(piece)) for piece in pieces)

    def _address(self, piece: Piece) -> str:
        return self._address_of(piece.iri) if piece.iri.startswith(BASE) else ""


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE].rstrip()} …"


def _how(rule: Rule, graph: NamedGraph | None) -> str:
    if rule is not Rule.STATED or graph is None:
        return rule.value
    is_schema = graph.role is GraphRole.ASSERTED and graph.owner == SCHEMA
    return "stated in the schema" if is_schema else _STATED_IN[graph.role]


def _statements(iris: Iterable[str], library: Library) -> Iterable[StatementBehind]:
    for iri in iris:
        guideline = library.guidelines.get(iri.removeprefix(BASE).partition("/")[0])
        statement = guideline and guideline.statements.get(local_name(iri))
        if guideline and statement:
            yield StatementBehind(
                statement,
                guideline.sections[statement.section],
                tuple(guideline.references[name] for name in statement.references),
                page_of_iri(library, iri) or "",
            )


def _totals(behind: Behind) -> str:
    """Return in a sentence what everything that is shown rests on in the end."""
    ends = {end.claim: end for end in _ends(behind)}
    statements = {s.statement.id: s for end in ends.values() for s in end.statements}
    if not ends:
        return ""
    cited = sum(bool(one.references) for one in statements.values())
    rest = "no statement of the guideline"
    if statements:
        rest = f"{_counted(len(statements), 'statement')} of the guideline, {cited or 'none'} cited"
    start = "In the end it rests" if _is_whole(behind) else "In the end what is shown rests"
    return f"{start} on {_counted(len(ends), 'stated triple')} and {rest}."


def _is_whole(behind: Behind) -> bool:
    """Tell whether no row of any group was left out."""
    groups = [part for _, part in behind.parts if isinstance(part, Rows)]
    return all(
        group.count is not None
        and not group.rest
        and all(_is_whole(row.behind) for row in group.rows)
        for group in groups
    )


def _ends(part: Behind | Step | Way | Rows) -> Iterable[Step]:
    match part:
        case Behind(parts=parts):
            inside: Iterable[Behind | Step | Way | Rows] = [one for _, one in parts]
        case Rows(rows=rows):
            inside = [row.behind for row in rows]
        case Step(steps=()):
            yield part
            return
        case Step(steps=steps) | Way(steps=steps):
            inside = steps
    for one in inside:
        yield from _ends(one)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
