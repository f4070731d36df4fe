"""Answers to queries, shown as HTML."""

from __future__ import annotations

import re

import pytest

from app.result import Result, duration
from app.result_cells import Cell, written
from app.result_view import offered, result_html
from app.result_views import Choice, View, read_choice
from kg.namespaces import XSD
from kg.query_answer import ResultTable, Term
from kg.query_text import QueryForm

BS = "https://w3id.org/guidegraph/bilateral-sacroplasty/"
GG = "https://w3id.org/guidegraph/schema/"
PAYLOAD = "<img src=x onerror=alert(1)>"


class Pages:
    """Takes the place of the guideline: knows one criterion."""

    def address(self, iri: str) -> str:
        return "/page-of-X4" if iri == BS + "X4" else f"/nothing-on/{iri.rpartition('/')[2]}"

    def label(self, iri: str) -> str:
        return {BS + "X4": "displacement", GG + "Force": "force"}.get(iri, "")

    def node(self, iri: str) -> None:
        return None

    def is_property(self, iri: str) -> bool:
        return False


def _result(table: ResultTable, form: QueryForm = QueryForm.SELECT, text: str = "SELECT") -> Result:
    return Result("What?", "what", text, form, table, 0.012)


def _literal(text: str) -> Term:
    return Term("literal", text)


def _text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Term("uri", BS + "X4"), Cell("bs:X4", href="/page-of-X4", label="displacement")),
        (Term("uri", GG + "Force"), Cell("gg:Force", href="/nothing-on/Force", label="force")),
        (Term("uri", "https://e/x"), Cell("https://e/x", href="https://e/x", external=True)),
        (Term("uri", "javascript:alert(1)"), Cell("javascript:alert(1)")),
        (Term("uri", "data:text/html,x"), Cell("data:text/html,x")),
        (Term("bnode", "a81f"), Cell("_:7")),
        (Term("literal", "MRI", lang="en"), Cell("MRI", note="@en")),
        (Term("literal", "2.10", XSD + "decimal"), Cell("2.10")),
        (Term("literal", "P1D", XSD + "duration"), Cell("P1D", note="xsd:duration")),
        (_literal("text"), Cell("text")),
        (Term("triple", "<<( a b c )>>"), Cell("<<( a b c )>>")),
    ],
)
def test_a_term_is_shown_short_with_a_link_where_one_is_safe(term: Term, expected: Cell) -> None:
    assert written(term, Pages(), {"a81f": 7}) == expected


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        (Cell("bs:X4", label="displacement"), "displacement"),
        (Cell("gg:ImagingRequirement", label="imaging requirement"), ""),
        (Cell("bs:st-02a", label="st-02a: fractures on both sides"), "fractures on both sides"),
        (Cell("text"), ""),
    ],
)
def test_a_label_is_shown_beside_a_name_where_it_says_more(cell: Cell, more: str) -> None:
    assert cell.more == more


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0004, "0 ms"), (0.0126, "13 ms"), (0.9, "900 ms"), (4.96, "5.0 s")]
)
def test_a_time_is_written_as_people_say_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_looks_like_markup_stays_text_in_cells_columns_titles_and_links() -> None:
    iri = Term("uri", f"https://e/{PAYLOAD}\"'")
    table = ResultTable((PAYLOAD, "y"), ((_literal(PAYLOAD), iri),), None)
    result = Result(PAYLOAD, 'x" onclick="', f'SELECT "{PAYLOAD}', QueryForm.SELECT, table, 0.1)

    shown = result_html(result, Pages())

    assert "<img" not in shown
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") == 5
    assert ' onclick="' not in shown


def test_a_table_has_a_caption_headers_and_a_word_for_what_is_missing() -> None:
    table = ResultTable(("a", "b"), ((_literal("1"), None),), None)

    shown = result_html(_result(table), Pages())

    assert "<caption><span>What?</span></caption>" in shown
    assert shown.count('<th scope="col">') == 2
    assert '<span class="gg-sr">no value</span>' in shown


def test_an_external_link_gives_nothing_away() -> None:
    table = ResultTable(("a",), ((Term("uri", "https://e/x"),),), None)

    shown = result_html(_result(table), Pages())

    assert '<a href="https://e/x" rel="external noopener noreferrer">https://e/x</a>' in shown


