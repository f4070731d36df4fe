"""What the content exercises of its guideline, and what it would notice."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from kg.derivation import Status
from kg.drafts import draft_of
from kg.model import Criterion
from quizzes.bank import ItemBank
from quizzes.coverage import CaseSeen, Coverage, Pair, coverage_of

# From these counts on, a cell of the matrix is one shade darker.
_SHADES = (1, 3, 10, 30)


@dataclass(frozen=True)
class _Cell:
    """One side of one criterion: how many cases show it, and how dark that is, from 0 to 4."""

    status: Status
    count: int
    shade: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """One criterion of the matrix, with the pair of cases that turns on it."""

    criterion: Criterion
    cells: tuple[_Cell, ...]
    decides: bool
    pair: Pair | None


def page(services: Services, visit: Visit) -> Page:
    """Return the page; `?guideline=` chooses among several."""
    slug = visit.first("guideline", next(iter(services.library.guidelines)))
    if slug not in services.library.guidelines:
        raise PageNotFoundError(f"There is no guideline named {slug!r}.")
    bank, draft = services.banks[slug], draft_of(services.library.reasoner(slug))
    found = coverage_of(bank, draft)
    return Page(
        title="Coverage",
        lede="What your cases and items exercise of the guideline, and what they would notice if it"
        " said something else.",
        body=render(
            "author_coverage.html.j2",
            guideline=bank.guideline,
            others=[g for g in services.library.guidelines.values() if g.slug != slug],
            statuses=tuple(Status),
            rows=[_row(criterion, found) for criterion in bank.guideline.criteria.values()],
            found=found,
            silent=[s for s, items in found.statements.items() if not items],
            run=services.mutation.of(bank, draft),
            case_link=lambda case: _case_link(case, bank),
            case_title=lambda case: _case_title(case, bank),
        ),
        breadcrumbs=(("Author", "/author"),),
        width=Width.WIDE,
    )


def _row(criterion: Criterion, found: Coverage) -> _Row:
    cells = []
    for status in Status:
        sources = found.cells[criterion.id, status]
        shade = sum(len(sources) >= least for least in _SHADES)
        cells.append(_Cell(status, len(sources), shade, sources))
    decides = criterion.id in found.pairs
    return _Row(criterion, tuple(cells), decides, found.pairs.get(criterion.id))


def _case_title(case: CaseSeen, bank: ItemBank) -> str:
    vignette = bank.vignettes.get(case.source)
    return case.source if vignette is None else vignette.case.title


def _case_link(case: CaseSeen, bank: ItemBank) -> str:
    return f"/cases/{case.source}" if case.source in bank.vignettes else f"/items/{case.source}"
