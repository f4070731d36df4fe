"""One case: the story, the learner's decision, and only then everything the graph says."""

from __future__ import annotations

from dataclasses import dataclass

import panel as pn
import panel_material_ui as pmui
import param
from markupsafe import Markup

from app.case_order import active
from app.components import AnswerRadio, html, safe_markdown
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

_CHOICES = (
    Verdict.INDICATED,
    Verdict.NOT_INDICATED,
    Verdict.CONTRAINDICATED,
    Verdict.CANNOT_TELL,
)
_LABELS = {verdict.value[0].upper() + verdict.value[1:]: verdict for verdict in _CHOICES}
_CONFIDENCE = {"A guess": 1, "Fairly sure": 2, "Certain": 3}


@dataclass(frozen=True)
class _Told:
    """A vignette with what the graph derived for it."""

    vignette: Vignette
    derivation: Derivation
    guideline: Guideline
    bank: ItemBank


def page(services: Services, visit: Visit) -> Page:
    """Return the case that the address names; `?again=1` asks for a fresh decision."""
    told = _find(services, visit.parameters["vignette"])
    services.records.add_learner(visit.learner, services.clock())
    earlier = [
        d for d in services.records.decisions(visit.learner) if d.vignette == told.vignette.id
    ]
    decided = earlier[-1] if earlier and not visit.first("again") else None
    case = told.vignette.case
    return Page(
        title=case.title,
        intro=render("case_story.html.j2", story=safe_markdown(case.narrative)),
        body=_body(services, visit.learner, told, decided),
        breadcrumbs=(("Cases", "/cases"),),
    )


def _find(services: Services, vignette_id: str) -> _Told:
    for bank in services.banks.values():
        if vignette_id in bank.vignettes:
            return _Told(
                bank.vignettes[vignette_id], bank.derivations[vignette_id], bank.guideline, bank
            )
    titles = {
        v.id: v.case.title for bank in services.banks.values() for v in bank.vignettes.values()
    }
    near = suggest(vignette_id, titles)
    raise PageNotFoundError(
        f"There is no case named {vignette_id!r}.",
        tuple((titles[id_], f"/cases/{id_}") for id_ in near) or (("All cases", "/cases"),),
    )


def _body(
    services: Services, learner: str, told: _Told, decided: CaseDecision | None
) -> pn.viewable.Viewable:
    if decided is not None:
        return html(_revealed(services, told, decided))
    # One id per page that was opened: a second click on the button stores nothing twice.
    decision_id = services.new_id()
    choice = AnswerRadio(label="What does the guideline make of it?", options=list(_LABELS))
    confidence = AnswerRadio(
        label="How sure are you? (optional)", options=list(_CONFIDENCE), inline=True
    )
    commit = pmui.Button(label="Commit to this decision", disabled=True, color="primary")
    reveal = html(render("case_hint.html.j2"))
    form = pmui.Column(choice, confidence, commit, reveal, sizing_mode="stretch_width")

    def allow(event: param.parameterized.Event) -> None:
        commit.disabled = event.new is None

    def decide(_: object) -> None:
        decision = CaseDecision(
            id=decision_id,
            learner=learner,
            vignette=told.vignette.id,
            facts_digest=facts_digest(told.vignette.case.facts),
            guideline_version=told.guideline.version,
            chosen=_LABELS[choice.value],
            confidence=None if confidence.value is None else _CONFIDENCE[confidence.value],
            derived=told.derivation.verdict,
            decided=services.clock(),
        )
        services.records.record_decision(decision)
        choice.visible = confidence.visible = commit.visible = False
        reveal.object = _revealed(services, told, decision)

    choice.param.watch(allow, "value")
    commit.on_click(decide)
    return form


def _revealed(services: Services, told: _Told, decision: CaseDecision) -> Markup:
    case = told.vignette.case
    return render(
        "case_revealed.html.j2",
        view=view_of(told.derivation, told.guideline),
        vignette=told.vignette,
        decision=decision,
        right=decision.chosen is told.derivation.verdict,
        stale=decision.facts_digest != facts_digest(case.facts),
        twin=_twin(told),
        what_if=what_if_link(case.facts, told.guideline),
        next_case=_next(services, decision.learner, told),
    )


def _twin(told: _Told) -> Vignette | None:
    """Return the vignette one fact away, whichever of the two names the other."""
    for other in told.bank.vignettes.values():
        if other.id == told.vignette.twin_of or other.twin_of == told.vignette.id:
            return other
    return None


def _next(services: Services, learner: str, told: _Told) -> Vignette:
    """Return the next case in order that was not decided yet, or else simply the next."""
    decided = {decision.vignette for decision in services.records.decisions(learner)}
    ordered = active(told.bank)
    place = next((n for n, v in enumerate(ordered) if v.id == told.vignette.id), 0)
    following = ordered[place + 1 :] + ordered[: place + 1]
    return next((v for v in following if v.id not in decided), following[0])