def test_long_results_are_shown_in_pages_and_no_page_lies_outside() -> None:
    rows = tuple((_literal(f"v{number}"),) for number in range(101))
    result = _result(ResultTable(("a",), rows, None))

    pages = {number: result.at(number) for number in (-1, 0, 1, 2, 3)}

    assert {number: (p.page, p.range()) for number, p in pages.items()} == {
        -1: (0, "Rows 1 to 50 of 101"),
        0: (0, "Rows 1 to 50 of 101"),
        1: (1, "Rows 51 to 100 of 101"),
        2: (2, "Rows 101 to 101 of 101"),
        3: (2, "Rows 101 to 101 of 101"),
    }
    assert re.findall(r"v\d+", result_html(pages[2], Pages())) == ["v100"]


@pytest.mark.parametrize(
    ("form", "downloads"),
    [
        (
            QueryForm.SELECT,
            [
                ("csv", "what.csv"),
                ("tsv", "what.tsv"),
                ("json", "what.json"),
                ("xml", "what.xml"),
            ],
        ),
        (
            QueryForm.DESCRIBE,
            [
                ("turtle", "what.ttl"),
                ("ntriples", "what.nt"),
                ("json", "what.jsonld"),
                ("xml", "what.rdf"),
                ("trig", "what.trig"),
            ],
        ),
    ],
)
def test_the_whole_answer_can_be_downloaded(
    form: QueryForm, downloads: list[tuple[str, str]]
) -> None:
    table = ResultTable(("a",), ((_literal("1"),),), None)

    shown = result_html(_result(table, form, "A & B"), Pages())

    links = re.findall(r'href="/sparql\?query=A\+%26\+B&amp;format=(\w+)" download="(\S+)"', shown)
    assert links == downloads


def test_a_query_too_long_for_a_link_is_not_offered_for_download() -> None:
    table = ResultTable(("a",), ((_literal("1"),),), None)

    assert "/sparql" not in result_html(_result(table, text="x" * 20_000), Pages())


def test_an_empty_answer_says_what_to_try_next() -> None:
    shown = result_html(_result(ResultTable(("a",), (), None)), Pages())

    assert "Nothing matches" in shown
    assert "OPTIONAL" in shown


@pytest.mark.parametrize(("limit", "words"), [("rows", "more than 1 rows"), ("bytes", "longer")])
def test_what_was_left_out_is_said(limit: str, words: str) -> None:
    table = ResultTable(("a",), ((_literal("1"),),), limit)

    assert words in _text(result_html(_result(table), Pages()))


@pytest.mark.parametrize(("value", "word"), [("true", "Yes"), ("false", "No")])
def test_a_question_of_yes_or_no_is_answered_by_a_word(value: str, word: str) -> None:
    truth = Term("literal", value, XSD + "boolean")
    result = _result(ResultTable(("answer",), ((truth,),), None), QueryForm.ASK)

    assert f" {word} " in _text(result_html(result, Pages())) + " "


# Views

X4, FORCE = Term("uri", BS + "X4"), Term("uri", GG + "Force")


def _integer(value: int) -> Term:
    return Term("literal", str(value), XSD + "integer")


def _viewed(result: Result, text: str) -> tuple[str, str, list[str]]:
    """Return the HTML of a view, the choice it settled on, and the fields of the bar."""
    choice, bar = offered(result, Pages(), read_choice(text))
    return result_html(result, Pages(), choice), choice.text(), [f["name"] for f in bar["fields"]]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("", Choice()),
        ("graph", Choice(View.GRAPH)),
        ("chart:x=a,y=b", Choice(View.CHART, {"x": "a", "y": "b"})),
        ("pivot:rows=a,columns=", Choice(View.PIVOT, {"rows": "a", "columns": ""})),
        ("cake:x=a", Choice(View.TABLE, {"x": "a"})),
    ],
)
def test_a_choice_is_read_from_an_address(text: str, choice: Choice) -> None:
    assert read_choice(text) == choice


@pytest.mark.parametrize(
    "choice", [Choice(), Choice(View.GRAPH), Choice(View.CHART, {"x": "a", "y": "b"})]
)
def test_a_choice_comes_back_from_its_address(choice: Choice) -> None:
    assert read_choice(choice.text()) == choice


def test_numbers_stand_on_the_right() -> None:
    table = ResultTable(("a", "n"), ((_literal("x"), _integer(3)),), None)

    shown = result_html(_result(table), Pages())

    assert '<th scope="col" class="gg-result__number">n</th>' in shown
    assert '<td class="gg-result__number">3</td>' in shown


