"""
The requests that a responder reads: a query by GET, whole, with nothing else to look at.

Whoever asks in any other way (by POST, for some graphs, for a compressed answer, whether an answer
is still the same) asks rightly too, and is answered by `app.endpoint`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

START = b"GET /sparql?query="
"""With what every simple request starts."""

LONGEST = 65_536
"""Of the bytes that wait in a connection, how many are looked at."""

# One field line after the other, as RFC 9112 (section 5) has them, without obsolete folding.
_SIMPLE = re.compile(
    re.escape(START) + rb"([!-%'-~]+) HTTP/1\.1\r\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e]*\r\n)+)\r\n"
)
# The fields on which an answer of the endpoint, or the end of its request, may depend.
_DECIDING = frozenset(
    {
        b"content-length",
        b"expect",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
# Fewer than there may be; the server judges the others.
_HOST = re.compile(rb"[A-Za-z0-9.-]+(?::[0-9]+)?")
_KEEPS = {b"": True, b"keep-alive": True, b"close": False}


@dataclass(frozen=True, slots=True)
class SimpleRequest:
    """A query text, the value of its Accept header, and whether its connection is kept."""

    text: str
    accept: str
    keeps: bool


def read_simple(content: bytes) -> SimpleRequest | None:
    """Return the request that *content* is, None if it is not simple, not whole, or more."""
    found = _SIMPLE.fullmatch(content)
    if found is None:
        return None
    fields: dict[bytes, bytes] = {}
    for line in found[2].splitlines():
        name, _, value = line.partition(b":")
        if fields.setdefault(name.lower(), value) is not value:
            return None  # Said twice.
    host = _HOST.fullmatch(fields.get(b"host", b"").strip(b" \t"))
    accept = fields.get(b"accept", b"").strip(b" \t")
    encoding = fields.get(b"accept-encoding", b"identity").strip(b" \t")
    keeps = _KEEPS.get(fields.get(b"connection", b"").strip(b" \t").lower())
    if not host or not accept or encoding != b"identity" or keeps is None:
        return None
    if not _DECIDING.isdisjoint(fields):
        return None
    try:
        text = unquote_to_bytes(found[1].replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None
    return SimpleRequest(text, accept.decode("ascii"), keeps)
