"""Claims on a case: what an option may say of the patient, and how the reasoner judges it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kg.case import Absent, Bound, Fact, Present, Value
from kg.contradictions import Refusal
from kg.derivation import Derivation, Link, Status, Verdict
from kg.edits import apply_edit
from kg.hierarchy import FindingHierarchy
from quizzes.judgement import Judgement, Knowledge, Truth, named, truth_of


@dataclass(frozen=True, slots=True)
class VerdictClaim:
    """The decision for the case is *verdict*; where several hold, the strongest is the decision."""

    verdict: Verdict

    def judge(self, knowledge: Knowledge, derivation: Derivation) -> Judgement:
        """Compare with the derived verdict."""
        return _judge_verdict(self.verdict, derivation, "The criteria say")


@dataclass(frozen=True, slots=True)
class CriterionClaim:
    """The criterion has this status for the case."""

    criterion: str
    status: Status

    def judge(self, knowledge: Knowledge, derivation: Derivation) -> Judgement:
        """Compare with the derived status; an unknown status leaves met and refuted open."""
        criterion = named("criterion", self.criterion, knowledge.guideline.criteria)
        result = derivation.criterion(self.criterion)
        reason = f"{criterion.id} ({criterion.label}) is {result.status.value} for this case."
        facts = result.facts[0] if result.facts else frozenset()
        if result.status is Status.UNKNOWN and self.status is not Status.UNKNOWN:
            return Judgement(Truth.UNKNOWN, reason)
        return Judgement(truth_of(result.status is self.status), reason, facts)


@dataclass(frozen=True, slots=True)
class DecisiveFactClaim:
    """The fact belongs to a minimal set of the case's facts from which the verdict follows."""

    fact: Fact

    def judge(self, knowledge: Knowledge, derivation: Derivation) -> Judgement:
        """Look for the fact in the minimal supports; an implied fact is neither in nor out."""
        if derivation.verdict is Verdict.CANNOT_TELL:
            return Judgement(
                Truth.UNKNOWN, "The case is not decided, so no fact decides it; ask what to obtain."
            )
        for support in derivation.supports:
            if self.fact in support:
                return Judgement(
                    Truth.TRUE, "The decision follows from facts among which this is one.", support
                )
        if self.fact in derivation.case.facts:
            return Judgement(Truth.FALSE, "The decision follows without this fact.")
        if implies(derivation.case.facts, self.fact, knowledge):
            return Judgement(
                Truth.UNKNOWN, "The case implies this fact without stating it; name the stated one."
            )
        return Judgement(Truth.FALSE, "This is not a fact of the case.")


@dataclass(frozen=True, slots=True)
class ObtainClaim:
    """Finding this out could settle the case: it occurs in a minimal settling set."""

    name: str

    def judge(self, knowledge: Knowledge, derivation: Derivation) -> Judgement:
        """Look for the finding or observable in the minimal settling sets."""
        guideline = knowledge.guideline
        named("finding or observable", self.name, {**guideline.findings, **guideline.observables})
        if derivation.verdict is not Verdict.CANNOT_TELL:
            return Judgement(Truth.UNKNOWN, "The case is already decided; nothing is to obtain.")
        settling = frozenset[Fact]().union(*(option.facts for option in derivation.settling))
        if self.name in {subject(fact) for fact in settling}:
            return Judgement(Truth.TRUE, "It is among the facts that would settle the decision.")
        if self.name in guideline.observables:
            return Judgement(Truth.FALSE, "Knowing it would not settle the decision.")
        outcomes = (Present(self.name), Absent(self.name))
        if any(implies(derivation.case.facts, outcome, knowledge) for outcome in outcomes):
            return Judgement(Truth.FALSE, "It is already known in this case.")
        if any(implies({o}, fact, knowledge) for o in outcomes for fact in settling):
            return Judgement(
                Truth.UNKNOWN, "It bears on a fact that would settle the decision; name that one."
            )
        return Judgement(Truth.FALSE, "Knowing it would not settle the decision.")


