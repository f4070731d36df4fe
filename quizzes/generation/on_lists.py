"""Items with several right options, which go through a section, the references or the criteria."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

from kg.model import Content, Criterion, Guideline, Quantity, Role, Statement
from quizzes.generation.difficulty import Knobs
from quizzes.generation.proposals import Proposal, ProposalKind, option
from quizzes.generation.telling import content_told
from quizzes.generation.units import figure, is_scale, unit_word
from quizzes.generation.wording import ROLE_NOUN, capital, pick
from quizzes.quantities import QuantityBound, bound_of

_CITED_BY_QUESTIONS = (
    "Which of these statements does the source support with reference {number}?",
    "For which of these statements does the source cite reference {number}?",
)
_STATED_QUESTIONS = ("Under the heading *{section}*, which of these does the source state?",)
_FIGURE_QUESTIONS = ("Which of these figures does the source give?",)
_ROLE_QUESTIONS = ("Which of these does the guideline treat as a {role}?",)
_GROUNDS_STEM = "The criterion is: *{label}*."
_GROUNDS_QUESTIONS = (
    "Which of these statements of the source stand behind it?",
    "On which of these statements of the source does it rest?",
)

#: How many options are right and how many there are, and how long one may be in words.
_RIGHT, _ALL = 4, 6
_FEWEST = 3
_LONGEST = 15

#: A text, what it claims, whether that is so, and the statement behind it.
_Line = tuple[str, dict[str, Any], bool, Statement]


class ListItems:
    """Writes items with several right options on the document of one guideline."""

    def __init__(self, guideline: Guideline, random: Random) -> None:
        self._guideline = guideline
        self._random = random

    def all_of(self) -> Iterator[Proposal]:
        """Yield items by section, on figures, on roles and on grounds."""
        for section in self._guideline.sections:
            yield from self._stated(section)
        yield from self._figures()
        for role in Role:
            yield from self._roles(role)
        for criterion in self._guideline.criteria.values():
            yield from self._grounds(criterion)

    def citations(self) -> Iterator[Proposal]:
        """Yield items on which statements each reference supports."""
        for reference in self._guideline.references:
            yield from self._cited_by(reference)

    def _cited_by(self, reference_id: str) -> Iterator[Proposal]:
        """Yield items that ask which statements one reference supports, a few at a time."""
        number = self._guideline.references[reference_id].number
        statements = [
            statement
            for statement in self._guideline.statements.values()
            if len(statement.text.split()) <= _LONGEST
        ]
        citing = [s for s in statements if reference_id in s.references]
        silent = [s for s in statements if reference_id not in s.references]
        self._random.shuffle(silent)
        for some in _batched(citing, _RIGHT):
            near = sorted(silent, key=lambda s: s.section not in {one.section for one in some})
            chosen = near[: _ALL - len(some)]
            silent = [s for s in silent if s not in chosen] + chosen  # each is asked in its turn
            lines: list[_Line] = [
                (s.text, {"statement": s.id, "cites": number}, s in some, s)
                for s in (*some, *chosen)
            ]
            yield self._item(
                lines,
                pick(self._random, _CITED_BY_QUESTIONS, number=str(number)),
                (
                    f"is a statement that cites reference {number}.",
                    "does not cite this reference.",
                ),
            )

    def _stated(self, section: str) -> Iterator[Proposal]:
        """Yield items on what the statements of one section say, with other answers among them."""
        said = [
            (statement, content)
            for statement in self._guideline.statements.values()
            if statement.section == section
            for content in statement.contents
        ]
        false = [pair for pair in said if self._others(pair[1])]
        self._random.shuffle(false)
        for some in _batched([pair for pair in said if pair not in false], _RIGHT):
            # Where nothing can be wrong there is nothing to ask.
            if turned := self._random.sample(false, min(_ALL - len(some), len(false))):
                yield from self._stated_item(some, turned, section)
        for some in _batched(false, _ALL):
            half = (len(some) + 1) // 2
            if len(some) > 1:
                yield from self._stated_item(some[:half], some[half:], section)

    def _stated_item(
        self,
        some: Sequence[tuple[Statement, Content]],
        turned: Sequence[tuple[Statement, Content]],
        section: str,
    ) -> Iterator[Proposal]:
        lines: list[_Line] = []
        for statement, content in (*some, *turned):
            right = (statement, content) in some
            value = content.value if right else self._others(content)[0]
            claim = {"subject": content.subject, "aspect": content.aspect, "value": value}
            lines.append((self._sentence(content, value), {"content": claim}, right, statement))
        if len(lines) >= _FEWEST and len({text for text, *_ in lines}) == len(lines):
            title = self._guideline.sections[section].title
            yield self._item(
                lines,
                pick(self._random, _STATED_QUESTIONS, section=title),
                ("is what the source says: {said}", "is not what the source says: {said}"),
            )

    def _figures(self) -> Iterator[Proposal]:
        figures = [
            (statement, quantity)
            for statement in self._guideline.statements.values()
            for quantity in statement.quantities
            if not is_scale(quantity, self._guideline)
        ]
        self._random.shuffle(figures)
        for some in _batched(figures, _ALL):
            wrong = set(range(_FEWEST, len(some)))
            lines = [
                self._figure(statement, quantity, right=index not in wrong)
                for index, (statement, quantity) in enumerate(some)
            ]
            if len(lines) >= _FEWEST and len({text for text, *_ in lines}) == len(lines):
                yield self._item(
                    lines,
                    pick(self._random, _FIGURE_QUESTIONS),
                    ("is what the source says: {said}", "is not what the source says: {said}"),
                )

    def _figure(self, statement: Statement, quantity: Quantity, *, right: bool) -> _Line:
        """Return a figure as it is, or about half of it: more could be more than there can be."""
        claim: dict[str, Any] = {"statement": statement.id, "unit": quantity.ucum}
        if len(statement.quantities) > 1:
            claim["quantity"] = statement.quantities.index(quantity) + 1
        numbers = {b: n for b in QuantityBound if (n := bound_of(quantity, b)) is not None}
        if QuantityBound.EXACTLY in numbers:
            numbers = {QuantityBound.EXACTLY: numbers[QuantityBound.EXACTLY]}
        if not right:
            first = next(iter(numbers))
            step = max(1, int(numbers[first] // 2))
            numbers[first] += -step if numbers[first] > step else step
        for bound, number in numbers.items():
            claim[bound.value] = number
        text = figure(quantity.label, numbers, unit_word(quantity, self._guideline))
        return text, claim, right, statement

    def _roles(self, role: Role) -> Iterator[Proposal]:
        criteria = list(self._guideline.criteria.values())
        self._random.shuffle(criteria)
        mine = [c for c in criteria if c.role is role]
        others = [c for c in criteria if c.role is not role]
        for some in _batched(mine, _RIGHT):
            shown = [*some, *islice(others, _ALL - len(some))]
            lines: list[_Line] = [
                (
                    criterion.label,
                    {"criterion": criterion.id, "role": role.value},
                    criterion in some,
                    self._guideline.statements[criterion.statements[0]],
                )
                for criterion in shown
            ]
            noun = ROLE_NOUN[role]
            yield self._item(
                lines,
                pick(self._random, _ROLE_QUESTIONS, role=noun),
                (f"is a {noun}, for the source says: {{said}}", "has another role: {said}"),
            )

    def _grounds(self, criterion: Criterion) -> Iterator[Proposal]:
        statements = self._guideline.statements
        right = [statements[s] for s in criterion.statements]
        if len(right) == 1:
            return
        beside = [s for s in statements.values() if s not in right]
        beside.sort(key=lambda s: min(abs(s.line - one.line) for one in right))
        chosen = sorted([*right, *beside[: max(2, _ALL - len(right))]], key=lambda s: s.line)
        lines: list[_Line] = [
            (s.text, {"criterion": criterion.id, "rests_on": s.id}, s in right, s) for s in chosen
        ]
        yield self._item(
            lines,
            pick(self._random, _GROUNDS_QUESTIONS),
            ("is one of the statements behind it.", "is not what it is derived from."),
            stem=_GROUNDS_STEM.format(label=criterion.label),
        )

    def _item(
        self, lines: Sequence[_Line], lead_in: str, reasons: tuple[str, str], stem: str = ""
    ) -> Proposal:
        """Put lines into the order of the source, each with why it is right or wrong."""
        ordered = sorted(lines, key=lambda line: (line[3].line, line[0]))
        options = [
            option(
                f"line-{number}",
                capital(text.rstrip(".")),
                claim,
                f"“{capital(text.rstrip('.'))}” "
                + reasons[0 if right else 1].format(said=capital(statement.text)),
                (statement.id,),
            )
            for number, (text, claim, right, statement) in enumerate(ordered, start=1)
        ]
        first = next(statement for _, _, right, statement in ordered if right)
        return Proposal(
            kind=ProposalKind.RESTS_ON if "cites" in options[0]["claim"] else ProposalKind.RECALL,
            about=first.id,
            folder=first.section.removeprefix("section-"),
            data={
                "kind": "multiple-answer",
                **({"stem": stem} if stem else {}),
                "lead_in": lead_in,
                "options": options,
                "explanation": "Each line counts by itself; take those that are right and leave"
                " the others.",
            },
            knobs=Knobs(criteria=len(options), similar=0.8),
        )

    def _others(self, content: Content) -> list[str]:
        """Return the answers that what is stated refutes."""
        aspect = self._guideline.aspects[content.aspect]
        stated = {
            other.value
            for statement in self._guideline.statements.values()
            for other in statement.contents
            if (other.subject, other.aspect) == (content.subject, content.aspect)
        }
        return [v for v in aspect.alternatives if aspect.single_valued and v not in stated]

    def _sentence(self, content: Content, value: str) -> str:
        return content_told(content, self._guideline.topics[value].label, self._guideline)


def _batched(values: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
