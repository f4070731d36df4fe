"""A guideline as CSV tables (RFC 4180), one for each kind of thing and for each relation."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from kg.exports.source import ExportedFile, ExportSource
from kg.mappings import Mapping
from kg.model import Guideline

Cell = object
"""A text, a number, a truth value, or None for an empty cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; ids are those of the guideline."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def csv_tables(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield every table of every guideline."""
    for slug, guideline in source.library.guidelines.items():
        for table in (*tables_of(guideline), _mappings(source.mappings(slug))):
            yield ExportedFile(
                f"{slug}.{table.name}.csv",
                table.title,
                "text/csv; charset=utf-8",
                _written(table),
                "csv",
            )


def tables_of(guideline: Guideline) -> Iterator[Table]:
    """Yield the tables of one guideline, things first, then relations."""
    yield from _document(guideline)
    yield from _evidence(guideline)
    yield from _deciding(guideline)
    yield from _relations(guideline)


def _document(guideline: Guideline) -> Iterator[Table]:
    yield _table(
        "sections",
        "headings of the document",
        "id iri line title parent",
        ((s.id, s.iri, s.line, s.title, s.parent) for s in guideline.sections.values()),
    )
    yield _table(
        "statements",
        "what the document states",
        "id iri line section kind force citation_status text note",
        (
            (
                s.id,
                s.iri,
                s.line,
                s.section,
                s.kind,
                s.force,
                s.citation_status.value,
                s.text,
                s.note,
            )
            for s in guideline.statements.values()
        ),
    )
    yield _table(
        "quantities",
        "numbers in statements",
        "statement label lower upper numerator denominator unit ucum note",
        (
            (s.id, q.label, q.lower, q.upper, q.numerator, q.denominator, q.unit, q.ucum, q.note)
            for s in guideline.statements.values()
            for q in s.quantities
        ),
    )
    yield _table(
        "topics",
        "what statements are about",
        "id iri kind label definition",
        ((t.id, t.iri, t.kind, t.label, t.definition) for t in guideline.topics.values()),
    )


def _evidence(guideline: Guideline) -> Iterator[Table]:
    yield _table(
        "references",
        "reference numbers and what they were found to be",
        "id iri number confidence bibliography doi url design checked",
        (
            (
                r.id,
                r.iri,
                r.number,
                r.confidence.value,
                r.bibliography,
                r.doi,
                r.url,
                r.design,
                r.checked,
            )
            for r in guideline.references.values()
        ),
    )
    yield _table(
        "appraisals",
        "remarks on references",
        "reference remark",
        ((r.id, remark) for r in guideline.references.values() for remark in r.appraisals),
    )
    yield _table(
        "encoding-decisions",
        "how vague places were read",
        "id iri title source_says reading reason would_change",
        (
            (d.id, d.iri, d.title, d.source_says, d.reading, d.reason, d.would_change)
            for d in guideline.encoding_decisions.values()
        ),
    )


def _deciding(guideline: Guideline) -> Iterator[Table]:
    yield _table(
        "criteria",
        "what decides",
        "id iri role label definition",
        ((c.id, c.iri, c.role.value, c.label, c.definition) for c in guideline.criteria.values()),
    )
    yield _table(
        "findings",
        "what can be present or absent",
        "id iri label absent_label definition question in_source stage",
        (
            (
                f.id,
                f.iri,
                f.label,
                f.absent_label,
                f.definition,
                f.question,
                "no" if f.encoded else "yes",
                f.stage.value,
            )
            for f in guideline.findings.values()
        ),
    )
    yield _table(
        "observables",
        "what can be measured",
        "id iri label definition question unit ucum minimum maximum stage",
        (
            (
                o.id,
                o.iri,
                o.label,
                o.definition,
                o.question,
                o.unit,
                o.ucum,
                o.minimum,
                o.maximum,
                o.stage.value,
            )
            for o in guideline.observables.values()
        ),
    )


def _relations(guideline: Guideline) -> Iterator[Table]:
    statements, findings = guideline.statements.values(), guideline.findings.values()
    decisions = guideline.encoding_decisions.values()
    yield _table(
        "citations",
        "which statement cites which reference",
        "statement reference",
        ((s.id, reference) for s in statements for reference in s.references),
    )
    yield _table(
        "statement-topics",
        "which statement is about what",
        "statement topic",
        ((s.id, topic) for s in statements for topic in s.topics),
    )
    yield _table(
        "contents",
        "the answers that statements give",
        "statement subject aspect value",
        ((s.id, c.subject, c.aspect, c.value) for s in statements for c in s.contents),
    )
    yield _table(
        "derived-from",
        "which criterion follows from which statement",
        "criterion statement",
        ((c.id, statement) for c in guideline.criteria.values() for statement in c.statements),
    )
    yield _table(
        "finding-relations",
        "broader and incompatible findings",
        "finding relation other",
        (
            *((f.id, "broader", other) for f in findings for other in f.parents),
            *((f.id, "incompatible", other) for f in findings for other in f.incompatible),
        ),
    )
    yield _table(
        "decision-concerns",
        "which encoding decision concerns what",
        "encoding_decision kind term",
        (
            *((d.id, "statement", term) for d in decisions for term in d.statements),
            *((d.id, "criterion", term) for d in decisions for term in d.criteria),
        ),
    )


def _mappings(mappings: Iterable[Mapping]) -> Table:
    return _table(
        "mappings",
        "links to outside vocabularies",
        "subject predicate object curie label read_in",
        ((m.subject, m.predicate, m.object, m.curie, m.label, m.read_in) for m in mappings),
    )


def _table(name: str, title: str, columns: str, rows: Iterable[tuple[Cell, ...]]) -> Table:
    return Table(name, title, tuple(columns.split()), tuple(rows))


def _written(table: Table) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue().encode()
