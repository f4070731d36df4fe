"""The query page: SPARQL text, the stored questions, and answers as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from app.components.query_console import query_console
from app.components.result_pane import result_pane
from app.errors import PageNotFoundError
from app.query_bench import Bench
from app.query_desk import Desk
from app.query_links import stored_link
from app.result_views import read_choice
from app.services import Services
from app.shell import Page, Width
from app.stored_question import asked_link, fields
from app.templating import render
from app.visit import Visit
from app.vocabulary_view import offered
from kg.errors import MalformedQueryError, UnknownNameError
from kg.namespaces import PREFIXES
from kg.stored_queries import StoredQuery, filled, load_stored_queries, stored_query

_FOLDER = "competency"
STARTER = """\
PREFIX gg: <https://w3id.org/guidegraph/schema/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

# Every criterion, and what it asks.
SELECT ?criterion ?label WHERE {
  ?criterion a/rdfs:subClassOf gg:Criterion ;
    gg:position ?position ;
    rdfs:label ?label .
}
ORDER BY ?position
"""


def page(services: Services, visit: Visit) -> Page:
    """
    Return the page with a query in the editor.

    In the query string, `q` holds a SPARQL text or `name` the name of a stored query, and each of
    its parameters a value; either is run as soon as the page is ready. `view` says how the answer
    is looked at.
    """
    name, text = visit.first("name"), visit.first("q")
    stored = _stored(name) if name and not text else None
    values = {one.name: visit.first(one.name) for one in stored.parameters} if stored else {}
    values = {name: value for name, value in values.items() if value}
    text = _filled(stored, values) if stored else text
    result = result_pane()
    console = query_console(
        text or STARTER,
        result,
        PREFIXES,
        vocabulary=offered(services.dataset.vocabulary),
        stored_text=text if stored else "",
        stored_link=asked_link(stored, text) if stored else "",
        fields=fields(stored, values, services.dataset) if stored else [],
        starts=bool(text),
    )
    desk = Desk(services, console, result, stored, choice=read_choice(visit.first("view")))
    console.on_msg(desk.on_message)
    console.on_msg(Bench(services, console, stored).on_message)
    result.on_msg(desk.on_message)
    queries = load_stored_queries(_FOLDER)
    return Page(
        title="Query",
        lede="Ask the guideline in SPARQL, or start from a question that is already written.",
        intro=render(
            "query_gallery.html.j2",
            groups=_by_tag(queries),
            total=len(queries),
            current=stored.name if stored else "",
            stored_link=stored_link,
        ),
        body=console,
        width=Width.WIDE,
    )


def _stored(name: str) -> StoredQuery:
    try:
        return stored_query(_FOLDER, name)
    except UnknownNameError as error:
        suggestions = tuple(
            (suggestion, stored_link(suggestion)) for suggestion in error.suggestions
        )
        raise PageNotFoundError(str(error), suggestions) from error


def _filled(query: StoredQuery, values: Mapping[str, str]) -> str:
    try:
        return filled(query, values)
    except MalformedQueryError as error:
        raise PageNotFoundError(str(error), ((query.summary, stored_link(query.name)),)) from error


def _by_tag(queries: Iterable[StoredQuery]) -> dict[str, list[StoredQuery]]:
    """Return the queries under their first tag, tags with the most queries first."""
    queries = list(queries)
    count = Counter(query.tags[0] for query in queries)
    groups: dict[str, list[StoredQuery]] = {tag: [] for tag, _ in count.most_common()}
    for query in queries:
        groups[query.tags[0]].append(query)
    return groups
