"""
Which statements an answer is evidence on: from the log of answers to reviews for FSRS.

**An item.** The statements behind the key of the step are reviewed. A right step is evidence that
all of them are known. A wrong step is evidence against those behind the right options that were
not chosen, and against those of the key on which a wrong option that was chosen rests; where
neither names any, against all of the step. What a partly right answer leaves open counts nowhere.
Steps of one item that bear on the same statement make one review, and one wrong step makes it
wrong. If the item or the guideline was changed since, only the score is trusted, not the options.

**A decision on a case.** A right decision is evidence that every criterion on which the verdict
rests was read as it is. A wrong one is evidence against the criteria that must have been misread:

| derived          | chosen          | misread                                              |
|------------------|-----------------|------------------------------------------------------|
| contraindicated  | indicated       | the met exclusions and the refuted inclusions        |
| contraindicated  | anything else   | the met exclusions                                   |
| not indicated    | anything else   | the refuted inclusions                               |
| cannot tell      | indicated       | everything unknown: it was read as favourable        |
| cannot tell      | not indicated   | the unknown inclusions; if none, everything unknown  |
| cannot tell      | contraindicated | the unknown exclusions; if none, everything unknown  |
| indicated        | not indicated   | one of the inclusions                                |
| indicated        | contraindicated | one of the exclusions                                |
| indicated        | cannot tell     | one of the inclusions and exclusions                 |

So a malignancy that is called a contraindication is evidence on the inclusion criterion that it
refutes. Where only one of several can have been misread, those count that the vignette teaches; if
it teaches none of them, none counts, because nobody knows which. Supporting criteria never decide
and never count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kg.derivation import Derivation, Status, Verdict
from kg.model import Guideline, Role
from quizzes.bank import ItemBank, KeyedItem
from quizzes.entries import Answer, CaseDecision, facts_digest
from quizzes.model import ChoiceKey, ChoiceStep
from quizzes.responses import ChoiceResponse, responses_from_json
from quizzes.scheduling import Review, rate
from quizzes.study_days import StudyClock


@dataclass(frozen=True, slots=True)
class CriterionEvidence:
    """A criterion that a decision exercised: on which side it really was, and if it was read so."""

    criterion: str
    status: Status
    right: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    What one answered item or decided case tells: each statement with whether it was known.

    *source* is the id of the item or vignette. *confidence* is from 1 to 3, None if not given.
    """

    at: datetime
    source: str
    statements: Mapping[str, bool]
    confidence: int | None


def evidence_of_step(keyed: KeyedItem, answer: Answer, guideline: Guideline) -> dict[str, bool]:
    """Return the statements on which the answer to one step is evidence, and of what."""
    if answer.step >= len(keyed.item.steps):
        return {}
    behind = keyed.step_statements[answer.step]
    if answer.score >= 1:
        return dict.fromkeys(behind, True)
    blamed: set[str] = set()
    step, key = keyed.item.steps[answer.step], keyed.key.steps[answer.step]
    unchanged = (keyed.item.digest, guideline.version) == (
        answer.item_digest,
        answer.guideline_version,
    )
    if unchanged and isinstance(step, ChoiceStep) and isinstance(key, ChoiceKey):
        blamed = _blamed(step, key, answer)
    return dict.fromkeys(blamed & behind or behind, False)


def criteria_exercised(
    chosen: Verdict, derivation: Derivation, guideline: Guideline, teaches: Collection[str] = ()
) -> tuple[CriterionEvidence, ...]:
    """
    Return the criteria on which a decision is evidence, by the table at the top of this module.

    Args:
        chosen: What the learner decided.
        derivation: That of the case as the learner saw it.
        guideline: The one by which it was derived.
        teaches: The criteria that the vignette teaches.
    """
    view = _View(derivation, guideline)
    right = chosen is derivation.verdict
    if right:
        exercised = view.resting()
    elif derivation.verdict is Verdict.INDICATED:
        exercised = view.one_of(chosen) & set(teaches)
    else:
        exercised = view.misread(chosen)
    return tuple(
        CriterionEvidence(criterion, view.status[criterion], right)
        for criterion in view.status
        if criterion in exercised
    )


def evidence_of_decision(
    exercised: Iterable[CriterionEvidence], guideline: Guideline
) -> dict[str, bool]:
    """Return the statements behind the criteria exercised; what is misread once is not known."""
    known: dict[str, bool] = {}
    for one in exercised:
        for statement in guideline.criteria[one.criterion].statements:
            known[statement] = known.get(statement, True) and one.right
    return known


def evidence(
    answers: Iterable[Answer], decisions: Iterable[CaseDecision], bank: ItemBank
) -> tuple[Evidence, ...]:
    """
    Return everything that a learner's log tells, in the order of time.

    Items and vignettes that are not in the bank any more, and decisions on a vignette whose facts
    or guideline led to another verdict then, tell nothing.
    """
    told = [*_of_items(answers, bank), *_of_decisions(decisions, bank)]
    return tuple(sorted((one for one in told if one.statements), key=lambda one: one.at))


