"""
A quiz run laid out for the eye: the question, the feedback and the result.

It is made anew from the records for every event; see `app.pages.quiz_run`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from app.item_view import MarkedStep, ShownItem, Story, inline, plain_text, story_of
from app.templating import render
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank
from quizzes.entries import Answer, Progress, RunMode
from quizzes.errors import ResponseError
from quizzes.grading import CitedStatement, cited_statements
from quizzes.responses import responses_from_json
from quizzes.results import ItemResult, item_results, missed_statements, place_of

_CHANGED = "The key has changed since"
_REGRADED = "You answered another version of the item or the guideline, and that scored {:.0%}."

Place = tuple[int, int]


@dataclass(frozen=True)
class _Review:
    """One missed item at the end; *steps* is empty if the answers no longer fit the item."""

    number: int
    item: str
    title: str
    story: Story | None
    stem: Markup
    steps: tuple[MarkedStep, ...]


@dataclass(frozen=True)
class _StatementReview:
    """A statement behind misses, and the numbers of the questions that were missed for it."""

    cited: CitedStatement
    section: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Notice:
    """Something out of the ordinary about an answer."""

    title: str
    text: str


@dataclass(frozen=True)
class Feedback:
    """The HTML after an answer, and what a screen reader says when it comes."""

    markup: Markup
    said: str


@dataclass(frozen=True)
class RunView:
    """A run with its answers, as they were at a moment."""

    progress: Progress
    bank: ItemBank
    reasoner: Reasoner
    at: datetime

    @property
    def place(self) -> Place | None:
        """The position and step to answer next; None at the end."""
        if self.progress.run.is_over(self.at):
            return None
        return place_of(self.progress, self.bank.items)

    @property
    def is_exam(self) -> bool:
        """Whether nothing is told before the end."""
        return self.progress.run.mode is RunMode.EXAM

    @property
    def missed(self) -> frozenset[str]:
        """The ids of the items that were answered, but not wholly right."""
        results = item_results(self.progress, self.bank.items)
        return frozenset(result.item for result in results if result.missed)

    def answer_at(self, place: Place | None) -> Answer | None:
        """Return the answer given at a place; None if there is none."""
        for answer in self.progress.answers:
            if (answer.position, answer.step) == place:
                return answer
        return None

    def shown(self, position: int) -> ShownItem:
        """Return the item at a position; KeyError if it was withdrawn."""
        keyed = self.bank.items[self.progress.run.items[position]]
        return ShownItem(keyed, self.bank.guideline, self.progress.run.seed)

    def standing(self, notice: Notice | None = None) -> Markup:
        """Return the question at which the run stands, or the result."""
        place = self.place
        if place is None:
            return self._result(notice)
        position, index = place
        return render(
            "quiz_question.html.j2",
            **self._item(position, index),
            question=self.shown(position).question(index),
            notice=notice,
            can_look_back=bool(self.progress.answers) and not self.is_exam,
        )

    def handing_in(self) -> Markup:
        """Return the question whether an exam shall end before all is answered."""
        results = item_results(self.progress, self.bank.items)
        return render(
            "quiz_hand_in.html.j2",
            **self._clock(),
            left=sum(result.score is None and result.item in self.bank.items for result in results),
            length=len(results),
        )

    def feedback(self, answer: Answer, notice: Notice | None = None) -> Feedback:
        """Return what is shown after an answer, with a *notice* on how it came about."""
        shown = self.shown(answer.position)
        step = _marked(shown, answer)
        if step is not None and step.score != answer.score:
            notice = Notice(_CHANGED, _REGRADED.format(answer.score))
        is_last = answer.step == len(shown.keyed.item.steps) - 1
        goes_on = "See the result" if self.place is None else "Next question"
        markup = render(
            "quiz_feedback.html.j2",
            **self._item(answer.position, answer.step),
            step=step,
            notice=notice,
            closing=shown.closing(self.reasoner) if is_last else None,
            practised=self._practised(answer.position) if is_last else (),
            goes_on=goes_on if is_last else "Next step",
        )
        return Feedback(markup, "" if step is None else f"{step.outcome}. Your answer is stored.")

    def _item(self, position: int, index: int) -> dict[str, object]:
        """Return what the question and the feedback of one step both show."""
        run, shown = self.progress.run, self.shown(position)
        before = (self.answer_at((position, step)) for step in range(index))
        return {
            "position": position,
            "length": len(run.items),
            "done": sum(r.score is not None for r in item_results(self.progress, self.bank.items)),
            "story": story_of(shown.keyed, self.bank),
            "stem": shown.stem,
            "recaps": [s for s in (_marked(shown, a) for a in before if a is not None) if s],
            "is_exam": self.is_exam,
            "due": shown.keyed.statements if run.mode is RunMode.STUDY else (),
            **self._clock(),
        }

    def _clock(self) -> dict[str, object]:
        """Return the time left and the whole time in seconds; None without a limit."""
        run = self.progress.run
        left = None if run.deadline is None else (run.deadline - self.at).total_seconds()
        return {"left_seconds": left, "limit_seconds": run.time_limit}

    def _practised(self, position: int) -> tuple[CitedStatement, ...]:
        """Return the statements that an item of a study run practises."""
        if self.progress.run.mode is not RunMode.STUDY:
            return ()
        return cited_statements(self.shown(position).keyed.statements, self.bank.guideline)

    def _result(self, notice: Notice | None) -> Markup:
        results = item_results(self.progress, self.bank.items)
        scored = [result for result in results if result.score is not None]
        given = self.progress.answers
        spent = given[-1].answered - self.progress.run.started if given else timedelta()
        return render(
            "quiz_result.html.j2",
            rows=[(result, self._title(result.item)) for result in results],
            score=sum(result.score or 0 for result in scored),
            out_of=len(scored),
            share=sum(result.score or 0 for result in scored) / max(1, len(scored)),
            spent=in_words(spent),
            notice=notice or _cut_short(self.progress, results),
            statements=self._statements(),
            reviews=[self._review(result) for result in results if result.missed],
        )

    def _review(self, result: ItemResult) -> _Review:
        number, title = result.position + 1, self._title(result.item)
        if result.item not in self.bank.items:
            return _Review(number, result.item, title, None, Markup(), ())
        shown = self.shown(result.position)
        steps = [_marked(shown, answer) for answer in result.answers]
        if result.left_out:
            given = {answer.step for answer in result.answers}
            left = set(range(len(shown.keyed.item.steps))) - given
            steps += [shown.marked(index, None) for index in sorted(left)]
        whole = tuple(step for step in steps if step is not None)
        return _Review(
            number, result.item, title, story_of(shown.keyed, self.bank), shown.stem, whole
        )

    def _statements(self) -> list[_StatementReview]:
        guideline = self.bank.guideline
        reviews = []
        for missed in missed_statements(self.progress, self.bank.items, guideline):
            [cited] = cited_statements((missed.statement,), guideline)
            section = guideline.sections[cited.statement.section].title
            numbers = tuple(position + 1 for position in missed.positions)
            reviews.append(_StatementReview(cited, section, numbers))
        return reviews

    def _title(self, item: str) -> str:
        if item not in self.bank.items:
            return "An item that was withdrawn"
        return plain_text(inline(self.bank.items[item].item.steps[0].lead_in))


def _cut_short(progress: Progress, results: Iterable[ItemResult]) -> Notice | None:
    """Return a notice if an exam ended before all was answered."""
    left = sum(result.left_out for result in results)
    if not left:
        return None
    run = progress.run
    title = "Time was up" if run.finished == run.deadline else "Handed in before the end"
    return Notice(
        title, f"Not answered: {left} of {len(run.items)} questions. They count as missed."
    )


def _marked(shown: ShownItem, answer: Answer) -> MarkedStep | None:
    """Return the answer graded; None if the item has changed so that it no longer fits."""
    try:
        response = responses_from_json([answer.response])[0]
        return shown.marked(answer.step, response)
    except (ResponseError, IndexError):
        return None


def in_words(spent: timedelta) -> str:
    """Return a span of time in its two largest units: "4 min 12 s"."""
    seconds = int(spent.total_seconds())
    sizes = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    parts = []
    for unit, size in sizes:
        count, seconds = divmod(seconds, size)
        parts.append((count, unit))
    first = next((i for i, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"
