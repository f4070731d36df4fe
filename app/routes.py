"""
Which address shows which page: the whole plan of the site in two tables.

`{name}` stands for one path segment and reaches the page function as `visit.parameters["name"]`.
"""

from __future__ import annotations

import re

from app.pages import (
    about,
    author,
    author_coverage,
    author_delete,
    author_editor,
    author_generate,
    author_impact,
    author_statistics,
    author_twins,
    author_versions,
    case,
    cases,
    exercise,
    exercises,
    explore,
    explore_graph,
    explore_map,
    home,
    item,
    ontology,
    progress,
    query,
    quiz,
    quiz_run,
    statement,
    today,
    what_if,
    you,
)
from app.shell import PageFunction

# Plain HTML: no session (see app.shell).
DOCUMENTS: dict[str, PageFunction] = {
    "/": home.page,
    "/about": about.page,
    "/author": author.page,
    "/author/coverage": author_coverage.page,
    "/author/delete/{id}": author_delete.page,
    "/author/generate": author_generate.page,
    "/author/impact": author_impact.page,
    "/author/item/{id}": author_editor.item,
    "/author/statistics": author_statistics.page,
    "/author/twins/{id}": author_twins.page,
    "/author/versions/{id}": author_versions.page,
    "/author/vignette/{id}": author_editor.vignette,
    "/cases": cases.page,
    "/explore": explore.page,
    "/explore/graph": explore_graph.page,
    "/explore/map": explore_map.page,
    "/ontology": ontology.page,
    "/ontology/{owner}": ontology.of_owner,
    "/ontology/{owner}/{group}": ontology.term,
    "/ontology/{owner}/{group}/{name}": ontology.term,
    "/progress": progress.page,
    "/query/exercises": exercises.page,
    "/statements/{id}": statement.page,
    "/terms/{id}": statement.term,
    "/today": today.page,
    "/you": you.page,
    "/you/delete": you.delete,
}

# Documents that may take a second or two: they are made beside the event loop.
LONG_DOCUMENTS = frozenset(
    {
        "/author",
        "/author/coverage",
        "/author/generate",
        "/author/impact",
        "/author/statistics",
        "/author/twins/{id}",
    }
)

# Panel sessions.
PAGES: dict[str, PageFunction] = {
    "/query": query.page,
    "/query/exercises/{name}": exercise.page,
    "/cases/{vignette}": case.page,
    "/what-if": what_if.page,
    "/quiz": quiz.page,
    "/quiz/{run}": quiz_run.page,
    "/items/{item}": item.page,
}


def pattern(route: str) -> str:
    """Return the regular expression of *route* for Tornado, with one named group per parameter."""
    parts = [
        f"(?P<{segment[1:-1]}>[^/]+)" if segment.startswith("{") else re.escape(segment)
        for segment in route.strip("/").split("/")
    ]
    return "/" + "/".join(parts) + ("/?" if route != "/" else "")


def specific_first(routes: dict[str, PageFunction]) -> dict[str, PageFunction]:
    """Return *routes* with those that have fewer parameters first, so that none is shadowed."""
    return dict(sorted(routes.items(), key=lambda item: item[0].count("{")))
