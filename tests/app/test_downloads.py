"""The data as files under `/export`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from hashlib import sha256

import httpx
import pytest
from fastapi import FastAPI

from app.downloads import Downloads, download_router
from app.pages import about
from app.services import Services
from app.visit import visit_of
from kg.exports.source import ExportSource


@pytest.fixture(scope="module")
def downloads(services: Services) -> Downloads:
    return Downloads(ExportSource(services.library, services.dataset))


Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def ask(downloads: Downloads) -> Ask:
    """Return a function that asks for a file by method, name and headers."""
    app = FastAPI()
    app.include_router(download_router(downloads))

    async def answer(method: str, name: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, f"/export/{name}", headers=headers)

    return lambda method, name, **headers: asyncio.run(answer(method, name, headers))


def test_every_file_of_the_manifest_is_there_as_described(ask: Ask) -> None:
    entities = json.loads(ask("GET", "ro-crate-metadata.json").content)["@graph"]
    files = [entity for entity in entities if entity["@type"] == "File"]

    found = {file["@id"]: ask("GET", file["@id"]) for file in files}

    assert files
    assert {name: sha256(answer.content).hexdigest() for name, answer in found.items()} == {
        file["@id"]: file["sha256"] for file in files
    }
    assert {
        name: answer.headers["content-type"].partition(";")[0] for name, answer in found.items()
    } == {file["@id"]: file["encodingFormat"] for file in files}


def test_who_has_a_file_already_gets_no_other(ask: Ask) -> None:
    first = ask("GET", "guidegraph.zip")

    again = ask("GET", "guidegraph.zip", **{"If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_head_answers_as_get_does_without_the_file(ask: Ask) -> None:
    got, head = ask("GET", "guidegraph.nq"), ask("HEAD", "guidegraph.nq")

    assert head.content == b""
    assert (head.status_code, head.headers["etag"]) == (200, got.headers["etag"])


def test_a_wrong_name_is_answered_with_those_like_it(ask: Ask) -> None:
    answer = ask("GET", "guidegraf.trig")

    assert answer.status_code == 404
    assert "guidegraph.trig" in answer.text


def test_the_page_lists_every_file_once_they_are_written(services: Services) -> None:
    visit = visit_of("/about", {}, {}, {})
    services.downloads.prepare()

    page = about.page(services, visit)

    offered = [file for offer in services.downloads.offers() for file in offer.files]
    names = [file.name for file in (*offered, *services.downloads.whole())]
    assert [name for name in names if f'href="/export/{name}"' not in page.body] == []
    assert "&amp;" not in page.body.split('id="data"')[1]


def test_before_that_the_page_leads_to_the_archive(empty_services: Services) -> None:
    page = about.page(empty_services, visit_of("/about", {}, {}, {}))

    assert 'href="/export/guidegraph.zip"' in page.body
