"""A quiz run, without a browser: what it shows and what it stores."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from quiz_reader import (
    ANN,
    BOB,
    KEY_FEATURE,
    MULTIPLE,
    NUMERIC,
    SINGLE,
    open_item,
    open_run,
    right,
    start,
    wrong,
)

from app.errors import PageNotFoundError
from app.services import Services
from quizzes.bank import ItemBank
from quizzes.entries import RunMode


def test_a_question_shows_no_key_and_selects_nothing(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, SINGLE)

    reader = open_run(quiz_services)

    assert "Question 1 of 1" in reader.text
    assert reader.html.count('type="radio" name="answer"') == 4
    assert "checked" not in reader.html
    for option in bank.items[SINGLE].item.steps[0].options:
        assert option.rationale.text[:40] not in reader.text
    assert bank.items[SINGLE].item.explanation[:40] not in reader.text


def test_an_answer_is_stored_before_its_feedback_is_shown(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, SINGLE, NUMERIC)
    reader = open_run(quiz_services)

    reader.answer("not-indicated")

    [answer] = quiz_services.records.answers(ANN)
    assert (answer.position, answer.step, answer.item) == (0, 0, SINGLE)
    assert (answer.response, answer.score) == ({"options": ["not-indicated"]}, 1.0)
    assert answer.item_digest == bank.items[SINGLE].item.digest
    assert "Your answer: right" in reader.text
    assert reader.form.view["said"] == "Right. Your answer is stored."


def test_feedback_gives_the_rationale_and_the_citation_of_every_option(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, SINGLE)
    reader = open_run(quiz_services)

    reader.answer("indicated")

    for option in bank.items[SINGLE].item.steps[0].options:
        assert " ".join(option.rationale.text.split()) in reader.text
        for statement in option.rationale.statements:
            assert f'href="/statements/{statement}"' in reader.html
    assert "Your answer: wrong" in reader.text
    assert "Uncited" in reader.text
    assert re.search(r"Reference \d: (confirmed|probable|unresolved)", reader.text)
    assert 'href="/what-if?guideline=' in reader.html
    assert "I2" in reader.text


@pytest.mark.parametrize("event", ["answer", "previous"])
def test_answering_twice_keeps_and_shows_the_first_answer(
    quiz_services: Services, event: str
) -> None:
    start(quiz_services, SINGLE, NUMERIC)
    one, other = open_run(quiz_services), open_run(quiz_services)
    one.answer("not-indicated")

    other.answer("indicated")

    assert len(quiz_services.records.answers(ANN)) == 1
    assert "Your first answer stands" in other.text
    assert "Your answer: right" in other.text
    other.do(event, position=["0"], step=["0"], answer=["indicated"])
    assert len(quiz_services.records.answers(ANN)) == 1
    assert "Your answer: right" in other.text


def test_a_reload_shows_the_question_where_the_run_stands(quiz_services: Services) -> None:
    start(quiz_services, SINGLE, KEY_FEATURE)
    reader = open_run(quiz_services)
    reader.answer("indicated")
    reader.do("next")
    reader.answer("not-indicated")

    again = open_run(quiz_services)

    assert "Question 2 of 2" in again.text
    assert "Step 2 of 3" in again.text
    assert "Which fact decides this case?" in again.text


def test_steps_of_a_key_feature_case_come_one_by_one_and_give_nothing_away(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, KEY_FEATURE)
    reader = open_run(quiz_services)
    assert "Which fact decides this case?" not in reader.text

    reader.answer("contraindicated")

    explanation = bank.items[KEY_FEATURE].item.explanation.split(".")[0]
    assert "Explanation" not in reader.text
    assert explanation not in reader.text
    reader.do("next")
    assert "You: Contraindicated" in reader.text
    assert "Right: Not indicated" in reader.text
    reader.answer("metastasis")
    reader.do("next")
    reader.answer("imaging")
    assert explanation in reader.text
    assert [a.score for a in quiz_services.records.answers(ANN)] == [0.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("given", "outcome_", "score"),
    [("6", "Right", 1.0), ("6,0", "Right", 1.0), ("4", "Wrong", 0.0)],
)
def test_a_number_is_graded_with_its_unit(
    quiz_services: Services, given: str, outcome_: str, score: float
) -> None:
    start(quiz_services, NUMERIC)
    reader = open_run(quiz_services)
    assert "mL" in reader.text

    reader.answer(given)

    assert quiz_services.records.answers(ANN)[0].score == score
    assert f"Question 1 of 1 {outcome_} See the result" in reader.text
    assert "The source 6 mL" in reader.text
    assert ("That is the lower end" in reader.text) is (given == "4")


def test_several_options_may_be_right_and_each_miss_is_named(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, MULTIPLE)
    reader = open_run(quiz_services)
    assert reader.html.count('type="checkbox"') == 5

    reader.answer(*right(bank, MULTIPLE)[:1], wrong(bank, MULTIPLE))

    for mark in ("Chosen: right", "Chosen: wrong", "You missed this one", "Rightly left out"):
        assert mark in reader.text


@pytest.mark.parametrize("answer", [[], ["no-such-option"], ["indicated", "not-indicated"]])
def test_what_is_no_answer_is_refused_and_not_stored(
    quiz_services: Services, answer: list[str]
) -> None:
    start(quiz_services, SINGLE)
    reader = open_run(quiz_services)
    before = reader.html

    reader.answer(*answer)

    assert quiz_services.records.answers(ANN) == ()
    assert list(reader.sent[0]) == ["refused"]
    assert reader.html == before


@pytest.mark.parametrize("place", [{"position": "1"}, {"step": "7"}, {"position": "-1"}])
def test_a_step_that_is_not_due_cannot_be_answered(
    quiz_services: Services, place: dict[str, str]
) -> None:
    start(quiz_services, SINGLE, NUMERIC)
    reader = open_run(quiz_services)

    reader.answer("indicated", **place)

    assert quiz_services.records.answers(ANN) == ()
    assert "Question 1 of 2" in reader.text
    assert "gg-item__feedback" not in reader.html


def test_the_end_gives_score_time_and_a_review_of_the_misses(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, SINGLE, NUMERIC, MULTIPLE)
    reader = open_run(quiz_services)
    for values in (["indicated"], ["6"], right(bank, MULTIPLE)):
        reader.answer(*values)
        assert ("See the result" in reader.text) is (values == right(bank, MULTIPLE))
        reader.do("next")

    assert "of 3 points 2" in reader.text
    assert "67 %" in reader.text
    assert re.search(r"from start to last answer \d+ (s|min)", reader.text)
    review = reader.text.split("Review of the misses")[1].split("All questions")[0]
    assert "Your answer Indicated" in review
    assert "Right answer Not indicated" in review
    assert reader.html.count('class="gg-card gg-review"') == 1
    assert f'href="/items/{SINGLE}"' in reader.html
    [run] = quiz_services.records.runs(ANN)
    assert run.finished == quiz_services.records.answers(ANN)[-1].answered


def test_a_run_is_finished_even_if_the_process_died_after_the_last_answer(
    quiz_services: Services,
) -> None:
    start(quiz_services, SINGLE)
    open_run(quiz_services).answer("indicated")
    answered = quiz_services.records.answers(ANN)[0].answered
    # As if the process had died in between: a second store in which the end was not noted.
    with quiz_services.records._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE quiz_run SET finished = NULL")

    open_run(quiz_services)

    assert quiz_services.records.runs(ANN)[0].finished == answered


@pytest.mark.parametrize(("learner", "started"), [(BOB, True), (ANN, False), ("", True)])
def test_a_run_of_somebody_else_looks_like_one_that_does_not_exist(
    quiz_services: Services, learner: str, started: bool
) -> None:
    if started:
        start(quiz_services, SINGLE)

    with pytest.raises(PageNotFoundError, match="You have no quiz at this address") as caught:
        open_run(quiz_services, learner)

    assert caught.value.suggestions == (("Your quizzes", "/quiz"),)


def test_an_item_withdrawn_since_is_skipped(quiz_services: Services, bank: ItemBank) -> None:
    start(quiz_services, "withdrawn-item", SINGLE)
    reader = open_run(quiz_services)
    assert "Question 2 of 2" in reader.text

    reader.answer("indicated")
    reader.do("next")

    assert "of 1 point 0" in reader.text
    assert "Withdrawn" in reader.text


def test_a_score_under_an_older_key_is_told_apart_from_todays(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, SINGLE)
    reader = open_run(quiz_services)
    reader.answer("not-indicated")
    keyed = bank.items[SINGLE]
    key = keyed.key.steps[0]
    flipped = replace(
        keyed, key=replace(keyed.key, steps=(replace(key, options=frozenset({"indicated"})),))
    )
    changed = replace(bank, items={**bank.items, SINGLE: flipped})
    later = replace(quiz_services, banks={bank.guideline.slug: changed})

    reader = open_run(later)
    reader.do("previous")

    assert "The key has changed since" in reader.text
    assert "scored 100%" in reader.text


def test_an_answer_that_no_longer_fits_its_item_is_kept_and_explained(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, SINGLE, NUMERIC)
    reader = open_run(quiz_services)
    reader.answer("indicated")
    other = replace(bank.items[NUMERIC], item=replace(bank.items[NUMERIC].item, id=SINGLE))
    changed = replace(bank, items={**bank.items, SINGLE: other})
    later = replace(quiz_services, banks={bank.guideline.slug: changed})

    reader = open_run(later)
    reader.do("previous")

    assert "This item has changed since" in reader.text


def test_texts_of_educators_cannot_bring_markup(quiz_services: Services, bank: ItemBank) -> None:
    keyed = bank.items[SINGLE]
    attack = "<img src=x onerror=alert(1)> [x](javascript:alert(1))"
    [step] = keyed.item.steps
    options = tuple(
        replace(o, text=f"{o.id} {attack}", rationale=replace(o.rationale, text=attack))
        for o in step.options
    )
    hostile = replace(
        keyed.item,
        stem=attack,
        explanation=attack,
        steps=(replace(step, lead_in=attack, options=options),),
    )
    changed = replace(bank, items={**bank.items, SINGLE: replace(keyed, item=hostile)})
    later = replace(quiz_services, banks={bank.guideline.slug: changed})
    start(later, SINGLE)
    reader = open_run(later)
    pages = [reader.html]

    reader.answer("indicated")
    pages.append(reader.html)
    reader.do("next")
    pages.append(reader.html)

    for html in pages:
        assert "<img" not in html
        assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("told", "kept"), [([], None), (["3"], 3), (["4"], None), (["1", "2"], None), (["x"], None)]
)
def test_confidence_is_kept_with_the_answer_if_told(
    quiz_services: Services, told: list[str], kept: int | None
) -> None:
    start(quiz_services, SINGLE)
    reader = open_run(quiz_services)

    reader.do("answer", position=["0"], step=["0"], answer=["indicated"], confidence=told)

    assert quiz_services.records.answers(ANN)[0].confidence == kept


def test_a_study_run_tells_its_statements_with_the_feedback_alone(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, NUMERIC, mode=RunMode.STUDY)
    reader = open_run(quiz_services)
    text = bank.guideline.statements["st-39a"].text
    assert "Practises st-39a" in reader.text
    assert text not in reader.text

    reader.answer("4")

    assert "What this practised" in reader.text
    assert text in reader.text
    assert 'href="/statements/st-39a"' in reader.html


def test_misses_are_reviewed_by_statement(quiz_services: Services, bank: ItemBank) -> None:
    start(quiz_services, NUMERIC, SINGLE)
    reader = open_run(quiz_services)
    reader.answer("4")
    reader.do("next")
    reader.answer("not-indicated")
    reader.do("next")

    review = reader.text.split("Review by statement")[1].split("Review of the misses")[0]

    assert bank.guideline.statements["st-39a"].text in review
    assert "missed in question 1" in review
    assert review.count("missed in question") == 1


def test_a_miss_never_looks_like_a_success(quiz_services: Services, bank: ItemBank) -> None:
    start(quiz_services, MULTIPLE, SINGLE)
    for reader in (open_run(quiz_services), open_item(quiz_services, MULTIPLE)):
        reader.answer(wrong(bank, MULTIPLE))

        assert reader.text.count("You missed this one") == len(right(bank, MULTIPLE))
        assert reader.html.count("gg-marked--missed") == len(right(bank, MULTIPLE))
        assert "gg-marked--right" not in reader.html


@pytest.mark.parametrize("opened", ["quiz", "item"])
def test_what_comes_next_is_offered_right_after_the_outcome(
    quiz_services: Services, opened: str
) -> None:
    start(quiz_services, KEY_FEATURE)
    reader = open_run(quiz_services) if opened == "quiz" else open_item(quiz_services, KEY_FEATURE)

    reader.answer("not-indicated")

    after = reader.html.split("data-focus", 1)[1]
    first = re.search(r"<(a|button|input|summary)[^>]*>", after)
    assert first is not None
    assert 'data-event="next"' in first[0]
