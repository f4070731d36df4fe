"""The values of an answer as cells: short names, labels, links that are safe to follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.resource_links import TermPages
from kg.namespaces import BASE, PREFIXES, XSD
from kg.query_answer import ResultTable, Term
from kg.result_columns import number

# These say by their look what they are; so do numbers.
_PLAIN_TYPES = frozenset(XSD + name for name in ("boolean", "date"))


@dataclass(frozen=True, slots=True)
class Cell:
    """
    A value as it is shown.

    *note* is its language or datatype where that is not plain, *label* what it is called; *href*
    leads to what it names, on this server unless it is *external*.
    """

    text: str
    note: str = ""
    href: str = ""
    external: bool = False
    label: str = ""

    @property
    def more(self) -> str:
        """What the label says beyond the name of the term, "" for nothing."""
        name = self.text.rpartition(":")[2]
        label = self.label.removeprefix(f"{name}: ")
        return "" if _letters(name) == _letters(label) else label

    @property
    def name(self) -> str:
        """What a reader calls it: its label, else as it is written."""
        return self.label or self.text


class CellWriter:
    """Writes the values of one answer; its blank nodes get short numbers."""

    def __init__(self, table: ResultTable, pages: TermPages) -> None:
        self._pages = pages
        self._numbers = _numbers(table)

    def cell(self, term: Term | None) -> Cell | None:
        """Return how *term* is shown, None for an unbound variable."""
        return None if term is None else written(term, self._pages, self._numbers)

    def term(self, term: Term) -> Cell:
        """Return how a bound value is shown."""
        return written(term, self._pages, self._numbers)

    def name(self, term: Term | None) -> str:
        """Return a value as the label of a bar or the head of a row: what it is called."""
        cell = self.cell(term)
        return "no value" if cell is None else cell.name


def written(term: Term, pages: TermPages, blank_nodes: Mapping[str, int]) -> Cell:
    """
    Return how *term* is shown.

    Args:
        term: A value of a result.
        pages: Finds the page and the label of a term of ours.
        blank_nodes: A short number for each blank node, by its long label.
    """
    match term:
        case Term(kind="uri", value=iri) if iri.startswith(BASE):
            return Cell(short(iri), href=pages.address(iri), label=pages.label(iri))
        case Term(kind="uri", value=iri):
            # Any other scheme could run a script, or means nothing to a browser.
            is_web = iri.startswith(("https://", "http://"))
            return Cell(short(iri), href=iri if is_web else "", external=is_web)
        case Term(kind="bnode", value=label):
            return Cell(f"_:{blank_nodes[label]}")
        case Term(value=text, lang=str(lang)):
            return Cell(text, note=f"@{lang}")
        case Term(value=text, datatype=str(datatype)) if not _is_plain(term):
            return Cell(text, note=short(datatype))
        case _:
            return Cell(term.value)


def short(iri: str) -> str:
    """Return *iri* with its prefix, such as `bs:I4`, or whole where none is known."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _is_plain(term: Term) -> bool:
    return term.datatype in _PLAIN_TYPES or number(term) is not None


def _numbers(table: ResultTable) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for row in table.rows:
        for term in row:
            if term is not None and term.kind == "bnode":
                numbers.setdefault(term.value, len(numbers) + 1)
    return numbers
