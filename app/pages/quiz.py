"""
The quizzes of a learner: start one, go on with one, look back at one.

Starting is an event of this live page, not an address: it stores a run, so it must not happen by
following a link, and the websocket already checks where the page came from. `?section=`,
`?criterion=`, `?kind=`, `?topic=missed` and `?length=` only fill in the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from app.components.answer_form import AnswerForm, Fields, answer_form
from app.errors import PageNotFoundError
from app.item_view import KIND_LABELS
from app.quiz_start import run_address, start_quiz
from app.run_view import in_words
from app.services import Services
from app.shell import Page
from app.templating import render
from app.visit import Visit
from quizzes.bank import ItemBank
from quizzes.quiz import Selection
from quizzes.records import Answer, Progress
from quizzes.results import item_results, missed_items, place_of

LENGTHS = {"5": "5", "10": "10", "20": "20", "all": "All"}
_USUAL_LENGTH = "10"
_EVERYTHING, _MISSED = "everything", "missed"
_SHOWN = 20  # runs in the list of past ones
_NOT_STARTED = "The quiz could not be started. Try again in a moment."


@dataclass(frozen=True)
class Topic:
    """What a quiz can be about; *value* names it in the form, *count* is how many items fit."""

    group: str
    value: str
    label: str
    selection: Selection
    count: int


@dataclass(frozen=True)
class _Row:
    """A run in a list."""

    href: str
    progress: Progress
    done: int
    score: float
    spent: str


def page(services: Services, visit: Visit) -> Page:
    """Return the page; `?guideline=` chooses among several."""
    slugs = list(services.banks)
    slug = visit.first("guideline", slugs[0] if slugs else "")
    if slugs and slug not in slugs:
        raise PageNotFoundError(f"There is no guideline named {slug!r}.", (("Quiz", "/quiz"),))
    lede = "Every answer is stored as you give it. Leave at any moment and go on where you were."
    if not slugs:
        return Page("Quiz", render("quiz_none.html.j2"), lede)
    start = _Start(services, visit.learner, services.banks[slug])
    unfinished, past = start.runs()
    return Page(
        title="Quiz",
        lede=lede,
        intro=render("quiz_unfinished.html.j2", rows=unfinished),
        body=answer_form(start.form(visit, past), start.on_event, _NOT_STARTED),
    )


def topics_of(bank: ItemBank, missed: frozenset[str]) -> tuple[Topic, ...]:
    """Return what a quiz can be about, in groups; topics without an active item are left out."""
    guideline = bank.guideline
    wanted = [
        ("", _EVERYTHING, "Everything", Selection()),
        *(
            ("Section", f"section:{s.id}", s.title, Selection(sections=frozenset({s.id})))
            for s in guideline.sections.values()
        ),
        *(
            (
                "Criterion",
                f"criterion:{c.id}",
                f"{c.id}: {c.label}",
                Selection(criteria=frozenset({c.id})),
            )
            for c in guideline.criteria.values()
        ),
        *(
            ("Kind", f"kind:{kind.value}", label, Selection(kinds=frozenset({kind})))
            for kind, label in KIND_LABELS.items()
        ),
    ]
    if missed:
        wanted.insert(1, ("", _MISSED, "What I missed", Selection(items=missed)))
    counted = (
        Topic(*topic, sum(topic[-1].fits(keyed) for keyed in bank.items.values()))
        for topic in wanted
    )
    return tuple(topic for topic in counted if topic.count)


def asked_topic(visit: Visit) -> str:
    """Return the topic that an address asks for, as the form names it."""
    for key in ("section", "criterion", "kind"):
        if visit.first(key):
            return f"{key}:{visit.first(key)}"
    return visit.first("topic", _EVERYTHING)


@dataclass(frozen=True)
class _Start:
    """A learner about to start a quiz."""

    services: Services
    learner: str
    bank: ItemBank

    def form(self, visit: Visit, past: list[_Row]) -> Markup:
        """Return the form, filled in as the address asks, and the past runs."""
        topics = self._topics()
        asked, length = asked_topic(visit), visit.first("length", _USUAL_LENGTH)
        known = any(topic.value == asked for topic in topics)
        others = [b.guideline for b in self.services.banks.values() if b is not self.bank]
        return render(
            "quiz.html.j2",
            groups=[(name, list(found)) for name, found in groupby(topics, lambda t: t.group)],
            chosen=asked if known else _EVERYTHING,
            unknown="" if known else asked,
            lengths=LENGTHS,
            length=length if length in LENGTHS else _USUAL_LENGTH,
            guideline=self.bank.guideline,
            others=others,
            rows=past[:_SHOWN],
            more=len(past) - _SHOWN,
        )

    def on_event(self, form: AnswerForm, name: str, fields: Fields) -> None:
        """Start a quiz on what the form says."""
        chosen, length = fields.get("topic", ()), fields.get("length", ())
        for topic in self._topics():
            if name == "start" and (topic.value,) == chosen and length and length[0] in LENGTHS:
                count = topic.count if length[0] == "all" else int(length[0])
                run = start_quiz(self.services, self.learner, self.bank, topic.selection, count)
                if run is not None:
                    form.go(run_address(run.id))
                    return
        form.refuse("Choose a topic and a length from the lists.")

    def runs(self) -> tuple[list[_Row], list[_Row]]:
        """Return the runs to go on with and those done, the latest first."""
        given: dict[str, list[Answer]] = {}
        for answer in self.services.records.answers(self.learner):
            given.setdefault(answer.run, []).append(answer)
        unfinished: list[_Row] = []
        past: list[_Row] = []
        for run in self.services.records.runs(self.learner):
            bank = self.services.banks.get(run.guideline)
            if bank is None:
                continue
            progress = Progress(run, tuple(given.get(run.id, ())))
            is_done = place_of(progress, bank.items) is None
            (past if is_done else unfinished).append(_row(progress, bank))
        return unfinished, past

    def _topics(self) -> tuple[Topic, ...]:
        answers = self.services.records.answers(self.learner)
        return topics_of(self.bank, missed_items(answers) & frozenset(self.bank.items))


def _row(progress: Progress, bank: ItemBank) -> _Row:
    scores = [r.score for r in item_results(progress, bank.items) if r.score is not None]
    last = max((answer.answered for answer in progress.answers), default=progress.run.started)
    return _Row(
        href=run_address(progress.run.id),
        progress=progress,
        done=len(scores),
        score=sum(scores),
        spent=in_words(last - progress.run.started),
    )
