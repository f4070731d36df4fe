"""The express lane of a server, made from what its endpoint goes by."""

from __future__ import annotations

from dataclasses import asdict

from tornado.httputil import HTTPServerRequest

from app.direct_route import as_sent
from app.endpoint import response_to
from app.express.lane import ExpressLane
from app.express.responder import ExpressSettings
from app.question import names_of
from app.rest import answer_version
from app.services import Services
from kg.query_answer import GRAPH_FORMATS, SOLUTION_FORMATS, AnswerKind, QueryAnswer
from kg.query_limits import Limits
from kg.sandbox import QuerySandbox
from kg.sandbox_answer import Settings

# What takes longer starts over at the endpoint, with all of its time.
_SECONDS = 0.25
# They differ from answer to answer, or are the connection's.
_OWN_FIELDS = ("Content-Length", "Date", "Etag")


def express_lane(services: Services) -> ExpressLane | None:
    """Return the lane, not open yet; None where another server answers queries."""
    if not isinstance(services.sandbox, QuerySandbox):
        return None
    limits = Limits()
    settings = ExpressSettings(
        **{**asdict(Settings.of(limits)), "seconds": _SECONDS},
        heads=heads(),
        version=answer_version(services),
        text_length=limits.text_length,
        depth=limits.depth,
    )
    # As many as queries may run at the endpoint; whoever finds none free is answered there.
    responders = limits.concurrency
    return ExpressLane(services.dataset.dump_default, settings, responders, services.query_log)


def heads() -> dict[str, str]:
    """Return status line and fields of an answer, by the client's name for its media type."""
    return {name: _head(name) for name in names_of((*SOLUTION_FORMATS, *GRAPH_FORMATS))}


def _head(name: str) -> str:
    request = HTTPServerRequest(method="GET", uri="/sparql")
    answer = QueryAnswer(AnswerKind.SOLUTIONS, name, b"", 0, None)
    status, headers, _ = as_sent(request, response_to(answer, name, etag="-"))
    for field in _OWN_FIELDS:
        del headers[field]
    lines = (f"{field}: {value}\r\n" for field, value in headers.get_all())
    return f"HTTP/1.1 {status} OK\r\n{''.join(lines)}"
