"""The guide through a first case, without a browser: its hints, and that it ends for good."""

from __future__ import annotations

import re

import pytest
from quiz_reader import ANN, Reader

from app.pages import case
from app.services import Services
from app.visit import Visit

CARD = "the-card-in-the-wallet"
TITLES = [
    "Ask first",
    "Decide as soon as you know enough",
    "Say why",
    "See why, then meet the twin",
]


def _open(services: Services, learner: str = ANN, **query: str) -> Reader:
    asked = {key: (value,) for key, value in {"guide": "1", **query}.items()}
    visit = Visit(f"/cases/{CARD}", {"vignette": CARD}, asked, learner=learner)
    return Reader(case.page(services, visit).body)


def _hint(reader: Reader) -> str | None:
    found = re.search(r"Guide, (\d of \d)</span> ([^<]+)</p>", reader.html)
    return None if found is None else f"{found[1]} {found[2]}"


def test_each_place_of_a_first_case_has_its_hint(quiz_services: Services) -> None:
    reader = _open(quiz_services)
    hints = [_hint(reader)]
    for event, fields in (
        ("ask:Malignancy", {}),
        ("decide", {"verdict": ["contraindicated"]}),
        ("mark", {"fact": ["0"]}),
    ):
        reader.do(event, **fields)
        hints.append(_hint(reader))

    assert hints == [f"{n} of 4 {title}" for n, title in enumerate(TITLES, start=1)]
    assert reader.form.view["said"].count("Guide: See why") == 1
    [twin] = re.findall(r'data-event="(compare:\w+)"', reader.html)
    [changed, *_] = re.findall(r'name="changed" value="(\w+)"', reader.html)
    reader.do(twin, changed=[changed])
    assert _hint(reader) is None
    assert _hint(_open(quiz_services)) is None


def test_a_case_told_as_a_whole_has_nothing_to_ask(quiz_services: Services) -> None:
    reader = _open(quiz_services, whole="1")

    assert _hint(reader) == "1 of 3 Decide as soon as you know enough"


def test_who_cannot_tell_is_asked_what_is_missing(quiz_services: Services) -> None:
    reader = _open(quiz_services)

    reader.do("decide", verdict=["cannot tell"])

    assert _hint(reader) == "3 of 4 Say what is missing"


def test_a_guide_that_was_hidden_stays_hidden_for_this_learner(quiz_services: Services) -> None:
    reader = _open(quiz_services)

    reader.do("unguided")

    assert _hint(reader) is None
    assert "Ask for what you need" in reader.text
    reader.do("decide", verdict=["indicated"])
    assert _hint(reader) is None
    assert _hint(_open(quiz_services)) is None
    assert _hint(_open(quiz_services, learner="b" * 32)) is not None


@pytest.mark.parametrize("guide", ["", "0", "yes"])
def test_nobody_is_guided_who_did_not_come_for_it(quiz_services: Services, guide: str) -> None:
    assert _hint(_open(quiz_services, guide=guide)) is None


def test_that_a_learner_was_guided_is_exported_and_deleted(quiz_services: Services) -> None:
    _open(quiz_services).do("unguided")

    [exported] = quiz_services.records.export_learner(ANN)["guided"]
    quiz_services.records.delete_learner(ANN)

    assert exported["learner"] == ANN
    assert not quiz_services.records.guidance.is_over(ANN)
