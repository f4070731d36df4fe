"""Offers are worked out a few at a time, and kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

from app.proposals import Proposals
from quizzes.bank import ItemBank


def test_what_was_found_is_kept_until_something_is_published(bank: ItemBank) -> None:
    proposals: Proposals[int] = Proposals()
    found = iter(range(9))

    first = proposals.of("form", bank, lambda: next(found))
    again = proposals.of("form", bank, lambda: next(found))
    later = proposals.of("form", replace(bank), lambda: next(found))

    assert (first, again, later) == (0, 0, 1)


def test_only_so_many_are_kept(bank: ItemBank) -> None:
    proposals: Proposals[int] = Proposals(kept=1)
    found = iter(range(9))

    got = [proposals.of(form, bank, lambda: next(found)) for form in ("a", "b", "a")]

    assert got == [0, 1, 2]


def test_one_more_than_may_work_at_once_is_told_so_and_served_afterwards(bank: ItemBank) -> None:
    proposals: Proposals[str] = Proposals(most=2, patience=0)
    begun, done = Barrier(3), Event()

    def long() -> str:
        begun.wait()
        done.wait()
        return "found"

    with ThreadPoolExecutor(2) as threads:
        two = [threads.submit(proposals.of, form, bank, long) for form in ("a", "b")]
        begun.wait()
        third = proposals.of("c", bank, lambda: "too early")
        done.set()
        served = [one.result() for one in two]

    assert third is None
    assert served == ["found", "found"]
    assert proposals.of("c", bank, lambda: "in turn") == "in turn"


def test_work_that_fails_gives_its_turn_back(bank: ItemBank) -> None:
    proposals: Proposals[float] = Proposals(most=1, patience=0)

    for _ in range(2):
        try:
            proposals.of("form", bank, lambda: 1 / 0)
        except ZeroDivisionError:
            continue

    assert proposals.of("form", bank, lambda: 1.0) == 1.0
