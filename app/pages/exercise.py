"""One SPARQL exercise: the question, an editor, and what a hidden graph says of the query."""

from __future__ import annotations

from functools import partial

from app.components.query_console import query_console
from app.components.result_pane import result_pane
from app.errors import PageNotFoundError
from app.query_bench import Bench
from app.query_desk import Desk, Verdict
from app.query_links import EXERCISES_PAGE, QUERY_PAGE, exercise_link
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from app.vocabulary_view import offered
from kg.errors import UnknownNameError
from kg.exercise_grading import Passed
from kg.exercises import PROLOGUE, Exercise, exercise, load_exercises
from kg.namespaces import PREFIXES


def page(services: Services, visit: Visit) -> Page:
    """Return the page of the exercise that the address names."""
    task = _exercise(visit.parameters["name"])
    result = result_pane()
    columns = " ".join(f"?{column}" for column in task.columns)
    starter = f"{PROLOGUE}\n# {task.title}\nSELECT {columns} WHERE {{\n  \n}}\n"
    console = query_console(
        visit.first("q") or starter,
        result,
        PREFIXES,
        exercise=task.name,
        vocabulary=offered(services.dataset.vocabulary),
    )
    desk = Desk(services, console, result, examine=partial(_examined, services, task))
    console.on_msg(desk.on_message)
    console.on_msg(Bench(services, console).on_message)
    result.on_msg(desk.on_message)
    return Page(
        title=task.title,
        lede=task.question,
        eyebrow=f"{task.number} of {len(load_exercises())} · {task.skill}",
        breadcrumbs=(("Query", QUERY_PAGE), ("SPARQL exercises", EXERCISES_PAGE)),
        intro=render(
            "exercise.html.j2",
            exercise=task,
            following=_following(task),
        ),
        body=console,
        width=Width.WIDE,
    )


def _exercise(name: str) -> Exercise:
    try:
        return exercise(name)
    except UnknownNameError as error:
        links = tuple((one, exercise_link(one)) for one in error.suggestions)
        raise PageNotFoundError(str(error), links) from error


def _following(task: Exercise) -> str:
    """Return the address of the next exercise of the course, "" after the last."""
    later = (exercise_link(e.name) for e in load_exercises() if e.number == task.number + 1)
    return next(later, "")


def _examined(services: Services, task: Exercise, text: str) -> Verdict:
    grade = services.examinations.grade(task, text)
    passed = isinstance(grade, Passed)
    summary = "Solved." if passed else "Not yet."
    told = render("exercise_grade.html.j2", grade=grade, passed=passed, following=_following(task))
    return Verdict(passed, summary, told)
