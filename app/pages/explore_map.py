"""The concept map: the whole decision on one page, to read, print and keep in a pocket."""

from __future__ import annotations

from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.terms import subject_of
from app.visit import Visit
from kg.concept_map import concept_map, found_by
from kg.map_drawing import draw_map
from kg.map_marks import Frame, Rule, Words


def page(services: Services, visit: Visit) -> Page:
    """Return the map of the guideline as a picture, with the same content as text below it."""
    subject = subject_of(services, visit)
    reasoner = services.library.reasoner(subject.guideline.slug)
    content = concept_map(subject.guideline, reasoner.rules, reasoner.hierarchy)
    drawn = draw_map(content)

    def of(kind: type) -> list[object]:
        return [mark for mark in drawn.marks if isinstance(mark, kind)]

    return Page(
        title="Concept map",
        lede="The decision on one page: what each criterion asks for, and what it rests on.",
        width=Width.WIDE,
        breadcrumbs=(("Explore", subject.document()),),
        body=render(
            "explore_map.html.j2",
            subject=subject,
            content=content,
            drawn=drawn,
            rules=of(Rule),
            frames=of(Frame),
            words=of(Words),
            found_by=found_by,
        ),
    )
