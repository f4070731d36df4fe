"""Starting a quiz, and noting that one has ended."""

from __future__ import annotations

from app.services import Services
from quizzes.bank import ItemBank
from quizzes.entries import Progress, QuizRun, RunMode
from quizzes.quiz import Selection, choose_items
from quizzes.results import with_end


def start_quiz(
    services: Services,
    learner: str,
    bank: ItemBank,
    selection: Selection,
    length: int,
    *,
    topic: str | None = None,
    mode: RunMode = RunMode.TUTOR,
    pace: int | None = None,
) -> QuizRun | None:
    """
    Store a new run and return it; None, and nothing is stored, if no item fits.

    Args:
        services: Stores it.
        learner: Whose it is.
        bank: Holds the items.
        selection: Which of them are wanted.
        length: How many of them at most.
        topic: The name of the selection, as `app.topics` gives it.
        mode: When feedback is given.
        pace: The time limit in seconds for each item, None for no limit.
    """
    seed = services.new_id()
    items = choose_items(bank, selection, length, seed)
    if not items:
        return None
    now = services.clock()
    run = QuizRun(
        services.new_id(),
        learner,
        bank.guideline.slug,
        items,
        seed,
        now,
        mode=mode,
        time_limit=None if pace is None else pace * len(items),
        topic=topic,
    )
    services.records.add_learner(learner, now)
    services.records.start_run(run)
    return run


def note_end(services: Services, progress: Progress, bank: ItemBank) -> Progress:
    """
    Return a run with its end, which is stored if nobody has noted it yet.

    The process may have died between the last answer and the note, and an exam ends in time though
    its tab was closed.
    """
    now = with_end(progress, bank.items, services.clock())
    if progress.run.finished is None and now.run.finished is not None:
        services.records.finish_run(now.run.id, now.run.finished)
    return now


def run_address(run: str) -> str:
    """Return the address of a run."""
    return f"/quiz/{run}"
