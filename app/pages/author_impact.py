"""What a changed guideline would do to the content: choose a change, read the report."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from app.authoring.fields import place_words
from app.authoring.listing import asked_first
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page, Width
from app.templating import opening_capital, render
from app.visit import Visit
from kg.drafts import Draft, deciding, draft_of, measures, with_threshold, without_criterion
from kg.rendering import plain_number
from quizzes.impact import Impact, impact_of


def page(services: Services, visit: Visit) -> Page:
    """
    Return the page.

    `?threshold=I4&to=6` sets a threshold, `?drop=X3` takes a criterion out of the decision. Nothing
    is changed: the report is worked out on values in memory.
    """
    slug = visit.first("guideline", next(iter(services.library.guidelines)))
    if slug not in services.library.guidelines:
        raise PageNotFoundError(f"There is no guideline named {slug!r}.")
    bank, draft = services.banks[slug], draft_of(services.library.reasoner(slug))
    after, fault = _changed(draft, visit)
    found = None
    if after is not None:
        found = impact_of(bank, draft, after, services.records.graded())
    return Page(
        title="Impact of a change",
        lede="Try out a change of the guideline, and see what would have to change with it before"
        " anything is published.",
        body=render(
            "author_impact.html.j2",
            guideline=bank.guideline,
            others=[g for g in services.library.guidelines.values() if g.slug != slug],
            thresholds=_thresholds(draft),
            criteria=[bank.guideline.criteria[c] for c in deciding(bank.guideline)],
            threshold=visit.first("threshold"),
            to=visit.first("to"),
            drop=visit.first("drop"),
            fault=fault,
            found=found,
            certain=_texts(found, certain=True),
            doubtful=_texts(found, certain=False),
            vignettes={id_: each.case.title for id_, each in bank.vignettes.items()},
            place_words=_place_words,
            items={id_: asked_first(keyed) for id_, keyed in bank.items.items()},
            is_statement=lambda owner: owner in bank.guideline.statements,
        ),
        breadcrumbs=(("Author", "/author"),),
        width=Width.WIDE,
    )


def _thresholds(draft: Draft) -> list[tuple[str, str]]:
    """Return the criteria with one threshold, each with what it asks now."""
    shown = []
    for criterion in draft.guideline.criteria.values():
        tests = measures(draft.rules, criterion.id)
        amounts = {test.amount for _, test in tests}
        if len(amounts) == 1:
            observable = draft.guideline.observables[tests[0][1].observable]
            now = f"{plain_number(tests[0][1].amount)} {observable.unit_label}"
            shown.append((criterion.id, f"{criterion.id}: {observable.label}, now {now}"))
    return shown


def _changed(draft: Draft, visit: Visit) -> tuple[Draft | None, str]:
    """Return the draft that the address asks for, None without one, and what is wrong with it."""
    threshold, to, drop = (visit.first(key) for key in ("threshold", "to", "drop"))
    if drop:
        if drop not in deciding(draft.guideline):
            return None, f"There is no criterion {drop} that decides. Choose one below."
        return without_criterion(draft, drop), ""
    if not threshold:
        return None, ""
    if threshold not in dict(_thresholds(draft)):
        return None, f"The criterion {threshold} has no threshold. Choose one below."
    try:
        amount = Decimal(to.replace(",", "."))
    except InvalidOperation:
        return None, f"“{to}” is no number. Enter one such as 6 or 2.5."
    if not amount.is_finite() or not 0 <= amount < 10**9:
        return None, "Enter a number between 0 and a thousand million."
    return with_threshold(draft, threshold, amount), ""


def _place_words(place: str) -> str:
    """Return the place of a text in words; those of the guideline have words for places already."""
    return place_words(place) or opening_capital(place)


def _texts(found: Impact | None, *, certain: bool) -> list[object]:
    return [] if found is None else [text for text in found.texts if text.certain is certain]
