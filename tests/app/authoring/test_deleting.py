"""Deleting a draft: the page that asks for it, the request, and what others are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from draft_texts import ITEM, VIGNETTE

from app.errors import PageNotFoundError
from app.pages import author, author_delete, author_editor, author_twins, author_versions
from app.rest import build_rest
from app.services import Services
from app.visit import Visit
from quizzes.drafts.model import Comment, Part

SLUG = "bilateral-sacroplasty"
DRAFT = "d" * 32
Send = Callable[..., httpx.Response]


@pytest.fixture
def send(own_services: Services) -> Send:
    """Sends a request of Ann's browser about the draft, redirections not followed."""
    rest = build_rest(own_services)
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": "gg-author=Ann"}

    async def request(path: str, body: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(rest)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post(f"/api/drafts/{DRAFT}/{path}", headers=headers, **body)

    return lambda path, **body: asyncio.run(request(path, body))


@pytest.fixture
def draft(own_services: Services) -> None:
    """An item that Ann has started, and on which Bob has written."""
    drafts, now = own_services.workshop.drafts, own_services.clock()
    drafts.start(DRAFT, Part.ITEM, SLUG, ITEM, author="Ann", at=now)
    drafts.save(DRAFT, 1, f"{ITEM}tags: [new]\n", author="Bob", at=now)
    drafts.comment(Comment(DRAFT, 1, "Bob", now, "Shorter?"))


def asked(services: Services, by: str, **query: tuple[str, ...]) -> str:
    return str(author_delete.page(services, Visit("/", {"id": DRAFT}, query, author=by)).body)


@pytest.mark.usefixtures("draft")
def test_who_deletes_is_told_what_goes_with_it_and_that_it_is_final(own_services: Services) -> None:
    body = asked(own_services, "Ann")

    assert "This deletes 2 versions and 1 comment, some of them written by Bob." in body
    assert "It is final" in body
    assert '<input type="hidden" name="last" value="2">' in body
    assert 'name="confirmed" value="yes" required' in body


@pytest.mark.usefixtures("draft")
def test_who_has_not_started_it_is_told_so(own_services: Services) -> None:
    body = asked(own_services, "Bob")

    assert "Ann started it, and only who started a draft deletes it." in body
    assert "<form" not in body


@pytest.mark.usefixtures("draft")
def test_only_who_may_delete_it_is_offered_to(own_services: Services) -> None:
    def offered(by: str) -> bool:
        body = author_editor.item(own_services, Visit("/", {"id": DRAFT}, author=by)).body
        return f'href="/author/delete/{DRAFT}"' in str(body)

    assert (offered("Ann"), offered("Bob")) == (True, False)


@pytest.mark.usefixtures("draft")
def test_a_draft_is_deleted_once_it_is_confirmed(own_services: Services, send: Send) -> None:
    without = send("delete", data={"last": "2"})
    malformed = send("delete", data={"last": "all", "confirmed": "yes"})
    overtaken = send("delete", data={"last": "1", "confirmed": "yes"})
    assert [one.headers["location"] for one in (without, malformed, overtaken)] == [
        f"/author/delete/{DRAFT}",
        f"/author/delete/{DRAFT}",
        f"/author/delete/{DRAFT}?said=kept",
    ]
    assert "It was not deleted" in asked(own_services, "Ann", said=("kept",))

    done = send("delete", data={"last": "2", "confirmed": "yes"})

    assert done.headers["location"] == "/author?said=deleted"
    assert own_services.workshop.drafts.all() == ()
    overview = author.page(own_services, Visit("/author", query={"said": ("deleted",)})).body
    assert "The draft is gone" in str(overview)


@pytest.mark.usefixtures("draft")
def test_whoever_still_has_it_open_is_told_who_deleted_it(
    own_services: Services, send: Send
) -> None:
    send("delete", data={"last": "2", "confirmed": "yes"})
    told = "Ann deleted this draft on 2026-11-22."

    answers = [
        send("save", json={"base": 2, "data": {"id": "a"}}),
        send("check", json={"data": {}}),
        send("stage", json={"base": 2, "stage": "published"}),
        send("comments", json={"base": 2, "text": "Well done."}),
    ]
    forms = [send("restore", data={"number": "1"}), send("delete", data={"last": "2"})]

    assert [(one.status_code, one.json()["detail"]) for one in answers] == [(410, told)] * 4
    assert [one.headers["location"] for one in forms] == [
        f"/author/versions/{DRAFT}",
        f"/author/delete/{DRAFT}",
    ]
    for page in (author_versions.page, author_delete.page, author_twins.page):
        with pytest.raises(PageNotFoundError, match=told):
            page(own_services, Visit("/", {"id": DRAFT}))


@pytest.mark.usefixtures("draft")
def test_the_editor_of_a_deleted_draft_looks_for_what_the_browser_has_kept(
    own_services: Services, send: Send
) -> None:
    send("delete", data={"last": "2", "confirmed": "yes"})

    page = author_editor.item(own_services, Visit("/", {"id": DRAFT}))

    assert (page.title, page.lede) == ("Deleted", "Ann deleted this draft on 2026-11-22.")
    assert f'id="left" data-draft="{DRAFT}"' in str(page.body)


def test_a_draft_that_is_published_while_its_author_reads_on_is_kept(
    own_services: Services, send: Send
) -> None:
    workshop, now = own_services.workshop, own_services.clock()
    workshop.drafts.start(DRAFT, Part.VIGNETTE, SLUG, VIGNETTE, author="Ann", at=now)
    workshop.publish(DRAFT, 1, author="Bob", at=now)

    answer = send("delete", data={"last": "2", "confirmed": "yes"})

    assert answer.headers["location"].endswith("?said=kept")
    assert "It was published, and answers may rest on it." in asked(own_services, "Ann")
    assert len(workshop.drafts.versions(DRAFT)) == 2
