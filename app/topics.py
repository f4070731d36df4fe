"""What a quiz can be about: the choices of the form, and the name of one that was made."""

from __future__ import annotations

from dataclasses import dataclass

from app.item_view import KIND_LABELS
from app.templating import opening_capital
from kg.model import Guideline
from quizzes.bank import ItemBank
from quizzes.entries import QuizRun, RunMode
from quizzes.quiz import Selection

EVERYTHING, MISSED = "everything", "missed"

MODE_NAMES = {RunMode.TUTOR: "Quiz", RunMode.EXAM: "Exam", RunMode.STUDY: "Study"}


@dataclass(frozen=True)
class Topic:
    """What a quiz can be about; *value* names it in the form, *count* is how many items fit."""

    group: str
    value: str
    label: str
    selection: Selection
    count: int


def topics_of(bank: ItemBank, missed: frozenset[str]) -> tuple[Topic, ...]:
    """Return what a quiz can be about, in groups; topics without an active item are left out."""
    wanted = [("", EVERYTHING, Selection())]
    if missed:
        wanted.append(("", MISSED, Selection(items=missed)))
    for section in bank.guideline.sections:
        wanted.append(("Section", f"section:{section}", Selection(sections=frozenset({section}))))
    for one in bank.guideline.criteria:
        wanted.append(("Criterion", f"criterion:{one}", Selection(criteria=frozenset({one}))))
    for kind in KIND_LABELS:
        wanted.append(("Kind", f"kind:{kind.value}", Selection(kinds=frozenset({kind}))))
    counted = (
        Topic(
            group,
            value,
            topic_label(value, bank.guideline),
            selection,
            sum(selection.fits(keyed) for keyed in bank.items.values()),
        )
        for group, value, selection in wanted
    )
    return tuple(topic for topic in counted if topic.count)


def topic_label(value: str, guideline: Guideline) -> str:
    """Return the name of a topic; "" if the guideline has none such, any more perhaps."""
    group, _, name = value.partition(":")
    if group == "section" and name in guideline.sections:
        return guideline.sections[name].title
    if group == "criterion" and name in guideline.criteria:
        return f"{name}: {opening_capital(guideline.criteria[name].label)}"
    if group == "kind":
        return next((label for kind, label in KIND_LABELS.items() if kind.value == name), "")
    return {EVERYTHING: "Everything", MISSED: "What was missed"}.get(value, "")


def run_label(run: QuizRun, guideline: Guideline) -> str:
    """Return what a run was about, or how long it is if nobody knows."""
    if run.mode is RunMode.STUDY:
        return "What was due"
    count = len(run.items)
    return topic_label(run.topic or "", guideline) or f"{count} question{'' if count == 1 else 's'}"
