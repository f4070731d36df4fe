"""Claims on the source and on its encoding: what an option may say of the guideline itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.model import CitationStatus, Confidence, Guideline, Role, Section
from quizzes.judgement import Judgement, Truth, all_of, named, numbered_reference, truth_of
from quizzes.quantities import QuantityBound, bound_of, compare, find_quantity


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """The source gives a reference for the statement, or gives none."""

    statement: str
    cited: bool

    def judge(self, guideline: Guideline) -> Judgement:
        """Compare with the recorded citation status."""
        statement = named("statement", self.statement, guideline.statements)
        is_cited = statement.citation_status is CitationStatus.CITED
        return Judgement(
            truth_of(is_cited is self.cited),
            f"{statement.id} is {statement.citation_status.value} in the source.",
        )


@dataclass(frozen=True, slots=True)
class CitesClaim:
    """The statement cites the reference with this number."""

    statement: str
    number: int

    def judge(self, guideline: Guideline) -> Judgement:
        """Look among the statement's citations."""
        statement = named("statement", self.statement, guideline.statements)
        wanted = numbered_reference(guideline, self.number)
        numbers = [guideline.references[reference].number for reference in statement.references]
        cited = ", ".join(str(number) for number in numbers) or "nothing"
        return Judgement(
            truth_of(wanted.id in statement.references), f"{statement.id} cites {cited}."
        )


@dataclass(frozen=True, slots=True)
class SectionClaim:
    """The statement stands in the section or in one below it."""

    statement: str
    section: str

    def judge(self, guideline: Guideline) -> Judgement:
        """Look among the statement's section and those around it."""
        statement = named("statement", self.statement, guideline.statements)
        named("section", self.section, guideline.sections)
        around = enclosing_sections(guideline, statement.section)
        return Judgement(
            truth_of(self.section in {section.id for section in around}),
            f"{statement.id} stands under '{around[0].title}'.",
        )


@dataclass(frozen=True, slots=True)
class ForceClaim:
    """The statement is put with this force."""

    statement: str
    force: str

    def judge(self, guideline: Guideline) -> Judgement:
        """Compare with the recorded force."""
        statement = named("statement", self.statement, guideline.statements)
        named("force", self.force, {known.force: None for known in guideline.statements.values()})
        return Judgement(
            truth_of(statement.force == self.force),
            f"The force of {statement.id} is {statement.force}.",
        )


@dataclass(frozen=True, slots=True)
class KindClaim:
    """The statement is of this kind."""

    statement: str
    kind: str

    def judge(self, guideline: Guideline) -> Judgement:
        """Compare with the recorded kind."""
        statement = named("statement", self.statement, guideline.statements)
        kinds = {known.kind: None for known in guideline.statements.values()}
        named("statement kind", self.kind, kinds)
        return Judgement(
            truth_of(statement.kind == self.kind),
            f"The kind of {statement.id} is {statement.kind}.",
        )


@dataclass(frozen=True, slots=True)
class QuantityClaim:
    """
    The statement gives these numbers in this unit (UCUM).

    *quantity* is a label or a 1-based place, None for the only quantity. *bounds* is not empty.
    """

    statement: str
    quantity: str | int | None
    bounds: tuple[tuple[QuantityBound, Decimal], ...]
    unit: str

    def judge(self, guideline: Guideline) -> Judgement:
        """Compare each number given; an open bound of the source leaves the claim open."""
        statement = named("statement", self.statement, guideline.statements)
        quantity = find_quantity(statement, self.quantity)
        truths = []
        for bound, amount in self.bounds:
            exact = bound is QuantityBound.EXACTLY
            parts = (QuantityBound.LOWER, QuantityBound.UPPER) if exact else (bound,)
            stated = [bound_of(quantity, part) for part in parts]
            truths += [compare(amount, self.unit, number, quantity.ucum) for number in stated]
        return Judgement(all_of(*truths), f"{statement.id}: {statement.text}.")


@dataclass(frozen=True, slots=True)
class DecidingStatementClaim:
    """The statement stands behind an inclusion or exclusion criterion, or behind none."""

    statement: str
    decides: bool

    def judge(self, guideline: Guideline) -> Judgement:
        """Look for deciding criteria that rest on the statement."""
        statement = named("statement", self.statement, guideline.statements)
        deciding = [
            criterion.id
            for criterion in guideline.criteria.values()
            if statement.id in criterion.statements and criterion.role is not Role.SUPPORTING
        ]
        behind = ", ".join(deciding) or "no deciding criterion"
        return Judgement(
            truth_of(bool(deciding) is self.decides), f"{statement.id} stands behind {behind}."
        )


