from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from app.components.query_console import QueryConsole
from app.errors import PageNotFoundError
from app.pages.query import page
from app.plan_view import plan_html
from app.query_bench import Bench
from app.services import Services
from app.stored_question import asked_link, asked_title, fields
from app.visit import Visit
from kg.dataset import GraphDataset, build_dataset
from kg.library import Library
from kg.query_plan import Plan, plan_of
from kg.query_text import QueryForm
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import load_stored_queries, stored_query

REFERENCE = stored_query("competency", "rests-on-reference")
WORD = stored_query("competency", "statements-with-a-word")
PAYLOAD = "<img src=x onerror=alert(1)>"
RESERVED = {"name", "q", "view"}


class Told:
    """Takes the place of the browser's side: keeps what the console would be told."""

    def __init__(self) -> None:
        self.messages: list[tuple[Any, ...]] = []

    def filled(self, text: str) -> None:
        self.messages.append(("filled", text))

    def asked(self, text: str, values: dict[str, str], link: str) -> None:
        self.messages.append(("asked", text, values, link))

    def formatted(self, text: str) -> None:
        self.messages.append(("formatted", text))

    def planned(self, markup: Markup) -> None:
        self.messages.append(("planned", re.sub(r"<[^>]+>|\s+", " ", markup).split("·")[1][:8]))

    def failed(self, title: str, message: str, line: int | None, column: int | None) -> None:
        self.messages.append(("failed", title, message, line))


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library)


@pytest.fixture(scope="module")
def sandbox(library: Library) -> Iterator[QuerySandbox]:
    with QuerySandbox(library.dump(), Limits()) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def own(library: Library, sandbox: QuerySandbox, dataset: GraphDataset) -> Services:
    return Services(
        library=library, banks={}, records=None, sandbox=sandbox, workshop=None, dataset=dataset
    )


def _told(services: Services, message: Any, name: str = "") -> list[tuple[Any, ...]]:
    told = Told()
    stored = stored_query("competency", name) if name else None
    bench = Bench(services, told, stored)
    asyncio.run(bench.on_message(SimpleNamespace(data=message)))
    return told.messages


# Other values


def test_a_value_is_put_into_the_text_and_the_link_carries_it(own: Services) -> None:
    message = {"fill": {"number": "1"}, "text": REFERENCE.text}

    text = REFERENCE.text.replace("{ 5 }", "{ 1 }")
    assert _told(own, message, REFERENCE.name) == [
        ("asked", text, {"number": "1"}, "/query?name=rests-on-reference&number=1"),
        ("filled", text),
    ]


def test_a_value_goes_into_a_text_that_was_edited_and_then_the_link_is_another(
    own: Services,
) -> None:
    edited = REFERENCE.text + "LIMIT 1\n"
    message = {"fill": {"number": "1", "line": "3"}, "text": edited}

    text = edited.replace("{ 5 }", "{ 1 }")
    assert _told(own, message, REFERENCE.name) == [
        ("asked", text, {"number": "1"}, ""),
        ("filled", text),
    ]


@pytest.mark.parametrize(
    ("value", "text", "message"),
    [
        ("five", REFERENCE.text, "Reference: 'five' is no whole number. Write one."),
        ("5", "ASK {}", "There is no variable of the query named 'number'."),
        ("5", " " * 20_000, "No text of more than 16,384 characters is read."),
    ],
)
def test_a_value_that_does_not_fit_is_told(
    own: Services, value: str, text: str, message: str
) -> None:
    (told,) = _told(own, {"fill": {"number": value}, "text": text}, REFERENCE.name)

    assert told == ("failed", "This value does not fit", message, None)


def test_a_run_tells_which_values_the_text_has(own: Services) -> None:
    text = REFERENCE.text.replace("{ 5 }", "{ 2 }")

    assert _told(own, {"run": text}, REFERENCE.name) == [
        ("asked", text, {"number": "2"}, "/query?name=rests-on-reference&number=2")
    ]
    assert _told(own, {"run": text}, "criteria-in-order") == []


@pytest.mark.parametrize("value", ["2", 'x" } { 5', PAYLOAD, "ü & é"])
def test_a_link_opens_the_question_with_its_value(services: Services, value: str) -> None:
    query = {"name": (WORD.name,), "word": (value,)}

    console = page(services, Visit("/query", query=query)).body

    assert isinstance(console, QueryConsole)
    assert console.fields[0] == {
        "name": "word",
        "label": "Word",
        "kind": "text",
        "value": value,
        "choices": [],
    }
    assert console.stored_text == console.editor.value
    assert asked_link(WORD, console.editor.value) == console.stored_link


