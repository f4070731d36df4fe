"""What answers SPARQL text from outside: the sandbox here, or a server elsewhere."""

from __future__ import annotations

from typing import Protocol

from kg.graphs import Selection
from kg.query_answer import QueryAnswer, ResultTable


class QueryEngine(Protocol):
    """
    Answers query texts within limits; threads may share it.

    Implemented by `kg.sandbox.QuerySandbox` and `kg.remote.RemoteEngine`; the errors are those of
    the former.
    """

    def run(self, text: str, *, format: str, graphs: Selection | None = None) -> QueryAnswer:
        """Answer one query in the media type *format*."""

    async def answer(
        self, text: str, *, format: str, graphs: Selection | None = None
    ) -> QueryAnswer:
        """Do as `run` does, while the event loop goes on."""

    def select(self, text: str, graphs: Selection | None = None) -> ResultTable:
        """Answer one query of any form as a table."""

    def close(self) -> None:
        """End everything that is running for it."""
