"""Starting a quiz and the lists of quizzes, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from quiz_reader import ANN, AT, NUMERIC, RUN, SINGLE, Reader, open_run, open_start, start

from app.pages import quiz
from app.services import Services
from app.topics import run_label, topic_label, topics_of
from app.visit import Visit
from quizzes.bank import ItemBank
from quizzes.entries import QuizRun, RunMode
from quizzes.model import Kind


def test_starting_a_quiz_stores_a_run_on_the_topic_and_goes_there(
    quiz_services: Services, bank: ItemBank
) -> None:
    reader = open_start(quiz_services)

    reader.do("start", topic=["section:section-contraindications"], length=["5"])

    [run] = quiz_services.records.runs(ANN)
    assert reader.sent == [{"go": f"/quiz/{run.id}"}]
    assert len(run.items) == len(set(run.items)) == 5
    assert all("section-contraindications" in bank.items[i].sections for i in run.items)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"topic": ["kind:unheard-of"], "length": ["5"]},
        {"topic": ["everything"]},
        {"topic": ["everything"], "length": ["-1"]},
        {"topic": ["missed"], "length": ["5"]},
        {"topic": ["everything"], "length": ["5"], "mode": ["study"]},
        {"topic": ["everything"], "length": ["5"], "mode": ["exam"], "pace": ["1"]},
    ],
)
def test_a_form_that_asks_for_nothing_known_starts_nothing(
    quiz_services: Services, fields: dict[str, list[str]]
) -> None:
    reader = open_start(quiz_services)

    reader.do("start", **fields)

    assert quiz_services.records.runs(ANN) == ()
    assert reader.sent == [{"refused": "Choose a topic and a length from the lists."}]


def test_all_means_every_item_of_the_topic(quiz_services: Services, bank: ItemBank) -> None:
    open_start(quiz_services).do("start", topic=["kind:numeric"], length=["all"])

    [run] = quiz_services.records.runs(ANN)
    numeric = {id_ for id_, keyed in bank.items.items() if keyed.item.kind is Kind.NUMERIC}
    assert set(run.items) == numeric


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        (
            {"section": "section-contraindications", "length": "20"},
            "section:section-contraindications",
        ),
        ({"criterion": "I4", "length": "20"}, "criterion:I4"),
        ({"kind": "key-feature", "length": "20"}, "kind:key-feature"),
        ({"mode": "exam", "length": "20"}, "everything"),
    ],
)
def test_an_address_fills_the_form_in(
    quiz_services: Services, query: dict[str, str], chosen: str
) -> None:
    html = open_start(quiz_services, **query).html

    assert re.findall(r'value="([^"]+)" selected', html) == [chosen, "90"]
    assert re.findall(r'value="([^"]+)" checked', html) == ["20", query.get("mode", "tutor")]


def test_an_address_with_an_unknown_topic_says_so(quiz_services: Services) -> None:
    reader = open_start(quiz_services, section="<b>nowhere", length="many")

    assert "No item fits “section:<b>nowhere”" in reader.text
    assert "<b>" not in reader.html
    assert re.findall(r'value="([^"]+)" selected', reader.html) == ["everything", "90"]


def test_the_first_visit_says_that_nothing_was_done_yet(quiz_services: Services) -> None:
    page = quiz.page(quiz_services, Visit("/quiz", learner=ANN))

    assert "No quiz finished yet" in Reader(page.body).text
    assert "Go on where you were" not in page.intro


def test_practising_the_misses_starts_a_run_of_just_them(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, SINGLE, NUMERIC)
    reader = open_run(quiz_services)
    reader.answer("indicated")
    reader.do("next")
    reader.answer("6")
    reader.do("next")

    reader.do("practise")

    latest = quiz_services.records.runs(ANN)[0]
    assert latest.items == (SINGLE,)
    assert reader.sent == [{"go": f"/quiz/{latest.id}"}]
    topics = topics_of(bank, frozenset({SINGLE}))
    assert [(t.value, t.count) for t in topics[1:2]] == [("missed", 1)]


def test_practising_before_anything_was_missed_starts_nothing(quiz_services: Services) -> None:
    start(quiz_services, SINGLE)
    reader = open_run(quiz_services)

    reader.do("practise")

    assert len(quiz_services.records.runs(ANN)) == 1
    assert list(reader.sent[0]) == ["refused"]


def test_unfinished_and_past_runs_are_listed(quiz_services: Services) -> None:
    start(quiz_services, SINGLE, NUMERIC)
    open_run(quiz_services).answer("indicated")
    page = quiz.page(quiz_services, Visit("/quiz", learner=ANN))
    assert f'href="/quiz/{RUN}">Quiz: 2 questions' in page.intro
    assert "1 of 2 answered" in page.intro

    reader = open_run(quiz_services)
    reader.answer("6")

    page = quiz.page(quiz_services, Visit("/quiz", learner=ANN))
    assert "Go on where you were" not in page.intro
    assert "1 of 2 points" in Reader(page.body).text


@pytest.mark.parametrize(("mode", "pace"), [("tutor", "60"), ("exam", "none")])
def test_a_tutor_and_an_exam_without_a_limit_have_no_clock(
    quiz_services: Services, mode: str, pace: str
) -> None:
    reader = open_start(quiz_services)

    reader.do("start", topic=["everything"], length=["5"], mode=[mode], pace=[pace])

    assert quiz_services.records.runs(ANN)[0].time_limit is None


def test_a_run_is_named_after_what_it_is_about(bank: ItemBank) -> None:
    run = QuizRun(RUN, ANN, bank.guideline.slug, (SINGLE,), "seed", AT)

    names = [
        run_label(replace(run, **changes), bank.guideline)
        for changes in (
            {},
            {"topic": "section:gone"},
            {"topic": "criterion:X2"},
            {"mode": RunMode.STUDY},
        )
    ]

    assert names == ["1 question", "1 question", "X2: Uncorrectable coagulopathy", "What was due"]
    assert topic_label("kind:unheard-of", bank.guideline) == ""