def reviews(told: Iterable[Evidence], clock: StudyClock) -> Iterator[Review]:
    """Yield the reviews that FSRS replays, in the order of *told*."""
    of_learner = tuple(told)
    for one, day in zip(of_learner, clock.days_of(one.at for one in of_learner), strict=True):
        for statement, known in one.statements.items():
            yield Review(statement, day, rate(known, one.confidence))


class _View:
    """The deciding criteria of one case, by their role and status."""

    def __init__(self, derivation: Derivation, guideline: Guideline) -> None:
        self.status = {
            result.criterion: result.status
            for result in derivation.criteria
            if guideline.criteria[result.criterion].role is not Role.SUPPORTING
        }
        self._decisive = {one.criterion for one in derivation.criteria if one.decisive}
        self._verdict = derivation.verdict
        self._role = {id_: guideline.criteria[id_].role for id_ in self.status}

    def those(self, role: Role, status: Status) -> set[str]:
        return {
            id_ for id_, is_ in self.status.items() if is_ is status and self._role[id_] is role
        }

    def resting(self) -> set[str]:
        """Return what the verdict rests on; that nothing can be told rests on what is unknown."""
        if self._verdict is Verdict.CANNOT_TELL:
            return self._unknown()
        return self._decisive & self.status.keys()

    def one_of(self, chosen: Verdict) -> set[str]:
        """Return the criteria one of which was misread by whoever did not choose indicated."""
        roles = {
            Verdict.NOT_INDICATED: {Role.INCLUSION},
            Verdict.CONTRAINDICATED: {Role.EXCLUSION},
        }.get(chosen, {Role.INCLUSION, Role.EXCLUSION})
        return {id_ for id_ in self.status if self._role[id_] in roles}

    def misread(self, chosen: Verdict) -> set[str]:
        """Return what must have been misread in a case that is anything but indicated."""
        met = self.those(Role.EXCLUSION, Status.MET)
        refuted = self.those(Role.INCLUSION, Status.REFUTED)
        if self._verdict is Verdict.CONTRAINDICATED:
            return met | refuted if chosen is Verdict.INDICATED else met
        if self._verdict is Verdict.NOT_INDICATED:
            return refuted
        unknown_side = {
            Verdict.NOT_INDICATED: self.those(Role.INCLUSION, Status.UNKNOWN),
            Verdict.CONTRAINDICATED: self.those(Role.EXCLUSION, Status.UNKNOWN),
        }
        return unknown_side.get(chosen) or self._unknown()

    def _unknown(self) -> set[str]:
        return {id_ for id_, is_ in self.status.items() if is_ is Status.UNKNOWN}


def _blamed(step: ChoiceStep, key: ChoiceKey, answer: Answer) -> set[str]:
    (response,) = responses_from_json([answer.response])
    chosen = response.options if isinstance(response, ChoiceResponse) else frozenset()
    return {
        statement
        for option in step.options
        if (option.id in key.options) is not (option.id in chosen)
        for statement in option.rationale.statements
    }


def _of_items(answers: Iterable[Answer], bank: ItemBank) -> Iterator[Evidence]:
    given: dict[tuple[str, int], list[Answer]] = {}
    for answer in answers:
        if answer.item in bank.items:
            given.setdefault((answer.run, answer.position), []).append(answer)
    for steps in given.values():
        known: dict[str, bool] = {}
        for answer in steps:
            keyed = bank.items[answer.item]
            for statement, is_known in evidence_of_step(keyed, answer, bank.guideline).items():
                known[statement] = known.get(statement, True) and is_known
        # One guess among the steps makes the whole a guess.
        sure = [answer.confidence for answer in steps if answer.confidence is not None]
        yield Evidence(steps[-1].answered, steps[-1].item, known, min(sure, default=None))


def _of_decisions(decisions: Iterable[CaseDecision], bank: ItemBank) -> Iterator[Evidence]:
    for decision in decisions:
        exercised = exercised_by(decision, bank)
        known = evidence_of_decision(exercised, bank.guideline)
        yield Evidence(decision.decided, decision.vignette, known, decision.confidence)


def exercised_by(decision: CaseDecision, bank: ItemBank) -> tuple[CriterionEvidence, ...]:
    """Return the criteria that a logged decision exercised, none if its vignette was changed."""
    derivation = bank.derivations.get(decision.vignette)
    if derivation is None or facts_digest(derivation.case.facts) != decision.facts_digest:
        return ()
    if derivation.verdict is not decision.derived:
        return ()
    teaches = bank.vignettes[decision.vignette].teaches
    return criteria_exercised(decision.chosen, derivation, bank.guideline, teaches)
