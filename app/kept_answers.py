"""The answers asked for last, as many as there is room for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from app.question import Question

Answer = TypeVar("Answer")
# One answer never takes the room of many.
_LARGEST_SHARE = 16


class KeptAnswers(Generic[Answer]):
    """
    Answers by question.

    Args:
        room: The bytes that all of them may take.
        size: Returns the bytes of an answer.
    """

    def __init__(self, room: int, size: Callable[[Answer], int]) -> None:
        self._room = room
        self._size_of = size
        self._answers: OrderedDict[Question, Answer] = OrderedDict()
        self._taken = 0

    def get(self, question: Question) -> Answer | None:
        """Return the answer if it is kept."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer, in place of those that nobody has asked for the longest."""
        size = self._size(question, answer)
        if size > self._room // _LARGEST_SHARE:
            return
        if question not in self._answers:
            self._answers[question] = answer
            self._taken += size
        while self._taken > self._room:
            self._taken -= self._size(*self._answers.popitem(last=False))

    def _size(self, question: Question, answer: Answer) -> int:
        # A text is held by its characters, of up to four bytes.
        return self._size_of(answer) + 4 * len(question.text) + 500
