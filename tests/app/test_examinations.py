from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from app.examinations import Examinations
from kg.exercise_grading import Failed, Passed
from kg.exercises import exercise
from kg.library import Library


def test_many_who_hand_in_at_once_are_each_graded_by_their_own_query(library: Library) -> None:
    examinations = Examinations(library, most=1)
    task = exercise("first-pattern")
    column = task.columns[0]
    nothing = f"SELECT ?{column} WHERE {{ ?{column} <urn:no> <urn:no> }}"

    with ThreadPoolExecutor(3) as threads:
        texts = (task.reference, nothing, task.reference)
        grades = list(threads.map(lambda text: type(examinations.grade(task, text)), texts))

    assert grades == [Passed, Failed, Passed]
