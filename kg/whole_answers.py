"""
Answers that are written in one go, because they are too short to hold more than the limits allow.

`kg.sandbox_answer` counts the rows of an answer and cuts it, which takes longer.
"""

from __future__ import annotations

from io import BytesIO
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.sandbox_answer import Settings

Store = ox.Store

_LONGEST = 65_536
# In no format does a row take less than a byte, and in these it takes so many.
_LEAST_BYTES = {"application/sparql-results+json": 3, "application/sparql-results+xml": 17}


def whole_answer(store: Store, settings: Settings, text: str, media_type: str) -> bytes | None:
    """
    Return the answer to a query, None if it may be more than the limits allow.

    Raises:
        Exception: Whatever pyoxigraph raises for a text that it cannot read or evaluate.
    """
    result = store.query(text, base_iri=settings.base)
    try:
        if isinstance(result, ox.QueryTriples):
            return _graph(result, settings, media_type)
        # The rows are counted by nobody: a body that is short enough cannot hold too many.
        space = _Space(min(settings.rows * _LEAST_BYTES.get(media_type, 1), _LONGEST))
        result.serialize(space, format=ox.QueryResultsFormat.from_media_type(media_type))
    except _NoSpaceError:
        return None
    return space.getvalue()


def _graph(result: ox.QueryTriples, settings: Settings, media_type: str) -> bytes | None:
    triples = list(islice(result, settings.rows + 1))
    if len(triples) > settings.rows:
        return None
    space = _Space(min(settings.result_bytes, _LONGEST))
    format_ = ox.RdfFormat.from_media_type(media_type)
    ox.serialize(triples, space, format=format_, prefixes=settings.prefixes)
    return space.getvalue()


class _NoSpaceError(Exception):
    """An answer is longer than the space for it."""


class _Space(BytesIO):
    """A file in memory that takes so many bytes and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def write(self, part: Any) -> int:
        """Take a part; raise _NoSpaceError if there is no room for it."""
        self._room -= len(part)
        if self._room < 0:
            raise _NoSpaceError
        return super().write(part)
