import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.negotiation import choose, names_json

OFFERS = ("text/turtle", "application/ld+json", "text/html")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML ; Q=0.3", "text/html"),
        ("text/html, */*;q=0.8", "text/html"),
        ("text/turtle;q=0.5, application/ld+json;q=0.7", "application/ld+json"),
        ("text/*;q=0.5, text/html;q=0.4, application/*;q=0.1", "text/turtle"),
        ("*/*, text/turtle;q=0", "application/ld+json"),
        ("application/ld+json;profile=x;q=0.9, text/turtle;q=0.8", "application/ld+json"),
        ("text/turtle;q=many, text/html;q=0.1", "text/html"),
        ("nonsense, text/html", "text/html"),
        ("image/png", None),
        ("text/turtle;q=0", None),
    ],
)
def test_the_best_liked_offer_is_chosen(accept, chosen):
    assert choose(accept, OFFERS) == chosen


@given(st.text(alphabet="abt/*;=q.,0159 "))
def test_no_header_breaks_the_choice(accept):
    assert choose(accept, OFFERS) in {*OFFERS, None}


@pytest.mark.parametrize(
    ("accept", "named"),
    [
        ("application/json", True),
        ("text/html, application/sparql-results+json;q=0.1", True),
        ("*/*", False),
        ("application/json;q=0", False),
        (None, False),
    ],
)
def test_json_is_named_only_where_it_is_written(accept, named):
    assert names_json(accept) is named
