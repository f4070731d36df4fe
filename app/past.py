"""What a learner did, told for the eye: runs, decisions, answers that were sure and wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from operator import itemgetter
from zoneinfo import ZoneInfo

from app.item_view import inline, plain_text
from app.quiz_start import run_address
from app.studies import Studies
from app.topics import MODE_NAMES, run_label
from quizzes.attribution import Evidence
from quizzes.bank import ItemBank
from quizzes.entries import Answer, CaseDecision, Progress
from quizzes.mastery import confident_and_wrong, is_right
from quizzes.results import item_results


@dataclass(frozen=True)
class Event:
    """A run or a decision in the history; *right* is None for a run, and if it may not be told."""

    at: datetime
    when: str
    title: str
    href: str
    outcome: str
    right: bool | None


@dataclass(frozen=True)
class Sighting:
    """One time that a statement was asked: when, by what, and if it was known."""

    day: date
    known: bool
    href: str


def history(studies: Studies, most: int) -> tuple[list[Event], int]:
    """Return the latest *most* runs and decisions, the latest first, and how many are older."""
    stands, bank, zone = studies.standing, studies.bank, studies.clock.zone
    made: list[tuple[datetime, Callable[[], Event]]] = [
        *((one.run.started, partial(_of_run, one, bank, zone)) for one in stands.progress),
        *((one.decided, partial(_of_decision, one, bank, zone)) for one in stands.decisions),
        *((one.decided, partial(_of_waiting, one, bank, zone)) for one in stands.waiting),
    ]
    # Told only now: to lay out what nobody sees would take longer than all the rest.
    latest = sorted(made, key=itemgetter(0), reverse=True)[:most]
    return [tell() for _, tell in latest], len(made) - len(latest)


def sure_and_wrong(studies: Studies, most: int) -> tuple[list[Event], int]:
    """Return the latest *most* that were sure and wrong, and how many more there are."""
    entries = confident_and_wrong([*studies.standing.answers, *studies.standing.decisions])
    latest: dict[str, Answer | CaseDecision] = {}
    for entry in entries:
        latest.setdefault(entry.vignette if isinstance(entry, CaseDecision) else entry.item, entry)
    bank, zone = studies.bank, studies.clock.zone
    shown = [
        _of_decision(entry, bank, zone)
        if isinstance(entry, CaseDecision)
        else _of_answer(entry, bank, zone)
        for entry in list(latest.values())[:most]
    ]
    return shown, len(latest) - len(shown)


def sightings(studies: Studies, most: int) -> dict[str, list[Sighting]]:
    """Return the last *most* times that each statement was asked, the latest last."""
    found: dict[str, list[Evidence]] = {}
    for one in studies.standing.evidence:
        for statement in one.statements:
            found.setdefault(statement, []).append(one)
    return {
        statement: [
            Sighting(studies.clock.day_of(one.at), one.statements[statement], _source(one, studies))
            for one in told[-most:]
        ]
        for statement, told in found.items()
    }


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment by the learner's clock on the wall."""
    return f"{at.astimezone(zone):%-d %b %Y, %H:%M}"


def _source(one: Evidence, studies: Studies) -> str:
    return f"/items/{one.source}" if one.source in studies.bank.items else f"/cases/{one.source}"


def _of_run(progress: Progress, bank: ItemBank, zone: ZoneInfo) -> Event:
    run = progress.run
    scores = [one.score for one in item_results(progress, bank.items) if one.score is not None]
    points = f"{sum(scores):.1f}".removesuffix(".0")
    outcome = (
        f"{len(scores)} of {len(run.items)} done"
        if run.finished is None
        else f"{points} of {len(scores)} point{'' if len(scores) == 1 else 's'}"
    )
    return Event(
        run.started,
        moment(run.started, zone),
        f"{MODE_NAMES[run.mode]}: {run_label(run, bank.guideline)}",
        run_address(run.id),
        outcome,
        None,
    )


def _of_decision(decision: CaseDecision, bank: ItemBank, zone: ZoneInfo) -> Event:
    right = is_right(decision)
    said = f"You said {decision.chosen.value}"
    return Event(
        decision.decided,
        moment(decision.decided, zone),
        bank.vignettes[decision.vignette].case.title,
        f"/cases/{decision.vignette}",
        said if right else f"{said}; by the guideline it is {decision.derived.value}",
        right,
    )


def _of_waiting(decision: CaseDecision, bank: ItemBank, zone: ZoneInfo) -> Event:
    return Event(
        decision.decided,
        moment(decision.decided, zone),
        bank.vignettes[decision.vignette].case.title,
        f"/cases/{decision.vignette}",
        f"You said {decision.chosen.value}; it waits for your reasons",
        None,
    )


def _of_answer(answer: Answer, bank: ItemBank, zone: ZoneInfo) -> Event:
    steps = bank.items[answer.item].item.steps
    lead_in = steps[min(answer.step, len(steps) - 1)].lead_in
    return Event(
        answer.answered,
        moment(answer.answered, zone),
        plain_text(inline(lead_in)),
        f"/items/{answer.item}",
        "Partly right" if answer.score > 0 else "Wrong",
        False,
    )


def right_share(decisions: Iterable[CaseDecision]) -> tuple[int, int]:
    """Return how many decisions were right, and how many there are."""
    made = [is_right(one) for one in decisions]
    return sum(made), len(made)
