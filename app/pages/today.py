"""
The page a learner opens every day: what is due, and one click to start.

The texts of due statements are left out: who reads them first does not recall them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.agenda import Agenda, agenda_of, workload
from app.case_order import active
from app.errors import PageNotFoundError
from app.pictures import Column, columns
from app.quiz_start import run_address
from app.services import Services
from app.shell import Page, Width
from app.studies import Studies, in_days, studies_of
from app.templating import render
from app.visit import Visit
from app.weak_spots import weak_spots
from kg.derivation import Verdict
from quizzes.bank import ItemBank
from quizzes.entries import Progress
from quizzes.model import Vignette
from quizzes.results import item_results
from quizzes.scheduling import WhyDue, why_due

_DAYS_BACK = 14
_DAYS_AHEAD = 7
_SPOTS = 4
_SHOWN = 8  # due statements before "all of them"


@dataclass(frozen=True)
class _Day:
    """A day of the last two weeks."""

    day: date
    studied: bool
    is_today: bool


@dataclass(frozen=True)
class _Due:
    """A due statement without its text, and why it is due."""

    statement: str
    section: str
    why: WhyDue
    last: str
    since: str
    stability: str
    difficulty: str


@dataclass(frozen=True)
class _NextCase:
    """A case to decide, and why this one."""

    vignette: Vignette
    reason: str


def page(services: Services, visit: Visit) -> Page:
    """Return the page; `?guideline=` chooses among several."""
    slugs = list(services.banks)
    if not slugs:
        return Page("Today", render("today_none.html.j2"))
    slug = visit.first("guideline", slugs[0])
    if slug not in slugs:
        raise PageNotFoundError(f"There is no guideline named {slug!r}.", (("Today", "/today"),))
    studies = studies_of(services, visit.learner, services.banks[slug])
    shared = {
        "guideline": studies.bank.guideline,
        "others": [bank.guideline for other, bank in services.banks.items() if other != slug],
    }
    if studies.is_new:
        return _welcome(studies, shared)
    name = studies.standing.profile.name
    return Page(
        title="Today",
        body=render("today.html.j2", **shared, **_study(studies)),
        width=Width.WIDE,
        eyebrow=f"{studies.standing.today:%A, %-d %B}" + (f" · {name}" if name else ""),
    )


def _welcome(studies: Studies, shared: dict[str, object]) -> Page:
    bank = studies.bank
    return Page(
        title="Your first case takes two minutes",
        lede="Read a story, commit to a decision, then see why.",
        body=render(
            "today_welcome.html.j2",
            **shared,
            vignette=_first_case(bank),
            can_study=bool(agenda_of(studies).questions),
        ),
        width=Width.WIDE,
        eyebrow="Welcome",
    )


def _study(studies: Studies) -> dict[str, object]:
    """Return what the template shows a learner who was here before."""
    agenda = agenda_of(studies)
    load, beyond = workload(studies, _DAYS_AHEAD)
    reviewed_later = [
        one.due for one in studies.standing.memories.values() if one.due > studies.standing.today
    ]
    next_due = min(reviewed_later, default=None)
    return {
        "agenda": agenda,
        "unfinished": [
            (run_address(one.run.id), *_done(one, studies)) for one in studies.unfinished[:2]
        ],
        "next_case": _next_case(studies),
        "spots": weak_spots(studies, _SPOTS),
        "days": _days(studies),
        "studied": len(_recent(studies)),
        "columns": columns(_ahead(load, studies.standing.today)),
        "beyond": beyond,
        "due": _due(agenda, studies),
        "shown": _SHOWN,
        "next_due": None if next_due is None else in_days(next_due, studies.standing.today),
        "unmet": _unmet(studies),
    }


def _recent(studies: Studies) -> list[date]:
    earliest = studies.standing.today - timedelta(days=_DAYS_BACK - 1)
    return [day for day in studies.days_studied if earliest <= day <= studies.standing.today]


def _days(studies: Studies) -> list[_Day]:
    back = (studies.standing.today - timedelta(days=n) for n in reversed(range(_DAYS_BACK)))
    return [_Day(day, day in studies.days_studied, day == studies.standing.today) for day in back]


def _ahead(load: Iterable[int], today: date) -> list[Column]:
    days = [(today + timedelta(days=ahead), count) for ahead, count in enumerate(load)]
    return [
        Column(
            "Today" if day == today else f"{day:%a}",
            f"{day:%-d}",
            f"{day:%A %-d %B}: {count} statement{'' if count == 1 else 's'}",
            count,
        )
        for day, count in days
    ]


def _due(agenda: Agenda, studies: Studies) -> list[_Due]:
    guideline = studies.bank.guideline
    found = []
    for memory in agenda.due.memories:
        if memory.target not in guideline.statements:
            continue
        why = why_due(memory, studies.standing.today)
        section = guideline.sections[guideline.statements[memory.target].section]
        found.append(
            _Due(
                statement=memory.target,
                section=section.title,
                why=why,
                last=in_days(why.last_reviewed, studies.standing.today),
                since=in_days(why.due, studies.standing.today),
                stability=_in_whole_days(why.stability),
                difficulty=_in_words(why.difficulty),
            )
        )
    return found


def _in_whole_days(stability: float) -> str:
    days = round(stability)
    return "Less than a day" if days < 1 else f"{days} day{'' if days == 1 else 's'}"


def _in_words(difficulty: float) -> str:
    return "easy" if difficulty < 4 else "middling" if difficulty < 7 else "hard"


def _unmet(studies: Studies) -> int:
    """Return how many statements that an item asks for were never met."""
    asked = {id_ for keyed in studies.bank.items.values() for id_ in keyed.statements}
    return len(asked - studies.standing.memories.keys())


def _done(progress: Progress, studies: Studies) -> tuple[Progress, int]:
    results = item_results(progress, studies.bank.items)
    return progress, sum(result.score is not None for result in results)


def _next_case(studies: Studies) -> _NextCase | None:
    """Return a case that waits for its rationale, else the twin of the last, else the next."""
    if studies.standing.waiting:
        vignette = studies.bank.vignettes[studies.standing.waiting[-1].vignette]
        return _NextCase(vignette, "You decided it. Say why, and see what the guideline says")
    decided = {decision.vignette for decision in studies.standing.decisions}
    open_cases = [one for one in active(studies.bank) if one.id not in decided]
    if studies.standing.decisions:
        last = studies.bank.vignettes[studies.standing.decisions[-1].vignette]
        for one in open_cases:
            if one.twin_of == last.id or last.twin_of == one.id:
                return _NextCase(one, f"One fact away from “{last.case.title}”, decided before")
    return _NextCase(open_cases[0], "Not decided yet") if open_cases else None


def _first_case(bank: ItemBank) -> Vignette | None:
    """Return the shortest story that has a definite verdict."""
    telling = [
        one
        for one in active(bank)
        if bank.derivations[one.id].verdict is not Verdict.CANNOT_TELL and one.twin_of is None
    ]
    return min(telling, key=lambda one: len(one.case.narrative), default=None)
