"""Who learns in this browser, with which limits, and what is kept: take it along, or delete it."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from app.learners import MOST_LEARNERS
from app.services import Services
from app.shell import Page
from app.studies import profile_of
from app.templating import render
from app.visit import Visit
from quizzes.entries import Profile

# What the form handlers of app.learners have to say, by the word in the address.
_SAID = {
    "saved": ("good", "Saved", "It counts from now on."),
    "added": ("good", "A new learner", "You study as this one now. Switch back below."),
    "deleted": (
        "good",
        "Everything was deleted",
        "No answer and no number of yours is left in the database. All that stays is a check sum by"
        " which a page left open cannot bring the old number back. This browser has a new one.",
    ),
    "refused": (
        "caution",
        "Not saved",
        "A name has at most 80 characters, a limit is a number from 0 to 999.",
    ),
    "full": (
        "caution",
        "No more learners",
        f"One browser remembers {MOST_LEARNERS}. Delete one of them first.",
    ),
    "unknown": ("caution", "No such learner", "Nobody on this server has that code."),
    "busy": (
        "caution",
        "Not finished",
        "The records are gone, but the file was in use: bytes of it may be left. Delete again.",
    ),
}


def page(services: Services, visit: Visit) -> Page:
    """Return the page of the learner of this browser."""
    profiles = [(id_, profile_of(services, id_)) for id_ in visit.learners]
    mine = profile_of(services, visit.learner)
    return Page(
        title="You",
        lede="No sign-in: this browser holds a random number, the server your answers.",
        body=render(
            "you.html.j2",
            said=_SAID.get(visit.first("said")),
            mine=mine or Profile(visit.learner, services.clock()),
            is_known=mine is not None,
            others=[one for id_, one in profiles if one is not None and id_ != visit.learner],
            zones=_zones(),
            counts=_counts(services, visit.learner),
        ),
    )


def delete(services: Services, visit: Visit) -> Page:
    """Return the second step before everything of the learner is deleted."""
    return Page(
        title="Delete everything?",
        body=render(
            "you_delete.html.j2",
            said=_SAID.get(visit.first("said")),
            mine=profile_of(services, visit.learner),
            counts=_counts(services, visit.learner),
        ),
        breadcrumbs=(("You", "/you"),),
    )


def _counts(services: Services, learner: str) -> dict[str, int]:
    """Return how much is kept of a learner, in words of the page."""
    if profile_of(services, learner) is None:
        return {"runs": 0, "answers": 0, "decisions": 0, "cases": 0}
    records = services.records
    return {
        "runs": len(records.runs(learner)),
        "answers": len(records.answers(learner)),
        "decisions": len(records.decisions(learner)),
        "cases": sum(len(records.saved_cases.of(learner, slug)) for slug in services.banks),
    }


@cache
def _zones() -> tuple[str, ...]:
    """Return the time zones that people live in, by the names that they are listed under."""
    machines = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    named = (
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(machines)
    )
    return ("UTC", *sorted(named))
