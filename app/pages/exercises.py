"""The course of SPARQL exercises: what each asks, and which are solved in this browser."""

from __future__ import annotations

from app.query_links import QUERY_PAGE, exercise_link
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from kg.exercises import load_exercises


def page(services: Services, visit: Visit) -> Page:
    """Return the list in the order of the course."""
    return Page(
        title="SPARQL exercises",
        lede="Each is graded on versions of the guideline that you have not seen.",
        body=render("exercises.html.j2", exercises=load_exercises(), exercise_link=exercise_link),
        breadcrumbs=(("Query", QUERY_PAGE),),
        width=Width.WIDE,
    )
