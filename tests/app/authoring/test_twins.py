"""Twins of a draft on the page and on the way into a draft, against the REST application itself."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from draft_texts import ITEM, VIGNETTE

from app.errors import PageNotFoundError
from app.pages import author_twins
from app.rest import build_rest
from app.services import Services
from app.visit import Visit
from quizzes.drafts.model import Draft, Part

SLUG = "bilateral-sacroplasty"


def _started(services: Services, text: str, part: Part) -> Draft:
    return services.workshop.drafts.start(
        services.new_id(), part, SLUG, text, author="Ann", at=services.clock()
    )


def _body(services: Services, draft: str) -> str:
    visit = Visit(f"/author/twins/{draft}", parameters={"id": draft})
    return str(author_twins.page(services, visit).body)


def _taken(services: Services, draft: str, id_: str) -> str:
    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(build_rest(services))
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": "gg-author=Ben"}
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            fields = {"draft": draft, "id": id_}
            return await client.post("/api/drafts/twin", data=fields, headers=headers)

    return str(asyncio.run(post()).headers["location"])


def test_the_twins_of_a_vignette_are_offered_with_what_would_differ(own_services: Services) -> None:
    draft = _started(own_services, VIGNETTE, Part.VIGNETTE)

    body = _body(own_services, draft.id)

    assert 'value="the-lamplighter-twin-x3"' in body
    assert "The patient is allergic to a component of bone cement" in body
    assert "Contraindicated" in body


def test_a_twin_is_taken_once_and_then_opened(own_services: Services) -> None:
    draft = _started(own_services, VIGNETTE, Part.VIGNETTE)

    first = _taken(own_services, draft.id, "the-lamplighter-twin-x3")
    again = _taken(own_services, draft.id, "the-lamplighter-twin-x3")

    drafts = own_services.workshop.drafts
    (twin,) = [one for one in drafts.all() if one.id != draft.id]
    (comment,) = drafts.comments(twin.id)
    assert first == again == f"/author/vignette/{twin.id}"
    assert "twin_of: the-lamplighter" in twin.latest.text
    assert comment.text.startswith("Contrast twin of the-lamplighter.")
    assert "last saved by Ben" in _body(own_services, draft.id)


def test_what_is_no_twin_starts_no_draft(own_services: Services) -> None:
    draft = _started(own_services, VIGNETTE, Part.VIGNETTE)

    assert _taken(own_services, draft.id, "x") == f"/author/twins/{draft.id}?said=gone"
    assert _taken(own_services, "0" * 32, "x") == "/author?said=gone"
    assert len(own_services.workshop.drafts.all()) == 1


def test_an_item_has_no_twins(own_services: Services) -> None:
    draft = _started(own_services, ITEM, Part.ITEM)

    with pytest.raises(PageNotFoundError):
        _body(own_services, draft.id)


def test_without_facts_the_page_leads_back_to_the_vignette(own_services: Services) -> None:
    text = VIGNETTE.replace("[Malignancy]", "[Malignancy]\nabsent: [Malignancy]")
    draft = _started(own_services, text, Part.VIGNETTE)

    body = _body(own_services, draft.id)

    assert "No twin yet" in body
    assert f'href="/author/vignette/{draft.id}"' in body
