"""Items on a generated patient: the decision, the next fact, the change, the fact that decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from kg.axioms import Has, InClass, Lacks, Leaf, Measure, leaves
from kg.case import Case, Fact, Value
from kg.derivation import Status, Verdict
from kg.drafts import Draft, deciding
from kg.edits import apply_edit
from kg.evaluation import FactSet
from kg.model import Role
from quizzes.case_claims import ObtainClaim, subject
from quizzes.generation.changes import likely_changes
from quizzes.generation.difficulty import Knobs
from quizzes.generation.distractors import balanced
from quizzes.generation.patients import AGE, Patient
from quizzes.generation.proposals import Proposal, ProposalKind, fact_data, facts_data, option
from quizzes.generation.reasons import VerdictReasons
from quizzes.generation.story import story
from quizzes.generation.telling import phrase
from quizzes.generation.wording import (
    CHANGE_QUESTIONS,
    CRITERION_QUESTIONS,
    DECIDING_FACT_QUESTIONS,
    NEXT_FACT_QUESTIONS,
    VERDICT_QUESTIONS,
    VERDICT_TEXT,
    capital,
    pick,
)
from quizzes.judgement import Truth
from quizzes.rekeying import knowledge_of

_DISTRACTORS = 3
_SHOWN_ORDER = (
    Verdict.INDICATED,
    Verdict.NOT_INDICATED,
    Verdict.CONTRAINDICATED,
    Verdict.CANNOT_TELL,
)


class PatientItems:
    """Writes items on patients of one guideline."""

    def __init__(self, draft: Draft, random: Random) -> None:
        self._draft = draft
        self._guideline = draft.guideline
        self._random = random
        self._knowledge = knowledge_of(draft)

    def all_of(self, patient: Patient) -> Iterator[Proposal]:
        """Yield the decision on *patient* and one of the other items that it is good for."""
        makers = [self.next_fact, self.change, self.deciding_fact, self.failed_criterion]
        self._random.shuffle(makers)
        made = (make(patient) for make in makers)
        yield from islice((proposal for proposal in made if proposal is not None), 1)
        yield self.decision(patient)

    def decision(self, patient: Patient) -> Proposal:
        """Return the item that asks for the verdict."""
        reasons = VerdictReasons(patient.derivation, self._guideline, self._random)
        options = [
            option(
                verdict.value.replace(" ", "-"),
                VERDICT_TEXT[verdict],
                {"verdict": verdict.value},
                *reasons.of(verdict),
            )
            for verdict in _SHOWN_ORDER
        ]
        undecided = patient.verdict is Verdict.CANNOT_TELL
        kind = ProposalKind.CANNOT_TELL if undecided else ProposalKind.APPLICATION
        question = self._asked(VERDICT_QUESTIONS)
        return self._proposal(kind, patient, question, options, reasons.explanation(), similar=0.5)

    def next_fact(self, patient: Patient) -> Proposal | None:
        """Return the item that asks what to find out next, for a case that is not decided."""
        wanted = sorted({subject(f) for way in patient.derivation.settling for f in way.facts})
        criteria = (result.criterion for result in patient.derivation.criteria)
        about = next((c for c in criteria if self._is_open(c, patient)), None)
        if not wanted or about is None:
            return None
        name = self._random.choice(wanted)
        wrong = [
            (other, reason)
            for other in self._subjects()
            if other not in wanted
            and self._is_asked_alike(other, name)
            and (reason := self._why_not_obtain(other, patient))
        ]
        self._random.shuffle(wrong)
        # Nobody asks what the story tells: that is a distractor only for want of others.
        fresh = [pair for pair in wrong if "already" not in pair[1]]
        if len(fresh) >= _DISTRACTORS:
            wrong = fresh
        else:
            wrong.sort(key=lambda pair: "already" in pair[1])
            wrong = wrong[:_DISTRACTORS]
        told = story(patient.facts, self._guideline, self._random)
        chosen = balanced(
            (name, ""), wrong, _DISTRACTORS, told, lambda p: self._question(p[0]), self._random
        )
        criterion = self._guideline.criteria[patient.criterion or about]
        right = f"*{capital(criterion.label)}* is open, and this answer bears on it directly."
        options = [
            option(_slug(n), self._question(n), {"obtain": n}, reason, criterion.statements)
            for n, reason in ((name, right), *chosen)
        ]
        return self._proposal(
            ProposalKind.NEXT_FACT,
            patient,
            self._asked(NEXT_FACT_QUESTIONS),
            options,
            f"The decision waits for *{criterion.label}*. What else is unknown need not be asked"
            " first.",
            similar=0.6,
        )

    def change(self, patient: Patient) -> Proposal | None:
        """Return the item that asks which one change would give another verdict."""
        found = likely_changes(patient, self._draft, self._random)
        if found is None:
            return None
        target, right, wrong = found
        options = []
        told = story(patient.facts, self._guideline, self._random)
        for fact in (
            right,
            *balanced(right, wrong, _DISTRACTORS, told, self._phrase, self._random),
        ):
            verdict = self._verdict_after(patient.facts, fact)
            options.append(
                option(
                    _slug(subject(fact), type(fact).__name__),
                    capital(self._phrase(fact)),
                    {"edit": fact_data(fact, self._guideline), "verdict": target.value},
                    self._why_change(fact, verdict, target, patient),
                    self._statements_near(fact, patient),
                )
            )
        return self._proposal(
            ProposalKind.CONTRAST,
            patient,
            self._asked(CHANGE_QUESTIONS, target),
            options,
            "One fact away from this patient is another with another decision; look for that fact"
            " first.",
            similar=0.8,
        )

    def deciding_fact(self, patient: Patient) -> Proposal | None:
        """Return the item that asks on which fact a verdict rests, where it rests on one."""
        supports = patient.derivation.supports
        single = [next(iter(facts)) for facts in supports if len(facts) == 1]
        behind = frozenset[Fact]().union(*supports)
        if len(single) != 1 or len(supports) != 1:
            return None
        others = [f for f in sorted(patient.facts - behind, key=repr) if not self._is_age(f)]
        key, told = single[0], story(patient.facts, self._guideline, self._random)
        others.sort(key=lambda fact: not self._is_kin(subject(fact), subject(key)))
        chosen = balanced(key, others, _DISTRACTORS, told, self._phrase, self._random)
        if len(chosen) < _DISTRACTORS:
            return None
        options = [
            option(
                _slug(subject(fact)),
                capital(self._phrase(fact)),
                {"decides": fact_data(fact, self._guideline)},
                self._why_decides(fact, single[0], patient),
                self._statements_near(fact, patient),
            )
            for fact in (single[0], *chosen)
        ]
        return self._proposal(
            ProposalKind.RESTS_ON,
            patient,
            self._asked(DECIDING_FACT_QUESTIONS, patient.verdict),
            options,
            "Without the deciding fact the decision would be another; without any of the others it"
            " would stand.",
            similar=0.4,
        )

    def failed_criterion(self, patient: Patient) -> Proposal | None:
        """Return the item that asks which requirement a case fails, where it fails one."""
        results = {r.criterion: r for r in patient.derivation.criteria}
        inclusions = [c for c in deciding(self._guideline) if self._role(c) is Role.INCLUSION]
        failed = [c for c in inclusions if results[c].status is Status.REFUTED]
        met = [c for c in inclusions if results[c].status is Status.MET]
        if len(failed) != 1 or len(met) < _DISTRACTORS:
            return None
        options = []
        for criterion in (failed[0], *self._random.sample(met, _DISTRACTORS)):
            facts = next(iter(results[criterion].facts), frozenset[Fact]())
            shown = " and ".join(sorted(self._phrase(f) for f in facts))
            word = "refutes" if criterion == failed[0] else "meets"
            options.append(
                option(
                    criterion.lower(),
                    capital(self._guideline.criteria[criterion].label),
                    {"criterion": criterion, "status": Status.REFUTED.value},
                    f"“{shown}”: this {word} the requirement, whatever else is known.",
                    self._guideline.criteria[criterion].statements,
                )
            )
        return self._proposal(
            ProposalKind.APPLICATION,
            patient,
            self._asked(CRITERION_QUESTIONS),
            options,
            "One requirement that is refuted makes a case not indicated, even if all others are"
            " met.",
            similar=0.7,
        )

    def _asked(self, questions: tuple[str, ...], verdict: Verdict | None = None) -> str:
        words = {"title": self._guideline.title, "verdict": verdict.value if verdict else ""}
        return pick(self._random, questions, **words)

    def _proposal(
        self,
        kind: ProposalKind,
        patient: Patient,
        lead_in: str,
        options: list[dict[str, Any]],
        explanation: str,
        similar: float,
    ) -> Proposal:
        about = patient.criterion or patient.verdict.value
        return Proposal(
            kind=kind,
            about=about,
            folder=self._folder(options),
            data={
                "kind": "single-best-answer",
                "case": facts_data(patient.facts, self._guideline),
                "stem": story(patient.facts, self._guideline, self._random),
                "lead_in": lead_in,
                "options": options,
                "explanation": explanation,
            },
            knobs=Knobs(
                criteria=len(deciding(self._guideline)),
                irrelevant=len(patient.added),
                similar=similar,
                unknown=patient.verdict is Verdict.CANNOT_TELL,
            ),
            verdict=patient.verdict.value,
        )

    def _why_not_obtain(self, name: str, patient: Patient) -> str:
        """Return why finding out *name* settles nothing; empty if that is not certain."""
        judged = ObtainClaim(name).judge(self._knowledge, patient.derivation)
        if judged.truth is not Truth.FALSE:
            return ""
        said = f"“{self._question(name)}”"
        if "known" in judged.reason:
            return f"The file answers {said} already, so asking would bring nothing new."
        return f"No open criterion turns on {said}; whatever the answer, the decision would wait."

    def _why_change(self, fact: Fact, verdict: Verdict, target: Verdict, patient: Patient) -> str:
        said = self._phrase(fact)
        if verdict is target:
            return f"“{said}”: with this, the criteria come to *{verdict.value}*."
        if verdict is patient.verdict:
            return f"“{said}”: with this, the decision stays *{verdict.value}*."
        return f"“{said}”: with this, the decision changes, but to *{verdict.value}*."

    def _why_decides(self, fact: Fact, decisive: Fact, patient: Patient) -> str:
        said = self._phrase(fact)
        if fact == decisive:
            return f"“{said}”: from this alone the decision *{patient.verdict.value}* follows."
        return f"“{said}”: the decision would be the same without it."

    def _verdict_after(self, facts: FactSet, fact: Fact) -> Verdict:
        changed = apply_edit(facts, fact, self._draft.hierarchy)
        case = Case("changed", self._guideline.slug, changed)
        return self._draft.verdict(case) or Verdict.CANNOT_TELL

    def _statements_near(self, fact: Fact, patient: Patient) -> tuple[str, ...]:
        """Return the statements of the criteria that ask for *fact* or a relative of it."""
        names = {subject(fact)}
        if not isinstance(fact, Value):
            hierarchy = self._draft.hierarchy
            names |= hierarchy.broader[fact.finding] | hierarchy.narrower[fact.finding]
            names |= hierarchy.ruled_out[fact.finding]
        for (criterion, _), expression in self._draft.rules.sides.items():
            if names & {tested(leaf) for leaf in leaves(expression)}:
                return self._guideline.criteria[criterion].statements[:1]
        # No criterion asks for it: what the decision turns on instead stands behind the reason.
        turning = patient.criterion or deciding(self._guideline)[0]
        return self._guideline.criteria[turning].statements[:1]

    def _phrase(self, fact: Fact) -> str:
        return phrase(fact, self._guideline)

    def _subjects(self) -> tuple[str, ...]:
        return (*self._guideline.findings, *self._guideline.observables)

    def _question(self, name: str) -> str:
        if name in self._guideline.findings:
            return self._guideline.findings[name].question
        return self._guideline.observables[name].question

    def _is_asked_alike(self, one: str, other: str) -> bool:
        """Tell whether two questions want the same form of answer: yes or no, or a number."""
        return (one in self._guideline.findings) == (other in self._guideline.findings)

    def _is_kin(self, one: str, other: str) -> bool:
        broader = self._draft.hierarchy.broader
        return bool(broader.get(one, frozenset()) & broader.get(other, frozenset()))

    def _is_open(self, criterion: str, patient: Patient) -> bool:
        is_open = patient.derivation.criterion(criterion).status is Status.UNKNOWN
        return is_open and self._role(criterion) is not Role.SUPPORTING

    def _is_age(self, fact: Fact) -> bool:
        return isinstance(fact, Value) and self._guideline.observables[fact.observable].label == AGE

    def _role(self, criterion: str) -> Role:
        return self._guideline.criteria[criterion].role

    def _folder(self, options: list[dict[str, Any]]) -> str:
        statement = options[0]["statements"][0]
        return self._guideline.statements[statement].section.removeprefix("section-")


def tested(leaf: Leaf) -> str:
    """Return the id of what *leaf* asks for."""
    match leaf:
        case Has(finding) | Lacks(finding):
            return finding
        case Measure(observable):
            return observable
        case InClass(name):
            return name


def _slug(*names: str) -> str:
    """Return an id for an option: `UncorrectableCoagulopathy` is `uncorrectable-coagulopathy`."""
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", " ".join(names))
    return "-".join(word.lower() for word in words)
