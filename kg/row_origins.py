"""
Where the triples behind a row of a result come from: a file states them, or they follow.

A row is put into the patterns of its query; every triple that this makes is looked up. What follows
is traced to what it follows from, down to triples that are stated: a chain of broader classes, the
domain or range of a property, or a symmetric property (the rules of `kg.inference`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from kg.dataset import GraphDataset
from kg.engine import QueryEngine
from kg.graphs import GraphRole, Selection
from kg.namespaces import OWL, RDF, RDFS
from kg.query_answer import Term
from kg.query_patterns import PatternQuery, Triple, read_patterns, variables
from kg.vocabulary import written

_TYPE = f"<{RDF}type>"
_BROADER = f"<{RDFS}subClassOf>"


class Origin(Enum):
    """How a triple comes to be true; the value is what a reader is told."""

    STATED = "stated"
    BROADER = "follows: what is of a class is of every broader one"
    CLASS_OF = "follows: from the axioms of the classes"
    DOMAIN = "follows: the property is said of such things only"
    RANGE = "follows: the property leads to such things only"
    SYMMETRIC = "follows: the property holds in both directions"
    ELSEWHERE = "in another graph"


@dataclass(frozen=True, slots=True)
class Grounds:
    """One triple in SPARQL terms, how it comes to be true, and the stated ones it follows from."""

    triple: tuple[str, str, str]
    origin: Origin
    premises: tuple[tuple[str, str, str], ...] = ()


def grounds_of_row(
    text: str,
    row: Mapping[str, Term],
    engine: QueryEngine,
    dataset: GraphDataset,
) -> tuple[Grounds, ...]:
    """
    Return the triples behind one row, each with where it comes from, in the order of the query.

    Empty where the text has a form that is not read, or where the row is a count of others.

    Args:
        text: The query.
        row: The values of the row by the name of their variable, unbound ones left out.
        engine: Answers the questions that this takes.
        dataset: What *engine* reads.
    """
    query = read_patterns(text)
    if query is None:
        return ()
    asked = _Lookup(engine, dataset)
    whole = dataset.of_roles((GraphRole.ASSERTED, GraphRole.INFERRED))
    bound = {f"?{name}": _text(term) for name, term in row.items() if term.kind != "bnode"}
    bound |= asked.others(query, bound, whole)
    found = []
    for pattern in query.elements:
        if isinstance(pattern, Triple) and not set(pattern.predicate.text) & set("*+?|^!("):
            triple = tuple(_put(spot.text, bound, query) for spot in pattern.spots)
            if not any(part.startswith("?") for part in triple):
                found.append(asked.grounds((triple[0], triple[1], triple[2])))
    return tuple(dict.fromkeys(found))


class _Lookup:
    def __init__(self, engine: QueryEngine, dataset: GraphDataset) -> None:
        self._engine = engine
        self._stated = dataset.of_roles((GraphRole.ASSERTED,))
        self._whole = dataset.of_roles((GraphRole.ASSERTED, GraphRole.INFERRED))

    def others(
        self, query: PatternQuery, bound: Mapping[str, str], graphs: Selection
    ) -> dict[str, str]:
        """Return values of the variables that a row does not show, of one match."""
        patterns = " ".join(element.text for element in query.elements)
        values = " ".join(
            f"VALUES {name} {{ {value} }}"
            for name, value in bound.items()
            if name[1:] in variables(patterns)
        )
        text = f"{query.prologue} SELECT * {{ {values} {patterns} }} LIMIT 1"
        table = self._engine.select(text, graphs)
        if not table.rows:
            return {}
        pairs = zip(table.columns, table.rows[0], strict=True)
        return {f"?{name}": _text(t) for name, t in pairs if t is not None and t.kind != "bnode"}

    def grounds(self, triple: tuple[str, str, str]) -> Grounds:
        if self._holds(self._stated, triple):
            return Grounds(triple, Origin.STATED)
        subject, predicate, value = triple
        for origin, patterns in (
            (Origin.SYMMETRIC, _symmetric(triple)),
            (Origin.BROADER, ((subject, _TYPE, "?c"), ("?c", _BROADER, value))),
            (Origin.BROADER, ((subject, _BROADER, "?c"), ("?c", _BROADER, value))),
            (
                Origin.DOMAIN,
                ((subject, "?p", "?x"), ("?p", f"<{RDFS}domain>", value)),
            ),
            (Origin.RANGE, (("?x", "?p", subject), ("?p", f"<{RDFS}range>", value))),
        ):
            is_type = predicate == _TYPE
            fits = {
                Origin.SYMMETRIC: True,
                Origin.BROADER: patterns[0][1] == predicate,
                Origin.DOMAIN: is_type,
                Origin.RANGE: is_type,
            }[origin]
            premises = self._match(patterns) if fits else None
            if premises is not None:
                return Grounds(triple, origin, premises)
        follows = self._holds(self._whole, triple)
        return Grounds(triple, Origin.CLASS_OF if follows else Origin.ELSEWHERE)

    def _holds(self, graphs: Selection, triple: tuple[str, str, str]) -> bool:
        row = self._engine.select(f"ASK {{ {' '.join(triple)} }}", graphs).rows[0]
        return row[0] is not None and row[0].value == "true"

    def _match(
        self, patterns: Sequence[tuple[str, str, str]]
    ) -> tuple[tuple[str, str, str], ...] | None:
        group = " . ".join(" ".join(pattern) for pattern in patterns)
        table = self._engine.select(f"SELECT * {{ {group} }} LIMIT 1", self._stated)
        if not table.rows:
            return None
        pairs = zip(table.columns, table.rows[0], strict=True)
        bound = {f"?{name}": _text(term) for name, term in pairs if term is not None}
        return tuple((bound.get(s, s), bound.get(p, p), bound.get(o, o)) for s, p, o in patterns)


def _symmetric(triple: tuple[str, str, str]) -> tuple[tuple[str, str, str], ...]:
    subject, predicate, value = triple
    if not value.startswith("<"):
        return ((predicate, _TYPE, f"<{OWL}Nothing>"),)
    return ((predicate, _TYPE, f"<{OWL}SymmetricProperty>"), (value, predicate, subject))


def shown_term(term: str) -> str:
    """Return a term of `Grounds` as people read it: with its prefix."""
    return written(term[1:-1]) if term.startswith("<") else term


def _put(text: str, bound: Mapping[str, str], query: PatternQuery) -> str:
    if text[0] in "?$":
        return bound.get(f"?{text[1:]}", text)
    iri = query.iri(text)
    return f"<{iri}>" if iri is not None else text


def _text(term: Term) -> str:
    if term.kind == "uri":
        return f"<{term.value}>"
    if term.kind == "bnode":
        return "[]"
    escaped = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    suffix = f"@{term.lang}" if term.lang else f"^^<{term.datatype}>" if term.datatype else ""
    return f'"{escaped}"{suffix}'
