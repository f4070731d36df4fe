"""The triples behind a row of a result, as a tree that is opened step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from app.templating import render
from app.terms import page_of_iri
from kg.dataset import SCHEMA
from kg.graphs import GraphRole, NamedGraph
from kg.library import Library
from kg.manchester import Piece
from kg.model import Reference, Section, Statement
from kg.namespaces import BASE, local_name
from kg.proofs import Rule
from kg.row_origins import Grounds

#: No proof of a guideline that ships is half as deep.
DEEPEST = 16

AddressOf = Callable[[str], str]
"""Returns the address of what shows an IRI, "" if nothing does."""

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
    """
    One triple with what it follows from.

    *claim* holds pieces of text with their addresses, "" where a piece has none. *cut* tells that
    the steps below are not shown.
    """

    claim: tuple[tuple[str, str], ...]
    how: str
    note: str
    steps: tuple[Step, ...]
    statements: tuple[StatementBehind, ...]
    cut: bool = False


def row_html(
    number: int, grounds: Iterable[Grounds], library: Library, address_of: AddressOf
) -> Markup:
    """
    Return the HTML of what stands behind a row.

    Args:
        number: Of the row, 1 for the first.
        grounds: The triples behind it.
        library: Has the statements.
        address_of: Finds the page of a term.
    """
    steps = [step_of(one, library, address_of) for one in grounds]
    return render(
        "query_why.html.j2",
        number=number,
        steps=steps,
        totals=_totals(steps),
    )


def step_of(grounds: Grounds, library: Library, address_of: AddressOf, depth: int = 0) -> Step:
    """Return *grounds* with addresses and statements, down to a depth of `DEEPEST`."""
    cut = depth >= DEEPEST and bool(grounds.premises)
    return Step(
        claim=tuple((piece.text, _address(piece, address_of)) for piece in grounds.claim),
        how=_how(grounds.rule, grounds.graph),
        note=grounds.origin,
        steps=()
        if cut
        else tuple(step_of(one, library, address_of, depth + 1) for one in grounds.premises),
        statements=tuple(_statements(grounds.statements, library)),
        cut=cut,
    )


def _address(piece: Piece, address_of: AddressOf) -> str:
    return address_of(piece.iri) if piece.iri.startswith(BASE) else ""


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


def _totals(steps: Iterable[Step]) -> str:
    """Return in a sentence what everything rests on in the end."""
    ends = {end.claim: end for step in steps for end in _ends(step)}
    behind = {s.statement.id: s for end in ends.values() for s in end.statements}
    if not ends:
        return ""
    cited = sum(bool(one.references) for one in behind.values())
    rest = "no statement of the guideline"
    if behind:
        rest = f"{_counted(len(behind), 'statement')} of the guideline, {cited or 'none'} cited"
    return f"In the end it rests on {_counted(len(ends), 'stated triple')} and {rest}."


def _ends(step: Step) -> Iterable[Step]:
    if not step.steps:
        yield step
    for one in step.steps:
        yield from _ends(one)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
