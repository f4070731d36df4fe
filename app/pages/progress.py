"""How far a learner has come: mastery, calibration, what was sure and wrong, history, forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.agenda import workload
from app.errors import PageNotFoundError
from app.past import Sighting, history, right_share, sightings, sure_and_wrong
from app.pictures import GRID, PLOT_HEIGHT, PLOT_WIDTH, Column, columns, whiskers
from app.services import Services
from app.shell import Page, Width
from app.studies import Studies, in_days, studies_of
from app.templating import render
from app.visit import Visit
from app.weak_spots import practice_link
from kg.derivation import Status
from kg.model import Criterion, Section, Statement
from quizzes.document_claims import enclosing_sections
from quizzes.mastery import CriterionMastery, Mastery, Recall, calibration
from quizzes.scheduling import retrievability

_DAYS_AHEAD = 14
_EVENTS = 12
_OLDER = 88
_WRONG = 10
_SIGHTINGS = 5


@dataclass(frozen=True)
class _SectionRow:
    """A section with its depth among the headings, 1 for the outermost."""

    section: Section
    depth: int
    recall: Recall
    practice: str


@dataclass(frozen=True)
class _CriterionRow:
    """A criterion with what is known of it."""

    criterion: Criterion
    mastery: CriterionMastery
    practice: str


@dataclass(frozen=True)
class _StatementRow:
    """A statement that was asked, with its last answers."""

    statement: Statement
    sightings: list[Sighting]
    retrievability: float
    due: str

    @property
    def known_last(self) -> bool:
        """Whether the last answer knew it."""
        return self.sightings[-1].known


def page(services: Services, visit: Visit) -> Page:
    """Return the page; `?guideline=` chooses among several."""
    slugs = list(services.banks)
    if not slugs:
        return Page("Progress", render("today_none.html.j2"))
    slug = visit.first("guideline", slugs[0])
    if slug not in slugs:
        suggestions = (("Progress", "/progress"),)
        raise PageNotFoundError(f"There is no guideline named {slug!r}.", suggestions)
    studies = studies_of(services, visit.learner, services.banks[slug])
    others = [bank.guideline for other, bank in services.banks.items() if other != slug]
    return Page(
        title="Progress",
        lede="What you should recall today, how well your confidence fits, and what comes.",
        body=render(
            "progress.html.j2",
            guideline=studies.bank.guideline,
            others=others,
            is_new=studies.is_new,
            **(_pictures(studies) if not studies.is_new else {}),
        ),
        width=Width.WIDE,
        eyebrow=studies.standing.profile.name or "",
    )


def _pictures(studies: Studies) -> dict[str, object]:
    known = studies.standing.mastery
    load, beyond = workload(studies, _DAYS_AHEAD)
    told, older = history(studies, _EVENTS + _OLDER)
    wrong, more_wrong = sure_and_wrong(studies, _WRONG)
    right, decided = right_share(studies.standing.decisions)
    levels = calibration([*studies.standing.answers, *studies.standing.decisions])
    return {
        "recalled": sum(
            retrievability(one, studies.standing.today)
            for one in studies.standing.memories.values()
        ),
        "met": len(studies.standing.memories),
        "days": len(studies.days_studied),
        "right": right,
        "decided": decided,
        "sections": _sections(studies, known),
        "criteria": _criteria(studies, known),
        "sides": (Status.MET, Status.REFUTED, Status.UNKNOWN),
        "whiskers": whiskers(levels),
        "grid": GRID,
        "plot": (PLOT_WIDTH, PLOT_HEIGHT),
        "confident": sum(level.n for level in levels),
        "wrong": wrong,
        "more_wrong": more_wrong,
        "events": told[:_EVENTS],
        "folded": told[_EVENTS:],
        "older": older,
        "columns": columns(_column(studies.standing.today, *day) for day in enumerate(load)),
        "beyond": beyond,
        "statements": _statements(studies),
    }


def _sections(studies: Studies, known: Mastery) -> list[_SectionRow]:
    guideline = studies.bank.guideline
    return [
        _SectionRow(
            section,
            len(enclosing_sections(guideline, section.id)),
            known.sections[section.id],
            practice_link(studies, "section", section.id),
        )
        for section in sorted(guideline.sections.values(), key=lambda one: one.line)
        if known.sections[section.id].statements
    ]


def _criteria(studies: Studies, known: Mastery) -> list[_CriterionRow]:
    return [
        _CriterionRow(
            criterion,
            known.criteria[criterion.id],
            practice_link(studies, "criterion", criterion.id),
        )
        for criterion in studies.bank.guideline.criteria.values()
    ]


def _statements(studies: Studies) -> list[tuple[Section, list[_StatementRow]]]:
    """Return the statements that were asked, by section, in the order of the source."""
    guideline, seen = studies.bank.guideline, sightings(studies, _SIGHTINGS)
    groups: dict[str, list[_StatementRow]] = {}
    for statement in guideline.statements.values():
        memory = studies.standing.memories.get(statement.id)
        if memory is not None:
            row = _StatementRow(
                statement,
                seen[statement.id],
                retrievability(memory, studies.standing.today),
                in_days(memory.due, studies.standing.today),
            )
            groups.setdefault(statement.section, []).append(row)
    return [(guideline.sections[section], rows) for section, rows in groups.items()]


def _column(today: date, ahead: int, count: int) -> Column:
    day = today + timedelta(days=ahead)
    said = f"{day:%A %-d %B}: {count} statement{'' if count == 1 else 's'}"
    return Column(f"{day:%a}"[:2], f"{day:%-d}", said, count)
