"""
Our SPARQL route with rdflib behind it: what the engine alone makes of the same endpoint.

`python -m benchmarks.rdflib_endpoint FILE` serves the triples of an N-Triples file on a free port.
rdflib can neither be stopped nor confined: only texts that are known to be harmless are asked.
"""

from __future__ import annotations

import sys
from pathlib import Path

import rdflib
from fastapi import FastAPI, Response
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application

from app.asgi_bridge import AsgiHandler
from app.endpoint import sparql_router
from app.query_log import QueryLog
from app.query_service import QueryService
from kg.graphs import Selection
from kg.query_answer import SPARQL_JSON, AnswerKind, QueryAnswer, ResultTable, read_table


class RdflibEngine:
    """Answers rows in JSON and nothing else."""

    def __init__(self, file: Path) -> None:
        self._graph = rdflib.Graph().parse(file, format="nt")

    def run(self, text: str, *, format: str, graphs: Selection | None = None) -> QueryAnswer:
        """Return the answer, serialised by rdflib."""
        result = self._graph.query(text)
        body = result.serialize(format="json") or b""
        return QueryAnswer(AnswerKind.SOLUTIONS, format, body, len(result), None)

    def select(self, text: str, graphs: Selection | None = None) -> ResultTable:
        """Return the rows of the answer."""
        return read_table(self.run(text, format=SPARQL_JSON, graphs=graphs))

    def close(self) -> None:
        """Do nothing: there is nothing to end."""


def main() -> None:
    """Serve until the process is ended."""
    rest = FastAPI()
    service = QueryService(RdflibEngine(Path(sys.argv[1])), "rdflib", QueryLog())
    describe = Response("", media_type="text/turtle")
    rest.include_router(
        sparql_router(service, lambda _: Selection((), ()), lambda _: describe, query_page="/")
    )
    server = HTTPServer(Application([(r"/sparql", AsgiHandler, {"app": rest})]))
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    print(f"http://127.0.0.1:{sockets[0].getsockname()[1]}/sparql", flush=True)
    IOLoop.current().start()


if __name__ == "__main__":
    main()
