"""One SPARQL exercise: the question, an editor, and what a hidden graph says of the query."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup

from app.components import html, stylesheet
from app.components.query_console import query_console
from app.errors import PageNotFoundError
from app.query_desk import Desk, Verdict
from app.query_links import EXERCISES_PAGE, exercise_link
from app.services import Services
from app.shell import Page, Width
from app.templating import asset_url, render
from app.visit import Visit
from app.vocabulary_view import offered
from kg.errors import UnknownNameError
from kg.exercise_grading import Passed
from kg.exercises import PROLOGUE, Exercise, exercise, load_exercises
from kg.namespaces import PREFIXES


def page(services: Services, visit: Visit) -> Page:
    """Return the page of the exercise that the address names."""
    task = _exercise(visit.parameters["name"])
    following = next((e for e in load_exercises() if e.number == task.number + 1), None)
    result = html(Markup(), margin=0)
    result.stylesheets = [stylesheet(), asset_url("query.css")]
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
    return Page(
        title=task.title,
        lede=task.question,
        intro=render(
            "exercise.html.j2",
            exercise=task,
            course=EXERCISES_PAGE,
            following=following and exercise_link(following.name),
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


def _examined(services: Services, task: Exercise, text: str) -> Verdict:
    grade = services.examinations.grade(task, text)
    passed = isinstance(grade, Passed)
    summary = "Solved." if passed else "Not yet."
    return Verdict(passed, summary, render("exercise_grade.html.j2", grade=grade, passed=passed))
