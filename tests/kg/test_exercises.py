from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.errors import MalformedQueryError, RefusedQueryError, UnknownNameError
from kg.exercise_grading import Examiner, Failed, Passed, paper_of
from kg.exercises import PROLOGUE, Exercise, exercise, load_exercises
from kg.library import Library
from kg.query_limits import Limits

COURSE = load_exercises()


@pytest.fixture(scope="module", params=COURSE, ids=lambda one: one.name)
def examined(
    request: pytest.FixtureRequest, library: Library
) -> Iterator[tuple[Exercise, Examiner]]:
    examiner = Examiner(paper_of(request.param, library.store), Limits())
    yield request.param, examiner
    examiner.close()


def test_the_course_is_numbered_and_long_enough() -> None:
    assert [one.number for one in COURSE] == list(range(1, len(COURSE) + 1))
    assert len(COURSE) >= 15


def test_the_reference_and_every_rewrite_pass(examined: tuple[Exercise, Examiner]) -> None:
    one, examiner = examined

    grades = [examiner.grade(text) for text in (one.reference, *one.rewrites)]

    assert [type(grade) for grade in grades] == [Passed] * (1 + len(one.rewrites)), grades


def test_every_query_that_is_right_by_accident_fails_on_a_hidden_graph(
    examined: tuple[Exercise, Examiner],
) -> None:
    one, examiner = examined

    grades = [examiner.grade(wrong.text) for wrong in one.wrong]

    # Right on the guideline as it is: what gives it away is a change, told in words.
    told = [isinstance(grade, Failed) and grade.change != "" for grade in grades]
    assert told == [True] * len(one.wrong), grades


def test_the_feedback_names_the_change_and_the_rows(library: Library) -> None:
    examiner = Examiner(paper_of(exercise("two-patterns"), library.store), Limits())
    with_the_cited = (
        "SELECT ?s ?l { ?s gg:hasKind gg:Contraindication ; gg:sourceLine ?l "
        "FILTER(?s != bs:st-20a) }"
    )

    grade = examiner.grade(PROLOGUE + with_the_cited)
    narrow = examiner.grade(PROLOGUE + "SELECT ?s { ?s gg:hasKind gg:Contraindication }")
    empty = examiner.grade(PROLOGUE + "SELECT ?a ?b { ?a gg:nothing ?b }")
    examiner.close()

    assert isinstance(grade, Failed)
    assert grade.extra == ("st-19a, 19",)
    assert grade.change.startswith("“st-19a: allergy to a bone cement component” cites reference")
    assert narrow == Failed(
        "", shape="Each row should hold 2 values (statement, line); yours holds 1."
    )
    assert isinstance(empty, Failed)
    assert (empty.change, len(empty.missing), empty.extra) == ("", 4, ())


def test_a_query_under_examination_is_as_confined_as_any_other(library: Library) -> None:
    examiner = Examiner(paper_of(exercise("first-pattern"), library.store), Limits(seconds=1))

    with pytest.raises(RefusedQueryError, match="SERVICE"):
        examiner.grade("SELECT ?s { SERVICE <http://other.example/> { ?s ?p ?o } }")
    with pytest.raises(MalformedQueryError):
        examiner.grade("SELECT ?s {")
    with pytest.raises(RefusedQueryError, match="FROM"):
        examiner.grade("SELECT ?s FROM <http://other.example/> { ?s ?p ?o }")
    examiner.close()


def test_an_unknown_exercise_is_met_with_suggestions() -> None:
    with pytest.raises(UnknownNameError, match="first-pattern"):
        exercise("first-patern")
