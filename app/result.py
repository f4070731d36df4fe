"""The answer to a query as the query page holds it, turned to one of its pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.query_links import answer_link
from kg.empty_faults import Fault
from kg.namespaces import XSD
from kg.pattern_reader import read_patterns
from kg.query_answer import ResultTable, Term
from kg.query_text import QueryForm
from kg.result_columns import Column, columns_of

PAGE_ROWS = 50

# The address of a download holds the whole query; servers and browsers cut longer ones.
_LONGEST_LINK = 16_000
_OF_ROWS = (
    ("CSV", "csv", "csv"),
    ("TSV", "tsv", "tsv"),
    ("JSON", "json", "json"),
    ("XML", "xml", "xml"),
)
_OF_TRIPLES = (
    ("Turtle", "turtle", "ttl"),
    ("N-Triples", "ntriples", "nt"),
    ("JSON-LD", "json", "jsonld"),
    ("RDF/XML", "xml", "rdf"),
    ("TriG", "trig", "trig"),
)
_DOWNLOADS = {
    QueryForm.SELECT: _OF_ROWS,
    QueryForm.ASK: _OF_ROWS,
    QueryForm.CONSTRUCT: _OF_TRIPLES,
    QueryForm.DESCRIBE: _OF_TRIPLES,
}
_TRUE = Term("literal", "true", XSD + "boolean")


@dataclass(frozen=True, slots=True)
class Download:
    """A link to the whole answer as a file."""

    label: str
    href: str
    file_name: str


@dataclass(frozen=True)
class Result:
    """
    The answer to one query.

    Attributes:
        title: What was asked, for the caption.
        name: What downloaded files are called, without ending.
        text: The SPARQL text.
        page: Which page of rows is shown, 0 for the first.
        fault: Why there is no answer, None where there is one or where that is not known.
        columns: What the columns of the table hold.
    """

    title: str
    name: str
    text: str
    form: QueryForm
    table: ResultTable
    seconds: float
    page: int = 0
    fault: Fault | None = None
    columns: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        """Find out what the columns hold, once for all pages."""
        object.__setattr__(self, "columns", self.columns or columns_of(self.table))

    @property
    def is_empty(self) -> bool:
        """Whether no row was found, or an ASK was answered with no."""
        return not self.table.rows or (
            self.form is QueryForm.ASK and self.table.rows[0][0] != _TRUE
        )

    @property
    def is_yes(self) -> bool:
        """Whether an ASK was answered with yes."""
        return self.form is QueryForm.ASK and self.table.rows[0][0] == _TRUE

    @property
    def explains(self) -> bool:
        """Whether it can be asked what stands behind each row: not of one that matches nothing."""
        query = read_patterns(self.text) if self.form is QueryForm.SELECT else None
        return self.form is QueryForm.SELECT and (query is None or bool(query.elements))

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-len(self.table.rows) // PAGE_ROWS))

    def at(self, page: int) -> Result:
        """Return the same answer turned to a page, the nearest there is."""
        return replace(self, page=min(max(page, 0), self.pages - 1))

    def summary(self) -> str:
        """Return how much was found and how long it took: "12 rows in 8 ms"."""
        if self.form is QueryForm.ASK:
            return f"Answered in {duration(self.seconds)}."
        count = len(self.table.rows)
        what = "row" if self.form is QueryForm.SELECT else "triple"
        return f"{count:,} {what}{'' if count == 1 else 's'} in {duration(self.seconds)}."

    def range(self) -> str:
        """Return which rows the page holds: "Rows 51 to 68 of 68"."""
        first = self.page * PAGE_ROWS
        last = min(first + PAGE_ROWS, len(self.table.rows))
        return f"Rows {first + 1:,} to {last:,} of {len(self.table.rows):,}"


def duration(seconds: float) -> str:
    """Return a time as people say it: "8 ms", "1.3 s"."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def downloads(result: Result) -> list[Download]:
    """Return links to the whole answer in every format that it has."""
    links = [
        Download(label, answer_link(result.text, format), f"{result.name}.{ending}")
        for label, format, ending in _DOWNLOADS[result.form]
    ]
    return [download for download in links if len(download.href) <= _LONGEST_LINK]
