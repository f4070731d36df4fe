"""
Items as a download: `/export/items.<format>`.

What is downloaded holds the answers, as the pages of items do after any answer. Without `id` and
`topic` it holds every active item of the guideline.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from app.problems import without_body
from app.services import Services
from kg.errors import UnknownNameError
from quizzes.bank import ItemBank
from quizzes.formats.exported import exported_items
from quizzes.formats.registry import find_format
from quizzes.selection import wanted_items

Names = Annotated[list[str] | None, Query()]


def export_router(services: Services) -> APIRouter:
    """Return the route under `/export`."""
    router = APIRouter()

    @router.get("/export/items.{format}")
    @router.head("/export/items.{format}", include_in_schema=False)
    def items(
        request: Request, format: str, guideline: str = "", topic: Names = None, id: Names = None
    ) -> Response:
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
        response = Response(body, media_type=chosen.media_type, headers=headers)
        return without_body(response) if request.method == "HEAD" else response

    return router


def _bank(services: Services, guideline: str) -> ItemBank:
    if not guideline:
        return next(iter(services.banks.values()))
    if guideline not in services.banks:
        raise UnknownNameError("guideline", guideline, services.banks)
    return services.banks[guideline]
