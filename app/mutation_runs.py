"""Mutation runs of the item banks: seconds of work in a thread of their own, once for each bank."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread

from kg.drafts import Draft
from quizzes.bank import ItemBank
from quizzes.mutation import MutationReport, Progress, run_mutants

#: Judges a bank by mutants of its guideline, and tells how far it is.
Judge = Callable[[ItemBank, Draft, Progress], MutationReport]

_log = logging.getLogger(__name__)

# Seconds between two mutants in which other threads get their turn.
_PAUSE = 0.002


@dataclass
class MutationRun:
    """How far the run of one bank is; *report* is None until it is done."""

    bank: ItemBank = field(repr=False)
    done: int = 0
    total: int = 0
    report: MutationReport | None = field(default=None, repr=False)
    failed: bool = False


class MutationRuns:
    """
    The latest run of every guideline. Safe to share between threads.

    *judge* is what works a run out, seconds long.
    """

    def __init__(self, judge: Judge = run_mutants) -> None:
        self._judge = judge
        self._lock = Lock()
        self._runs: dict[str, MutationRun] = {}

    def of(self, bank: ItemBank, draft: Draft) -> MutationRun:
        """Return the run of *bank*, started now if there is none or the bank has changed."""
        slug = bank.guideline.slug
        with self._lock:
            run = self._runs.get(slug)
            if run is None or run.bank is not bank:
                run = self._runs[slug] = MutationRun(bank)
                name = f"mutation-{slug}"
                work = (run, draft, self._judge)
                Thread(target=_work, args=work, name=name, daemon=True).start()
            return run


def _work(run: MutationRun, draft: Draft, judge: Judge) -> None:
    def progress(done: int, total: int) -> None:
        run.done, run.total = done, total
        time.sleep(_PAUSE)

    try:
        run.report = judge(run.bank, draft, progress)
    except Exception:  # noqa: BLE001 - the boundary of the thread: the page says that it failed
        _log.exception("the mutation run of %s failed", run.bank.guideline.slug)
        run.failed = True
