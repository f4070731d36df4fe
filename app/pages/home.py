"""The start page: what this is, and where each kind of visitor begins."""

from __future__ import annotations

from dataclasses import dataclass

from app.agenda import Agenda, agenda_of
from app.services import Services
from app.shell import Page, Width
from app.studies import profile_of, studies_of
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
    """Return the start page; who was here before can start at once what is due."""
    first = next((bank.guideline for bank in services.banks.values()), None)
    summaries = [_summary(guideline) for guideline in services.library.guidelines.values()]
    return Page(
        title="Decide the case. Then see why.",
        lede=(
            "GuideGraph turns a clinical guideline into statements you can trace, criteria you can "
            "test and cases you can decide."
        ),
        body=render(
            "home.html.j2", guidelines=summaries, first=first, agenda=_agenda(services, visit)
        ),
        width=Width.WIDE,
        eyebrow="Clinical guidelines, taught case by case",
    )


def _agenda(services: Services, visit: Visit) -> Agenda | None:
    """Return what is due in the first guideline; None for somebody who has not studied yet."""
    bank = next(iter(services.banks.values()), None)
    if bank is None or profile_of(services, visit.learner) is None:
        return None
    studies = studies_of(services, visit.learner, bank)
    return None if studies.is_new else agenda_of(studies)


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
