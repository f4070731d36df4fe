"""
Items on one criterion and one entry: met, refuted, or open.

They ask what a single fact says: up and down the finding hierarchy, and on either side of a
threshold.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from kg.axioms import Has, Lacks, Measure, leaves
from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.contradictions import Refusal
from kg.derivation import Status
from kg.drafts import Draft, measures
from kg.model import Criterion
from quizzes.generation.difficulty import Knobs
from quizzes.generation.patients import PatientMaker
from quizzes.generation.proposals import Proposal, ProposalKind, facts_data
from quizzes.generation.story import short_stem
from quizzes.generation.telling import phrase
from quizzes.generation.wording import ROLE_NOUN

_QUESTION = "True, false or cannot tell? By *{title}*, this {role} is met: *{label}*."

_ANSWER = {Status.MET: True, Status.REFUTED: False, Status.UNKNOWN: "cannot tell"}


class CriterionItems:
    """Writes items on single criteria of one guideline."""

    def __init__(self, draft: Draft, maker: PatientMaker, random: Random) -> None:
        self._draft = draft
        self._guideline = draft.guideline
        self._maker = maker
        self._random = random

    def all_of(self, criterion_id: str) -> Iterator[Proposal]:
        """Yield an item for every fact that says something of the criterion, or seems to."""
        criterion = self._guideline.criteria[criterion_id]
        for fact in self._entries(criterion):
            facts = frozenset({fact})
            result = self._draft.assess(Case("entry", self._guideline.slug, facts))
            if not isinstance(result, Refusal):
                status = result.criterion(criterion.id).status
                if not self._is_trivial(criterion, fact, status):
                    yield self._item(criterion, fact, status)

    def _is_trivial(self, criterion: Criterion, fact: Fact, status: Status) -> bool:
        """Tell whether the entry is the criterion in other words, so that reading answers it."""
        if isinstance(fact, Value) or status is Status.UNKNOWN:
            return False
        return self._steps(criterion, fact) == 0 and len(self._asked(criterion)) == 1

    def _entries(self, criterion: Criterion) -> Iterator[Fact]:
        """Yield the relatives of what the criterion asks for, and the values around thresholds."""
        hierarchy = self._draft.hierarchy
        asked = self._asked(criterion)
        near = frozenset[str]().union(
            *(
                hierarchy.narrower[f] | hierarchy.broader[f] | hierarchy.absent_through(f)
                for f in asked
            )
        )
        for finding in sorted(near):
            yield Present(finding)
            yield Absent(finding)
        yield from self._maker.values_around(criterion.id)

    def _asked(self, criterion: Criterion) -> frozenset[str]:
        """Return the findings that the axioms of *criterion* ask for."""
        return frozenset(
            leaf.finding
            for (owner, _), expression in self._draft.rules.sides.items()
            if owner == criterion.id
            for leaf in leaves(expression)
            if isinstance(leaf, Has | Lacks)
        )

    def _item(self, criterion: Criterion, fact: Fact, status: Status) -> Proposal:
        steps = self._steps(criterion, fact)
        kind = ProposalKind.CANNOT_TELL if status is Status.UNKNOWN else ProposalKind.APPLICATION
        if isinstance(fact, Value):
            kind = ProposalKind.BOUNDARY
        words = {
            "title": self._guideline.title,
            "role": ROLE_NOUN[criterion.role],
            "label": criterion.label,
        }
        return Proposal(
            kind=kind,
            about=criterion.id,
            folder=self._folder(criterion),
            data={
                "kind": "true-false-cannot-tell",
                "case": facts_data(frozenset({fact}), self._guideline),
                "stem": short_stem(fact, self._guideline, self._random),
                "lead_in": _QUESTION.format(**words),
                "claim": {"criterion": criterion.id, "status": Status.MET.value},
                "options": [
                    {
                        "answer": answer,
                        "rationale": self._reason(criterion, fact, status, said),
                        "statements": list(criterion.statements[:2]),
                    }
                    for said, answer in _ANSWER.items()
                ],
                "explanation": self._explanation(criterion, fact, status, steps),
            },
            knobs=Knobs(
                steps=steps,
                distance=self._distance(criterion, fact),
                unknown=status is Status.UNKNOWN,
            ),
        )

    def _reason(self, criterion: Criterion, fact: Fact, status: Status, said: Status) -> str:
        """Return why *said* is right or wrong where *status* is what follows."""
        entry, label = f"“{phrase(fact, self._guideline)}”", f"*{criterion.label}*"
        match said, status:
            case Status.MET, Status.MET:
                return f"{entry}: no more than this is needed for {label} to be met."
            case Status.MET, Status.REFUTED:
                return f"{entry}: in such a patient {label} cannot be met."
            case Status.MET, Status.UNKNOWN:
                return f"{entry}: this does not go far enough, {label} may be met or not."
            case Status.REFUTED, Status.REFUTED:
                return f"{entry}: no more than this is needed to refute {label}."
            case Status.REFUTED, Status.MET:
                return f"{entry}: this is what {label} asks for, so it is not refuted."
            case Status.REFUTED, Status.UNKNOWN:
                return f"{entry}: this rules out nothing that {label} asks for."
            case Status.UNKNOWN, Status.UNKNOWN:
                return f"{entry}: with this alone, {label} can still turn out either way."
            case Status.UNKNOWN, Status.MET:
                return f"{entry}: this settles it, {label} is met whatever else is unknown."
        return f"{entry}: this settles it, {label} is refuted whatever else is unknown."

    def _explanation(self, criterion: Criterion, fact: Fact, status: Status, steps: int) -> str:
        if isinstance(fact, Value) and fact.bound is Bound.EXACTLY:
            return "An exact value lies on one side of the limit; nothing is left to ask."
        if isinstance(fact, Value):
            return "A value that is known from one side only settles what lies on that side."
        if status is Status.UNKNOWN:
            return "An entry speaks for what it says and for what follows from it, for no more."
        if steps == 0:
            return "The entry is the very thing that the criterion asks for."
        if isinstance(fact, Present):
            return "A narrower finding is a case of the broader one, and excludes what it excludes."
        return "Who lacks a broader finding lacks every narrower one."

    def _steps(self, criterion: Criterion, fact: Fact) -> int:
        """Return 0 if the criterion asks for the very finding, else 1."""
        if isinstance(fact, Value):
            return 0
        return int(fact.finding not in self._asked(criterion))

    def _distance(self, criterion: Criterion, fact: Fact) -> float | None:
        if not isinstance(fact, Value):
            return None
        tests: list[Measure] = [test for _, test in measures(self._draft.rules, criterion.id)]
        nearest = min(abs(fact.amount - test.amount) for test in tests)
        return float(nearest / max(Decimal(1), tests[0].amount))

    def _folder(self, criterion: Criterion) -> str:
        section = self._guideline.statements[criterion.statements[0]].section
        return section.removeprefix("section-")
