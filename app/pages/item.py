"""
One item by itself, for a link: answered and graded at once, but not recorded.

What is recorded is a quiz run, with items that its learner did not pick one by one; a preview by
its author or a link sent around would only blur what the records say. The steps answered so far
live in the session, so a reload begins anew.
"""

from __future__ import annotations

from markupsafe import Markup

from app.components.answer_form import AnswerForm, Fields, answer_form
from app.errors import PageNotFoundError
from app.item_view import KIND_LABELS, ShownItem, read_response, story_of
from app.services import Services
from app.shell import Page
from app.templating import render
from app.visit import Visit, link
from kg.errors import suggest
from quizzes.bank import ItemBank
from quizzes.errors import ResponseError
from quizzes.model import ContentStatus
from quizzes.responses import StepResponse
from quizzes.titles import title_of


def page(services: Services, visit: Visit) -> Page:
    """Return the item that the address names, not answered."""
    bank = _bank_of(services, visit.parameters["item"])
    trial = _Trial(services, bank, visit.parameters["item"], services.new_id())
    item = bank.items[visit.parameters["item"]].item
    return Page(
        title=title_of(bank.items[item.id], bank.guideline),
        eyebrow=f"Question · {KIND_LABELS[item.kind]}",
        intro=render(
            "item_intro.html.j2",
            status=None if item.status is ContentStatus.ACTIVE else item.status,
        ),
        body=answer_form(
            trial.question(), trial.on_event, "The answer could not be graded. Try again."
        ),
        breadcrumbs=(("Quiz", "/quiz"),),
    )


def _bank_of(services: Services, item_id: str) -> ItemBank:
    for bank in services.banks.values():
        if item_id in bank.items:
            return bank
    ids = [id_ for bank in services.banks.values() for id_ in bank.items]
    near = tuple((id_, f"/items/{id_}") for id_ in suggest(item_id, ids))
    raise PageNotFoundError(
        f"There is no item named {item_id!r}.",
        near or (("All quizzes", "/quiz"),),
        alike=bool(near),
    )


class _Trial:
    """One visitor at one item; keeps the responses to the steps answered so far."""

    def __init__(self, services: Services, bank: ItemBank, item_id: str, seed: str) -> None:
        self._services = services
        self._bank = bank
        self._shown = ShownItem(bank.items[item_id], bank.guideline, seed)
        self._responses: list[StepResponse] = []

    def question(self) -> Markup:
        """Return the first step not answered yet."""
        index = len(self._responses)
        return render(
            "item_question.html.j2", **self._common(index), question=self._shown.question(index)
        )

    def on_event(self, form: AnswerForm, name: str, fields: Fields) -> None:
        """Do what the visitor asked for."""
        steps = self._shown.keyed.item.steps
        if name == "answer" and fields.get("step") == (str(len(self._responses)),):
            self._answer(form, fields.get("answer", ()))
        elif name == "again" or len(self._responses) == len(steps):
            self._responses.clear()
            form.show(self.question())
        else:
            form.show(self.question())

    def _answer(self, form: AnswerForm, values: tuple[str, ...]) -> None:
        index = len(self._responses)
        steps = self._shown.keyed.item.steps
        response = read_response(steps[index], values)
        if response is None:
            form.refuse("This is no answer to the question. Choose or write one.")
            return
        try:
            marked = self._shown.marked(index, response)
        except ResponseError as error:
            form.refuse(str(error))
            return
        self._responses.append(response)
        is_last = index == len(steps) - 1
        reasoner = self._services.library.reasoner(self._bank.guideline.slug)
        markup = render(
            "item_feedback.html.j2",
            **self._common(index),
            step=marked,
            closing=self._shown.closing(reasoner) if is_last else None,
            more=self._more() if is_last else "",
        )
        form.show(markup, f"{marked.outcome}.")

    def _common(self, index: int) -> dict[str, object]:
        earlier = enumerate(self._responses[:index])
        return {
            "story": story_of(self._shown.keyed, self._bank),
            "stem": self._shown.stem,
            "recaps": [self._shown.marked(step, response) for step, response in earlier],
        }

    def _more(self) -> str:
        """Return the address of a quiz on the narrowest section of the item."""
        sections = self._shown.keyed.sections
        return link("/quiz", {"section": sections[-1]} if sections else None)
