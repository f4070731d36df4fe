"""
Answers that are written in one go, because they are too short to hold more than the limits allow.

`kg.sandbox_answer` counts the rows of an answer and cuts it, which takes longer.
"""

from __future__ import annotations

from itertools import islice

import pyoxigraph as ox

from kg.sandbox_answer import Settings

Store = ox.Store

_LONGEST = 65_536
# In no format does a row take less than a byte, and in these it takes so many.
_LEAST_BYTES = {"application/sparql-results+json": 3, "application/sparql-results+xml": 17}


def whole_answer(store: Store, settings: Settings, text: str, media_type: str) -> bytes | None:
    """
    Return the answer to a query, None if it may be more than the limits allow.

    It is written before that is known: whoever asks limits time and memory.

    Raises:
        Exception: Whatever pyoxigraph raises for a text that it cannot read or evaluate.
    """
    result = store.query(text, base_iri=settings.base)
    if isinstance(result, ox.QueryTriples):
        return _graph(result, settings, media_type)
    # The rows are counted by nobody: a body that is short enough cannot hold too many.
    room = min(settings.rows * _LEAST_BYTES.get(media_type, 1), _LONGEST)
    body = result.serialize(format=ox.QueryResultsFormat.from_media_type(media_type))
    return body if body is not None and len(body) <= room else None


def _graph(result: ox.QueryTriples, settings: Settings, media_type: str) -> bytes | None:
    triples = list(islice(result, settings.rows + 1))
    if len(triples) > settings.rows:
        return None
    format_ = ox.RdfFormat.from_media_type(media_type)
    body = ox.serialize(triples, format=format_, prefixes=settings.prefixes)
    return body if body is not None and len(body) <= min(settings.result_bytes, _LONGEST) else None