def test_bars_have_labels_with_links_numbers_and_words_for_those_who_do_not_see_them() -> None:
    rows = ((X4, _integer(4)), (_literal("other"), _integer(-2)), (None, None))
    table = ResultTable(("a", "n"), rows, None)

    shown, choice, fields = _viewed(_result(table), "chart:y=nonsense")

    assert (choice, fields) == ("chart:x=a,y=n", ["x", "y"])
    assert '<a href="/page-of-X4">displacement</a>' in shown
    assert "The most is 4, displacement; the least is -2, other." in shown
    assert "1 row has no number and is not drawn." in shown
    assert "/sparql" in shown


def test_two_columns_of_numbers_are_points_and_one_number_each_makes_a_line() -> None:
    def chart(*pairs: tuple[int, int]) -> str:
        rows = tuple((_integer(x), _integer(y)) for x, y in pairs)
        return _viewed(_result(ResultTable(("x", "y"), rows, None)), "chart:x=x,y=y")[0]

    series, cloud = chart((3, 1), (1, 2), (2, 8)), chart((1, 2), (1, 3))

    assert (series.count("<circle"), series.count("gg-chart__line")) == (3, 2)
    assert (cloud.count("<circle"), cloud.count("gg-chart__line")) == (2, 0)
    assert 'aria-label="3 points of y along x, from 1 to 8."' in series


@pytest.mark.parametrize(
    ("units", "title"),
    [(["unit:WK", "unit:WK"], "n (WK)"), (["unit:WK", "unit:YR"], "n (in different units)")],
)
def test_the_axis_names_the_unit(units: list[str], title: str) -> None:
    terms = [Term("uri", one.replace("unit:", "http://qudt.org/vocab/unit/")) for one in units]
    rows = tuple((_literal("a"), _integer(1), unit) for unit in terms)

    shown, _, _ = _viewed(_result(ResultTable(("a", "n", "u"), rows, None)), "chart:x=a,y=n")

    assert f'colspan="2">{title}</th>' in shown


def test_a_graph_has_a_link_for_each_term_and_the_same_as_a_table() -> None:
    table = ResultTable(("a", "b"), ((X4, FORCE),), None)

    shown, choice, _ = _viewed(_result(table), "graph")

    assert choice == "graph"
    assert re.findall(r'data-node="\d" data-joined="(\d)" aria-label="([^"]+)"', shown) == [
        ("1", "bs:X4: displacement"),
        ("0", "gg:Force: force"),
    ]
    assert shown.count('href="/page-of-X4"') == 2


def test_a_pivot_table_names_what_it_counts() -> None:
    rows = ((X4, _integer(1)), (X4, _integer(2)), (FORCE, _integer(2)))
    table = ResultTable(("a", "n"), rows, None)

    shown, choice, fields = _viewed(_result(table), "pivot:rows=a,columns=,measure=mean")

    assert choice == "pivot:rows=a,columns=,measure=mean,of=n"
    assert fields == ["rows", "columns", "measure", "of"]
    assert "What?: mean of n for each a" in shown
    assert " displacement 1.5 force 2 all 1.67 " in _text(shown) + " "


@pytest.mark.parametrize("view", ["graph", "chart", "pivot"])
def test_what_looks_like_markup_stays_text_in_every_view(view: str) -> None:
    iri = Term("uri", f"https://e/{PAYLOAD}")
    row = (_literal(PAYLOAD), iri, Term("uri", "javascript:alert(1)"), _integer(1))
    result = _result(ResultTable(("a", "b", "c", PAYLOAD), (row,), None))

    shown, choice, _ = _viewed(result, view)

    assert choice.startswith(view)
    assert "<img" not in shown
    assert 'href="javascript' not in shown


@pytest.mark.parametrize(
    ("result", "offers"),
    [
        (_result(ResultTable(("a",), ((_literal("x"),),), None)), ["table"]),
        (_result(ResultTable(("n",), ((_integer(1),),), None)), ["table"]),
        (_result(ResultTable(("a", "b"), ((_literal("x"), X4),), None)), ["table", "pivot"]),
        (
            _result(ResultTable(("a", "b"), ((X4, _integer(1)),), None)),
            ["table", "chart", "pivot"],
        ),
        (
            _result(ResultTable(("s", "p", "o"), ((X4, X4, FORCE),), None), QueryForm.DESCRIBE),
            ["table", "graph", "pivot"],
        ),
        (_result(ResultTable(("a",), (), None)), []),
    ],
)
def test_a_view_is_offered_where_the_answer_fits_it(result: Result, offers: list[str]) -> None:
    _, bar = offered(result, Pages(), Choice())

    views = bar.get("views", [])
    assert [view["name"] for view in views if not view["missing"]] == offers
