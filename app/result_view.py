"""The answer to a query as the query page shows it: pages of rows, cells with links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from app.query_links import answer_link, describe_link, query_link
from app.templating import render
from kg.empty_faults import Fault
from kg.namespaces import BASE, PREFIXES, XSD
from kg.query_answer import ResultTable, Term
from kg.query_patterns import Triple, read_patterns
from kg.query_text import QueryForm

PAGE_ROWS = 50

PageOf = Callable[[str], str | None]
"""Returns the address of the page that shows an IRI, None if there is none."""

# The address of a download holds the whole query; servers and browsers cut longer ones.
_LONGEST_LINK = 16_000
# Numbers and truth values say by their look what they are.
_PLAIN_TYPES = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "boolean", "date", "nonNegativeInteger")
)
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


@dataclass(frozen=True, slots=True)
class Cell:
    """
    A value as it is shown.

    *note* is its language or datatype where that is not plain; *href* leads to what it names, on
    this server unless it is *external*.
    """

    text: str
    note: str = ""
    href: str = ""
    external: bool = False


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
    """

    title: str
    name: str
    text: str
    form: QueryForm
    table: ResultTable
    seconds: float
    page: int = 0
    fault: Fault | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no row was found, or an ASK was answered with no."""
        return not self.table.rows or (
            self.form is QueryForm.ASK and self.table.rows[0][0] != _TRUE
        )

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


def result_html(result: Result, page_of: PageOf) -> Markup:
    """Return the HTML of the page of *result* that it is turned to."""
    first = result.page * PAGE_ROWS
    shown = result.table.rows[first : first + PAGE_ROWS]
    blank_nodes = _numbers(result.table)
    return render(
        "query_result.html.j2",
        result=result,
        rows=[[cell(term, page_of, blank_nodes) for term in row] for row in shown],
        first=first,
        explains=_explains(result),
        downloads=_downloads(result),
        yes=result.form is QueryForm.ASK and result.table.rows[0][0] == _TRUE,
        asks=result.form is QueryForm.ASK,
        mended=query_link(result.fault.mended) if result.fault and result.fault.mended else "",
    )


def cell(term: Term | None, page_of: PageOf, blank_nodes: Mapping[str, int]) -> Cell | None:
    """
    Return how *term* is shown, None for an unbound variable.

    Args:
        term: A value of a result.
        page_of: Finds the page of a term of ours.
        blank_nodes: A short number for each blank node, by its long label.
    """
    match term:
        case None:
            return None
        case Term(kind="uri", value=iri) if iri.startswith(BASE):
            return Cell(short(iri), href=page_of(iri) or describe_link(iri))
        case Term(kind="uri", value=iri):
            # Any other scheme could run a script, or means nothing to a browser.
            is_web = iri.startswith(("https://", "http://"))
            return Cell(short(iri), href=iri if is_web else "", external=is_web)
        case Term(kind="bnode", value=label):
            return Cell(f"_:{blank_nodes[label]}")
        case Term(value=text, lang=str(lang)):
            return Cell(text, note=f"@{lang}")
        case Term(value=text, datatype=str(datatype)) if datatype not in _PLAIN_TYPES:
            return Cell(text, note=short(datatype))
        case Term(value=text):
            return Cell(text)


def short(iri: str) -> str:
    """Return *iri* with its prefix, such as `bs:I4`, or whole where none is known."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def duration(seconds: float) -> str:
    """Return a time as people say it: "8 ms", "1.3 s"."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _explains(result: Result) -> bool:
    """Tell whether single triples stand behind each row; behind a count stand many."""
    query = read_patterns(result.text) if result.form is QueryForm.SELECT else None
    counts = query is not None and "GROUP" in query.tail.upper()
    return query is not None and not counts and any(isinstance(e, Triple) for e in query.elements)


_TRUE = Term("literal", "true", XSD + "boolean")


def _numbers(table: ResultTable) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for row in table.rows:
        for term in row:
            if term is not None and term.kind == "bnode":
                numbers.setdefault(term.value, len(numbers) + 1)
    return numbers


def _downloads(result: Result) -> list[Download]:
    links = [
        Download(label, answer_link(result.text, format), f"{result.name}.{ending}")
        for label, format, ending in _DOWNLOADS[result.form]
    ]
    return [download for download in links if len(download.href) <= _LONGEST_LINK]
