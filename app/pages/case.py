"""One case: the story, the learner's decision, and only then everything the graph says."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.case_order import active
from app.components import safe_markdown
from app.components.answer_form import AnswerForm, Fields, answer_form
from app.derivation_view import view_of, what_if_link
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page
from app.templating import render
from app.visit import Visit
from kg.derivation import Derivation, Verdict
from kg.errors import suggest
from kg.model import Guideline
from quizzes.bank import ItemBank
from quizzes.model import Vignette
from quizzes.records import CaseDecision, facts_digest

# In the order of the choices, with what each means in terms of the criteria.
_MEANING = {
    Verdict.INDICATED: "every inclusion criterion is met, every exclusion criterion refuted",
    Verdict.NOT_INDICATED: "an inclusion criterion is refuted, no exclusion criterion met",
    Verdict.CONTRAINDICATED: "an exclusion criterion is met",
    Verdict.CANNOT_TELL: "none of these follows: a fact is missing",
}
_CHOICES = {verdict.value: verdict for verdict in _MEANING}
_CONFIDENCE = {"A guess": 1, "Fairly sure": 2, "Certain": 3}


@dataclass(frozen=True)
class _Told:
    """A vignette with what the graph derived for it."""

    vignette: Vignette
    derivation: Derivation
    guideline: Guideline
    bank: ItemBank


def page(services: Services, visit: Visit) -> Page:
    """Return the case that the address names, with the decision made last if there is one."""
    told = _find(services, visit.parameters["vignette"])
    case = told.vignette.case
    return Page(
        title=case.title,
        intro=render("case_story.html.j2", story=safe_markdown(case.narrative)),
        body=_form(services, visit.learner, told),
        breadcrumbs=(("Cases", "/cases"),),
    )


def _find(services: Services, vignette_id: str) -> _Told:
    for bank in services.banks.values():
        if vignette_id in bank.vignettes:
            return _Told(
                bank.vignettes[vignette_id], bank.derivations[vignette_id], bank.guideline, bank
            )
    titles = {v.id: v.case.title for bank in services.banks.values() for v in active(bank)}
    near = suggest(vignette_id, titles)
    raise PageNotFoundError(
        f"There is no case named {vignette_id!r}.",
        tuple((titles[id_], f"/cases/{id_}") for id_ in near) or (("All cases", "/cases"),),
    )


def _form(services: Services, learner: str, told: _Told) -> AnswerForm:
    """Return the form of the decision, or what was decided last, with a way back to the form."""
    # One id for each time the question is put: a message that comes twice is stored once.
    decision_id = services.new_id()

    def respond(form: AnswerForm, event: str, fields: Fields) -> None:
        nonlocal decision_id
        if event == "again":
            decision_id = services.new_id()
            form.show(_question())
            return
        chosen = _CHOICES.get(_first(fields, "verdict"))
        if chosen is None:
            form.refuse("Choose one of the four decisions.")
            return
        decision = CaseDecision(
            id=decision_id,
            learner=learner,
            vignette=told.vignette.id,
            facts_digest=facts_digest(told.vignette.case.facts),
            guideline_version=told.guideline.version,
            chosen=chosen,
            confidence=_CONFIDENCE.get(_first(fields, "confidence")),
            derived=told.derivation.verdict,
            decided=services.clock(),
        )
        services.records.add_learner(learner, services.clock())
        services.records.record_decision(decision)
        form.show(_revealed(services, told, decision), _announced(decision))

    earlier = [d for d in services.records.decisions(learner) if d.vignette == told.vignette.id]
    first = _revealed(services, told, earlier[-1]) if earlier else _question()
    return answer_form(first, respond, "Your decision was not stored. Please commit again.")


def _question() -> Markup:
    return render("case_decision.html.j2", choices=_MEANING.items(), confidence=_CONFIDENCE)


def _announced(decision: CaseDecision) -> str:
    if decision.chosen is decision.derived:
        return f"Right: by the guideline it is {decision.derived.value}."
    return f"You said {decision.chosen.value}. By the guideline it is {decision.derived.value}."


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _revealed(services: Services, told: _Told, decision: CaseDecision) -> Markup:
    case = told.vignette.case
    view = view_of(told.derivation, told.guideline)
    twins = _twins(told)
    return render(
        "case_revealed.html.j2",
        view=view,
        nearest=None if twins else view.nearest,
        vignette=told.vignette,
        decision=decision,
        right=decision.chosen is told.derivation.verdict,
        stale=decision.facts_digest != facts_digest(case.facts),
        twins=twins,
        what_if=what_if_link(case.facts, told.guideline),
        next_case=_next(services, decision.learner, told),
    )


def _twins(told: _Told) -> list[Vignette]:
    """Return the vignettes one fact away with another verdict, whichever names the other."""
    derivations = told.bank.derivations
    return [
        other
        for other in active(told.bank)
        if (other.id == told.vignette.twin_of or other.twin_of == told.vignette.id)
        and derivations[other.id].verdict is not told.derivation.verdict
    ]


def _next(services: Services, learner: str, told: _Told) -> Vignette:
    """Return the next case in order that was not decided yet, or else simply the next."""
    decided = {decision.vignette for decision in services.records.decisions(learner)}
    ordered = active(told.bank)
    place = next((n for n, v in enumerate(ordered) if v.id == told.vignette.id), -1)
    following = [*ordered[place + 1 :], *ordered[: place + 1]]
    return next((v for v in following if v.id not in decided), (following or [told.vignette])[0])
