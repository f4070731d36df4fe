from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Role
from quizzes.attribution import evidence, reviews
from quizzes.bank import ItemBank, KeyedItem
from quizzes.entries import Answer
from quizzes.grading import grade_step
from quizzes.keys import step_statements
from quizzes.model import ChoiceKey, ContentStatus
from quizzes.responses import ChoiceResponse, NumericResponse, responses_to_json
from quizzes.scheduling import Memory, replay, retrievability
from quizzes.study import (
    Draw,
    DueNow,
    Session,
    due_now,
    forecast,
    new_statements,
    plan_session,
)
from quizzes.study_days import StudyClock

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
CLOCK = StudyClock(ZoneInfo("Europe/Vienna"))
ANN = "0123456789abcdef" * 2


def memory(target, due=0, stability=5.0, last=-5, introduced=-30):
    days = (DAY + timedelta(days=n) for n in (introduced, last, due))
    return Memory(target, stability, 5.0, *days, 3, 0)


def small_bank(guideline, *items, vignettes=None):
    """A bank of items given as (id, statements) or (id, statements, vignette)."""

    def keyed(id_, statements, vignette=None):
        item = SimpleNamespace(id=id_, status=ContentStatus.ACTIVE, vignette=vignette)
        return KeyedItem(item, None, None, tuple(statements.split()), (), ())

    made = {entry[0]: keyed(*entry) for entry in items}
    tales = {id_: SimpleNamespace(twin_of=twin) for id_, twin in (vignettes or {}).items()}
    return ItemBank(guideline, made, tales, {}, ())


def test_the_most_forgotten_comes_first_and_the_backlog_is_capped():
    steady, shaky = memory("steady", -1, stability=50), memory("shaky", 0, stability=2)
    lost, later = memory("lost", -3, stability=1), memory("later", 1)

    found = due_now([steady, shaky, lost, later], AT, CLOCK, cap=2)

    assert found == DueNow((lost, shaky), held_back=1)


def test_what_was_reviewed_today_counts_against_the_daily_limit():
    done = memory("done", due=4, last=0)
    new_today = memory("new", due=2, last=0, introduced=0)
    due = [memory(name) for name in "abc"]

    found = due_now([done, new_today, *due], AT, CLOCK, cap=3)

    assert found == DueNow(tuple(due[:2]), held_back=1)
    assert due_now([done, *due], AT, CLOCK, cap=0) == DueNow((), 3)


def test_due_follows_the_study_day_and_not_the_calendar():
    due = memory("a", due=0)
    before_four = datetime(2026, 11, 22, 2, 59, tzinfo=UTC)

    assert due_now([due], before_four, CLOCK, 9) == DueNow((), 0)
    assert due_now([due], before_four + timedelta(minutes=2), CLOCK, 9) == DueNow((due,), 0)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-40, 5), st.floats(0.1, 300)), max_size=30), st.integers(0, 9)
)
def test_nothing_due_is_lost_and_nothing_held_back_is_more_forgotten(made, cap):
    memories = [memory(f"s{n}", due, stability) for n, (due, stability) in enumerate(made)]

    found = due_now(memories, AT, CLOCK, cap)

    all_due = due_now(memories, AT, CLOCK, 99).memories
    recalled = [retrievability(one, DAY) for one in all_due]
    assert recalled == sorted(recalled)
    assert found == DueNow(all_due[:cap], len(all_due[cap:]))


def test_what_decides_is_met_first_and_then_the_source_in_its_order(guideline):
    bank = small_bank(guideline, ("a", "st-3"), ("b", "st-2 st-4"), ("c", "st-1"))

    assert new_statements(bank, {}, DAY, 9) == ("st-1", "st-2", "st-3", "st-4")
    assert new_statements(bank, {}, DAY, 3) == ("st-1", "st-2", "st-3")


def test_on_the_real_items_all_that_decides_comes_before_all_else(bank):
    criteria = bank.guideline.criteria.values()
    deciding = {s for c in criteria if c.role is not Role.SUPPORTING for s in c.statements}

    in_turn = new_statements(bank, {}, DAY, 99)

    assert set(in_turn[: len(deciding)]) == deciding
    others = [s for s in bank.guideline.statements if s not in deciding]
    assert list(in_turn[len(deciding) :]) == others


