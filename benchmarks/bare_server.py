"""
The HTTP layer alone: the least that any answer of our server costs.

`python -m benchmarks.bare_server handler` answers each request with the same few bytes by a request
handler of Tornado's, `route` by the kind of route that `/sparql` has.
"""

from __future__ import annotations

import sys
from typing import Any

from fastapi import Response
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from app.direct_route import DirectRoute
from app.headers import TRANSFORMS

# As long as the answers to competency questions are, in the middle.
BODY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'.ljust(2_000)
JSON = "application/sparql-results+json"


class BareHandler(RequestHandler):
    """Answers with the same bytes."""

    def get(self) -> None:
        """Answer."""
        self.set_header("Content-Type", JSON)
        self.finish(BODY)

    def compute_etag(self) -> None:
        """Do without."""


def serve(target: Any) -> None:
    """Serve *target*, a handler or router of Tornado's, until the process is ended."""
    server = HTTPServer(Application([(r"/sparql", target)], transforms=TRANSFORMS))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    print(f"http://127.0.0.1:{sockets[0].getsockname()[1]}/sparql", flush=True)
    IOLoop.current().start()


if __name__ == "__main__":
    if sys.argv[1] == "handler":
        serve(BareHandler)
    else:
        serve(DirectRoute(lambda _: Response(BODY, media_type=JSON), 0))
