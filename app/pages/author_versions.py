"""The versions of a draft, and what differs between two of them: in words, and line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import groupby

from app.authoring.fields import field_words, place_words
from app.authoring.starting import editor_address
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from quizzes.drafts.check import check_draft
from quizzes.drafts.comparing import ChangedPart, compare
from quizzes.drafts.marks import Sign
from quizzes.drafts.model import Draft, DraftStage, Version
from quizzes.errors import DraftError

# Saves of one author that follow each other within this time are one sitting.
_SITTING = timedelta(minutes=10)
_AROUND = 3  # lines around a difference


@dataclass(frozen=True, slots=True)
class Sitting:
    """Versions that one author saved one soon after the other, the latest first."""

    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the YAML: *sign* is "-" for what was, "+" for what is, " " for both."""

    sign: str
    text: str


def page(services: Services, visit: Visit) -> Page:
    """Return the versions of the draft that the address names; `from` and `to` compare two."""
    drafts = services.workshop.drafts
    try:
        draft = drafts.draft(visit.parameters["id"])
    except DraftError as error:
        raise PageNotFoundError(str(error), (("All drafts", "/author"),), alike=False) from error
    if draft.guideline not in services.banks:
        said = f"The guideline of this draft, {draft.guideline}, is not served here."
        raise PageNotFoundError(said, (("All drafts", "/author"),), alike=False)
    versions = drafts.versions(draft.id)
    before = _chosen(visit.first("from"), versions)
    after = _chosen(visit.first("to"), versions)
    return Page(
        title="Versions",
        body=render(
            "author_versions.html.j2",
            draft=draft,
            sittings=sittings(versions),
            versions=versions[::-1],
            before=before,
            after=after,
            parts=_changed_parts(services, draft, before, after) if before and after else (),
            lines=list(changed_lines(before.text, after.text)) if before and after else [],
            place_words=place_words,
            field_words=field_words,
            signs=Sign,
        ),
        breadcrumbs=(("Author", "/author"), ("Draft", editor_address(draft))),
        width=Width.WIDE,
    )


def sittings(versions: tuple[Version, ...]) -> list[Sitting]:
    """Return *versions* in sittings, the latest first; what was decided stands by itself."""
    number = 0
    numbers = {}
    last: Version | None = None
    for version in versions:
        if last is None or not _goes_on(last, version):
            number += 1
        numbers[version.number] = number
        last = version
    grouped = groupby(reversed(versions), key=lambda version: numbers[version.number])
    return [Sitting(tuple(group)) for _, group in grouped]


def _goes_on(last: Version, version: Version) -> bool:
    decided = {DraftStage.PUBLISHED, DraftStage.RETIRED}
    return (
        (last.author, last.stage, last.parallel)
        == (version.author, version.stage, version.parallel)
        and version.stage not in decided
        and not version.parallel
        and version.saved - last.saved <= _SITTING
    )


def changed_lines(before: str, after: str) -> Iterator[Line]:
    """Yield the lines that differ between two texts, with a few around them."""
    old, new = before.splitlines(), after.splitlines()
    for group in SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(_AROUND):
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                yield from (Line(" ", line) for line in old[start:end])
                continue
            yield from (Line("-", line) for line in old[start:end])
            yield from (Line("+", line) for line in new[new_start:new_end])
        yield Line("…", "")


def _changed_parts(
    services: Services, draft: Draft, before: Version, after: Version
) -> tuple[ChangedPart, ...]:
    context = services.workshop.context(draft.guideline)
    checks = (check_draft(version.text, draft.part, context) for version in (before, after))
    return compare(*checks, context.bank)


def _chosen(text: str, versions: tuple[Version, ...]) -> Version | None:
    return next((version for version in versions if str(version.number) == text), None)
