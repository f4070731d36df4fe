"""What requests of the authors' pages carry: JSON with exact numbers, and the author's name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from app.visit import AUTHOR_COOKIE, author_of

_LONGEST = 400_000  # bytes of one request


async def _body(request: Request) -> Mapping[str, Any]:
    body = await request.body()
    if len(body) > _LONGEST:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The draft is too long.")
    try:
        asked = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "This is no JSON.") from error
    if not isinstance(asked, dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "A JSON object is needed.")
    return asked


def _author(request: Request) -> str:
    return author_of(request.cookies.get(AUTHOR_COOKIE, ""))


Asked = Annotated[Mapping[str, Any], Depends(_body)]
Author = Annotated[str, Depends(_author)]