@dataclass(frozen=True, slots=True)
class ConfidenceClaim:
    """The encoders are this sure of what the reference number stands for."""

    number: int
    confidence: Confidence

    def judge(self, guideline: Guideline) -> Judgement:
        """Compare with the recorded confidence."""
        reference = numbered_reference(guideline, self.number)
        return Judgement(
            truth_of(reference.confidence is self.confidence),
            f"What reference {reference.number} stands for is {reference.confidence.value}.",
        )


@dataclass(frozen=True, slots=True)
class DesignClaim:
    """The work behind the reference number has this study design."""

    number: int
    design: str

    def judge(self, guideline: Guideline) -> Judgement:
        """Compare with the recorded design; none recorded leaves the claim open."""
        reference = numbered_reference(guideline, self.number)
        designs = {known.design: None for known in guideline.references.values() if known.design}
        named("study design", self.design, designs)
        if not reference.design:
            return Judgement(
                Truth.UNKNOWN, f"No study design is recorded for reference {reference.number}."
            )
        return Judgement(
            truth_of(reference.design == self.design),
            f"The design recorded for reference {reference.number} is: {reference.design}.",
        )


@dataclass(frozen=True, slots=True)
class RoleClaim:
    """The criterion has this role in the decision."""

    criterion: str
    role: Role

    def judge(self, guideline: Guideline) -> Judgement:
        """Compare with the recorded role."""
        criterion = named("criterion", self.criterion, guideline.criteria)
        return Judgement(
            truth_of(criterion.role is self.role),
            f"{criterion.id} ({criterion.label}) is of the role: {criterion.role.value}.",
        )


@dataclass(frozen=True, slots=True)
class RestsOnClaim:
    """The criterion rests on the statement."""

    criterion: str
    statement: str

    def judge(self, guideline: Guideline) -> Judgement:
        """Look among the statements behind the criterion."""
        criterion = named("criterion", self.criterion, guideline.criteria)
        named("statement", self.statement, guideline.statements)
        return Judgement(
            truth_of(self.statement in criterion.statements),
            f"{criterion.id} rests on {', '.join(criterion.statements)}.",
        )


@dataclass(frozen=True, slots=True)
class ContentClaim:
    """Of *subject*, in *aspect*, the source says *value*."""

    subject: str
    aspect: str
    value: str

    def judge(self, guideline: Guideline) -> Judgement:
        """
        Look among the contents.

        Only an alternative that excludes the stated answer is refuted; anything else may be so
        without being said.
        """
        topic = named("topic", self.subject, guideline.topics)
        aspect = named("aspect", self.aspect, guideline.aspects)
        named("topic", self.value, guideline.topics)
        stated = {
            content.value: statement.id
            for statement in guideline.statements.values()
            for content in statement.contents
            if (content.subject, content.aspect) == (self.subject, self.aspect)
        }
        said = " and ".join(
            f"{guideline.topics[value].label} ({statement})" for value, statement in stated.items()
        )
        reason = f"{topic.label}, {aspect.label}: {said or 'nothing is stated'}."
        if self.value in stated:
            return Judgement(Truth.TRUE, reason)
        refuted = aspect.single_valued and bool(stated) and self.value in aspect.alternatives
        return Judgement(Truth.FALSE if refuted else Truth.UNKNOWN, reason)


@dataclass(frozen=True, slots=True)
class ConcernsClaim:
    """The encoding decision concerns this statement or criterion."""

    encoding_decision: str
    target: str

    def judge(self, guideline: Guideline) -> Judgement:
        """Look among what the encoding decision names."""
        decision = named("encoding decision", self.encoding_decision, guideline.encoding_decisions)
        named("statement or criterion", self.target, {**guideline.statements, **guideline.criteria})
        concerned = decision.statements + decision.criteria
        return Judgement(
            truth_of(self.target in concerned),
            f"{decision.id} concerns {', '.join(concerned) or 'the document as a whole'}.",
        )


DocumentClaim = (
    CitedClaim
    | CitesClaim
    | SectionClaim
    | ForceClaim
    | KindClaim
    | QuantityClaim
    | DecidingStatementClaim
    | ConfidenceClaim
    | DesignClaim
    | RoleClaim
    | RestsOnClaim
    | ContentClaim
    | ConcernsClaim
)


def enclosing_sections(guideline: Guideline, section: str) -> tuple[Section, ...]:
    """Return the section and those around it, innermost first."""
    innermost = guideline.sections[section]
    if innermost.parent is None:
        return (innermost,)
    return (innermost, *enclosing_sections(guideline, innermost.parent))
