"""Why there is no answer to a query, in the words of the console."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import (
    KnowledgeGraphError,
    MalformedQueryError,
    QueryLimitError,
    RefusedQueryError,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A title, what is wrong, and the 1-based line and column where that is known."""

    title: str
    message: str
    line: int | None = None
    column: int | None = None


def failure_of(error: KnowledgeGraphError) -> Failure:
    """Return what a person is told of *error*."""
    match error:
        case MalformedQueryError(line=line, column=column):
            return Failure("This is not SPARQL yet", str(error), line, column)
        case RefusedQueryError():
            return Failure("This is not allowed here", str(error))
        case QueryLimitError():
            return Failure("The query met a limit", str(error))
        case _:
            return Failure("There is no answer", str(error))
