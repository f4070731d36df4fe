"""Item statistics: how hard and how telling the items are, and whose key is doubtful."""

from __future__ import annotations

from urllib.parse import urlencode

from app.errors import PageNotFoundError
from app.pictures import GRID, PLOT_HEIGHT, PLOT_WIDTH, whiskers
from app.services import Services
from app.shell import Page, Width
from app.statistics_view import (
    LOW_DISCRIMINATION,
    ORDERS,
    axes,
    dots,
    rival_text,
    rows,
)
from app.statistics_view import PLOT_HEIGHT as DOTS_HEIGHT
from app.statistics_view import PLOT_WIDTH as DOTS_WIDTH
from app.templating import render
from app.visit import Visit
from quizzes.item_statistics.classical import FEWEST_CHOOSERS
from quizzes.item_statistics.report import GATES, SMALLEST_GROUP, bank_statistics
from quizzes.item_statistics.tables import group


def page(services: Services, visit: Visit) -> Page:
    """Return the page; `?guideline=` chooses among several, `?order=` sorts the table."""
    slugs = list(services.banks)
    slug = visit.first("guideline", slugs[0] if slugs else "")
    if slug not in slugs:
        suggestions = (("Item statistics", "/author/statistics"),)
        raise PageNotFoundError(f"There is no guideline named {slug!r}.", suggestions)
    order = visit.first("order", "name")
    if order not in ORDERS:
        order = "name"
    bank = services.banks[slug]
    report = bank_statistics(bank, services.records.first_answers(slug))
    doubtful = [each for each in report.steps if each.alarm is not None]
    return Page(
        title="Item statistics",
        lede="How hard the questions are, which of them tell who knows, and whose key is doubtful.",
        body=render(
            "author_statistics.html.j2",
            report=report,
            learners=group(report.learners),
            answers=group(report.answers),
            rows=rows(report, bank, order),
            doubtful=[(each, rival_text(each, bank)) for each in doubtful],
            dots=dots(report),
            axes=axes(),
            dots_plot=(DOTS_WIDTH, DOTS_HEIGHT),
            whiskers=whiskers(report.confidence),
            grid=GRID,
            plot=(PLOT_WIDTH, PLOT_HEIGHT),
            gates=GATES,
            smallest=SMALLEST_GROUP,
            fewest_choosers=FEWEST_CHOOSERS,
            low=LOW_DISCRIMINATION,
            order=order,
            orders=[
                (word, label, f"?{urlencode({'guideline': slug, 'order': word})}#items")
                for word, label in ORDERS.items()
            ],
            download=f"/export/statistics.csv?{urlencode({'guideline': slug})}",
            others=[other.guideline for name, other in services.banks.items() if name != slug],
            guideline=bank.guideline,
        ),
        breadcrumbs=(("Author", "/author"),),
        width=Width.WIDE,
    )
