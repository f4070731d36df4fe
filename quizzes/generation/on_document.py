"""Items on the document itself: what it says, in which numbers, and on what it rests."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from kg.model import Aspect, CitationStatus, Content, Criterion, Guideline, Quantity, Statement
from quizzes.document_claims import ContentClaim
from quizzes.generation.difficulty import Knobs
from quizzes.generation.proposals import Proposal, ProposalKind, option
from quizzes.generation.telling import content_told
from quizzes.generation.units import is_scale, unit_word
from quizzes.generation.wording import capital, pick, sentence_of
from quizzes.judgement import Truth
from quizzes.quantities import QuantityBound, bound_of

_COMPLETION = "Which words complete this sentence as the source has it?"
_CLAIM = "True, false or cannot tell? Going by the source: *{told}*"
_GAP = "…"

_SAID = "The source states: “{text}”"
_CITATION_QUESTIONS = ("Which reference does it give for this?",)
_CRITERION = "The criterion is: *{label}*."
_GROUNDS_QUESTIONS = (
    "On which statement of the source does it rest?",
    "Which statement of the source stands behind it?",
)
_NUMBER_QUESTIONS = (
    "Which number does the source give for the *{label}*{which}{unit}?",
    "What is the *{label}*{which} that the source gives{unit}?",
)

_WHICH = {
    QuantityBound.LOWER: ", at the lower end",
    QuantityBound.UPPER: ", at the upper end",
    QuantityBound.NUMERATOR: ", counting those affected",
    QuantityBound.DENOMINATOR: ", counting all who were looked at",
}

_FEWEST, _MOST = 3, 5


class DocumentItems:
    """Writes items on the document of one guideline."""

    def __init__(self, guideline: Guideline, random: Random) -> None:
        self._guideline = guideline
        self._random = random

    def all_of(self) -> Iterator[Proposal]:
        """Yield items on contents, numbers and the statements behind criteria."""
        for statement in self._guideline.statements.values():
            for content in statement.contents:
                yield from self._content(statement, content)
            for quantity in statement.quantities:
                if not is_scale(quantity, self._guideline):
                    yield from self._numbers(statement, quantity)
        for criterion in self._guideline.criteria.values():
            yield from self._grounds(criterion)

    def citations(self) -> Iterator[Proposal]:
        """Yield items on which reference each statement cites: knowledge of the document only."""
        for statement in self._guideline.statements.values():
            yield self._citation(statement)

    def _content(self, statement: Statement, content: Content) -> Iterator[Proposal]:
        aspect = self._guideline.aspects[content.aspect]
        if len(aspect.alternatives) >= _FEWEST:
            others = [v for v in aspect.alternatives if v != content.value][: _MOST - 1]
            values = sorted([content.value, *others], key=self._topic)
            yield self._choice(
                ProposalKind.RECALL,
                statement,
                _COMPLETION,
                [self._answer(statement, content, value) for value in values],
                similar=0.7,
                stem=f"“{self._with_gap(content)}”",
            )
        else:
            for value in self._claimed(aspect, content):
                yield self._truth(statement, content, value)

    def _answer(self, statement: Statement, content: Content, value: str) -> dict[str, Any]:
        said = self._said(statement)
        label = self._topic(value)
        if value == content.value:
            reason = f"The source says so: {said}"
        else:
            reason = f"The source gives another answer than {label}: {said}"
        claim = {"content": {"subject": content.subject, "aspect": content.aspect, "value": value}}
        return option(value.lower(), capital(label), claim, reason, (statement.id,))

    def _claimed(self, aspect: Aspect, content: Content) -> Iterator[str]:
        """Yield the stated value, its one alternative, or a value that only elsewhere is given."""
        yield content.value
        others = [value for value in aspect.alternatives if value != content.value]
        if aspect.single_valued:
            yield from others
            return
        elsewhere = sorted(
            {
                other.value
                for statement in self._guideline.statements.values()
                for other in statement.contents
                if other.aspect == content.aspect
                and other.subject != content.subject
                and self._truth_of(content.subject, content.aspect, other.value) is Truth.UNKNOWN
            }
        )
        yield from elsewhere[:1]

    def _truth_of(self, subject: str, aspect: str, value: str) -> Truth:
        return ContentClaim(subject, aspect, value).judge(self._guideline).truth

    def _truth(self, statement: Statement, content: Content, value: str) -> Proposal:
        truth = self._truth_of(content.subject, content.aspect, value)
        claimed = content_told(content, self._topic(value), self._guideline)
        said, label = self._said(statement), f"*{self._topic(value)}*"
        reasons = {
            True: {
                Truth.TRUE: f"This is what the source says: {said}",
                Truth.FALSE: f"The source says otherwise: {said}",
                Truth.UNKNOWN: f"The source does not say so of this subject; it says: {said}",
            },
            False: {
                Truth.TRUE: f"The source does say so, in these terms: {said}",
                Truth.FALSE: f"The source rules it out by giving another answer: {said}",
                Truth.UNKNOWN: f"Nothing in the source excludes it; it is silent on {label} here.",
            },
            "cannot tell": {
                Truth.TRUE: f"The source does not leave it open, for it states {label}.",
                Truth.FALSE: f"The source does not leave it open; its answer is not {label}.",
                Truth.UNKNOWN: f"Neither {label} nor its opposite is stated for this subject.",
            },
        }
        return Proposal(
            kind=ProposalKind.RECALL,
            about=statement.id,
            folder=self._folder(statement),
            data={
                "kind": "true-false-cannot-tell",
                "lead_in": _CLAIM.format(told=claimed),
                "claim": {
                    "content": {
                        "subject": content.subject,
                        "aspect": content.aspect,
                        "value": value,
                    }
                },
                "options": [
                    {"answer": answer, "rationale": by_truth[truth], "statements": [statement.id]}
                    for answer, by_truth in reasons.items()
                ],
                "explanation": sentence_of(statement.text),
            },
            knobs=Knobs(similar=0.3, unknown=truth is Truth.UNKNOWN),
        )

    def _numbers(self, statement: Statement, quantity: Quantity) -> Iterator[Proposal]:
        exact = bound_of(quantity, QuantityBound.EXACTLY) is not None
        bounds = [
            bound
            for bound in QuantityBound
            if bound_of(quantity, bound) is not None
            and (exact == (bound is QuantityBound.EXACTLY) or quantity.numerator is not None)
        ]
        several = len(bounds) > 1
        for bound in bounds:
            amount = bound_of(quantity, bound)
            place = statement.quantities.index(quantity) + 1
            asked: dict[str, Any] = {"statement": statement.id, "bound": bound.value}
            if len(statement.quantities) > 1:
                asked["quantity"] = place
            words = {
                "label": quantity.label,
                "which": _WHICH[bound] if several else "",
                "unit": self._in_unit(quantity),
            }
            others = [a for b in bounds if (a := bound_of(quantity, b)) not in (amount, None)]
            yield Proposal(
                kind=ProposalKind.RECALL,
                about=statement.id,
                folder=self._folder(statement),
                data={
                    "kind": "numeric",
                    "lead_in": pick(self._random, _NUMBER_QUESTIONS, **words),
                    "answer_from": asked,
                    "unit": quantity.ucum,
                    "rationale": f"The source says: {self._said(statement)}",
                    "statements": [statement.id],
                    "common_errors": [
                        {
                            "value": other,
                            "rationale": "This is the other number of the same statement.",
                            "statements": [statement.id],
                        }
                        for other in others
                    ],
                    "explanation": sentence_of(statement.text),
                },
                knobs=Knobs(similar=0.5 if several else 0.2),
            )

    def _citation(self, statement: Statement) -> Proposal:
        cited = statement.citation_status is CitationStatus.CITED
        right = {self._guideline.references[r].number for r in statement.references[:1]}
        others = [
            r.number
            for r in self._guideline.references.values()
            if r.id not in statement.references
        ]
        numbers = sorted([*right, *self._random.sample(others, min(3, len(others)))])
        options = [
            option(
                f"reference-{number}",
                f"Reference {number}",
                {"statement": statement.id, "cites": number},
                f"The source puts reference {number} at the end of this line of the document."
                if number in right
                else f"Reference {number} is cited for other statements, and not for this one.",
                (statement.id,),
            )
            for number in numbers
        ]
        reason = (
            "A reference stands at the end of the line, so the statement is supported."
            if cited
            else "The line ends without a reference: the source states this on its own word."
        )
        claim = {"statement": statement.id, "cited": False}
        options.append(option("no-reference", "No reference", claim, reason, (statement.id,)))
        return self._choice(
            ProposalKind.RESTS_ON,
            statement,
            pick(self._random, _CITATION_QUESTIONS),
            options,
            similar=0.8,
            stem=_SAID.format(text=sentence_of(statement.text)),
        )

    def _grounds(self, criterion: Criterion) -> Iterator[Proposal]:
        statements = self._guideline.statements
        beside = [s for s in statements.values() if s.id not in criterion.statements]
        for statement_id in criterion.statements:
            statement = statements[statement_id]
            near = sorted(beside, key=lambda s: abs(s.line - statement.line))[:3]
            options = [
                option(
                    s.id,
                    capital(s.text.rstrip(".")),
                    {"criterion": criterion.id, "rests_on": s.id},
                    f"The criterion is derived from this statement, in line {s.line} of the source."
                    if s is statement
                    else f"“{s.text.rstrip('.')}” (line {s.line}) is not what it is derived from.",
                    (s.id,),
                )
                for s in sorted([statement, *near], key=lambda s: (s.line, s.id))
            ]
            yield self._choice(
                ProposalKind.RESTS_ON,
                statement,
                pick(self._random, _GROUNDS_QUESTIONS),
                options,
                similar=0.7,
                stem=_CRITERION.format(label=criterion.label),
            )

    def _choice(
        self,
        kind: ProposalKind,
        statement: Statement,
        lead_in: str,
        options: list[dict[str, Any]],
        similar: float,
        stem: str = "",
    ) -> Proposal:
        return Proposal(
            kind=kind,
            about=statement.id,
            folder=self._folder(statement),
            data={
                "kind": "single-best-answer",
                **({"stem": stem} if stem else {}),
                "lead_in": lead_in,
                "options": options,
                "explanation": sentence_of(statement.text),
            },
            knobs=Knobs(similar=similar),
        )

    def _with_gap(self, content: Content) -> str:
        """Return the sentence with a gap for its answer, which is its own full stop at the end."""
        return content_told(content, _GAP, self._guideline).removesuffix(".")

    def _in_unit(self, quantity: Quantity) -> str:
        """Return ", in weeks"; nothing where the label names the unit already."""
        unit = unit_word(quantity, self._guideline)
        return "" if unit.removesuffix("s") in quantity.label else f", in {unit}"

    def _topic(self, topic: str) -> str:
        return self._guideline.topics[topic].label

    def _said(self, statement: Statement) -> str:
        return sentence_of(statement.text)

    def _folder(self, statement: Statement) -> str:
        return statement.section.removeprefix("section-")
