"""An answer in one go is the answer that is counted row by row, or there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store
from sandbox_data import SETTINGS

from kg.query_answer import GRAPH_FORMATS, SOLUTION_FORMATS
from kg.sandbox_answer import Request, answer
from kg.whole_answers import whole_answer

STORE = Store()
# More than these, the shortest there are in each format, cannot be told from their length.
SHORTEST = {"application/sparql-results+json": 3, "application/sparql-results+xml": 17}
_values = st.lists(
    st.sampled_from(["1", '"a\\tb\\n"', '"ä"@de', "<http://e/a>", '"1.0"^^<http://e/t>', "UNDEF"])
)


@given(values=_values, media_type=st.sampled_from(SOLUTION_FORMATS), rows=st.integers(0, 30))
def test_rows_are_those_of_the_counted_answer(
    values: list[str], media_type: str, rows: int
) -> None:
    text = f"SELECT ?a ?b {{ VALUES ?a {{ {' '.join(values)} }} }}"
    settings = replace(SETTINGS, rows=rows, result_bytes=100_000)

    found = whole_answer(STORE, settings, text, media_type)

    header, body = answer(STORE, settings, Request(text, media_type))
    if found is not None:
        assert (found, header["truncated"]) == (body, None)
    else:
        assert len(values) > rows or len(body) > rows * SHORTEST.get(media_type, 1)


@given(count=st.integers(0, 12), media_type=st.sampled_from(GRAPH_FORMATS))
def test_triples_are_those_of_the_counted_answer(count: int, media_type: str) -> None:
    values = " ".join(f"<http://e/{number}>" for number in range(count))
    text = f"CONSTRUCT {{ ?a <http://e/p> ?a }} {{ VALUES ?a {{ {values} }} }}"
    settings = replace(SETTINGS, rows=10, result_bytes=100_000)

    found = whole_answer(STORE, settings, text, media_type)

    _, body = answer(STORE, settings, Request(text, media_type))
    assert found == (body if count <= 10 else None)


@pytest.mark.parametrize("truth", ["", "FILTER(false)"])
@pytest.mark.parametrize("media_type", SOLUTION_FORMATS)
def test_yes_and_no_are_those_of_the_counted_answer(truth: str, media_type: str) -> None:
    text = f"ASK {{ {truth} }}"
    settings = replace(SETTINGS, rows=1_000, result_bytes=1_000)

    _, body = answer(STORE, settings, Request(text, media_type))

    assert whole_answer(STORE, settings, text, media_type) == body
