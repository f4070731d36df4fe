"""The cases that a learner keeps, on the What-if page: name one, open one, delete one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from app.components.answer_form import AnswerForm, Fields
from app.derivation_view import what_if_link
from app.services import Services
from app.templating import render
from app.vignette_draft import draft_link
from kg.case import Fact, Value
from kg.model import Guideline
from quizzes.errors import RecordsError
from quizzes.saved_cases import SavedCase


@dataclass(frozen=True, slots=True)
class _Row:
    """A saved case in the list."""

    case: SavedCase
    href: str
    draft: str
    facts: int


@dataclass
class OwnCases:
    """
    The cases of one learner for one guideline, seen from one open page.

    *entered* tells which facts are entered when something is asked for.
    """

    services: Services
    learner: str
    guideline: Guideline
    entered: Callable[[], frozenset[Fact]]
    deleted: SavedCase | None = field(default=None, init=False)

    def shown(self, notice: str = "", *, fresh: bool = False) -> Markup:
        """Return the form and the list, with a *notice* on what was done."""
        kept = self.services.records.saved_cases.of(self.learner, self.guideline.slug)
        return render(
            "what_if_saved.html.j2",
            rows=[self._row(case) for case in kept],
            notice=notice,
            fresh=fresh,
            can_restore=self.deleted is not None,
        )

    def on_event(self, form: AnswerForm, name: str, fields: Fields) -> None:
        """Do what the learner asked for."""
        event, _, detail = name.partition(":")
        match event:
            case "save":
                self._save(form, next(iter(fields.get("name", ())), ""))
            case "delete":
                self._delete(form, detail)
            case "restore" if self.deleted is not None:
                self._keep(form, self.deleted, "It is kept again")
            case _:
                form.show(self.shown())

    def _save(self, form: AnswerForm, name: str) -> None:
        facts = self.entered()
        if not facts:
            form.refuse("Nothing is entered yet, so there is nothing to save.")
            return
        services = self.services
        new = SavedCase(
            services.new_id(), self.learner, self.guideline.slug, name, facts, services.clock()
        )
        self._keep(form, new, "Saved")

    def _keep(self, form: AnswerForm, case: SavedCase, said: str) -> None:
        try:
            self.services.records.add_learner(self.learner, self.services.clock())
            kept = self.services.records.saved_cases.save(case)
        except RecordsError as error:
            form.refuse(str(error))
            return
        self.deleted = None
        notice = f"{said}: {kept.name}"
        form.show(self.shown(notice, fresh=True), notice)

    def _delete(self, form: AnswerForm, case: str) -> None:
        cases = self.services.records.saved_cases
        kept = cases.of(self.learner, self.guideline.slug)
        self.deleted = next((one for one in kept if one.id == case), None)
        cases.delete(case, self.learner)
        notice = f"Deleted: {self.deleted.name}" if self.deleted else "It was deleted before."
        form.show(self.shown(notice, fresh=True), notice)

    def _row(self, case: SavedCase) -> _Row:
        known = [fact for fact in case.facts if self._knows(fact)]
        return _Row(
            case,
            what_if_link(case.facts, self.guideline),
            draft_link(known, self.guideline, case.name),
            len(case.facts),
        )

    def _knows(self, fact: Fact) -> bool:
        """Tell whether the guideline, which may have changed since, still knows *fact*."""
        if isinstance(fact, Value):
            return fact.observable in self.guideline.observables
        return fact.finding in self.guideline.findings
