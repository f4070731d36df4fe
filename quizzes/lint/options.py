"""W9 to W13 and W18: how the options are written, each by itself and side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from quizzes.lint.examined import Answer, Examined, Found
from quizzes.lint.findings import Span
from quizzes.lint.words import word_count, words

# The thresholds of this module are our own.
_LONGEST = 15  # words
_FEWEST, _MOST, _MOST_OF_SEVERAL = 3, 5, 7

_LETTER = r"\(?(?:[A-H]|[1-9])\)?"
_COMBINED = re.compile(
    r"\b(?:none|all|any|neither|both|some) of (?:the )?(?:above|these|those|them|others|"
    r"other (?:options|answers)|options|answers)\b"
    rf"|\b(?:both|neither|either)\s+{_LETTER}\s+(?:and|nor|or)\s+{_LETTER}(?=\W|$)"
    rf"|(?:^|\s){_LETTER}(?:\s*,\s*{_LETTER})*\s*,?\s+and\s+{_LETTER}(?:\s+only)?\s*\.?$"
    rf"|(?:^|\s){_LETTER}\s+only\s*\.?$",
)
_VAGUE = {
    "usually", "often", "rarely", "sometimes", "may", "commonly", "frequently", "likely",
    "occasionally", "seldom", "generally",
}  # fmt: skip
# How the source may put a statement that holds without exception.
_UNHEDGED = {"asserted", "asserted minimum", "definition", "average"}

_FINITE = {"is", "are", "was", "were", "has", "have", "had", "can", "may", "must", "should",
           "will", "would", "does", "do", "did"}  # fmt: skip
_JOINT = re.compile(r"(?:,|;)?\s+(?:and|or|but)\s+|;\s+", re.IGNORECASE)

_QUANTITY = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>%|[A-Za-z]+)?"
)
_QUANTITY_WORDS = {
    "about", "at", "least", "most", "exactly", "for", "from", "to", "or", "more", "less", "longer",
    "than", "of", "on", "average", "the", "a", "an", "up", "after", "within", "per",
}  # fmt: skip


def combined_option(examined: Examined) -> Iterator[Found]:
    """W9: 'all of the above', 'both A and B' and other options made of options."""
    for choice in examined.choices:
        for answer in choice.answers:
            found = _COMBINED.search(answer.text.text) or _COMBINED.search(
                answer.text.text[:1].lower() + answer.text.text[1:]
            )
            if found:
                yield Found(
                    answer.text.place,
                    Span(found.start(), found.end()),
                    "This option is made of other options: part of the knowledge is enough to "
                    "choose it or to rule it out, and shuffling breaks it.",
                    "Write an option of its own, or let several options be right.",
                )


def vague_frequency(examined: Examined) -> Iterator[Found]:
    """W10: 'usually', 'often' and the like in an option, other than where the source is vague."""
    statements = examined.context.bank.guideline.statements
    for choice in examined.choices:
        if choice.is_scale:
            continue
        for answer in choice.answers:
            cited = [statements.get(id_) for id_ in answer.option.rationale.statements]
            if any(s and s.force not in _UNHEDGED for s in cited):
                continue
            for word in words(answer.text.text):
                if word.lower in _VAGUE:
                    yield Found(
                        answer.text.place,
                        word.span,
                        f"'{word.text}' means different frequencies to different readers.",
                        "Give a number that the source gives, or leave the word out.",
                    )


def inconsistent_numbers(examined: Examined) -> Iterator[Found]:
    """W11: numbers in the options that differ in form or unit, or stand in no order."""
    for choice in examined.choices:
        if choice.is_scale or choice.step.multiple:
            continue
        found = [_quantity(answer) for answer in choice.answers]
        numbers = [quantity for quantity in found if quantity is not None]
        if len(numbers) < len(found) or len(numbers) < 2:
            continue
        place = choice.lead_in.place.replace("lead_in", "options")
        if len({unit for _, unit, _, _ in numbers}) > 1:
            units = ", ".join(sorted({unit or "none" for _, unit, _, _ in numbers}))
            yield Found(place, None, f"The units differ: {units}.", "Give all in one unit.")
        if len({is_range for _, _, is_range, _ in numbers}) > 1:
            message = "Ranges stand beside single numbers."
            yield Found(place, None, message, "Give ranges alone or single numbers alone.")
        if len({digits for _, _, _, digits in numbers}) > 1:
            message = "The numbers have different numbers of decimal places."
            yield Found(place, None, message, "Give all with the same precision.")
        amounts = [low for low, _, _, _ in numbers]
        if amounts not in (sorted(amounts), sorted(amounts, reverse=True)):
            message = "The numbers stand in no order, which costs time and tests nothing."
            yield Found(place, None, message, "Sort them from the least to the greatest.")


def _quantity(answer: Answer) -> tuple[float, str, bool, int] | None:
    """Return number, unit, whether it is a range, and decimals of an option that is no more."""
    found = _QUANTITY.search(answer.text.text)
    if not found:
        return None
    rest = answer.text.text[: found.start()] + " " + answer.text.text[found.end() :]
    if any(word.lower not in _QUANTITY_WORDS for word in words(rest)) or re.search(r"\d", rest):
        return None
    decimals = len(found["low"].partition(".")[2])
    unit = (found["unit"] or "").lower().removesuffix("s")
    return float(found["low"]), unit, found["high"] is not None, decimals


def unlike_options(examined: Examined) -> Iterator[Found]:
    """W12: an option of another grammatical form than all the others, or forms in halves."""
    for choice in examined.choices:
        if choice.is_scale:
            continue
        forms = [_form(answer.text.text) for answer in choice.answers]
        counted = Counter(forms)
        if len(counted) == 1:
            continue
        usual, times = counted.most_common(1)[0]
        odd = [
            answer
            for answer, form in zip(choice.answers, forms, strict=True)
            if form != usual or times * 2 <= len(forms)
        ]
        for answer in odd:
            yield Found(
                answer.text.place,
                None,
                f"This is {_form(answer.text.text)}, while others are {usual}.",
                "Give all options the same grammatical form.",
            )


_PREPOSITIONS = {"after", "along", "as", "at", "before", "between", "by", "during", "for", "from",
                 "in", "into", "of", "on", "over", "through", "under", "with", "within",
                 "without"}  # fmt: skip
_QUESTION_WORDS = {"whether", "how", "when", "where", "who", "why", "what", "which", "if"}
_RELATIVE = {"that", "which", "who", "what", "whether", "how", "not"}
# Words in -ing that begin options of guidelines without being actions.
_NO_ACTIONS = {
    "finding", "imaging", "nothing", "bleeding", "swelling", "spring", "string", "disabling",
    "limiting", "existing", "underlying", "remaining", "persisting", "missing", "lasting",
}  # fmt: skip
# Longer ones that begin with a preposition or an action are sentences as a rule.
_LONGEST_PHRASE = 8


def _form(option: str) -> str:
    """Return the grammatical form of an option, told by its beginning."""
    found = words(option)
    if not found:
        return "a number"
    if option.rstrip().endswith("?"):
        return "a question"
    # "Immediately before the procedure" begins with its second word.
    opening = found[1:] if found[0].lower.endswith("ly") and len(found) > 1 else found
    first = opening[0].lower
    if first in _QUESTION_WORDS:
        return "a question in words"
    if first == "to" and len(opening) > 1:
        return "an infinitive"
    if _is_sentence([word.lower for word in opening]):
        return "a noun phrase or statement"
    if first.endswith("ing") and len(found) > 1 and first not in _NO_ACTIONS:
        return "an action in -ing"
    if first in _PREPOSITIONS:
        return "a phrase with a preposition"
    return "a noun phrase or statement"


def _is_sentence(found: list[str]) -> bool:
    """Tell whether a verb makes a sentence of the words, other than one in a relative clause."""
    for place, word in enumerate(found):
        if word in _FINITE and place and found[place - 1] not in _RELATIVE:
            return True
    return len(found) > _LONGEST_PHRASE


def long_option(examined: Examined) -> Iterator[Found]:
    """W13: an option that is long, or that says two things."""
    for choice in examined.choices:
        if choice.is_scale:
            continue
        for answer in choice.answers:
            count = word_count(answer.text.text)
            if count > _LONGEST:
                yield Found(
                    answer.text.place,
                    None,
                    f"The option has {count} words, so that reading is tested.",
                    f"Say it in {_LONGEST} words at most; move what all share to the lead-in.",
                )
            joint = _double(answer.text.text)
            if joint:
                yield Found(
                    answer.text.place,
                    joint,
                    "The option says two things, of which one may hold without the other.",
                    "Keep one of them.",
                )


def _double(option: str) -> Span | None:
    for joint in _JOINT.finditer(option):
        sides = (option[: joint.start()], option[joint.end() :])
        if all({word.lower for word in words(side)} & _FINITE for side in sides):
            return Span(joint.start(), joint.end())
    return None


def option_count(examined: Examined) -> Iterator[Found]:
    """W18: too few options or more than have been found to function."""
    for choice in examined.choices:
        count = len(choice.answers)
        most = _MOST_OF_SEVERAL if choice.step.multiple else _MOST
        place = choice.lead_in.place.replace("lead_in", "options")
        if count > most:
            message = f"There are {count} options; hardly any item has so many that function."
            yield Found(place, None, message, f"Keep the {most} most plausible at most.")
        if count < _FEWEST:
            message = f"There are {count} options: guessing is right too often."
            yield Found(place, None, message, f"Give at least {_FEWEST}.")
