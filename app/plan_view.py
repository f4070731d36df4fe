"""The plan of a query as a table: a row for each step, indented where it is inside another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.templating import render
from kg.query_patterns import PartKind
from kg.query_plan import MOST_COUNTED, Plan, Step
from kg.query_text import QueryForm

_OPENS = {
    PartKind.OPTIONAL: "OPTIONAL",
    PartKind.UNION: "one of several groups (UNION)",
    PartKind.QUERY: "a query inside the query",
}
_NOUNS = {
    QueryForm.SELECT: ("row", "rows"),
    QueryForm.CONSTRUCT: ("triple", "triples"),
    QueryForm.DESCRIBE: ("triple", "triples"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """
    One row of the table.

    Attributes:
        depth: How many steps it is inside of.
        number: Its place, "2.1" for the first step inside the second.
        text: The part of the query, or in words what contains the rows below.
        is_code: Whether *text* is SPARQL.
        line: Where it stands in the query.
        alone: How many matches it has alone, "" where that says nothing.
        left: How many rows are left after it, "" where that was not counted.
        note: What a reader should see in it, "" for nothing.
        is_costly: Whether the note is a warning.
    """

    depth: int
    number: str
    text: str
    is_code: bool
    line: int
    alone: str
    left: str
    note: str
    is_costly: bool


def plan_html(plan: Plan) -> Markup:
    """Return the HTML of a plan."""
    return render(
        "query_plan.html.j2", lines=[*_lines(plan.steps)], plan=plan, answer=_answer(plan)
    )


def _answer(plan: Plan) -> str:
    if plan.answer is None:
        return "stopped at a limit"
    if plan.form is QueryForm.ASK:
        return "yes" if plan.answer else "no"
    one, many = _NOUNS[plan.form]
    return f"{plan.answer:,} {one if plan.answer == 1 else many}"


def _lines(steps: Sequence[Step], within: str = "", first: int = 1) -> Iterator[Line]:
    before: int | None = None
    for index, step in enumerate(steps):
        number = f"{within}{first + index}"
        text = _OPENS.get(step.kind, step.text) if step.kind else step.text
        note, is_costly = _note(step, before)
        yield Line(
            within.count("."),
            number,
            text,
            text is step.text,
            step.line,
            _shown(step.matches),
            _shown(step.rows),
            note,
            is_costly,
        )
        inner = 1
        for branch in step.branches:
            yield from _lines(branch, f"{number}.", inner)
            inner += len(branch)
        before = step.rows


def _note(step: Step, before: int | None) -> tuple[str, bool]:
    """Return what is to be said of a step after one with *before* rows, and if it is a warning."""
    is_joined = step.kind is None or step.kind in {PartKind.VALUES, PartKind.UNION, PartKind.QUERY}
    if is_joined and not step.shared and before is not None and before > 1:
        return "shares no variable with the steps before: every row is multiplied", True
    if before is not None and step.rows is not None:
        if before > 0 and step.rows == 0:
            return "here the last rows are lost", True
        if step.rows < before:
            return f"{before - step.rows:,} fewer", False
        if step.rows > before:
            return f"{step.rows - before:,} more", False
    return "", False


def _shown(number: int | None) -> str:
    if number is None:
        return ""
    return f"{number:,}" + ("+" if number >= MOST_COUNTED else "")
