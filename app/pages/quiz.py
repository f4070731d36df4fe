"""
The quizzes of a learner: start one, go on with one, look back at one.

Starting is an event of this live page, not an address: it stores a run, so it must not happen by
following a link, and the websocket already checks where the page came from. `?section=`,
`?criterion=`, `?kind=`, `?topic=missed`, `?length=` and `?mode=exam` only fill in the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from app.components.answer_form import AnswerForm, Fields, answer_form
from app.errors import PageNotFoundError
from app.quiz_start import note_end, run_address, start_quiz
from app.run_view import in_words
from app.services import Services
from app.shell import Page
from app.templating import render
from app.topics import EVERYTHING, MODE_NAMES, Topic, run_label, topics_of
from app.visit import Visit
from quizzes.bank import ItemBank
from quizzes.entries import Progress, RunMode
from quizzes.results import item_results, missed_items, place_of, progress_of
from quizzes.sealed import sealed_runs

LENGTHS = {"5": "5", "10": "10", "20": "20", "all": "All"}
_USUAL_LENGTH = "10"
MODES = {
    "tutor": (RunMode.TUTOR, "Tutor", "Feedback after each question, without a time limit."),
    "exam": (RunMode.EXAM, "Exam", "Feedback at the end. An answer stays once it is given."),
}
_USUAL_MODE = "tutor"
# Seconds for each question of an exam.
PACES = {
    "60": (60, "1 minute a question"),
    "90": (90, "1½ minutes a question"),
    "120": (120, "2 minutes a question"),
    "none": (None, "No limit"),
}
_USUAL_PACE = "90"
_SHOWN = 20  # runs in the list of past ones
_NOT_STARTED = "The quiz could not be started. Try again in a moment."


@dataclass(frozen=True)
class _Row:
    """A run in a list."""

    href: str
    mode: str
    label: str
    progress: Progress
    done: int
    score: float
    spent: str


def page(services: Services, visit: Visit) -> Page:
    """Return the page; `?guideline=` chooses among several."""
    slugs = list(services.banks)
    slug = visit.first("guideline", slugs[0] if slugs else "")
    if slugs and slug not in slugs:
        raise PageNotFoundError(
            f"There is no guideline named {slug!r}.", (("Quiz", "/quiz"),), alike=False
        )
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


def asked_topic(visit: Visit) -> str:
    """Return the topic that an address asks for, as the form names it."""
    for key in ("section", "criterion", "kind"):
        if visit.first(key):
            return f"{key}:{visit.first(key)}"
    return visit.first("topic", EVERYTHING)


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
            chosen=asked if known else EVERYTHING,
            unknown="" if known else asked,
            lengths=LENGTHS,
            length=length if length in LENGTHS else _USUAL_LENGTH,
            modes=MODES,
            mode=mode if (mode := visit.first("mode")) in MODES else _USUAL_MODE,
            paces=PACES,
            pace=_USUAL_PACE,
            guideline=self.bank.guideline,
            others=others,
            rows=past[:_SHOWN],
            more=len(past) - _SHOWN,
        )

    def on_event(self, form: AnswerForm, name: str, fields: Fields) -> None:
        """Start a quiz on what the form says."""
        length = _chosen(fields, "length", "")
        mode, pace = _chosen(fields, "mode", _USUAL_MODE), _chosen(fields, "pace", _USUAL_PACE)
        topic = self._topic(_chosen(fields, "topic", ""))
        known = length in LENGTHS and mode in MODES and pace in PACES
        if name != "start" or topic is None or not known:
            form.refuse("Choose a topic and a length from the lists.")
            return
        run = start_quiz(
            self.services,
            self.learner,
            self.bank,
            topic.selection,
            topic.count if length == "all" else int(length),
            topic=topic.value,
            mode=MODES[mode][0],
            pace=PACES[pace][0] if mode == "exam" else None,
        )
        if run is None:
            form.refuse(_NOT_STARTED)
        else:
            form.go(run_address(run.id))

    def runs(self) -> tuple[list[_Row], list[_Row]]:
        """Return the runs to go on with and those done, the latest first."""
        records = self.services.records
        unfinished: list[_Row] = []
        past: list[_Row] = []
        for begun in progress_of(records.runs(self.learner), records.answers(self.learner)):
            bank = self.services.banks.get(begun.run.guideline)
            if bank is None:
                continue
            progress = note_end(self.services, begun, bank)
            handed_in = progress.run.is_over(self.services.clock())
            is_done = handed_in or place_of(progress, bank.items) is None
            (past if is_done else unfinished).append(_row(progress, bank))
        return unfinished, past

    def _topic(self, value: str) -> Topic | None:
        return next((topic for topic in self._topics() if topic.value == value), None)

    def _topics(self) -> tuple[Topic, ...]:
        return topics_of(self.bank, self._missed() & frozenset(self.bank.items))

    def _missed(self) -> frozenset[str]:
        """Return the items missed when they were answered last; an exam that goes on is silent."""
        records, items = self.services.records, self.bank.items
        answers = records.answers(self.learner)
        runs = progress_of(records.runs(self.learner), answers)
        sealed = sealed_runs(runs, items, self.services.clock())
        return missed_items(answer for answer in answers if answer.run not in sealed)


def _chosen(fields: Fields, name: str, otherwise: str) -> str:
    """Return the one value of a field; *otherwise* if the form has no such field."""
    values = fields.get(name, (otherwise,))
    return values[0] if len(values) == 1 else ""


def _row(progress: Progress, bank: ItemBank) -> _Row:
    scores = [r.score for r in item_results(progress, bank.items) if r.score is not None]
    last = max((answer.answered for answer in progress.answers), default=progress.run.started)
    return _Row(
        href=run_address(progress.run.id),
        mode=MODE_NAMES[progress.run.mode],
        label=run_label(progress.run, bank.guideline),
        progress=progress,
        done=len(scores),
        score=sum(scores),
        spent=in_words(last - progress.run.started),
    )
