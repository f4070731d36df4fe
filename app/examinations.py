"""Queries that are handed in as answers to exercises, graded a few at a time."""

from __future__ import annotations

from contextlib import closing
from threading import BoundedSemaphore, Lock

from kg.exercise_grading import Examiner, Grade, Paper, paper_of
from kg.exercises import Exercise
from kg.library import Library
from kg.query_limits import Limits

_MOST_AT_ONCE = 2


class Examinations:
    """
    Grades what is handed in. Safe to share between threads; a call takes seconds and may wait.

    Papers are kept, since to make one holds up other work of the process; only *most* are graded
    at once, since each grading has processes of its own.
    """

    def __init__(self, library: Library, most: int = _MOST_AT_ONCE) -> None:
        self._library = library
        self._papers: dict[str, Paper] = {}
        self._making = Lock()
        self._seats = BoundedSemaphore(most)

    def grade(self, exercise: Exercise, text: str) -> Grade:
        """
        Return whether the query *text* answers *exercise*.

        Raises:
            QueryError: If it meets a limit or is not SPARQL.
        """
        with self._seats, closing(Examiner(self._paper(exercise), Limits())) as examiner:
            return examiner.grade(text)

    def _paper(self, exercise: Exercise) -> Paper:
        with self._making:
            paper = self._papers.get(exercise.name)
            if paper is None:
                paper = self._papers[exercise.name] = paper_of(exercise, self._library.store)
            return paper
