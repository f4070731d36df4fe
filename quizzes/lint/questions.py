"""W8, W14 and W15: how the question is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.lint.examined import Examined, Found, Text
from quizzes.lint.findings import Span
from quizzes.lint.words import word_count, words
from quizzes.model import ChoiceStep, Kind

# The threshold is our own.
_FEWEST_WORDS = 4

#: The tag by which an author says that a negative question is meant.
NEGATIVE_OK = "negative-ok"

_NEGATIVE = re.compile(
    r"\bexcept\b"
    r"|\b(?:which|what|who|when|where|how|why)\b[^?.]*?\b(?:is|are|was|were|does|do|did|would|should"
    r"|could|can|will|has|have)(?:\s+\w+){0,3}?\s+not\b(?!\s+(?:indicated|only|yet))"
    r"|\b(?:isn|aren|wasn|weren|doesn|don|didn|wouldn|shouldn|can|won)['’]t\b"
    r"|\bleast\s+(?:\w+ly\s+)?(?:likely|appropriate|suitable|important|accurate|useful|urgent)\b"
    r"|\b(?:false|incorrect|untrue|inaccurate|inappropriate)\b",
    re.IGNORECASE,
)
_TRUTH_PREFIX = re.compile(r"^\W*true, false or cannot tell[^:]*:", re.IGNORECASE)

_UNFOCUSED = re.compile(
    r"\b(?:which|what)\b(?:\s+one)?(?:\s+of\s+(?:the\s+following|these|those|the\s+above))?"
    r"(?:\s+(?:statements?|options?|answers?|sentences?|assertions?|claims?))?"
    r"(?:\s+(?:about|on|regarding|concerning)\s+[^?]{1,60})?"
    r"\s+(?:is|are)\s+(?:most\s+)?(?:true|correct|right|accurate|false|incorrect|wrong|valid)\b",
    re.IGNORECASE,
)
_BLANK = re.compile(r"_{2,}|\.{4,}|…{2,}|\[\s*\]")

_HINGE = re.compile(
    r"\b(?:previous|preceding|earlier|prior|last|next|following)\s+(?:question|item|quiz|step)\b"
    r"|\b(?:question|item|step)\s+(?:\d+|one|two|three|above|before)\b"
    r"|\byour\s+(?:(?:first|last|previous|earlier)\s+)?(?:answer|choice|response|decision)\b"
    r"|\b(?:you|as)\s+(?:just\s+)?(?:chose|chosen|answered|selected|picked|named)\b",
    re.IGNORECASE,
)


def negative_lead_in(examined: Examined) -> Iterator[Found]:
    """W8: a question for what is not so, unless the author's tag says that it is meant."""
    if NEGATIVE_OK in examined.item.tags:
        return
    for text in examined.lead_ins:
        prefix = _TRUTH_PREFIX.match(text.text)
        start = prefix.end() if prefix else 0
        # A claim to be judged may deny something; it is the question that must not.
        found = None if prefix else _NEGATIVE.search(text.text, start)
        if found:
            yield Found(
                text.place,
                Span(found.start(), found.end()),
                "The question asks for what is not so; readers in a hurry miss the negation.",
                "Ask for what is so, or ask which of the options fail; if it must be, set the "
                f"word in capitals and tag the item '{NEGATIVE_OK}'.",
            )


def unfocused_lead_in(examined: Examined) -> Iterator[Found]:
    """W14: a question that cannot be answered with the options covered."""
    for text, step in zip(examined.lead_ins, examined.item.steps, strict=True):
        if isinstance(step, ChoiceStep) and step.fixed_order:
            continue
        vague = _UNFOCUSED.search(text.text)
        blank = _BLANK.search(text.text)
        remedy = "Ask one whole question that an expert can answer without seeing the options."
        if vague:
            message = "The question names no target: each option is a true-false item of its own."
            yield Found(text.place, Span(vague.start(), vague.end()), message, remedy)
        if blank:
            message = "A blank to be filled in makes readers go back and forth."
            yield Found(text.place, Span(blank.start(), blank.end()), message, remedy)
        if not text.text.rstrip(" *_\"'”").endswith("?"):
            yield Found(text.place, None, "The lead-in is no question.", remedy)
        elif word_count(text.text) < _FEWEST_WORDS and not vague:
            message = f"The lead-in has fewer than {_FEWEST_WORDS} words and leaves open what of."
            yield Found(text.place, None, message, remedy)


def hinging(examined: Examined) -> Iterator[Found]:
    """W15: a question that needs, or tells, the answer to another one."""
    for text in (examined.stem, *examined.lead_ins):
        found = _HINGE.search(text.text) if text else None
        if text and found:
            yield Found(
                text.place,
                Span(found.start(), found.end()),
                "The question leans on the answer to another one: who missed that misses this.",
                "Say what is needed here, so that the question stands by itself.",
            )
    if examined.item.kind is Kind.KEY_FEATURE:
        yield from _told_later(examined)


def _told_later(examined: Examined) -> Iterator[Found]:
    for index, choice in enumerate(examined.choices):
        for later in examined.choices[index + 1 :]:
            for key in choice.right:
                span = _phrase(key.text.text, later.lead_in)
                if span:
                    yield Found(
                        later.lead_in.place,
                        span,
                        f"This tells the right answer to an earlier step: '{key.text.text}'.",
                        "Ask without naming it, or give it in the stem.",
                    )


def _phrase(phrase: str, text: Text) -> Span | None:
    """Return where all words of *phrase* stand in *text*, one after the other."""
    wanted = [word.lower for word in words(phrase)]
    found = words(text.text)
    for start in range(len(found) - len(wanted) + 1):
        run = found[start : start + len(wanted)]
        if wanted and [word.lower for word in run] == wanted:
            # "not indicated" does not tell "indicated".
            if start and found[start - 1].lower == "not":
                continue
            return Span(run[0].span.start, run[-1].span.end)
    return None
