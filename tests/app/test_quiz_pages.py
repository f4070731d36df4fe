"""The pages of the quiz, without a browser: what they show and what they store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from app.components.answer_form import AnswerForm, answer_form
from app.errors import PageNotFoundError
from app.item_view import ShownItem, inline, outcome, title_of
from app.pages import item, quiz, quiz_run
from app.run_view import in_words
from app.services import Services
from app.topics import run_label, topic_label, topics_of
from app.visit import Visit
from kg.library import Library
from quizzes.bank import ItemBank, content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.model import ChoiceKey, Kind
from quizzes.records import QuizRun, Records, RunMode

ANN, BOB = "a" * 32, "b" * 32
RUN = "1" * 32
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

SINGLE = "friday-the-report-arrives"
MULTIPLE = "cavity-before-the-cement"
NUMERIC = "cement-volume-upper-end"
KEY_FEATURE = "piano-tuner-decide-and-justify"


@dataclass
class Clock:
    """Each look is ten seconds later."""

    now: datetime = AT

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=10)
        return self.now


@dataclass
class Reader:
    """Reads what a page shows and does what a learner does."""

    form: AnswerForm
    sent: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.form._send_msg = self.sent.append  # type: ignore[method-assign]

    @property
    def html(self) -> str:
        return str(self.form.view["html"])

    @property
    def text(self) -> str:
        spaced = Markup(re.sub(r"<[^>]+>", " ", self.html))  # noqa: S704 - only read
        return " ".join(spaced.unescape().split())

    def do(self, event: str, **fields: list[str]) -> None:
        [on_message] = self.form._msg__callbacks
        on_message(SimpleNamespace(data={"event": event, "fields": fields}))

    def answer(self, *values: str, **hidden: str) -> None:
        place = dict(re.findall(r'type="hidden" name="(\w+)" value="(\d+)"', self.html)) | hidden
        self.do("answer", answer=list(values), **{name: [value] for name, value in place.items()})


@pytest.fixture(scope="session")
def bank(library: Library) -> ItemBank:
    guideline = next(iter(library.guidelines.values()))
    return load_bank(
        content_folder(), Knowledge(guideline, library.reasoner(guideline.slug).assess)
    )


@pytest.fixture
def quiz_services(library: Library, bank: ItemBank, tmp_path: Any) -> Iterator[Services]:
    ids = (f"{number:032x}" for number in count(1000))
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        records.add_learner(ANN, AT)
        yield Services(
            library,
            {bank.guideline.slug: bank},
            records,
            sandbox=None,
            clock=Clock(),
            new_id=lambda: next(ids),
        )


def start(services: Services, *items: str, learner: str = ANN, **changes: Any) -> None:
    run = QuizRun(RUN, learner, next(iter(services.banks)), items, "seed", AT)
    services.records.start_run(replace(run, **changes))


def open_run(services: Services, learner: str = ANN) -> Reader:
    visit = Visit(f"/quiz/{RUN}", {"run": RUN}, learner=learner)
    return Reader(quiz_run.page(services, visit).body)


def open_start(services: Services, **query: str) -> Reader:
    asked = {key: (value,) for key, value in query.items()}
    return Reader(quiz.page(services, Visit("/quiz", query=asked, learner=ANN)).body)


def open_item(services: Services, item_id: str) -> Reader:
    visit = Visit(f"/items/{item_id}", {"item": item_id}, learner=ANN)
    return Reader(item.page(services, visit).body)


def right(bank: ItemBank, item_id: str, step: int = 0) -> list[str]:
    key = bank.items[item_id].key.steps[step]
    return sorted(key.options) if isinstance(key, ChoiceKey) else [str(key.amount)]


def wrong(bank: ItemBank, item_id: str, step: int = 0) -> str:
    options = bank.items[item_id].item.steps[step].options
    return next(o.id for o in options if o.id not in right(bank, item_id, step))


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
    assert "Which fact decides?" in again.text


def test_steps_of_a_key_feature_case_come_one_by_one_and_give_nothing_away(
    quiz_services: Services, bank: ItemBank
) -> None:
    start(quiz_services, KEY_FEATURE)
    reader = open_run(quiz_services)
    assert "Which fact decides?" not in reader.text

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
    assert "The key Not indicated" in review
    assert reader.html.count('class="gg-card gg-review"') == 1
    assert f'href="/items/{SINGLE}"' in reader.html
    [run] = quiz_services.records.runs(ANN)
    assert run.finished == quiz_services.records.answers(ANN)[-1].answered


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


def test_an_item_by_itself_is_graded_but_not_recorded(quiz_services: Services) -> None:
    reader = open_item(quiz_services, KEY_FEATURE)
    for step, values in enumerate((["not-indicated"], ["metastasis"], ["imaging"])):
        assert f"Step {step + 1} of 3" in reader.text
        reader.answer(*values)
        assert "Your answer: right" in reader.text
        if step < 2:
            reader.do("next")

    assert "Explanation" in reader.text
    assert 'href="/quiz?section=' in reader.html
    assert quiz_services.records.answers(ANN) == ()
    assert quiz_services.records.runs(ANN) == ()
    reader.do("again")
    assert "Step 1 of 3" in reader.text


def test_a_resent_step_of_an_item_by_itself_changes_nothing(quiz_services: Services) -> None:
    reader = open_item(quiz_services, KEY_FEATURE)
    reader.answer("not-indicated")

    reader.answer("contraindicated", step="0")

    assert "Step 2 of 3" in reader.text
    assert "You: Not indicated" in reader.text


def test_an_unknown_item_is_answered_with_those_that_sound_alike(quiz_services: Services) -> None:
    with pytest.raises(PageNotFoundError) as caught:
        open_item(quiz_services, "piano-tuner-decide-and-justfy")

    assert (KEY_FEATURE, f"/items/{KEY_FEATURE}") in caught.value.suggestions


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


def test_an_item_in_the_order_of_its_seed_keeps_its_order(bank: ItemBank) -> None:
    orders = {
        tuple(
            choice.id
            for choice in ShownItem(bank.items[SINGLE], bank.guideline, seed).question(0).choices
        )
        for seed in ("a", "a", "b", "c", "d")
    }

    assert 1 < len(orders) <= 4


def test_a_failing_event_is_reported_and_the_form_goes_on() -> None:
    def fail(form: AnswerForm, name: str, fields: object) -> None:
        raise RuntimeError("secret detail")

    reader = Reader(answer_form(Markup("<p>One</p>"), fail, "It did not work."))

    reader.do("answer")

    assert reader.sent == [{"refused": "It did not work."}]
    assert reader.html == "<p>One</p>"


def test_a_form_refuses_plain_strings() -> None:
    with pytest.raises(TypeError, match="takes Markup"):
        answer_form("<p>One</p>", lambda *_: None, "")


@pytest.mark.parametrize(
    "data",
    [None, "answer", {"event": 1, "fields": {}}, {"event": "x"}, {"event": "x", "fields": []}],
)
def test_a_message_of_another_form_is_left_alone(data: object) -> None:
    called: list[object] = []
    form = answer_form(Markup(), lambda *given: called.append(given), "")

    form._msg__callbacks[0](SimpleNamespace(data=data))

    assert called == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (252, "4 min 12 s"),
        (7500, "2 h 5 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_a_span_of_time_is_put_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("score", "words"), [(1.0, "Right"), (0.0, "Wrong"), (0.5, "Partly right (50%)")]
)
def test_a_score_is_put_in_words(score: float, words: str) -> None:
    assert outcome(score) == words


@pytest.mark.parametrize(
    ("text", "html"),
    [("*One* day", "<em>One</em> day"), ("- one", "<ul>\n<li>one</li>\n</ul>\n"), ("", "")],
)
def test_one_paragraph_goes_where_no_block_may_stand(text: str, html: str) -> None:
    assert inline(text) == html


def start_exam(services: Services, *items: str, seconds: int | None = 3600) -> Reader:
    start(services, *items, mode=RunMode.EXAM, time_limit=seconds)
    return open_run(services)


def wait(services: Services, seconds: int) -> None:
    services.clock.now += timedelta(seconds=seconds)  # type: ignore[attr-defined]


def test_an_exam_is_started_with_its_time_limit_and_remembers_its_topic(
    quiz_services: Services, bank: ItemBank
) -> None:
    reader = open_start(quiz_services)

    reader.do("start", topic=["kind:numeric"], length=["5"], mode=["exam"], pace=["120"])

    [run] = quiz_services.records.runs(ANN)
    assert (run.mode, run.time_limit, run.topic) == (RunMode.EXAM, 600, "kind:numeric")
    page = quiz_run.page(quiz_services, Visit(f"/quiz/{run.id}", {"run": run.id}, learner=ANN))
    assert (page.title, page.eyebrow) == ("Exam", "Numeric")
    assert "Exam: Numeric" in quiz.page(quiz_services, Visit("/quiz", learner=ANN)).intro


@pytest.mark.parametrize(("mode", "pace"), [("tutor", "60"), ("exam", "none")])
def test_a_tutor_and_an_exam_without_a_limit_have_no_clock(
    quiz_services: Services, mode: str, pace: str
) -> None:
    reader = open_start(quiz_services)

    reader.do("start", topic=["everything"], length=["5"], mode=[mode], pace=[pace])

    assert quiz_services.records.runs(ANN)[0].time_limit is None


def test_an_exam_tells_nothing_before_its_end(quiz_services: Services, bank: ItemBank) -> None:
    reader = start_exam(quiz_services, KEY_FEATURE, SINGLE)
    assert "gg-countdown" in reader.html

    reader.answer("contraindicated")

    assert "Step 2 of 3" in reader.text
    assert "You: Contraindicated" in reader.text
    for word in ("Right", "Wrong", "Not indicated", "Show the last feedback again"):
        assert word not in reader.text
    assert reader.form.view["said"] == "Your answer is stored."
    for event in ("previous", "practise", "next", "time-up"):
        reader.do(event)
        assert "Step 2 of 3" in reader.text
        assert "gg-item__feedback" not in reader.html
    [answer] = quiz_services.records.answers(ANN)
    assert answer.score == 0.0


def test_an_exam_ends_with_its_last_answer_and_is_reviewed_then(quiz_services: Services) -> None:
    reader = start_exam(quiz_services, SINGLE, NUMERIC)
    reader.answer("indicated")
    assert "Question 2 of 2" in reader.text

    reader.answer("6")

    assert "of 2 points 1" in reader.text
    assert "Review by statement" in reader.text
    assert "Review of the misses" in reader.text
    run = quiz_services.records.runs(ANN)[0]
    assert run.finished == quiz_services.records.answers(ANN)[-1].answered


def test_an_answer_in_an_exam_stays(quiz_services: Services) -> None:
    reader = start_exam(quiz_services, SINGLE, NUMERIC)
    other = open_run(quiz_services)
    reader.answer("indicated")

    other.answer("not-indicated")

    assert [a.response for a in quiz_services.records.answers(ANN)] == [{"options": ["indicated"]}]
    assert "Your first answer stands" in other.text
    assert "Question 2 of 2" in other.text
    assert "gg-item__feedback" not in other.html


def test_an_exam_whose_tab_was_closed_is_handed_in_when_its_time_is_over(
    quiz_services: Services,
) -> None:
    start_exam(quiz_services, SINGLE, NUMERIC, seconds=600).answer("not-indicated")
    wait(quiz_services, 700)

    reader = open_run(quiz_services)

    assert "Time was up" in reader.text
    assert "Not answered: 1 of 2 questions" in reader.text
    assert "of 2 points 1" in reader.text
    assert "Your answer none" in reader.text
    assert quiz_services.records.runs(ANN)[0].finished == AT + timedelta(seconds=600)


def test_the_list_of_quizzes_hands_in_what_nobody_came_back_to(quiz_services: Services) -> None:
    start_exam(quiz_services, SINGLE, NUMERIC, seconds=600)
    wait(quiz_services, 700)

    page = quiz.page(quiz_services, Visit("/quiz", learner=ANN))

    assert "Go on where you were" not in page.intro
    assert "0 of 2 points" in Reader(page.body).text
    assert quiz_services.records.runs(ANN)[0].finished == AT + timedelta(seconds=600)


@pytest.mark.parametrize("pause", [1000, 580])
def test_an_answer_after_the_time_is_not_stored(quiz_services: Services, pause: int) -> None:
    # With the shorter pause the time ends between opening the event and storing the answer.
    reader = start_exam(quiz_services, SINGLE, NUMERIC, seconds=600)
    wait(quiz_services, pause - int((quiz_services.clock.now - AT).total_seconds()))  # type: ignore[attr-defined]

    reader.answer("not-indicated")

    assert quiz_services.records.answers(ANN) == ()
    assert "This answer came after the end" in reader.text
    assert "of 2 points 0" in reader.text


def test_handing_in_is_asked_twice_and_ends_an_exam(quiz_services: Services) -> None:
    reader = start_exam(quiz_services, SINGLE, NUMERIC)
    reader.answer("not-indicated")

    reader.do("hand-in")
    assert "1 of 2 questions is not answered" in reader.text
    reader.do("next")
    assert "Question 2 of 2" in reader.text
    reader.do("hand-in-now")

    assert "Handed in before the end" in reader.text
    assert "of 2 points 1" in reader.text
    reader.do("answer", position=["1"], step=["0"], answer=["6"])
    assert len(quiz_services.records.answers(ANN)) == 1


def test_a_quiz_with_feedback_cannot_be_handed_in(quiz_services: Services) -> None:
    start(quiz_services, SINGLE)
    reader = open_run(quiz_services)

    reader.do("hand-in-now")

    assert quiz_services.records.runs(ANN)[0].finished is None
    assert "Question 1 of 1" in reader.text


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


@pytest.mark.parametrize("page", ["quiz", "item"])
def test_what_comes_next_is_offered_right_after_the_outcome(
    quiz_services: Services, page: str
) -> None:
    start(quiz_services, KEY_FEATURE)
    reader = open_run(quiz_services) if page == "quiz" else open_item(quiz_services, KEY_FEATURE)

    reader.answer("not-indicated")

    after = reader.html.split("data-focus", 1)[1]
    first = re.search(r"<(a|button|input|summary)[^>]*>", after)
    assert first is not None
    assert 'data-event="next"' in first[0]


@pytest.mark.parametrize(
    ("item_id", "title"),
    [
        ("called-rare", "Complications"),
        # The key is a section that an option names.
        ("where-malignancy-stands", "Patient Selection Criteria"),
        ("what-rests-on-the-cadaver-study", "Indications for Bilateral Sacroplasty"),
        ("card-decision", "The card in the wallet"),
        ("allergy-to-pmma", "A patient in brief"),
    ],
)
def test_the_title_of_an_item_does_not_give_its_key_away(
    bank: ItemBank, item_id: str, title: str
) -> None:
    assert title_of(bank.items[item_id], bank.guideline) == title


def test_no_title_of_an_item_stands_in_one_of_its_options(bank: ItemBank) -> None:
    telling = [
        id_
        for id_, keyed in bank.items.items()
        for step in keyed.item.steps
        for option in getattr(step, "options", ())
        if keyed.case is None and title_of(keyed, bank.guideline).lower() in option.text.lower()
    ]

    assert telling == []


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