def test_the_daily_limit_of_new_statements_holds_over_sessions(guideline):
    bank = small_bank(guideline, ("a", "st-1 st-2 st-3 st-4"))
    met = {"st-1": memory("st-1", introduced=0), "st-2": memory("st-2", introduced=-1)}

    assert new_statements(bank, met, DAY, 2) == ("st-3",)
    assert new_statements(bank, met, DAY, 1) == ()
    assert new_statements(bank, met, DAY + timedelta(days=1), 2) == ("st-3", "st-4")


def test_a_statement_that_no_item_assesses_never_comes(guideline):
    bank = small_bank(guideline, ("a", "st-3"))

    assert new_statements(bank, {}, DAY, 9) == ("st-3",)
    assert plan_session(bank, ["st-1"], (), "seed") == Session((), ("st-1",))


def drawn(bank, *seen):
    """Return the item that asks for st-1 after those that were seen."""
    (draw,) = plan_session(bank, ["st-1"], seen, "seed").draws
    return draw.item


def test_an_unseen_sibling_is_drawn_and_else_the_one_seen_longest_ago(guideline):
    bank = small_bank(guideline, ("wide", "st-1 st-2"), ("a", "st-1"), ("b", "st-1"), ("c", "st-2"))

    first = drawn(bank)
    second = drawn(bank, first)
    third = drawn(bank, first, second)

    assert {first, second} == {"a", "b"}
    assert third == "wide"
    assert drawn(bank, "b", "wide", "a") == "b"
    assert drawn(bank, "b", "wide", "a", "b") == "wide"


def test_a_retired_item_is_not_drawn(guideline):
    bank = small_bank(guideline, ("a", "st-1"))
    bank.items["a"].item.status = ContentStatus.RETIRED

    assert plan_session(bank, ["st-1"], (), "seed") == Session((), ("st-1",))


def test_the_seed_decides_among_equals_and_nothing_else(bank):
    sessions = [plan_session(bank, ["st-02d"], (), f"seed {n}") for n in range(30)]

    assert len({session.draws[0].item for session in sessions}) > 1
    assert plan_session(bank, ["st-02d"], (), "seed 1") == sessions[1]


def test_items_on_one_statement_never_follow_each_other(guideline):
    bank = small_bank(guideline, ("a", "st-1"), ("ab", "st-1 st-2"), ("b", "st-2"), ("d", "st-4"))

    planned = plan_session(bank, ["st-2", "st-4", "st-1"], ("ab",), "seed", before="ab")

    assert planned == Session((Draw("st-4", "d"), Draw("st-2", "b"), Draw("st-1", "a")), ())


def test_items_on_one_case_or_its_twin_never_follow_each_other(guideline):
    bank = small_bank(
        guideline,
        ("a", "st-1", "tale"),
        ("b", "st-2", "twin"),
        ("c", "st-3", "other"),
        vignettes={"tale": None, "twin": "tale", "other": None},
    )

    planned = plan_session(bank, ["st-1", "st-2", "st-3"], (), "seed")

    assert [draw.item for draw in planned.draws] == ["a", "c", "b"]
    assert plan_session(bank, ["st-1", "st-2"], (), "seed") == Session(
        (Draw("st-1", "a"),), ("st-2",)
    )


def test_what_an_item_assesses_besides_is_not_asked_for_once_more(guideline):
    bank = small_bank(guideline, ("a", "st-1 st-2"), ("b", "st-2"))

    planned = plan_session(bank, ["st-1", "st-2"], (), "seed")

    assert planned == Session((Draw("st-1", "a"),), ())


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_every_session_on_the_real_items_is_interleaved(bank, seed):
    wanted = list(bank.guideline.statements)

    planned = plan_session(bank, wanted, (), seed)

    items = [bank.items[draw.item] for draw in planned.draws]
    assert len({keyed.item.id for keyed in items}) == len(items)
    for one, other in pairwise(items):
        assert not set(one.statements) & set(other.statements)
        assert one.item.vignette is None or one.item.vignette != other.item.vignette
    covered = {statement for keyed in items for statement in keyed.statements}
    assert covered | set(planned.put_off) == set(wanted)
    assert len(planned.put_off) <= 1


def test_the_forecast_counts_each_statement_on_its_day_and_the_overdue_today():
    memories = [memory("a", -9), memory("b", 0), memory("c", 2), memory("d", 7)]

    assert forecast(memories, DAY, 4) == (2, 0, 1, 0)


NEW_PER_DAY = 10


