"""
The stages of `guidegraph check` that concern the ontology.

Each looks at one thing and never stops at broken input: that is what it is there to find.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random

from pyoxigraph import NamedNode, QueryBoolean, Store

from kg.agreement import disagreements, sample_cases
from kg.axioms import AxiomReader
from kg.case import Case
from kg.errors import AxiomError, KnowledgeGraphError, OracleError, SourceError
from kg.library import Library, open_library
from kg.namespaces import GG, local_name
from kg.oracle import Disagreement, Oracle, OracleReport, Progress
from kg.sources import load_file, load_store, turtle_files
from kg.stored_queries import load_stored_queries
from kg.validation import Severity, validate_ontology
from kg.verify_source import verify_source

_SAMPLES = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that is wrong, in words that whoever wrote it can act on.

    *file* and *line* are None where they are not known. *term* is the id of the term, case or item
    at fault, *key* the place within a content file, *rule* a short stable name of what was broken.
    """

    file: Path | None
    line: int | None
    term: str
    rule: str
    message: str
    severity: Severity = Severity.ERROR
    key: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage looked at, as numbers with their nouns in the singular, and what it found."""

    counts: tuple[tuple[int, str], ...]
    faults: tuple[Fault, ...] = ()


class TermPlaces:
    """Where the terms of an ontology folder stand: a term's block starts at the line's start."""

    _SUBJECT = re.compile(r"^(?:[\w-]*:|<[^>\s]*[/#])([\w-]+)>?[ \t;\n]", re.MULTILINE)

    def __init__(self, root: Path) -> None:
        self._place: dict[str, tuple[Path, int]] = {}
        for path in turtle_files(root):
            if path.exists():
                text = path.read_text("utf-8", errors="replace")
                for match in self._SUBJECT.finditer(text):
                    line = text.count("\n", 0, match.start()) + 1
                    self._place.setdefault(match[1], (path, line))

    def fault(self, term: str, rule: str, message: str, severity: Severity) -> Fault:
        """Return a fault of *term* with the place where it is described."""
        path, line = self._place.get(term, (None, None))
        return Fault(path, line, term, rule, message, severity)


def check_files(root: Path) -> Outcome:
    """Parse every Turtle file under *root*, among them the shapes."""
    paths = [*turtle_files(root), *sorted((root / "shapes").glob("*.ttl"))]
    faults = []
    store = Store()
    for path in paths:
        try:
            load_file(store, path)
        except SourceError as error:
            faults.append(Fault(path, error.line, "", "turtle", str(error)))
    return Outcome(((len(paths), "file"), (len(store), "triple")), tuple(faults))


def check_rules(root: Path) -> Outcome:
    """Run the SHACL shapes and the quality queries on files that parse."""
    report = validate_ontology(root)
    places = TermPlaces(root)
    # One value found by two paths is one fault.
    faults = dict.fromkeys(
        places.fault(found.term, found.rule, found.message, found.severity)
        for found in report.findings
    )
    return Outcome(((report.shapes, "shape"), (report.queries, "quality query")), tuple(faults))


def check_axioms(root: Path) -> tuple[Outcome, Library | None]:
    """Read and compile every guideline; the library is None where that is not possible."""
    store = load_store(root)
    places = TermPlaces(root)
    classes = _defined_classes(store)
    messages: dict[str, str] = {}
    for name in classes:
        try:
            AxiomReader(store).definition(name)
        except AxiomError as error:
            messages.setdefault(str(error), error.term or local_name(name))
    library = None
    try:
        library = open_library(root)
    except (AxiomError, SourceError) as error:
        messages.setdefault(str(error), error.term)
    except KnowledgeGraphError as error:
        messages.setdefault(str(error), "")
    faults = (
        places.fault(term, "axiom", message, Severity.ERROR) for message, term in messages.items()
    )
    return Outcome(((len(classes), "defined class"),), tuple(faults)), library


def check_questions(library: Library) -> Outcome:
    """Run every competency question."""
    queries = load_stored_queries("competency")
    folder = Path(str(files("kg"))) / "queries" / "competency"
    faults = []
    for query in queries:
        try:
            answer = library.store.query(query.text)
            if not isinstance(answer, QueryBoolean):
                deque(answer, maxlen=0)  # an answer is worked out as it is read
        except (SyntaxError, OSError, RuntimeError, ValueError) as error:
            message = f"The query cannot be run: {error}"
            faults.append(Fault(folder / f"{query.name}.rq", None, query.name, "query", message))
    return Outcome(((len(queries), "question"),), tuple(faults))


def check_agreement(library: Library, vignettes: Mapping[str, Sequence[Case]]) -> Outcome:
    """Compare the evaluators on *vignettes*, by guideline, and on samples drawn around them."""
    checked, faults = 0, []
    for slug, told in vignettes.items():
        reasoner = library.reasoner(slug)
        random = Random(slug)  # noqa: S311 - the same samples on every run
        cases = [*told, *sample_cases(reasoner, told, random, _SAMPLES)]
        checked += len(cases)
        for case, differ in disagreements(reasoner, cases):
            message = (
                f"SPARQL and Python disagree whether the case is in {', '.join(sorted(differ))}."
                " This is a defect of GuideGraph itself, not of what you wrote: report it."
            )
            faults.append(Fault(None, None, case.id, "agreement", message))
    return Outcome(((checked, "case"),), tuple(faults))


def check_source(library: Library, root: Path, slug: str, file: Path, text: str) -> Outcome:
    """Compare the source document *text*, read from *file*, with the encoding."""
    report = verify_source(library.store, slug, text)
    places = TermPlaces(root)
    faults = []
    for mismatch in report.mismatches:
        term = next(iter(mismatch.terms), "")
        rule = f"source-{mismatch.check.value}"
        if mismatch.line is None:
            faults.append(places.fault(term, rule, mismatch.message, Severity.ERROR))
        else:
            faults.append(Fault(file, mismatch.line, term, rule, mismatch.message))
    counts = (
        (report.lines, "line"),
        (report.statements, "statement"),
        (report.quantities, "quantity"),
        (report.thresholds, "threshold"),
    )
    return Outcome(counts, tuple(faults))


def check_oracle(
    library: Library,
    root: Path,
    vignettes: Mapping[str, Sequence[Case]],
    progress: Progress | None = None,
) -> Outcome:
    """Put every guideline and *vignettes*, by guideline, to HermiT; takes seconds."""
    places = TermPlaces(root)
    checked, faults = 0, []
    for slug, cases in vignettes.items():
        try:
            report = Oracle(library, slug).check(cases, progress)
        except OracleError as error:
            faults.append(Fault(None, None, slug, "oracle", str(error)))
            continue
        checked += report.checked
        faults += [
            places.fault(term, "oracle", message, Severity.ERROR)
            for term, message in _objections(slug, report)
        ]
    return Outcome(((checked, "case put to HermiT"),), tuple(faults))


def _objections(slug: str, report: OracleReport) -> Iterator[tuple[str, str]]:
    if not report.consistent:
        yield (
            slug,
            "The axioms contradict each other: HermiT finds the ontology inconsistent, so that"
            " everything would follow. Undo the last changes one by one until it is not.",
        )
    for term in report.unsatisfiable:
        yield (
            term,
            "No case can ever be in this class, or have this finding: what its definition demands"
            " is excluded by another axiom. Look at its definition, at the classes above it and at"
            " what is disjoint or incompatible with it.",
        )
    for difference in report.hierarchy:
        yield (
            difference.subject.removeprefix("no "),
            f"What follows from '{difference.subject}' is not what the hierarchy of findings says:"
            f" {_sides(difference)}. Correct rdfs:subClassOf or gg:incompatibleWith and its axiom.",
        )
    for difference in report.cases:
        yield (
            difference.subject,
            f"HermiT and the compiled criteria put the case into different classes:"
            f" {_sides(difference)}. Look for an axiom that is not a definition.",
        )
    for case in report.inconsistent:
        yield (
            case,
            "HermiT finds the case contradictory, and the check of its facts does not. Look for"
            " two findings of the case that an axiom excludes without gg:incompatibleWith.",
        )


def _sides(difference: Disagreement) -> str:
    def said(names: Iterable[str]) -> str:
        return ", ".join(names) or "nothing more"

    return f"by the axioms {said(difference.only_hermit)}, by us {said(difference.only_ours)}"


def _defined_classes(store: Store) -> tuple[str, ...]:
    """Return the IRIs of the classes that a guideline defines cases by."""
    found = set()
    for name in ("metClass", "refutedClass"):
        for quad in store.quads_for_pattern(None, NamedNode(GG + name), None):
            found.add(quad.object)
    for name in ("givesVerdict", "absenceOf"):
        for quad in store.quads_for_pattern(None, NamedNode(GG + name), None):
            found.add(quad.subject)
    return tuple(sorted(n.value for n in found if isinstance(n, NamedNode)))
