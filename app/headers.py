"""
Headers that every answer of the server carries.

The policy allows nothing from another host, so a closed hospital network sees no request leave.
Document pages allow no inline script or style at all. Live pages name their scripts by a nonce;
styles must be inline there, because Bokeh and MUI write them at run time, and `blob:` is how Panel
loads the modules of components.
"""

from __future__ import annotations

from collections.abc import Iterable

from tornado.httputil import HTTPHeaders
from tornado.web import GZipContentEncoding, OutputTransform

_COMMON = (
    "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "form-action 'self'; font-src 'self'; manifest-src 'self'; "
)
DOCUMENT_POLICY = (
    _COMMON + "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": DOCUMENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def live_policy(nonce: str, hosts: Iterable[str]) -> str:
    """
    Return the policy of one live page.

    Args:
        nonce: What the page's own script elements carry; new for every page.
        hosts: Host and port of the websocket. Browsers before CSP 3 do not count it as 'self'.
    """
    sockets = " ".join(f"ws://{host} wss://{host}" for host in sorted(hosts))
    return (
        _COMMON + f"script-src 'self' 'nonce-{nonce}' blob:; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; connect-src 'self' blob: {sockets}; worker-src 'self' blob:"
    )


class SecurityHeaders(OutputTransform):
    """Adds to every answer, whichever handler gave it, the headers that it does not set itself."""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Return the answer with the headers added."""
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        headers.pop("Server", None)
        return status_code, headers, chunk


class Compression(GZipContentEncoding):
    """Compresses the formats of RDF and of SPARQL answers too, which Tornado does not know."""

    CONTENT_TYPES = GZipContentEncoding.CONTENT_TYPES | {
        "application/ld+json",
        "application/n-triples",
        "application/problem+json",
        "application/rdf+xml",
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "application/trig",
    }


# Passing transforms to Tornado replaces its own list, so compression is named here too.
TRANSFORMS = [SecurityHeaders, Compression]
