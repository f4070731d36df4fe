"""
Queries from outside, answered once: the data never changes while the server runs.

An answer that was given is kept and given again, as long as there is room. What an answer is
identified by (its entity tag) is known before the query runs, so a client that has it already is
told so without any work.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from app.kept_answers import KeptAnswers
from app.query_log import QueryLog
from app.question import Question
from kg.engine import QueryEngine
from kg.errors import MalformedQueryError, QueryError, QueryLimitError, RefusedQueryError
from kg.query_answer import QueryAnswer
from kg.query_text import is_repeatable

_ROOM_BYTES = 32 * 1024 * 1024


class QueryService:
    """
    Answers questions by an engine, keeps the answers, and counts; for one event loop.

    Args:
        engine: Answers what is not kept.
        version: Changes whenever an answer may.
        log: Where is counted.
        clock: Returns seconds that never go back.
    """

    def __init__(
        self,
        engine: QueryEngine,
        version: str,
        log: QueryLog,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._version = version
        self._log = log
        self._clock = clock
        self._kept: KeptAnswers[QueryAnswer] = KeptAnswers(_ROOM_BYTES, lambda kept: len(kept.body))

    def etag(self, question: Question) -> str:
        """Return the weak entity tag of the answer, which need not be known yet."""
        return question.etag(self._version)

    def known(self, question: Question) -> QueryAnswer | None:
        """Return the answer at once if it is kept, None if the engine must be asked."""
        started = self._clock()
        answer = self._kept.get(question)
        if answer is not None:
            self._log.record("cached", self._clock() - started, answer.truncated)
        return answer

    def unchanged(self) -> None:
        """Count a question whose answer the client had already."""
        self._log.record("not modified", 0.0)

    def refused(self, error: QueryError) -> None:
        """Count a text that could not even be asked."""
        self._log.record(_outcome(error), 0.0)

    async def ask(self, question: Question) -> QueryAnswer:
        """
        Have the engine answer.

        Raises:
            QueryError: As the engine does.
        """
        started = self._clock()
        try:
            answer = await self._engine.answer(
                question.text, format=question.media_type, graphs=question.graphs
            )
        except QueryError as error:
            limit = error.limit if isinstance(error, QueryLimitError) else None
            self._log.record(_outcome(error), self._clock() - started, limit)
            raise
        self._log.record("answered", self._clock() - started, answer.truncated)
        if is_repeatable(question.text):
            self._kept.put(question, answer)
        return answer


def _outcome(error: QueryError) -> str:
    match error:
        case MalformedQueryError():
            return "malformed"
        case RefusedQueryError():
            return "refused"
        case QueryLimitError():
            return "stopped"
        case _:
            return "failed"
