"""
Our SPARQL route with rdflib behind it: what the engine alone makes of the same endpoint.

`python -m benchmarks.rdflib_endpoint FILE` serves the graphs of an N-Quads file on a free port.
rdflib can neither be stopped nor confined: only texts that are known to be harmless are asked.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import rdflib
from fastapi import Response

from app.direct_route import DirectRoute
from app.endpoint import SparqlEndpoint
from app.query_log import QueryLog
from app.query_request import BODY_BYTES
from app.query_service import QueryService
from benchmarks.bare_server import serve
from kg.graphs import Selection
from kg.query_answer import AnswerKind, QueryAnswer, ResultTable


class RdflibEngine:
    """Answers rows in JSON and nothing else."""

    def __init__(self, file: Path) -> None:
        self._graph = rdflib.Dataset()
        self._graph.parse(file, format="nquads")

    def run(self, text: str, *, format: str, graphs: Selection | None = None) -> QueryAnswer:
        """Return the answer, serialised by rdflib."""
        result = self._graph.query(text)
        body = result.serialize(format="json") or b""
        return QueryAnswer(AnswerKind.SOLUTIONS, format, body, len(result), None)

    async def answer(
        self, text: str, *, format: str, graphs: Selection | None = None
    ) -> QueryAnswer:
        """Do as `run` does, in a thread."""
        return await asyncio.to_thread(self.run, text, format=format, graphs=graphs)

    def select(self, text: str, graphs: Selection | None = None) -> ResultTable:
        """Leave tables to the engines of the app."""
        raise NotImplementedError

    def close(self) -> None:
        """Do nothing: there is nothing to end."""


def main() -> None:
    """Serve until the process is ended."""
    service = QueryService(RdflibEngine(Path(sys.argv[1])), "rdflib", QueryLog())
    description = Response("", media_type="text/turtle")
    endpoint = SparqlEndpoint(service, lambda _: Selection((), ()), lambda _: description)
    serve(DirectRoute(endpoint.respond, BODY_BYTES))


if __name__ == "__main__":
    main()
