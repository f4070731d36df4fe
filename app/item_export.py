"""
Items as a download: `/export/items.<format>`.

What is downloaded holds the answers, as the pages of items do after any answer. Without `id` and
`topic` it holds every active item of the guideline.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from app.services import Services
from kg.errors import UnknownNameError
from quizzes.bank import ItemBank
from quizzes.formats.exported import exported_items
from quizzes.formats.registry import find_format
from quizzes.model import Stage
from quizzes.proving import KeyedItem

Names = Annotated[list[str] | None, Query()]


def export_router(services: Services) -> APIRouter:
    """Return the route under `/export`."""
    router = APIRouter()

    @router.get("/export/items.{format}")
    def items(format: str, guideline: str = "", topic: Names = None, id: Names = None) -> Response:
        """Return items in a format; `topic` is a section, criterion, tag or kind."""
        try:
            chosen = find_format(format)
            bank = _bank(services, guideline)
            wanted = wanted_items(bank, topic or (), id or ())
        except UnknownNameError as error:
            raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error
        body = chosen.writer(exported_items(wanted, bank), services.clock())
        headers = {
            "Content-Disposition": f'attachment; filename="items.{chosen.ending}"',
            "Cache-Control": "no-store",
        }
        return Response(body, media_type=chosen.media_type, headers=headers)

    return router


def wanted_items(bank: ItemBank, topics: Iterable[str], ids: Iterable[str]) -> list[KeyedItem]:
    """
    Return the items of *topics* with those of *ids*; all active ones if nothing is asked for.

    A topic is a section, a criterion, a tag or a kind. An id may be that of an item that is no
    longer active, or not yet.

    Raises:
        UnknownNameError: If there is no such topic or item.
    """
    topics, ids = list(topics), list(ids)
    for id_ in ids:
        if id_ not in bank.items:
            raise UnknownNameError("item", id_, bank.items)
    named = {topic for keyed in bank.items.values() for topic in _topics(keyed)}
    for topic in topics:
        if topic not in named:
            raise UnknownNameError("topic", topic, sorted(named))
    active = [one for one in bank.items.values() if one.item.stage is Stage.ACTIVE]
    if not (topics or ids):
        return active
    of_topics = [one for one in active if not _topics(one).isdisjoint(topics)]
    found = {one.item.id: one for one in (*of_topics, *(bank.items[id_] for id_ in ids))}
    return list(found.values())


def _topics(keyed: KeyedItem) -> set[str]:
    return {*keyed.sections, *keyed.criteria, *keyed.item.tags, keyed.item.kind.value}


def _bank(services: Services, guideline: str) -> ItemBank:
    if not guideline:
        return next(iter(services.banks.values()))
    if guideline not in services.banks:
        raise UnknownNameError("guideline", guideline, services.banks)
    return services.banks[guideline]
