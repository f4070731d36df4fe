"""A guideline opened for programs: assess cases, one or thousands; explain; query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any
from weakref import finalize

from kg.case import Case
from kg.case_files import facts_from_mapping
from kg.case_tables import cases_of_table
from kg.contradictions import Refusal
from kg.derivation import Derivation
from kg.derivation_data import as_data, as_turtle
from kg.deriving import statuses_of, verdicts_of
from kg.errors import CaseError, QueryError
from kg.exports.case_formats import CaseFormat, read_case_file, write_case
from kg.library import Library, open_library
from kg.model import Guideline
from kg.namespaces import XSD
from kg.query_answer import Term
from kg.query_limits import Limits
from kg.query_parameters import with_values
from kg.rendering import as_text, contradiction_sentence
from kg.sandbox import QuerySandbox
from kg.stored_queries import filled, stored_query

Plain = str | int | Decimal | bool | None

_LIMITS = Limits(seconds=30)

#: What stands in the column `verdict` for a case that contradicts itself.
REFUSED = "refused"


def open_guideline(slug: str | None = None, folder: Path | None = None) -> OpenGuideline:
    """
    Open one guideline; takes half a second, and the result serves any number of calls.

    Args:
        slug: Which one; the first one if None.
        folder: The ontology folder; that of the installed package if None.

    Raises:
        UnknownNameError: If there is no guideline of that slug.
        SourceError: If a file of the folder cannot be read.
    """
    library = open_library(folder)
    return OpenGuideline(library, slug or next(iter(library.guidelines)))


class OpenGuideline:
    """
    One guideline, ready for cases and questions.

    The first question starts a process that answers it and those after it (`kg.sandbox`). It ends
    with `close`, with a `with` block around all of this, or with the program.

    Attributes:
        guideline: Its statements, criteria, findings and references as values.
    """

    def __init__(self, library: Library, slug: str) -> None:
        self._library = library
        self._reasoner = library.reasoner(slug)
        self._sandbox: QuerySandbox | None = None
        self.guideline: Guideline = self._reasoner.guideline

    def __enter__(self) -> OpenGuideline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that answers questions; another question starts another."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def case(
        self,
        present: Iterable[str] = (),
        absent: Iterable[str] = (),
        values: Mapping[str, Mapping[str, object]] | None = None,
        id: str = "case",
    ) -> Case:
        """
        Return a case of this guideline; what is not named is unknown.

        Args:
            present: Ids of findings.
            absent: Ids of findings that were looked for and are not there.
            values: By the id of an observable, as in case files:
                `{"ConservativeManagementDuration": {"at_least": 4, "unit": "wk"}}`.
            id: What the case is called.

        Raises:
            CaseError: If a name or a unit is not known; lists every fault.
        """
        data = {"present": list(present), "absent": list(absent), "values": values or {}}
        facts, faults = facts_from_mapping(data, self.guideline)
        if faults:
            raise CaseError("\n".join(fault.message for fault in faults))
        return Case(id, self.guideline.slug, facts)

    def read(self, path: Path, format: CaseFormat | None = None) -> Case:
        """
        Return the case in a file: ours, a FHIR Bundle or a Phenopacket.

        Raises:
            CaseError: If the file is malformed.
        """
        known = {self.guideline.slug: self.guideline}
        return read_case_file(Path(path), known, format).case

    def write(self, case: Case, format: CaseFormat, created: str) -> bytes:
        """Return *case* in a format; *created* is the moment (RFC 3339) for Phenopackets."""
        return write_case(case, self.guideline, format, created)

    def assess(self, case: Case) -> Derivation | Refusal:
        """
        Return the verdict with all it rests on, or a refusal of a case that contradicts itself.

        Raises:
            CaseError: If it is a case of another guideline.
        """
        return self._reasoner.assess(case)

    def assess_table(
        self,
        table: Mapping[str, Sequence[object]] | Iterable[Mapping[str, object]] | Any,
        ignore: Iterable[str] = (),
    ) -> dict[str, list[str]]:
        """
        Decide many cases at once; ten thousand take seconds.

        Args:
            table: Columns by name (a data frame is that), or one mapping for each case. The column
                `id` is optional. A column named after a finding holds true or false, one named
                after an observable an exact number in its own unit; with `_at_least` or
                `_less_than` after the name a bound. None, NaN and "" are unknown.
            ignore: Columns that say nothing of the case.

        Returns:
            Columns by name: `id`, `verdict` ("refused" for a case that contradicts itself), each
            criterion with "met", "refuted" or "unknown", and `contradiction`.

        Raises:
            CaseError: If a column or value is not understood; names row and column.
        """
        names, cases = cases_of_table(table, self.guideline, frozenset(ignore))
        wrong = {case.id: self._reasoner.contradictions(case) for case in cases}
        classes = self._reasoner.classify([case for case in cases if not wrong[case.id]])
        rules = self._reasoner.rules
        verdicts, contradictions = [], []
        statuses: dict[str, list[str]] = {criterion: [] for criterion in self.guideline.criteria}
        for case in cases:
            told = (contradiction_sentence(c, self.guideline) for c in wrong[case.id])
            contradictions.append(" ".join(told))
            known = {} if wrong[case.id] else self._statuses(classes[case.id])
            verdicts.append(
                REFUSED if wrong[case.id] else verdicts_of(classes[case.id], rules)[0].value
            )
            for criterion, column in statuses.items():
                column.append(known.get(criterion, ""))
        return {"id": names, "verdict": verdicts, **statuses, "contradiction": contradictions}

    def explain(self, result: Derivation | Refusal) -> str:
        """Return a result of `assess` in words, with statements and references."""
        return as_text(result, self.guideline)

    def data(self, result: Derivation | Refusal) -> dict[str, Any]:
        """Return a result of `assess` as plain data, ready for JSON: docs/case-format.md."""
        return as_data(result, self._reasoner)

    def turtle(self, result: Derivation, iri: str) -> str:
        """Return a derivation as Turtle, with the case named *iri*."""
        return as_turtle(result, self._reasoner, iri)

    def query(self, query: str, **values: str) -> list[dict[str, Plain]]:
        """
        Return the answer to a SPARQL query on all guidelines, one mapping for each row.

        Args:
            query: A SPARQL text, or the name of a stored question.
            **values: For the parameters of a stored question, and for any other variable of the
                query, as `kg.query_parameters` reads them.

        Raises:
            QueryError: If it is malformed, refused or stopped, or has more rows than the limit.
            UnknownNameError: If there is no such stored question or variable.
        """
        is_text = any(sign in query for sign in "{ \n")
        text = (
            with_values(query, values)
            if is_text
            else filled(stored_query("competency", query), values)
        )
        table = self._opened_sandbox().select(text)
        if table.truncated:
            raise QueryError(f"The answer has more than {_LIMITS.rows} rows. Ask for fewer.")
        return [
            {name: _plain(term) for name, term in zip(table.columns, row, strict=True)}
            for row in table.rows
        ]

    def _opened_sandbox(self) -> QuerySandbox:
        if self._sandbox is None:
            self._sandbox = QuerySandbox(self._library.dump(), _LIMITS)
            finalize(self, self._sandbox.close)
        return self._sandbox

    def _statuses(self, classes: frozenset[str]) -> dict[str, str]:
        found = statuses_of(classes, self.guideline, self._reasoner.rules)
        return {criterion: status.value for criterion, status in found.items()}


def _plain(term: Term | None) -> Plain:
    if term is None:
        return None
    if term.datatype == XSD + "integer":
        return int(term.value)
    if term.datatype == XSD + "decimal":
        return Decimal(term.value)
    if term.datatype == XSD + "boolean":
        return term.value == "true"
    return term.value
