"""
One quiz run: a question at a time, from the exact place where the run stands.

Nothing about the run is kept in the session. Each event reads the run from the records, so that a
reload, a crash and a second tab all see the same run. An answer is stored before its feedback is
shown, in an exam before the next question is.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.components.answer_form import AnswerForm, Fields, answer_form
from app.errors import PageNotFoundError
from app.item_view import read_response
from app.quiz_start import note_end, run_address, start_quiz
from app.run_view import Notice, Place, RunView
from app.services import Services
from app.shell import Page
from app.templating import render
from app.topics import MISSED, MODE_NAMES, run_label
from app.visit import Visit
from quizzes.bank import ItemBank
from quizzes.entries import Answer, Progress
from quizzes.errors import RecordsError, ResponseError, RunOverError
from quizzes.grading import grade_step
from quizzes.quiz import Selection
from quizzes.responses import responses_to_json

_NOT_STORED = "Your answer could not be stored. Check it again in a moment."
_TWICE = Notice(
    "Your first answer stands",
    "This question was answered before, in another tab perhaps. Nothing was stored again.",
)
_TOO_LATE = Notice(
    "This answer came after the end",
    "The exam had ended by then, so the answer was not stored. What was stored in time counts.",
)
_CONFIDENCES = ("1", "2", "3")


def page(services: Services, visit: Visit) -> Page:
    """Return the run that the address names, where it stands."""
    sitting = _sitting(services, visit.learner, visit.parameters["run"])
    run = sitting.view().progress.run
    return Page(
        title=MODE_NAMES[run.mode],
        eyebrow=run_label(run, sitting.bank.guideline),
        intro=render("quiz_times.html.j2"),
        body=answer_form(sitting.opened(), sitting.on_event, _NOT_STORED),
        breadcrumbs=(("All quizzes", "/quiz"),),
    )


def _sitting(services: Services, learner: str, run_id: str) -> _Sitting:
    try:
        run = services.records.run(run_id)
    except RecordsError:
        run = None
    # A run of somebody else is answered as if there were none: the answer tells nothing.
    if run is None or run.learner != learner or run.guideline not in services.banks:
        raise PageNotFoundError(
            "You have no quiz at this address. It may have been started in another browser.",
            (("Your quizzes", "/quiz"),),
            alike=False,
        )
    return _Sitting(services, run.id, services.banks[run.guideline])


@dataclass(frozen=True)
class _Sitting:
    """A learner at one run."""

    services: Services
    run: str
    bank: ItemBank

    def opened(self) -> Markup:
        """Return what is shown when the page opens."""
        return self.view().standing()

    def on_event(self, form: AnswerForm, name: str, fields: Fields) -> None:
        """Do what the learner asked for."""
        view = self.view()
        in_exam = view.is_exam and view.place is not None
        match name:
            case "answer":
                self._answer(form, view, fields)
            case "previous" if view.progress.answers and not view.is_exam:
                self._show_feedback(form, view, view.progress.answers[-1])
            case "hand-in" if in_exam:
                form.show(view.handing_in())
            case "hand-in-now" if in_exam:
                self.services.records.finish_run(self.run, view.at)
                form.show(self.view().standing(), "Handed in.")
            case "practise":
                self._practise(form, view)
            case _:
                form.show(view.standing())

    def _answer(self, form: AnswerForm, view: RunView, fields: Fields) -> None:
        place = _place(fields)
        earlier = view.answer_at(place)
        if earlier is not None:
            self._reply(form, view, earlier, _TWICE)
        elif view.is_exam and view.place is None:
            form.show(view.standing(_TOO_LATE))
        elif place is None or place != view.place:
            form.show(view.standing())
        else:
            self._store(form, view, place, fields)

    def _store(self, form: AnswerForm, view: RunView, place: Place, fields: Fields) -> None:
        position, index = place
        shown = view.shown(position)
        item = shown.keyed.item
        response = read_response(item.steps[index], fields.get("answer", ()))
        if response is None:
            form.refuse("This is no answer to the question. Choose or write one.")
            return
        try:
            score = grade_step(shown.keyed, index, response, self.bank.guideline).score
        except ResponseError as error:
            form.refuse(str(error))
            return
        answer = Answer(
            learner=view.progress.run.learner,
            run=self.run,
            position=position,
            step=index,
            item=item.id,
            item_digest=item.digest,
            guideline_version=self.bank.guideline.version,
            response=responses_to_json([response])[0],
            score=score,
            answered=self.services.clock(),
            confidence=_confidence(fields),
        )
        try:
            kept = self.services.records.record_answer(answer)
        except RunOverError:
            form.show(self.view().standing(_TOO_LATE))
        else:
            if kept is answer:
                self._reply(form, self._at(view.progress.having(answer)), answer)
            else:
                self._reply(form, self.view(), kept, _TWICE)

    def _reply(
        self, form: AnswerForm, view: RunView, answer: Answer, notice: Notice | None = None
    ) -> None:
        """Show what follows an answer: the feedback, in an exam the next question."""
        if view.is_exam:
            form.show(view.standing(notice), "" if notice else "Your answer is stored.")
        else:
            self._show_feedback(form, view, answer, notice)

    def _show_feedback(
        self, form: AnswerForm, view: RunView, answer: Answer, notice: Notice | None = None
    ) -> None:
        if answer.item in self.bank.items:
            feedback = view.feedback(answer, notice)
            form.show(feedback.markup, feedback.said)
        else:
            form.show(view.standing())

    def _practise(self, form: AnswerForm, view: RunView) -> None:
        missed, learner = view.missed, view.progress.run.learner
        wanted = Selection(items=missed)
        run = (
            start_quiz(self.services, learner, self.bank, wanted, len(missed), topic=MISSED)
            if missed and view.place is None
            else None
        )
        if run is None:
            form.refuse("None of the missed items is in use any more.")
        else:
            form.go(run_address(run.id))

    def view(self) -> RunView:
        """Return the run as the records have it now."""
        return self._at(self.services.records.progress(self.run))

    def _at(self, progress: Progress) -> RunView:
        return RunView(
            note_end(self.services, progress, self.bank),
            self.bank,
            self.services.library.reasoner(self.bank.guideline.slug),
            self.services.clock(),
        )


def _confidence(fields: Fields) -> int | None:
    """Return how sure the learner was, from 1 to 3; None if that was not told."""
    told = fields.get("confidence", ())
    return int(told[0]) if len(told) == 1 and told[0] in _CONFIDENCES else None


def _place(fields: Fields) -> Place | None:
    """Return the position and step that a form names; None if it names none."""
    named = [*fields.get("position", ()), *fields.get("step", ())]
    if len(named) != 2 or not all(text.isascii() and text.isdigit() for text in named):
        return None
    return int(named[0]), int(named[1])