def test_a_link_with_a_value_that_does_not_fit_is_not_found(services: Services) -> None:
    query = {"name": (REFERENCE.name,), "number": ("five",)}

    with pytest.raises(PageNotFoundError, match="'five' is no whole number") as caught:
        page(services, Visit("/query", query=query))

    assert caught.value.suggestions == ((REFERENCE.summary, "/query?name=rests-on-reference"),)


def test_the_choices_are_those_of_the_data_and_the_one_in_the_link(dataset: GraphDataset) -> None:
    (usual,) = fields(REFERENCE, {}, dataset)
    (other,) = fields(REFERENCE, {"number": "9"}, dataset)

    references = [[str(number), f"reference {number}"] for number in range(1, 6)]
    assert (usual["value"], usual["choices"]) == ("5", references)
    assert (other["value"], other["choices"]) == ("9", [["9", "9"], *references])


def test_no_parameter_is_called_as_something_else_in_an_address() -> None:
    names = {p.name for query in load_stored_queries("competency") for p in query.parameters}

    assert names & RESERVED == set()


def test_a_title_says_with_which_values_was_asked() -> None:
    assert asked_title(REFERENCE, {"number": "2"}) == f"{REFERENCE.summary} · Reference: 2"
    assert asked_title(stored_query("competency", "complications"), {}).endswith("?")


# Layout and plan


def test_a_text_is_laid_out(own: Services) -> None:
    assert _told(own, {"format": "ask{}"}) == [("formatted", "ASK {}\n")]
    assert _told(own, {"format": "(" * 20_000})[0][:2] == ("failed", "The query met a limit")


def test_a_plan_is_shown_or_it_is_told_why_not(own: Services) -> None:
    assert _told(own, {"plan": REFERENCE.text}) == [("planned", " 5 rows ")]
    assert _told(own, {"plan": "SELECT *\n{ ?s ?p }"})[0][::3] == ("failed", 2)


@pytest.mark.parametrize("message", [{"fill": {}}, {"fill": 1, "text": ""}, {"plan": 3}, {}, None])
def test_a_message_that_means_nothing_is_left_alone(own: Services, message: Any) -> None:
    assert _told(own, message, REFERENCE.name) == []


def _rows(sandbox: QuerySandbox, text: str) -> list[list[str]]:
    markup = plan_html(plan_of("PREFIX gg: <https://w3id.org/guidegraph/schema/>" + text, sandbox))
    found = re.findall(r"<tr>(.*?)</tr>", markup, re.DOTALL)[1:]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_a_plan_says_where_rows_are_multiplied_and_where_they_are_lost(
    sandbox: QuerySandbox,
) -> None:
    text = """ SELECT * { ?r a gg:Reference . ?s gg:hasKind gg:Contraindication .
      OPTIONAL { ?s gg:cites ?c } { ?r gg:number 1 } UNION { ?r gg:number 2 } FILTER(?r = ?s) }"""

    multiplied = "shares no variable with the steps before: every row is multiplied"
    assert _rows(sandbox, text) == [
        ["1", "one of several groups (UNION)", "2", "–", "2"],
        ["1.1", "?r gg:number 1", "2", "1", "1"],
        ["1.2", "?r gg:number 2", "2", "1", "1"],
        ["2", "?r a gg:Reference", "1", "5", "2"],
        ["3", f"?s gg:hasKind gg:Contraindication {multiplied}", "1", "5", "10"],
        ["4", "FILTER(?r = ?s) here the last rows are lost", "2", "–", "0"],
        ["5", "OPTIONAL", "2", "–", "0"],
        ["5.1", "?s gg:cites ?c", "2", "48", "–"],
    ]


def test_what_looks_like_markup_in_a_plan_stays_text(sandbox: QuerySandbox) -> None:
    markup = plan_html(plan_of(f'SELECT * {{ ?s ?p "{PAYLOAD}" }}', sandbox))

    assert "<img" not in markup
    assert "onerror=alert(1)&gt;" in markup


def test_a_query_without_anything_to_join_says_so() -> None:
    markup = plan_html(Plan(QueryForm.ASK, (), (), 0))

    assert "Plan · no" in markup
    assert "nothing to join" in markup
    assert "Plan · stopped at a limit" in plan_html(Plan(QueryForm.ASK, (), (), None))
