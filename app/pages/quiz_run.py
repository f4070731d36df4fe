"""
One quiz run: a question at a time, from the exact place where the run stands.

Nothing about the run is kept in the session. Each event reads the run from the records, so that a
reload, a crash and a second tab all see the same run. An answer is stored before its feedback is
shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.components.answer_form import AnswerForm, Fields, answer_form
from app.errors import PageNotFoundError
from app.item_view import read_response
from app.quiz_start import run_address, start_quiz
from app.run_view import Notice, Place, RunView
from app.services import Services
from app.shell import Page
from app.visit import Visit
from quizzes.bank import ItemBank
from quizzes.errors import RecordsError, ResponseError
from quizzes.quiz import Selection
from quizzes.records import Answer
from quizzes.responses import responses_to_json

_NOT_STORED = "Your answer could not be stored. Check it again in a moment."
_TWICE = Notice(
    "Your first answer stands",
    "This question was answered before, in another tab perhaps. Nothing was stored again.",
)


def page(services: Services, visit: Visit) -> Page:
    """Return the run that the address names, where it stands."""
    sitting = _sitting(services, visit.learner, visit.parameters["run"])
    return Page(
        title="Quiz",
        body=answer_form(sitting.opened(), sitting.on_event, _NOT_STORED),
        breadcrumbs=(("All quizzes", "/quiz"),),
    )


def _sitting(services: Services, learner: str, run_id: str) -> _Sitting:
    try:
        run = services.records.progress(run_id).run
    except RecordsError:
        run = None
    # A run of somebody else is answered as if there were none: the answer tells nothing.
    if run is None or run.learner != learner or run.guideline not in services.banks:
        raise PageNotFoundError(
            "You have no quiz at this address. It may have been started in another browser.",
            (("Your quizzes", "/quiz"),),
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
        view = self._view()
        self._finish_if_done(view)
        return view.standing()

    def on_event(self, form: AnswerForm, name: str, fields: Fields) -> None:
        """Do what the learner asked for."""
        view = self._view()
        match name:
            case "answer":
                self._answer(form, view, fields)
            case "previous" if view.progress.answers:
                self._show_feedback(form, view, view.progress.answers[-1])
            case "practise":
                self._practise(form, view)
            case _:
                form.show(view.standing())

    def _answer(self, form: AnswerForm, view: RunView, fields: Fields) -> None:
        place = _place(fields)
        earlier = view.answer_at(place)
        if earlier is not None:
            self._show_feedback(form, view, earlier, _TWICE)
        elif place is None or place != view.place:
            form.show(view.standing())
        else:
            self._store(form, view, place, fields.get("answer", ()))

    def _store(
        self, form: AnswerForm, view: RunView, place: Place, values: tuple[str, ...]
    ) -> None:
        position, index = place
        shown = view.shown(position)
        item = shown.keyed.item
        response = read_response(item.steps[index], values)
        if response is None:
            form.refuse("This is no answer to the question. Choose or write one.")
            return
        try:
            score = shown.marked(index, response).score
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
        )
        kept = self.services.records.record_answer(answer)
        after = self._view()
        self._finish_if_done(after)
        self._show_feedback(form, after, kept, None if kept is answer else _TWICE)

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
        run = start_quiz(self.services, learner, self.bank, wanted, len(missed)) if missed else None
        if run is None:
            form.refuse("None of the missed items is in use any more.")
        else:
            form.go(run_address(run.id))

    def _finish_if_done(self, view: RunView) -> None:
        # Also when the page opens: the process may have died between the last answer and this.
        answers = view.progress.answers
        if view.place is None and answers and view.progress.run.finished is None:
            last = max(answer.answered for answer in answers)
            self.services.records.finish_run(self.run, last)

    def _view(self) -> RunView:
        return RunView(
            self.services.records.progress(self.run),
            self.bank,
            self.services.library.reasoner(self.bank.guideline.slug),
        )


def _place(fields: Fields) -> Place | None:
    """Return the position and step that a form names; None if it names none."""
    named = [*fields.get("position", ()), *fields.get("step", ())]
    if len(named) != 2 or not all(text.isascii() and text.isdigit() for text in named):
        return None
    return int(named[0]), int(named[1])
