"""Starting a quiz."""

from __future__ import annotations

from app.services import Services
from quizzes.bank import ItemBank
from quizzes.quiz import Selection, choose_items
from quizzes.records import QuizRun


def start_quiz(
    services: Services, learner: str, bank: ItemBank, selection: Selection, length: int
) -> QuizRun | None:
    """Store a new run and return it; None, and nothing is stored, if no item fits."""
    seed = services.new_id()
    items = choose_items(bank, selection, length, seed)
    if not items:
        return None
    now = services.clock()
    run = QuizRun(services.new_id(), learner, bank.guideline.slug, items, seed, now)
    services.records.add_learner(learner, now)
    services.records.start_run(run)
    return run


def run_address(run: str) -> str:
    """Return the address of a run."""
    return f"/quiz/{run}"
