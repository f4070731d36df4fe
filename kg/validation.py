"""
Validation of the ontology folder: SHACL shapes and quality queries in one report.

A quality query (`kg/queries/quality`) selects defects: a row is one, `?term` is the term at fault
and `?value`, where there is one, what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pyoxigraph import BlankNode as OxBlankNode
from pyoxigraph import Literal as OxLiteral
from pyoxigraph import NamedNode, QuerySolutions, Store
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.errors import SourceError
from kg.namespaces import BASE, local_name
from kg.sources import load_store, ontology_folder, turtle_files
from kg.stored_queries import StoredQuery, load_stored_queries

_WARNING_TAG = "warning"


class Severity(Enum):
    """An error turns a check red; a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class ValidationFinding:
    """
    One defect.

    *rule* is the id of the shape or the name of the query, *term* the id of the term at fault,
    *message* what to do about it. *file* is the file that describes the term, relative to the
    ontology folder, empty where it is not known.
    """

    file: str
    term: str
    rule: str
    message: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Every defect by file and term, and how many shapes and queries looked for one."""

    findings: tuple[ValidationFinding, ...]
    shapes: int
    queries: int

    @property
    def conforms(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def validate_ontology(root: Path | None = None) -> ValidationReport:
    """
    Run every shape and every quality query on an ontology folder; takes a few seconds.

    Args:
        root: The folder; that of the installed package if None.

    Raises:
        SourceError: If a file is not Turtle.
    """
    folder = root or ontology_folder()
    store = load_store(folder)
    data = Graph()
    file_of: dict[str, str] = {}
    for path in turtle_files(folder):
        part = Graph().parse(path)
        file_of |= {str(s): str(path.relative_to(folder)) for s in part.subjects(RDF.type)}
        data += part
    shapes = read_shapes(folder)
    queries = load_stored_queries("quality")
    found = (
        *check_shapes(data, shapes, file_of),
        *(finding for query in queries for finding in check_quality(store, query, file_of)),
    )
    return ValidationReport(
        findings=tuple(sorted(found, key=_place)),
        shapes=len(set(shapes.subjects(SH.message))),
        queries=len(queries),
    )


def read_shapes(root: Path) -> Graph:
    """Return the shapes of every file in the folder `shapes` under *root*."""
    shapes = Graph()
    for path in sorted((root / "shapes").glob("*.ttl")):
        shapes.parse(path)
    return shapes


def check_shapes(
    data: Graph, shapes: Graph, file_of: Mapping[str, str] | None = None
) -> Iterator[ValidationFinding]:
    """
    Yield each result of *shapes* on *data*, which must hold the schema too.

    Args:
        data: The graph; it is not changed.
        shapes: The shapes; each has an IRI and a message.
        file_of: By IRI, the file that describes a term.
    """
    # Imported here, because it takes a while and a server that starts has no need of it.
    from pyshacl import validate as run_shacl

    conforms, results, _ = run_shacl(data, shacl_graph=shapes, advanced=False)
    if conforms or not isinstance(results, Graph):
        return
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus = results.value(result, SH.focusNode)
        message = str(results.value(result, SH.resultMessage) or "")
        value = results.value(result, SH.value)
        yield _finding(
            rule=local_name(str(results.value(result, SH.sourceShape))),
            term=focus,
            message=f"{message} Found: {_shown(value)}." if _tells(value, focus) else message,
            severity=Severity.ERROR,
            file_of=file_of or {},
        )


def check_quality(
    store: Store, query: StoredQuery, file_of: Mapping[str, str] | None = None
) -> Iterator[ValidationFinding]:
    """
    Yield a finding for each row of a quality query.

    Raises:
        SourceError: If the query does not select `?term`.
    """
    rows = store.query(query.text)
    if not isinstance(rows, QuerySolutions) or "term" not in {v.value for v in rows.variables}:
        raise SourceError(f"{query.name}.rq: a quality query must select ?term.")
    names = {variable.value for variable in rows.variables}
    severity = Severity.WARNING if _WARNING_TAG in query.tags else Severity.ERROR
    for row in rows:
        value = row["value"] if "value" in names else None
        detail = ""
        if isinstance(value, NamedNode | OxLiteral):
            shown = local_name(value.value) if isinstance(value, NamedNode) else value.value
            detail = f" Found: {shown}."
        term = _owner(store, row["term"])
        yield _finding(
            rule=query.name,
            term=URIRef(term.value) if isinstance(term, NamedNode) else BNode(),
            message=f"{query.description or query.summary}{detail}",
            severity=severity,
            file_of=file_of or {},
        )


def _finding(
    rule: str, term: Node | None, message: str, severity: Severity, file_of: Mapping[str, str]
) -> ValidationFinding:
    return ValidationFinding(
        file=file_of.get(str(term), ""),
        term=_shown(term),
        rule=rule,
        message=" ".join(message.split()),
        severity=severity,
    )


def _owner(store: Store, node: NamedNode | OxBlankNode | object) -> object:
    """Return the named term in whose description a blank *node* stands, or *node* itself."""
    seen = set()
    while isinstance(node, OxBlankNode) and node not in seen:
        seen.add(node)
        node = next((quad.subject for quad in store.quads_for_pattern(None, None, node)), node)
    return node


def _tells(value: Node | None, focus: Node | None) -> bool:
    return value is not None and value != focus and not isinstance(value, BNode)


def _shown(node: Node | None) -> str:
    if isinstance(node, URIRef):
        return local_name(str(node)) if str(node).startswith(BASE) else str(node)
    return "a blank node" if node is None or isinstance(node, BNode) else str(node)


def _place(finding: ValidationFinding) -> tuple[str, str, str, str]:
    return finding.file, finding.term, finding.rule, finding.message
