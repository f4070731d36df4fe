"""Learners with a past, written through the records as the pages write it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from random import Random

from app.services import Services
from kg.derivation import Verdict
from quizzes.bank import ItemBank, KeyedItem
from quizzes.entries import Answer, CaseDecision, QuizRun, facts_digest
from quizzes.model import ChoiceKey, ContentStatus
from quizzes.responses import ChoiceResponse, NumericResponse, responses_to_json

_ids = (f"{number:032x}" for number in count(10**9))


def bank_of(services: Services) -> ItemBank:
    """Return the bank of the first guideline."""
    return next(iter(services.banks.values()))


def answer_items(
    services: Services,
    learner: str,
    items: list[str],
    at: datetime,
    right: bool = True,
    confidence: int | None = None,
) -> QuizRun:
    """Answer every step of *items* in one run, half a minute each."""
    bank = bank_of(services)
    services.records.add_learner(learner, at)
    run = QuizRun(next(_ids), learner, bank.guideline.slug, tuple(items), "seed", at)
    services.records.start_run(run)
    for position, item in enumerate(items):
        keyed = bank.items[item]
        for step in range(len(keyed.item.steps)):
            at += timedelta(seconds=30)
            services.records.record_answer(
                Answer(
                    learner=learner,
                    run=run.id,
                    position=position,
                    step=step,
                    item=item,
                    item_digest=keyed.item.digest,
                    guideline_version=bank.guideline.version,
                    response=_response(keyed, step, right),
                    score=float(right),
                    answered=at,
                    confidence=confidence,
                )
            )
    services.records.finish_run(run.id, at)
    return run


def decide(
    services: Services,
    learner: str,
    vignette: str,
    at: datetime,
    chosen: Verdict | None = None,
    confidence: int | None = None,
) -> None:
    """Decide a vignette; rightly, if *chosen* is left out."""
    bank = bank_of(services)
    derivation = bank.derivations[vignette]
    services.records.add_learner(learner, at)
    services.records.record_decision(
        CaseDecision(
            id=next(_ids),
            learner=learner,
            vignette=vignette,
            facts_digest=facts_digest(derivation.case.facts),
            guideline_version=bank.guideline.version,
            chosen=chosen or derivation.verdict,
            confidence=confidence,
            derived=derivation.verdict,
            decided=at,
        )
    )


def study_for_weeks(services: Services, learner: str, now: datetime, days: int = 9) -> None:
    """Answer five items on each of *days* up to the day before *now*, four of five rightly."""
    random = Random(learner)
    active = [
        k.item.id for k in bank_of(services).items.values() if k.item.status is ContentStatus.ACTIVE
    ]
    for ago in range(days, 0, -1):
        for item in random.sample(active, 5):
            is_right = random.random() < 0.8
            answer_items(
                services,
                learner,
                [item],
                now - timedelta(days=ago),
                is_right,
                random.choice([1, 3]),
            )


def _response(keyed: KeyedItem, step: int, right: bool) -> object:
    key = keyed.key.steps[step]
    if isinstance(key, ChoiceKey):
        wrong = frozenset(key.judgements) - key.options
        return responses_to_json([ChoiceResponse(key.options if right else wrong)])[0]
    return responses_to_json([NumericResponse(key.amount if right else key.amount + 100)])[0]
