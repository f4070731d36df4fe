"""Addresses of queries: to run one in the browser, and to fetch its answer."""

from __future__ import annotations

from collections.abc import Mapping

from app.visit import link

QUERY_PAGE = "/query"
EXERCISES_PAGE = "/query/exercises"


def query_link(text: str) -> str:
    """Return the address of the query page with this SPARQL text."""
    return link(QUERY_PAGE, {"q": text})


def stored_link(name: str, values: Mapping[str, str] | None = None) -> str:
    """Return the address of the query page with this stored query, asked with *values*."""
    return link(QUERY_PAGE, {"name": name, **(values or {})})


def exercise_link(name: str) -> str:
    """Return the address of the page of one exercise."""
    return f"{EXERCISES_PAGE}/{name}"


def describe_link(iri: str) -> str:
    """Return the address of the query page with the query for all that is known of *iri*."""
    return query_link(f"DESCRIBE <{iri}>")


def answer_link(text: str, format: str) -> str:
    """Return the address of the answer in a format of the endpoint, such as "csv"."""
    return link("/sparql", {"query": text, "format": format})
