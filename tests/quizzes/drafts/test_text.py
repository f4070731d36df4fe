import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.yaml_text import read_yaml_text
from quizzes.bank import content_folder
from quizzes.drafts.model import DraftStage
from quizzes.drafts.text import blank_item, draft_text, unwrapped
from quizzes.model import Kind

texts = st.text(st.characters(blacklist_categories=("Cs",)))
numbers = st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=3).map(
    lambda number: number if number % 1 else int(number)
)
plain = st.recursive(
    texts | st.booleans() | numbers,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(string.ascii_lowercase, min_size=1), inner)
    ),
    max_leaves=12,
)


def read(text):
    return read_yaml_text(text.encode()).data


@given(st.dictionaries(st.text(string.ascii_lowercase, min_size=1), plain))
def test_whatever_is_written_is_read_back_the_same(data):
    assert read(draft_text(data, DraftStage.DRAFT)) == {**data, "status": "draft"}


@pytest.mark.parametrize(
    "path", sorted(content_folder().rglob("*.yaml"))[::9], ids=lambda p: p.stem
)
def test_shipped_content_comes_back_as_it_is(path):
    data = read(path.read_text("utf-8"))

    assert read(draft_text(data, DraftStage.PUBLISHED)) == {**data, "status": "active"}


def test_a_text_is_written_as_people_write_it():
    data = {
        "explanation": "One line.\nAnother.\n",
        "options": [{"claim": {"verdict": "indicated"}, "text": "Yes", "id": "a"}],
        "values": {"Age": {"unit": "a", "exactly": Decimal("81")}},
        "id": "x",
        "kind": "numeric",
    }

    assert draft_text(data, DraftStage.IN_REVIEW) == (
        "id: x\nkind: numeric\nstatus: draft\nvalues:\n  Age: {exactly: 81, unit: a}\n"
        "options:\n  - id: a\n    text: 'Yes'\n    claim: {verdict: indicated}\n"
        "explanation: |\n  One line.\n  Another.\n"
    )


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        (DraftStage.DRAFT, "draft"),
        (DraftStage.IN_REVIEW, "draft"),
        (DraftStage.PUBLISHED, "active"),
        (DraftStage.RETIRED, "retired"),
    ],
)
def test_the_status_follows_the_stage(stage, status):
    assert read(draft_text({"status": "anything"}, stage)) == {"status": status}


@pytest.mark.parametrize("kind", Kind)
def test_a_new_item_has_a_place_for_every_option(kind):
    data = blank_item("new", "colds", kind)

    options = [o for step in data.get("steps", [data]) for o in step.get("options", [])]
    assert data["kind"] == kind.value
    assert len(options) == {
        Kind.NUMERIC: 0,
        Kind.TRUE_FALSE_CANNOT_TELL: 3,
        Kind.KEY_FEATURE: 6,
    }.get(kind, 4)


@pytest.mark.parametrize(
    ("wrapped", "shown"),
    [
        ("One\ntwo.\n\nThree\nfour.\n", "One two.\n\nThree four."),
        ("- a\n- b\n", "- a\n- b"),
        ("A:\n1. b\n2. c", "A:\n1. b\n2. c"),
        ("| a |\n| - |", "| a |\n| - |"),
        ("hard  \nbreak", "hard  \nbreak"),
        ("one line", "one line"),
    ],
)
def test_a_form_shows_paragraphs_in_one_piece(wrapped, shown):
    assert unwrapped({"a": [wrapped], "n": 1}) == {"a": [shown], "n": 1}
