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
# The fields on which an answer of the endpoint, or the end of its connection, depends.
_FIELD = re.compile(
    rb"^(accept|accept-encoding|connection|content-length|expect|host|if-[a-z-]+|te|trailer|"
    rb"transfer-encoding|upgrade):[\t ]*(.*?)[\t ]*\r$",
    re.IGNORECASE | re.MULTILINE,
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
    for name, value in _FIELD.findall(found[2]):
        if fields.setdefault(name.lower(), value) is not value:
            return None  # Said twice.
    host = _HOST.fullmatch(fields.pop(b"host", b""))
    accept = fields.pop(b"accept", b"")
    encoding = fields.pop(b"accept-encoding", b"identity")
    keeps = _KEEPS.get(fields.pop(b"connection", b"").lower())
    if fields or not host or not accept or encoding != b"identity" or keeps is None:
        return None
    try:
        text = unquote_to_bytes(found[1].replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None
    return SimpleRequest(text, accept.decode("ascii"), keeps)
