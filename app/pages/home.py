"""The start page: what this is, and where each kind of visitor begins."""

from __future__ import annotations

from dataclasses import dataclass

from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from kg.model import CitationStatus, Guideline


@dataclass(frozen=True)
class _Summary:
    """The figures of one guideline that the start page shows."""

    title: str
    version: str
    statements: int
    uncited: int
    criteria: int
    decisions: int


def page(services: Services, visit: Visit) -> Page:
    """Return the start page."""
    summaries = [_summary(guideline) for guideline in services.library.guidelines.values()]
    return Page(
        title="Decide the case. Then see why.",
        lede=(
            "GuideGraph turns a clinical guideline into statements you can trace, criteria you can "
            "test and cases you can decide."
        ),
        body=render("home.html.j2", guidelines=summaries),
        width=Width.WIDE,
        eyebrow="Clinical guidelines, taught case by case",
    )


def _summary(guideline: Guideline) -> _Summary:
    statements = guideline.statements.values()
    return _Summary(
        title=guideline.title,
        version=guideline.version,
        statements=len(statements),
        uncited=sum(s.citation_status is CitationStatus.UNCITED for s in statements),
        criteria=len(guideline.criteria),
        decisions=len(guideline.encoding_decisions),
    )
