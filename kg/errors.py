"""
Exceptions of the knowledge-graph layer.

KnowledgeGraphError
├── SourceError            a data file cannot be read; names file, line and remedy
├── UnknownNameError       a name is not in the guideline; offers close matches
├── CaseError              a case file is malformed; names file, line, field and remedy
├── AxiomError             a class axiom is outside the forms the compiler understands
├── DraftError             a change of a guideline cannot be made as it was asked for
├── DisagreementError      two evaluators answer the same question differently: a defect of ours
├── OracleError            HermiT, which checks our reasoning, cannot be run
└── QueryError             a SPARQL text could not be answered
    ├── RefusedQueryError      it asks for something that is never allowed (update, SERVICE ...)
    ├── MalformedQueryError    it is not SPARQL; knows line and column
    └── QueryLimitError        it met a limit; knows which one

Contradictory cases are not exceptions: they are values (`kg.contradictions.Contradiction`).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

# So many names are still worth listing in a message when none of them looks like the wrong one.
_FEW = 20


class KnowledgeGraphError(Exception):
    """Base class of everything that `kg` raises on purpose."""


class SourceError(KnowledgeGraphError):
    """
    A data file cannot be read or does not hold what it must hold.

    Attributes:
        term: The id of the term at fault, empty where the fault is not one of a term.
        path: The file, None where a term alone is known.
        line: 1-based line of the fault, or None.
    """

    def __init__(
        self, message: str, *, term: str = "", path: Path | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.term = term
        self.path = path
        self.line = line


class UnknownNameError(KnowledgeGraphError):
    """
    A name is not one of the known names.

    Attributes:
        name: The name that was asked for.
        suggestions: At most three known names that look alike, best first.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        self.name = name
        self.suggestions = suggest(name, names)
        hint = ""
        if self.suggestions:
            hint = f" Did you mean {' or '.join(self.suggestions)}?"
        elif 0 < len(names) <= _FEW:
            hint = f" Known are: {', '.join(names)}."
        super().__init__(f"There is no {kind} named '{name}'.{hint}")


class CaseError(KnowledgeGraphError):
    """A case file is malformed."""


class AxiomError(KnowledgeGraphError):
    """
    A class axiom has a form that the compiler does not understand.

    Attributes:
        term: The id of the class whose definition it is, empty where that is not known.
    """

    def __init__(self, message: str, *, term: str = "") -> None:
        super().__init__(message)
        self.term = term


class DisagreementError(KnowledgeGraphError):
    """Two evaluators disagree about one case."""


class DraftError(KnowledgeGraphError):
    """A change of a guideline cannot be made as it was asked for."""


class OracleError(KnowledgeGraphError):
    """HermiT cannot be started, or stopped for another reason than a contradiction."""


class QueryError(KnowledgeGraphError):
    """A SPARQL text could not be answered."""


class RefusedQueryError(QueryError):
    """The text asks for something that is never allowed here."""


class MalformedQueryError(QueryError):
    """
    The text is not SPARQL 1.1.

    Attributes:
        line: 1-based line of the fault, or None where the parser does not say.
        column: 1-based column of the fault, or None.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryLimitError(QueryError):
    """
    The query met a limit and was stopped.

    Attributes:
        limit: Which one: "time", "memory", "length", "depth" or "queue" (too many others run).
    """

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit


def suggest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return at most three *known* names that look like *name*, ignoring case, best first."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_lower, n=3, cutoff=0.6)
    return tuple(by_lower[match] for match in close)
