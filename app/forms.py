"""Requests that our own pages send: plain forms, and who may send them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

#: The fields of a form, the first value of each.
Form = Mapping[str, str]


def own_site(request: Request) -> None:
    """Refuse what another site asked for; a download may also be asked for by hand."""
    safe = request.method in {"GET", "HEAD"}
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        allowed = site == "same-origin" or (safe and site == "none")
    elif origin is not None:
        # Browsers tell the site only over HTTPS and on the machine itself.
        allowed = urlsplit(origin).netloc == request.headers.get("host", "")
    else:
        allowed = safe
    if not allowed:
        raise HTTPException(HTTPStatus.FORBIDDEN, "This can only be asked for by our own pages.")


def form_of(longest: int) -> Callable[[Request], Awaitable[Form]]:
    """Return what reads the form of a request, which has at most *longest* bytes."""

    async def read(request: Request) -> Form:
        body = await request.body()
        if len(body) > longest:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The form is too long.")
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[0] for name, values in fields.items()}

    return read


def see(address: str) -> Response:
    """Return the answer that sends a browser on to *address*."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
