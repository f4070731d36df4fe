"""Answers that a client may keep: entity tags and 304 Not Modified (RFC 9110, sections 8.8, 13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from fastapi import Response

# To be asked again before each use: who restarts the server with other data is seen at once.
_KEEP = {"Cache-Control": "no-cache"}


def has_already(named: Iterable[str], etag: str) -> bool:
    """
    Tell whether the client has what *etag* stands for; weak comparison.

    Args:
        named: The headers If-None-Match of its request.
        etag: The tag.
    """
    tags = ",".join(named).split(",")
    return any(tag.strip().removeprefix("W/") == etag.removeprefix("W/") for tag in tags)


def not_modified(etag: str, headers: Mapping[str, str]) -> Response:
    """Return the answer to a client that has the answer already."""
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_kept(etag, headers))


def with_tag(response: Response, etag: str) -> Response:
    """Return *response*, to be kept under *etag*."""
    response.headers.update(_kept(etag, {}))
    return response


def _kept(etag: str, headers: Mapping[str, str]) -> dict[str, str]:
    return {**headers, **_KEEP, "ETag": etag}
