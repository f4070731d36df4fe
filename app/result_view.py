"""The answer to a query as HTML: the chosen view of it, why it is empty, what can be saved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from markupsafe import Markup

from app.query_links import query_link
from app.resource_links import TermPages
from app.result import PAGE_ROWS, Result, downloads
from app.result_cells import CellWriter
from app.result_chart import BarChart, chart_of, shown
from app.result_graph import graph_of
from app.result_views import NONE, Choice, View, fields, missing, settled
from app.templating import render
from kg.pivot import Measure, pivot
from kg.query_text import QueryForm
from kg.result_columns import ColumnKind
from kg.result_graph import Link, links_of

_TITLES = {
    View.TABLE: "Table",
    View.GRAPH: "Graph",
    View.CHART: "Chart",
    View.PIVOT: "Pivot",
}


def result_html(result: Result, pages: TermPages, choice: Choice | None = None) -> Markup:
    """Return the HTML of *result* in the view that *choice* names, a table by default."""
    choice = choice or Choice()
    writer = CellWriter(result.table, pages)
    parts = {
        View.TABLE: _table,
        View.GRAPH: partial(_graph, pages=pages),
        View.CHART: partial(_chart, choice=choice),
        View.PIVOT: partial(_pivot, choice=choice),
    }
    body = parts[choice.view](result, writer) if result.table.rows else Markup()
    return render(
        "query_result.html.j2",
        result=result,
        body=body,
        asks=result.form is QueryForm.ASK,
        downloads=downloads(result),
        mended=query_link(result.fault.mended) if result.fault and result.fault.mended else "",
    )


def offered(result: Result, pages: TermPages, wanted: Choice) -> tuple[Choice, dict[str, Any]]:
    """
    Return the choice that fits *result*, and the bar to change it, as the browser reads it.

    The bar is empty for an answer that has no other view: none at all, or yes or no.
    """
    if result.form is QueryForm.ASK or not result.table.rows:
        return Choice(), {}
    without = missing(result, any(True for _ in _links(result, pages)))
    choice = settled(result, wanted, without)
    bar = {
        "view": choice.view.value,
        "address": choice.text(),
        "views": [
            {"name": view.value, "label": title, "missing": without.get(view, "")}
            for view, title in _TITLES.items()
        ],
        "fields": [
            {"name": f.name, "label": f.label, "options": f.options, "value": f.value}
            for f in fields(result, choice)
        ],
    }
    return choice, bar


def _links(result: Result, pages: TermPages) -> Iterator[Link]:
    return links_of(result.table, result.columns, result.form, pages.is_property)


def _table(result: Result, writer: CellWriter) -> Markup:
    first = result.page * PAGE_ROWS
    rows = result.table.rows[first : first + PAGE_ROWS]
    return render(
        "result_table.html.j2",
        result=result,
        rows=[[writer.cell(term) for term in row] for row in rows],
        first=first,
        numbers={c.index for c in result.columns if c.kind is ColumnKind.NUMBERS},
        explains=result.explains,
    )


def _graph(result: Result, writer: CellWriter, pages: TermPages) -> Markup:
    graph = graph_of(_links(result, pages), pages, writer.term)
    return render("result_graph.html.j2", result=result, graph=graph)


def _chart(result: Result, writer: CellWriter, choice: Choice) -> Markup:
    chart = chart_of(result.table, choice.picks["x"], choice.picks["y"], writer.name)
    template = "result_bars.html.j2" if isinstance(chart, BarChart) else "result_dots.html.j2"
    return render(template, result=result, chart=chart, cell=writer.cell)


def _pivot(result: Result, writer: CellWriter, choice: Choice) -> Markup:
    place = {name: index for index, name in enumerate(result.table.columns)}
    picks = choice.picks
    measure = Measure(picks.get("measure", Measure.COUNT.value))
    heads = picks["columns"]
    of = picks.get("of")
    table = pivot(
        result.table,
        rows=place[picks["rows"]],
        columns=None if heads == NONE else place[heads],
        measure=measure,
        of=None if of is None else place[of],
    )
    return render(
        "result_pivot.html.j2",
        result=result,
        table=table,
        picks=picks,
        measure=measure.value,
        cell=writer.cell,
        shown=shown,
    )
