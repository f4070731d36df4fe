"""
One case: ask or read, decide, say why, and only then everything the graph says.

Where a vignette has an opening the rest must be asked for; `?whole=1` tells the whole story. Who
comes by `?guide=1` is led by hints through the first case, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.case_attempt import Attempts, Standing
from app.case_guide import Hint, hint_for
from app.case_order import active
from app.case_view import (
    announced_answer,
    asking_of,
    fact_options,
    known_phrases,
    marked_facts,
    rationale_of,
    readings_of,
    stages_of,
    twin_view,
    wanted_options,
)
from app.components import safe_markdown
from app.components.answer_form import AnswerForm, Fields, answer_form
from app.derivation_view import what_if_link
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page
from app.templating import render
from app.told_case import Told
from app.visit import Visit
from kg.derivation import Verdict
from kg.errors import suggest
from quizzes.case_flow import CaseFlow, Phase
from quizzes.case_steps import Asked, CaseStep, Compared, Decided, Marked, Skipped, Wanted
from quizzes.model import Vignette

# In the order of the choices, with what each means in terms of the criteria.
_MEANING = {
    Verdict.INDICATED: "every inclusion criterion is met, every exclusion criterion refuted",
    Verdict.NOT_INDICATED: "an inclusion criterion is refuted, no exclusion criterion met",
    Verdict.CONTRAINDICATED: "an exclusion criterion is met",
    Verdict.CANNOT_TELL: "none of these follows: a fact is missing",
}
_CHOICES = {verdict.value: verdict for verdict in _MEANING}
_OVERTAKEN = "Another tab went ahead. Nothing was stored here."
_CONFIDENCE = {"A guess": 1, "Fairly sure": 2, "Certain": 3}


def page(services: Services, visit: Visit) -> Page:
    """Return the case that the address names, where the learner stands."""
    told = _find(services, visit.parameters["vignette"])
    vignette = told.vignette
    whole = vignette.opening is None or visit.first("whole") == "1"
    text = vignette.case.narrative if whole else vignette.told_first
    guided = visit.first("guide") == "1" and not services.records.guidance.is_over(visit.learner)
    sitting = _Sitting(services, Attempts(services, visit.learner, told), told, whole, guided)
    return Page(
        title=vignette.case.title,
        intro=render("case_story.html.j2", story=safe_markdown(text)),
        body=answer_form(
            sitting.shown(sitting.attempts.standing()),
            sitting.on_event,
            "Your step was not stored. Please try again.",
        ),
        breadcrumbs=(("Cases", "/cases"),),
    )


def _find(services: Services, vignette_id: str) -> Told:
    told = services.cases.find(vignette_id)
    if told is not None:
        return told
    titles = {v.id: v.case.title for bank in services.banks.values() for v in active(bank)}
    near = suggest(vignette_id, titles)
    raise PageNotFoundError(
        f"There is no case named {vignette_id!r}.",
        tuple((titles[id_], f"/cases/{id_}") for id_ in near) or (("All cases", "/cases"),),
        alike=bool(near),
    )


@dataclass
class _Sitting:
    """
    A learner at one case.

    *guided* tells whether hints are shown. *criterion* is the one whose twin is shown, "" for the
    first.
    """

    services: Services
    attempts: Attempts
    told: Told
    whole: bool
    guided: bool = False
    criterion: str = ""

    def on_event(self, form: AnswerForm, name: str, fields: Fields) -> None:
        """Do what the learner asked for."""
        event, _, detail = name.partition(":")
        if event == "again":
            form.show(self.shown(self.attempts.begin()))
            return
        if event == "unguided":
            self._end_guide()
            form.show(self.shown(self.attempts.standing(), fresh=event), "The guide is hidden.")
            return
        if event == "twin":
            self.criterion = detail
            form.show(self.shown(self.attempts.standing(), fresh="twin"))
            return
        step = self._step(event, detail, fields)
        if isinstance(step, str):
            form.refuse(step)
            return
        after = self.attempts.take(step)
        if after.overtaken:
            form.show(render("overtaken.html.j2") + self.shown(after), _OVERTAKEN)
        else:
            form.show(self.shown(after, fresh=event), self._said(after, step))

    def shown(self, standing: Standing, fresh: str = "") -> Markup:
        """Return the HTML of where the learner stands; *fresh* is the event that led there."""
        return self._guide(standing.flow, fresh) + self._place(standing, fresh)

    def _guide(self, flow: CaseFlow, fresh: str) -> Markup:
        """Return the hint for where the learner stands; after the last one the guide is over."""
        hint = self._hint(flow)
        if self.guided and hint is None:
            self._end_guide()
        is_new = fresh in ("decide", "mark", "want", "skip")
        return render("case_guide.html.j2", hint=hint, to_top=is_new) if hint else Markup()

    def _hint(self, flow: CaseFlow) -> Hint | None:
        has_twin = bool(self.told.twins) if self.guided else False
        return hint_for(flow, whole=self.whole, has_twin=has_twin) if self.guided else None

    def _end_guide(self) -> None:
        self.guided = False
        records, now = self.services.records, self.services.clock()
        records.add_learner(self.attempts.learner, now)
        records.guidance.end(self.attempts.learner, now)

    def _place(self, standing: Standing, fresh: str) -> Markup:
        match standing.flow.phase:
            case Phase.ASKING:
                return self._asking(standing.flow)
            case Phase.REASONING:
                return self._reasoning(standing.flow)
            case Phase.REVEALED:
                return self._revealed(standing, fresh)

    def _step(self, event: str, detail: str, fields: Fields) -> CaseStep | str:
        """Return the step that was made, or why it is none."""
        guideline = self.told.guideline
        match event:
            case "ask" if detail in guideline.findings or detail in guideline.observables:
                return Asked(detail)
            case "decide":
                chosen = _CHOICES.get(_first(fields, "verdict"))
                confidence = _CONFIDENCE.get(_first(fields, "confidence"))
                missing = "Choose one of the four decisions."
                return missing if chosen is None else Decided(chosen, confidence, self.whole)
            case "mark":
                marked = marked_facts(fields.get("fact", ()), self.told)
                return Marked(marked) if marked else "Mark at least one fact, or leave it out."
            case "want":
                wanted = _first(fields, "wanted")
                offered = dict(wanted_options(self.told))
                return Wanted(wanted) if wanted in offered else "Choose one of the questions."
            case "skip":
                return Skipped()
            case "compare":
                choice = _first(fields, "changed")
                return Compared(detail, choice) if choice else "Choose what changed."
            case _:
                return "This page is out of date. Reload it."

    def _said(self, standing: Standing, step: CaseStep) -> str:
        """Return what a screen reader says after *step*, with the hint of the guide."""
        hint = self._hint(standing.flow)
        guide = f"Guide: {hint.title}. {hint.text}" if hint and not isinstance(step, Asked) else ""
        return f"{self._told(standing, step)} {guide}".strip()

    def _told(self, standing: Standing, step: CaseStep) -> str:
        decision, derived = standing.flow.decision, self.told.derivation.verdict
        match step:
            case Asked():
                return announced_answer(standing.flow, self.told) if decision is None else ""
            case Decided():
                return "Your decision is stored. Now say why."
            case Compared():
                return ""
            case _ if decision is not None and decision.verdict is derived:
                return f"Right: by the guideline it is {derived.value}."
            case _ if decision is not None:
                said = decision.verdict.value
                return f"You said {said}. By the guideline it is {derived.value}."
            case _:
                return ""

    def _asking(self, flow: CaseFlow) -> Markup:
        decision: dict[str, Any] = {"choices": _MEANING.items(), "confidence": _CONFIDENCE}
        if self.whole:
            return render("case_decision.html.j2", **decision, told=True)
        return render(
            "case_asking.html.j2",
            **decision,
            told=False,
            stages=stages_of(flow, self.told),
            known=known_phrases(flow, self.told),
            asked=len(flow.asked),
            vignette=self.told.vignette,
        )

    def _reasoning(self, flow: CaseFlow) -> Markup:
        cannot_tell = flow.decision is not None and flow.decision.verdict is Verdict.CANNOT_TELL
        return render(
            "case_rationale.html.j2",
            decision=flow.decision,
            facts=None if cannot_tell else fact_options(flow, self.told),
            wanted=wanted_options(self.told) if cannot_tell else None,
            story=None if self.whole else safe_markdown(flow.case.narrative),
        )

    def _revealed(self, standing: Standing, fresh: str) -> Markup:
        flow, told = standing.flow, self.told
        view, twins = told.view, told.twins
        first = next(iter(twins.values()), None)
        shown = None if standing.stale else twins.get(self.criterion) or first
        twin = None if shown is None else twin_view(shown, flow, told)
        rationale = rationale_of(flow, told)
        return render(
            "case_revealed.html.j2",
            view=view,
            derivation=told.markup,
            review=told.review,
            decision=flow.decision,
            right=flow.decision is not None and flow.decision.verdict is view.verdict,
            stale=standing.stale,
            marked=rationale if flow.decision and isinstance(flow.rationale, Marked) else None,
            wanted=rationale if isinstance(flow.rationale, Wanted) else None,
            readings=readings_of(flow, told),
            asking=asking_of(flow, told),
            story=None if self.whole else safe_markdown(flow.case.narrative),
            twin=twin,
            twin_story=safe_markdown(twin.story) if twin and twin.story else None,
            twin_criteria=[told.guideline.criteria[c] for c in twins],
            to_twin=fresh in ("twin", "compare"),
            others=[t for t in _twins(told) if shown is None or t.id != shown.vignette],
            what_if=what_if_link(flow.case.facts, told.guideline),
            next_case=_next(self.services, self.attempts.learner, told),
        )


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _twins(told: Told) -> list[Vignette]:
    """Return the vignettes one fact away with another verdict, whichever names the other."""
    derivations = told.bank.derivations
    return [
        other
        for other in active(told.bank)
        if (other.id == told.vignette.twin_of or other.twin_of == told.vignette.id)
        and derivations[other.id].verdict is not told.derivation.verdict
    ]


def _next(services: Services, learner: str, told: Told) -> Vignette:
    """Return the next case in order that was not decided yet, or else simply the next."""
    decided = {decision.vignette for decision in services.records.decisions(learner)}
    ordered = active(told.bank)
    place = next((n for n, v in enumerate(ordered) if v.id == told.vignette.id), -1)
    following = [*ordered[place + 1 :], *ordered[: place + 1]]
    return next((v for v in following if v.id not in decided), (following or [told.vignette])[0])
