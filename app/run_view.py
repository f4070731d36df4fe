"""
A quiz run laid out for the eye: the question, the feedback and the result.

It is made anew from the records for every event; see `app.pages.quiz_run`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from app.item_view import MarkedStep, ShownItem, Story, inline, plain_text, story_of
from app.templating import render
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank
from quizzes.errors import ResponseError
from quizzes.records import Answer, Progress
from quizzes.responses import responses_from_json
from quizzes.results import ItemResult, item_results, place_of

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
    """A run with its answers, as they were a moment ago."""

    progress: Progress
    bank: ItemBank
    reasoner: Reasoner

    @property
    def place(self) -> Place | None:
        """The position and step to answer next; None at the end."""
        return place_of(self.progress, self.bank.items)

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

    def standing(self) -> Markup:
        """Return the question at which the run stands, or the result."""
        place = self.place
        if place is None:
            return self._result()
        position, index = place
        return render(
            "quiz_question.html.j2",
            **self._item(position, index),
            question=self.shown(position).question(index),
            can_look_back=bool(self.progress.answers),
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
            goes_on=goes_on if is_last else "Next step",
        )
        return Feedback(markup, "" if step is None else f"{step.outcome}. Your answer is stored.")

    def _item(self, position: int, index: int) -> dict[str, object]:
        """Return what the question and the feedback of one step both show."""
        shown = self.shown(position)
        before = (self.answer_at((position, step)) for step in range(index))
        return {
            "position": position,
            "length": len(self.progress.run.items),
            "done": sum(r.score is not None for r in item_results(self.progress, self.bank.items)),
            "story": story_of(shown.keyed, self.bank),
            "stem": shown.stem,
            "recaps": [s for s in (_marked(shown, a) for a in before if a is not None) if s],
        }

    def _result(self) -> Markup:
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
            reviews=[self._review(result) for result in results if result.missed],
        )

    def _review(self, result: ItemResult) -> _Review:
        number, title = result.position + 1, self._title(result.item)
        if result.item not in self.bank.items:
            return _Review(number, result.item, title, None, Markup(), ())
        shown = self.shown(result.position)
        steps = [_marked(shown, answer) for answer in result.answers]
        whole = tuple(step for step in steps if step is not None)
        return _Review(
            number, result.item, title, story_of(shown.keyed, self.bank), shown.stem, whole
        )

    def _title(self, item: str) -> str:
        if item not in self.bank.items:
            return "An item that was withdrawn"
        return plain_text(inline(self.bank.items[item].item.steps[0].lead_in))


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
