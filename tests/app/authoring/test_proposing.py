"""Proposals on the page and on the way into a draft, against the REST application itself."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import httpx
import pytest

from app.authoring.proposing import Offer, ProposalForm, basis, offers, read_form
from app.errors import PageNotFoundError
from app.pages import author_generate
from app.proposals import Proposals
from app.rest import build_rest
from app.services import Services
from app.visit import Visit
from kg.derivation import Verdict
from quizzes.drafts.check import check_draft
from quizzes.drafts.model import Part
from quizzes.generation.difficulty import Knobs, Level
from quizzes.generation.proposals import ProposalKind

SLUG = "bilateral-sacroplasty"


def _form(services: Services, **fields: str) -> ProposalForm:
    form = read_form(lambda name: fields.get(name, ""), services)
    assert form is not None
    return form


def _body(services: Services, **query: str) -> str:
    visit = Visit("/author/generate", query={key: (value,) for key, value in query.items()})
    return str(author_generate.page(services, visit).body)


def _taken(services: Services, fields: dict[str, str]) -> httpx.Response:
    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(build_rest(services))
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": "gg-author=Ann"}
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/api/drafts/propose", data=fields, headers=headers)

    return asyncio.run(post())


def test_nothing_is_proposed_before_something_is_asked(services: Services) -> None:
    body = _body(services)

    assert "Nothing asked yet" in body
    assert "Take into a draft" not in body


@pytest.mark.parametrize("kind", [ProposalKind.RECALL, ProposalKind.BOUNDARY])
def test_items_of_the_kind_asked_are_shown_with_their_keys(
    services: Services, kind: ProposalKind
) -> None:
    body = _body(services, what=kind.value, count="2")

    assert body.count("Take into a draft") == 2
    assert body.count(f'name="id" value="{kind.value}-') == 2
    assert body.count("Key, proven") + body.count("Key: ") >= 2
    assert body.count("Predicted: ") == 2


def test_vignettes_have_the_verdict_criterion_and_level_asked(services: Services) -> None:
    asked = {"verdict": "contraindicated", "criterion": "X1", "level": "medium"}
    found = offers(_form(services, what="vignette", count="2", **asked), services) or ()

    assert len(found) == 2
    assert {offer.derivation.verdict for offer in found} == {Verdict.CONTRAINDICATED}
    assert {offer.about for offer in found} == {"X1"}
    assert {offer.level for offer in found} == {Level.MEDIUM}


@pytest.mark.parametrize("what", ["item", "vignette"])
def test_one_seed_proposes_the_same_and_another_something_else(
    services: Services, what: str
) -> None:
    def texts(seed: str) -> list[str]:
        anew = replace(services, proposals=Proposals())
        form = _form(anew, what=what, seed=seed)
        return [offer.text for offer in offers(form, anew) or ()]

    assert texts("1") == texts("1")
    assert texts("1") != texts("2")


def test_where_nothing_fits_the_page_says_what_to_leave_out(services: Services) -> None:
    body = _body(services, what="recall", level="hard")

    assert "Nothing fits all of this" in body
    assert re.findall(r">Take (any [a-z ]+)</a>", body) == ["any difficulty", "any kind of item"]


@pytest.mark.parametrize("what", ["item", "vignette"])
def test_what_is_taken_is_a_draft_that_can_be_published(own_services: Services, what: str) -> None:
    form = _form(own_services, what=what, seed="A")
    chosen = (offers(form, own_services) or ())[-1]

    answer = _taken(own_services, {**form.fields(), "id": chosen.id})

    (draft,) = own_services.workshop.drafts.all()
    check = check_draft(draft.latest.text, draft.part, own_services.workshop.context(SLUG))
    assert answer.headers["location"] == f"/author/{what}/{draft.id}"
    assert (draft.part, draft.latest.author) == (Part(what), "Ann")
    assert check.data["id"] == chosen.id
    assert check.can_be_published


def test_what_is_taken_twice_opens_the_draft_there_is(own_services: Services) -> None:
    form = _form(own_services, what="boundary", count="2")
    chosen, other = offers(form, own_services) or ()

    first = _taken(own_services, {**form.fields(), "id": chosen.id})
    body = _body(own_services, **form.fields())
    second = _taken(own_services, {**form.fields(), "id": chosen.id})

    (draft,) = own_services.workshop.drafts.all()
    assert first.headers["location"] == second.headers["location"] == f"/author/item/{draft.id}"
    assert body.count("Open the draft") == body.count("last saved by Ann") == 1
    assert f'value="{chosen.id}"' not in body
    assert f'value="{other.id}"' in body


def test_while_too_many_ask_the_page_and_the_form_say_so(own_services: Services) -> None:
    busy = replace(own_services, proposals=Proposals(most=1, patience=0))
    form = _form(busy, what="recall")
    with busy.proposals.turn():
        body = _body(busy, **form.fields())
        answer = _taken(busy, {**form.fields(), "id": "any"})

    assert "Others are being served first" in body
    assert answer.headers["location"].endswith("&said=busy")
    assert "Take into a draft" in _body(busy, **form.fields(), said="busy")


def test_a_proposal_that_is_not_made_starts_no_draft(own_services: Services) -> None:
    form = _form(own_services, what="recall", count="1", seed="a b")

    answer = _taken(own_services, {**form.fields(), "id": "written-elsewhere", "text": "id: x"})

    assert answer.headers["location"] == (
        "/author/generate?guideline=bilateral-sacroplasty&what=recall&criterion=&verdict=&level="
        "&count=1&seed=a+b&said=gone"
    )
    assert list(own_services.workshop.drafts.all()) == []
    assert "No draft was started" in _body(own_services, said="gone")


def test_what_cannot_be_chosen_counts_as_not_chosen(services: Services) -> None:
    form = _form(services, what="song", criterion="Z9", level="?", count="999", seed=" " * 80)

    assert form == ProposalForm(SLUG, None, None, "", None, None, 3, "1")


def test_another_guideline_is_not_found(services: Services) -> None:
    with pytest.raises(PageNotFoundError, match="no guideline named 'other'"):
        _body(services, guideline="other")


@pytest.mark.parametrize(
    ("seed", "following"),
    [
        ("1", "2"),
        ("99", "100"),
        ("mine", "mine2"),
        ("mine-9", "mine-10"),
        ("x" * 40, "x" * 39 + "2"),
    ],
)
def test_others_come_with_the_next_seed(services: Services, seed: str, following: str) -> None:
    assert _form(services, seed=seed).next_seed == following


def test_what_a_prediction_rests_on_is_told() -> None:
    knobs = Knobs(1, distance=0.125, irrelevant=2, similar=0.5, steps=1, unknown=True)
    offer = Offer("x", None, "I4", "", knobs, 0.4, Level.MEDIUM)

    assert basis(offer) == (
        "1 criterion to work through",
        "a value 12% away from its threshold",
        "2 facts beside the point",
        "1 step up or down the findings",
        "something unknown to be noticed",
        "half of the wrong verdicts taken to be close to the right one",
    )
