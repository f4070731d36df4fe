from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Store

from kg.dataset import GraphDataset, build_dataset
from kg.errors import MalformedQueryError, SourceError, UnknownNameError
from kg.library import Library
from kg.parameter_choices import Choice, choices_of
from kg.stored_parameters import Parameter, ValueKind, read_parameters
from kg.stored_queries import (
    StoredQuery,
    asked_with,
    filled,
    load_stored_queries,
    stored_query,
)

ASKED = [query for query in load_stored_queries("competency") if query.parameters]
PARAMETERS = [(query, parameter) for query in ASKED for parameter in query.parameters]
TEXT = "PREFIX bs: <https://w3id.org/guidegraph/bilateral-sacroplasty/>\n" + (
    "SELECT * { VALUES ?term { bs:X4 } VALUES ?number { 5 } VALUES ?word { 'cement' } }"
)
TERM = Parameter("term", "Criterion", ValueKind.TERM, "bs:X4")
NUMBER = Parameter("number", "Reference", ValueKind.INTEGER, "5")
WORD = Parameter("word", "Word", ValueKind.TEXT, "cement")
QUERY = StoredQuery("what", "What?", "", (), TEXT, (TERM, NUMBER, WORD))
UNFIT = {
    "term": ["X4", "", "5", "other:X4", "<a b>", '"x" } UNION { ?s ?p ?o'],
    "number": ["five", "", "5.0", "5 6", "5 } #", "٥x"],
}


@pytest.fixture(scope="module")
def dataset(library: Library) -> Iterator[GraphDataset]:
    return build_dataset(library)


def test_a_query_is_asked_with_values_and_says_with_which() -> None:
    values = {"term": "bs:I1", "number": "7", "word": 'a "b" } { 5'}

    text = filled(QUERY, values)

    assert asked_with(QUERY, text) == values
    assert asked_with(QUERY, TEXT) == {"term": "bs:X4", "number": "5", "word": "cement"}


@pytest.mark.parametrize("text", ["ASK {}", TEXT + " # edited", TEXT.replace("5", "five")])
def test_a_text_that_was_edited_is_another_query(text: str) -> None:
    assert asked_with(QUERY, text) is None


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in UNFIT.items() for value in values]
)
def test_a_value_of_another_kind_is_refused_by_the_name_of_its_field(name: str, value: str) -> None:
    label = {"term": "Criterion", "number": "Reference"}[name]

    with pytest.raises(MalformedQueryError, match=f"{label}: |is no IRI"):
        filled(QUERY, {name: value})


def test_a_text_is_a_text_whatever_it_looks_like() -> None:
    for value in ("5", "true", "bs:X4", "<urn:a>"):
        text = filled(QUERY, {"word": value})

        (row,) = Store().query(text)
        assert row["word"] == Literal(value)


@settings(deadline=None, max_examples=80)
@given(value=st.text())
def test_no_value_changes_what_the_query_asks(value: str) -> None:
    for parameter in QUERY.parameters:
        try:
            text = filled(QUERY, {parameter.name: value})
        except MalformedQueryError:
            continue

        if "\x00" not in value:
            found = Store().query(text)
            assert {variable.value for variable in found.variables} == {"term", "number", "word"}
            assert len(list(found)) == 1


def test_any_other_variable_may_be_given_a_value_too() -> None:
    query = stored_query("competency", "rests-on-reference")

    text = filled(query, {"statement": "bs:st-30a", "number": "1"})

    assert "VALUES (?statement)" in text
    assert "VALUES ?number { 1 }" in text
    with pytest.raises(UnknownNameError, match="Did you mean number"):
        filled(query, {"nummber": "1"})


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ([], "one entry for each variable"),
        ({"number": "5"}, "'number' needs a label and a kind"),
        ({"number": {"kind": "integer"}}, "needs a label"),
        ({"number": {"label": "N", "kind": "integer", "default": 5}}, "needs a label"),
        ({"number": {"label": "N", "kind": "float"}}, "one of term, integer, text"),
        ({"other": {"label": "N", "kind": "integer"}}, r"write VALUES \?other \{"),
        ({"word": {"label": "N", "kind": "integer"}}, "its default is not of its kind"),
    ],
)
def test_a_wrong_declaration_is_told_with_its_file(declared: object, message: str) -> None:
    with pytest.raises(SourceError, match=f"what.rq: .*{message}"):
        read_parameters(declared, TEXT, "what.rq")


# Those that we ship


def test_a_good_part_of_the_questions_can_be_asked_with_other_values() -> None:
    assert len(ASKED) >= 8
    assert {parameter.kind for _, parameter in PARAMETERS} == set(ValueKind)


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_a_stored_question_stands_there_with_its_defaults(query: StoredQuery) -> None:
    defaults = {parameter.name: parameter.default for parameter in query.parameters}

    assert asked_with(query, query.text) == defaults
    assert filled(query, defaults) == query.text


@pytest.mark.parametrize(
    ("query", "parameter"), PARAMETERS, ids=lambda one: getattr(one, "name", None)
)
def test_every_choice_is_fit_and_the_default_is_one(
    query: StoredQuery, parameter: Parameter, dataset: GraphDataset, library: Library
) -> None:
    choices = choices_of(parameter, dataset)

    values = [choice.value for choice in choices]
    assert len(set(values)) == len(values)
    assert not choices or parameter.default in values
    for value in values:
        text = filled(query, {parameter.name: value})
        assert asked_with(query, text) == {parameter.name: value}
        assert list(library.store.query(text)), f"{value} leads to an empty answer"


def test_choices_are_called_by_their_labels_and_numbers_stand_by_size(
    dataset: GraphDataset,
) -> None:
    (number,) = stored_query("competency", "rests-on-reference").parameters
    (kind,) = stored_query("competency", "statements-of-a-kind").parameters
    (word,) = stored_query("competency", "statements-with-a-word").parameters

    assert choices_of(number, dataset) == tuple(Choice(n, f"reference {n}") for n in "12345")
    assert choices_of(kind, dataset)[:2] == (
        Choice("gg:ComparativeClaim", "comparative claim"),
        Choice("gg:Complication", "complication"),
    )
    assert choices_of(word, dataset) == ()


def test_a_pattern_that_finds_no_label_is_told(dataset: GraphDataset) -> None:
    unnamed = Parameter("x", "X", ValueKind.TERM, "bs:X4", "?x a gg:Reference")

    with pytest.raises(SourceError, match="'x' bind no \\?label"):
        choices_of(unnamed, dataset)