class Learner:
    """Answers every step rightly, but for those that rest on the one statement not known."""

    def __init__(self, bank, lacks):
        self.bank, self.lacks = bank, lacks
        self.items, self.log = [], []

    def memories(self):
        return replay(reviews(evidence(self.log, [], self.bank), CLOCK))

    def answer(self, item, at):
        """Answer an item and return what it tells of the learner's knowledge."""
        keyed, guideline = self.bank.items[item], self.bank.guideline
        given = []
        for index, (step, key) in enumerate(zip(keyed.item.steps, keyed.key.steps, strict=True)):
            response = None if self.lacks in step_statements(step, key) else right_response(key)
            score = grade_step(keyed, index, response, guideline).score
            (plain,) = responses_to_json([response])
            place = (ANN, "1" * 32, len(self.items), index, item)
            given.append(Answer(*place, keyed.item.digest, guideline.version, plain, score, at))
        self.items.append(item)
        self.log += given
        (told,) = evidence(given, [], self.bank)
        return told.statements


@dataclass(frozen=True)
class Course:
    """
    How a learner came upon the one statement not known.

    *until_missed* is how many items were asked up to its first miss, *of_them_new* how many of them
    met something new. *ahead* holds the statements for which items were asked before it on the next
    study day, *blamed* what the first miss was evidence against.
    """

    until_missed: int
    of_them_new: int
    ahead: tuple[str, ...]
    blamed: frozenset[str]


def right_response(key):
    if isinstance(key, ChoiceKey):
        return ChoiceResponse(key.options)
    return NumericResponse(key.amount)


def session_of(learner, at):
    """Plan the day's session: what is due, then what is new."""
    memories = learner.memories()
    due = [one.target for one in due_now(memories.values(), at, CLOCK, 40).memories]
    new = new_statements(learner.bank, memories, CLOCK.day_of(at), NEW_PER_DAY)
    return plan_session(learner.bank, [*due, *new], learner.items, "seed").draws, set(new)


def study(bank, lacks):
    """Study day by day until the statement comes back after it was first missed."""
    learner, new_asked = Learner(bank, lacks), 0
    for day in range(1, 15):
        at = AT + timedelta(days=day)
        draws, new = session_of(learner, at)
        for draw in draws:
            new_asked += draw.statement in new
            told = learner.answer(draw.item, at)
            if lacks in told:
                blamed = frozenset(one for one, known in told.items() if not known)
                until_missed = len(learner.items)
                for later in draws[draws.index(draw) + 1 :]:
                    learner.answer(later.item, at)
                draws, _ = session_of(learner, at + timedelta(days=1))
                asked = [lacks in bank.items[later.item].statements for later in draws]
                ahead = tuple(later.statement for later in draws[: asked.index(True)])
                return Course(until_missed, new_asked, ahead, blamed)
    raise AssertionError(f"{lacks} was never asked for.")


def test_whoever_lacks_one_statement_meets_it_in_its_turn_and_first_on_the_next_day(bank):
    """
    For every statement that has items, on the real items.

    The statement that is n-th in turn is missed after at most n items with something new, and 2 n
    items in all. On the next day it comes first but for what the same miss put in doubt with it;
    interleaving may part each of these from the next by one item.
    """
    in_turn = new_statements(bank, {}, DAY, len(bank.guideline.statements))

    courses = [study(bank, statement) for statement in in_turn]

    assert len(courses) == 68
    for turn, (statement, course) in enumerate(zip(in_turn, courses, strict=True), 1):
        assert course.of_them_new <= turn
        assert course.until_missed <= 2 * turn
        assert statement in course.blamed
        assert len(course.ahead) <= 2 * (len(course.blamed) - 1)
    assert max(course.until_missed for course in courses) <= 100
    assert max(len(course.ahead) for course in courses) <= 4
    assert sum(not course.ahead for course in courses) >= 55


def test_a_lack_stays_first_in_the_queue_until_it_is_mended(bank):
    """Over two weeks, the one lacking statement is asked for on each day, and ever again first."""
    learner = Learner(bank, "st-19a")
    places = []

    for day in range(1, 15):
        at = AT + timedelta(days=day)
        draws, _ = session_of(learner, at)
        asked = ["st-19a" in bank.items[draw.item].statements for draw in draws]
        places.append(asked.index(True) if any(asked) else None)
        for draw in draws:
            learner.answer(draw.item, at)

    first = next(day for day, place in enumerate(places) if place is not None)
    assert places[first + 1 :] == [0] * (13 - first)