@dataclass(frozen=True, slots=True)
class EditClaim:
    """After this one change of the case the verdict is *verdict*."""

    edit: Fact
    verdict: Verdict

    def judge(self, knowledge: Knowledge, derivation: Derivation) -> Judgement:
        """Apply the change and assess the changed case."""
        case = derivation.case
        facts = apply_edit(case.facts, self.edit, knowledge.hierarchy)
        changed = knowledge.assess(replace(case, facts=facts))
        if isinstance(changed, Refusal):
            return Judgement(Truth.UNKNOWN, "The changed case contradicts itself.")
        return _judge_verdict(self.verdict, changed, "After the change the criteria say")


@dataclass(frozen=True, slots=True)
class WeakestLinkClaim:
    """The weakest support behind the verdict is *link*."""

    link: Link

    def judge(self, knowledge: Knowledge, derivation: Derivation) -> Judgement:
        """Compare with the derived weakest link."""
        if derivation.weakest is None:
            return Judgement(Truth.UNKNOWN, "The case is not decided, so nothing supports it.")
        behind = ", ".join(derivation.weakest_criteria)
        reason = f"The weakest link behind the decision is {derivation.weakest.value} ({behind})."
        return Judgement(truth_of(derivation.weakest is self.link), reason)


CaseClaim = (
    VerdictClaim | CriterionClaim | DecisiveFactClaim | ObtainClaim | EditClaim | WeakestLinkClaim
)


def subject(fact: Fact) -> str:
    """Return the id of the finding or observable that *fact* is about."""
    return fact.observable if isinstance(fact, Value) else fact.finding


def is_one_change(differing: Collection[Fact], hierarchy: FindingHierarchy) -> bool:
    """Tell whether all facts that differ are about one finding or value, or its relatives."""
    subjects = {subject(fact) for fact in differing}
    return any(all(_related(one, other, hierarchy) for other in subjects) for one in subjects)


def _related(one: str, other: str, hierarchy: FindingHierarchy) -> bool:
    if one == other:
        return True
    if one not in hierarchy.broader or other not in hierarchy.broader:
        return False
    kin = hierarchy.broader[one] | hierarchy.narrower[one] | hierarchy.ruled_out[one]
    return other in kin


def _judge_verdict(claimed: Verdict, derivation: Derivation, opening: str) -> Judgement:
    reason = f"{opening}: {derivation.verdict.value}."
    if claimed in derivation.also:
        reason += f" It is {claimed.value} as well, but the stronger decision goes first."
    facts = derivation.supports[0] if derivation.supports else frozenset()
    return Judgement(truth_of(derivation.verdict is claimed), reason, facts)


def implies(facts: Collection[Fact], fact: Fact, knowledge: Knowledge) -> bool:
    """Tell whether *fact* follows from *facts*, be it one of them or not."""
    present = {known.finding for known in facts if isinstance(known, Present)}
    absent = {known.finding for known in facts if isinstance(known, Absent)}
    match fact:
        case Present(finding):
            return finding in knowledge.hierarchy.implied_present(present)
        case Absent(finding):
            return finding in knowledge.hierarchy.implied_absent(present, absent)
        case Value():
            return any(_value_implies(known, fact) for known in facts if isinstance(known, Value))


def _value_implies(known: Value, claimed: Value) -> bool:
    if known.observable != claimed.observable:
        return False
    match known.bound, claimed.bound:
        case ((Bound.EXACTLY | Bound.AT_LEAST), Bound.AT_LEAST):
            return known.amount >= claimed.amount
        case Bound.EXACTLY, Bound.LESS_THAN:
            return known.amount < claimed.amount
        case Bound.LESS_THAN, Bound.LESS_THAN:
            return known.amount <= claimed.amount
        case Bound.EXACTLY, Bound.EXACTLY:
            return known.amount == claimed.amount
    return False
