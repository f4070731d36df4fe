"""What the rules know beside the item itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from quizzes.bank import ItemBank, KeyedItem
from quizzes.claims import needs_case
from quizzes.judgement import Knowledge
from quizzes.lint.spelling import Spelling
from quizzes.lint.thresholds import Thresholds
from quizzes.lint.words import ITEM_STEMS, stems, words
from quizzes.model import ChoiceKey, ChoiceStep

_CAPITALS = re.compile(r"\b[A-Z]{2,}s?\b")


@dataclass(frozen=True, slots=True)
class KeyText:
    """A right option of some item: its text, the question, and the telling stems of both."""

    item: str
    question: str
    text: str
    stems: frozenset[str]
    asked: frozenset[str]


@dataclass(frozen=True)
class LintContext:
    """The item bank around an item, and the guideline with its reasoner; built once."""

    bank: ItemBank
    knowledge: Knowledge

    @cached_property
    def share(self) -> Mapping[str, float]:
        """For every stem of a word, the share of all items in whose question or options it is."""
        items = self.bank.items.values()
        seen = Counter(root for keyed in items for root in stems(_question(keyed)))
        return {root: times / len(items) for root, times in seen.items()}

    @cached_property
    def keys(self) -> tuple[KeyText, ...]:
        """The right options of all questions on the document of which one option is right."""
        return tuple(self._keys())

    def _keys(self) -> Iterator[KeyText]:
        for keyed in self.bank.items.values():
            for step, key in zip(keyed.item.steps, keyed.key.steps, strict=True):
                if not isinstance(step, ChoiceStep) or not isinstance(key, ChoiceKey):
                    continue
                right = [option for option in step.options if option.id in key.options]
                # What is right for one patient says nothing of another.
                if step.fixed_order or len(right) > 1 or needs_case(right[0].claim):
                    continue
                asked = stems(f"{keyed.item.stem} {step.lead_in}") - ITEM_STEMS
                text = right[0].text
                yield KeyText(keyed.item.id, step.lead_in, text, stems(text), asked)

    @cached_property
    def thresholds(self) -> Thresholds:
        """Where the criteria change with a value."""
        return Thresholds(self.knowledge)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the guideline in small letters, whatever a dictionary says of them."""
        return frozenset(word.lower for text in self._guideline_texts() for word in words(text))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """How the guideline names findings and asks for them, in small letters."""
        findings = self.bank.guideline.findings.values()
        return tuple(
            text.casefold()
            for finding in findings
            for text in (finding.label, finding.absent_label, finding.question)
            if text
        )

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """The abbreviations that the guideline itself uses, so that its learners know them."""
        found = (_CAPITALS.findall(text) for text in self._guideline_texts())
        return frozenset(abbreviation for some in found for abbreviation in some)

    @cached_property
    def spelling(self) -> Spelling:
        """English with the words of the guideline."""
        return Spelling(self.vocabulary)

    def _guideline_texts(self) -> Iterator[str]:
        guideline = self.bank.guideline
        yield guideline.title
        for statement in guideline.statements.values():
            yield from (statement.text, statement.kind, statement.force)
            yield from (quantity.label for quantity in statement.quantities)
        for reference in guideline.references.values():
            yield from (reference.bibliography, reference.design, *reference.appraisals)
        for finding in guideline.findings.values():
            yield from (finding.label, finding.absent_label, finding.definition)
        for observable in guideline.observables.values():
            yield from (observable.label, observable.definition, observable.unit_label)
        for criterion in guideline.criteria.values():
            yield from (criterion.label, criterion.definition)
        for decision in guideline.encoding_decisions.values():
            yield from (decision.title, decision.source_says, decision.reading, decision.reason)
        for topic in guideline.topics.values():
            yield from (topic.label, topic.definition)
        yield from (section.title for section in guideline.sections.values())
        yield from (aspect.label for aspect in guideline.aspects.values())


def _question(keyed: KeyedItem) -> str:
    """Return the question and the options of an item as one text."""
    parts = [keyed.item.stem]
    for step in keyed.item.steps:
        parts.append(step.lead_in)
        if isinstance(step, ChoiceStep) and not step.fixed_order:
            parts += [option.text for option in step.options]
    return "\n".join(parts)
