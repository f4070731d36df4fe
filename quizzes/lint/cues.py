"""W1 to W7: what lets a testwise reader find the key without knowing it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median

from quizzes.lint.examined import Answer, Choice, Examined, Found
from quizzes.lint.findings import Span
from quizzes.lint.words import ITEM_STEMS, ITEM_WORDS, content_words, stems, words

# The thresholds of this module are our own.
_LONGER = 1.4
_LONGER_BY = 12  # characters
_COMMON_SHARE = 0.2
_MARGIN = 1.2
_RELATED = 1 / 3
_LEAST_SHARED = 2

_ARTICLE = re.compile(r"\b(a|an)\s*[:?.…]*\s*$", re.IGNORECASE)
_OPEN_VERB = re.compile(r"\b(is|are|was|were|has|have)\s*[:…]*\s*$", re.IGNORECASE)
# Words that begin with a vowel and sound like a consonant, and the other way round.
_CONSONANT_SOUND = re.compile(r"(uni|use|usu|eu|one\b|once\b|ur[aeio])", re.IGNORECASE)
_VOWEL_SOUND = re.compile(r"(hour|honest|honou?r|heir|(MRI|X|F|H|L|M|N|R|S)\b|[FHLMNRSX][A-Z]+\b)")

_NEGATION = re.compile(r"\b(?:no|not|without|non)\b[\s-]*|(?<=can)not\b|n['’]t\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose)\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"(?P<low>at least|no less than|or more|or longer|≥|>=|more than|over|>)"
    r"|(?P<high>at most|no more than|less than|fewer than|under|below|≤|<=|<)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TRIPLES = (
    ({"increas", "rise", "higher", "more"}, {"decreas", "fall", "lower", "less"}),
    ({"better", "improv"}, {"wors", "worsen"}),
    ({"earlier", "sooner"}, {"later"}),
)
_SAME = re.compile(r"\b(no change|unchanged|not change|same|no difference|equal)", re.IGNORECASE)


def grammatical_cue(examined: Examined) -> Iterator[Found]:
    """W1: an option that cannot end the sentence that the lead-in begins."""
    for choice in examined.choices:
        article = _ARTICLE.search(choice.lead_in.text)
        verb = _OPEN_VERB.search(choice.lead_in.text)
        for answer in choice.answers:
            if article and not _fits_article(article.group(1), answer.text.text):
                message = f"'{article.group(1)}' at the end of the lead-in does not go before this."
                remedy = "Put the article into each option, or ask a whole question."
                yield Found(answer.text.place, None, message, remedy)
            if verb and not _fits_verb(verb.group(1), answer.text.text):
                message = f"'{verb.group(1)}' at the end of the lead-in does not go with this."
                remedy = "Make all options singular or all plural, or ask a whole question."
                yield Found(answer.text.place, None, message, remedy)


def _fits_article(article: str, option: str) -> bool:
    first = option.lstrip("*_\"'“ ")
    vowel = bool(re.match(r"[aeiou]", first, re.IGNORECASE)) and not _CONSONANT_SOUND.match(first)
    vowel = vowel or bool(_VOWEL_SOUND.match(first))
    return vowel == (article.lower() == "an")


def _fits_verb(verb: str, option: str) -> bool:
    found = words(option)
    if not found:
        return True
    plural = verb.lower() in ("are", "were", "have")
    if found[0].lower in ("a", "an", "one"):
        return not plural
    head = found[0].lower if len(found) == 1 else found[-1].lower
    looks_plural = head.endswith("s") and not head.endswith(("ss", "is", "us"))
    return looks_plural if plural else True


def logical_cue(examined: Examined) -> Iterator[Found]:
    """W2: some of the options leave nothing else to be true, so the others cannot be right."""
    for choice in examined.choices:
        if not choice.has_one_key:
            continue
        covering = _exhaustive(choice)
        if covering and len(covering) < len(choice.answers):
            for answer in covering:
                yield Found(
                    answer.text.place,
                    None,
                    "This option and its opposite leave no third possibility, so the other "
                    "options are ruled out at a glance.",
                    "Give the other options opposites too, or drop one of the two.",
                )


def _exhaustive(choice: Choice) -> list[Answer]:
    """Return the options, if there are any, one of which must be true."""
    answers = choice.answers
    pairs = [
        (one, other)
        for index, one in enumerate(answers)
        for other in answers[index + 1 :]
        if _are_opposites(one.text.text, other.text.text)
    ]
    paired = [answer for pair in pairs for answer in pair]
    if len(paired) == len(answers):
        return []
    if paired:
        return paired
    roots = {answer.option.id: stems(answer.text.text) for answer in answers}
    for up, down in _TRIPLES:
        rising = [a for a in answers if roots[a.option.id] & up]
        falling = [a for a in answers if roots[a.option.id] & down]
        same = [a for a in answers if _SAME.search(a.text.text)]
        if len(rising) == len(falling) == len(same) == 1:
            return [*rising, *falling, *same]
    return []


def _are_opposites(one: str, other: str) -> bool:
    """Tell whether one text is the other with a 'no', or two sides of one limit."""
    plain = [" ".join(_NEGATION.sub(" ", text).casefold().split()) for text in (one, other)]
    negated = [bool(_NEGATION.search(text)) for text in (one, other)]
    if negated[0] != negated[1] and _same_words(*plain):
        # "A disorder that cannot be treated" leaves room for no disorder at all.
        return not any(_RELATIVE.search(text) for text in (one, other))
    sides = [_LIMIT.search(text) for text in (one, other)]
    if not (sides[0] and sides[1]) or _NUMBER.findall(one) != _NUMBER.findall(other):
        return False
    return bool(_NUMBER.search(one)) and sides[0].lastgroup != sides[1].lastgroup


def _same_words(one: str, other: str) -> bool:
    left, right = stems(one), stems(other)
    return bool(left) and left == right and _NUMBER.findall(one) == _NUMBER.findall(other)


def absolute_term(examined: Examined) -> Iterator[Found]:
    """W3: 'always', 'never' and the like in an option, other than in the words of the source."""
    guideline = examined.context.bank.guideline
    for choice in examined.choices:
        if choice.is_scale:
            continue
        for answer in choice.answers:
            cited = [guideline.statements.get(id_) for id_ in answer.option.rationale.statements]
            text = answer.text.text
            labels = [label for label in examined.context.labels if label in text.casefold()]
            said = {word.lower for s in cited if s for word in words(s.text)}
            said |= {word.lower for label in labels for word in words(label)}
            for word in words(text):
                idiom = _IDIOM.search(text[: word.span.end])
                if word.lower in _ABSOLUTE - said and not idiom:
                    yield Found(
                        answer.text.place,
                        word.span,
                        f"'{word.text}' is absolute: testwise readers rule such options out.",
                        "Say it without the absolute word, or name the condition that is meant.",
                    )


_IDIOM = re.compile(r"\b(?:after|at|above) all$", re.IGNORECASE)
_ABSOLUTE = {"always", "never", "all", "none", "only", "every", "must", "completely", "exclusively"}


def long_key(examined: Examined) -> Iterator[Found]:
    """W4: the right option is the longest by far."""
    for choice in examined.choices:
        if not choice.has_one_key:
            continue
        (key,) = choice.right
        others = [len(answer.text.text) for answer in choice.wrong]
        length = len(key.text.text)
        middle = median(others)
        if length > max(others) and length > _LONGER * middle and length - middle >= _LONGER_BY:
            yield Found(
                key.text.place,
                None,
                f"The right option has {length} characters, the others have {middle:g} in the "
                "middle: length gives it away.",
                "Shorten it, or make the distractors as specific.",
            )


def word_repeat(examined: Examined) -> Iterator[Found]:
    """W5: a word of the question comes back in the right option and in no other."""
    share = examined.context.share
    for choice in examined.choices:
        if not choice.has_one_key:
            continue
        (key,) = choice.right
        asked = examined.stem.text if examined.stem else ""
        asked_stems = stems(f"{asked} {choice.lead_in.text}")
        elsewhere = frozenset().union(*(stems(answer.text.text) for answer in choice.wrong))
        for root, word in content_words(key.text.text):
            common = share.get(root, 0) >= _COMMON_SHARE or word.lower in ITEM_WORDS
            if root in asked_stems and root not in elsewhere and not common:
                yield Found(
                    key.text.place,
                    word.span,
                    f"'{word.text}' stands in the question, in the right option and in no other.",
                    "Use another word in one of the two, or the same word in a distractor.",
                )


def convergence(examined: Examined) -> Iterator[Found]:
    """W6: the right option has most in common with the others."""
    for choice in examined.choices:
        if not choice.has_one_key or len(choice.answers) < 4:
            continue
        (key,) = choice.right
        parts = {answer.option.id: _parts(answer.text.text) for answer in choice.answers}
        spread = Counter(part for some in parts.values() for part in some)
        # What all options share tells none from another.
        shared = {
            id_: sum(spread[part] - 1 for part in some if spread[part] < len(parts))
            for id_, some in parts.items()
        }
        next_best = max(shared[answer.option.id] for answer in choice.wrong)
        mine = shared[key.option.id]
        if mine >= _LEAST_SHARED and mine > _MARGIN * next_best:
            yield Found(
                key.text.place,
                None,
                "The right option shares most words with the others: it can be found by counting.",
                "Let each element stand in as many wrong options as right ones.",
            )


def _parts(option: str) -> frozenset[str]:
    return (stems(option) - ITEM_STEMS) | frozenset(_NUMBER.findall(option))


def cross_item_cue(examined: Examined) -> Iterator[Found]:
    """W7: the question tells the right answer to another item, which may be in the same quiz."""
    share = examined.context.share
    is_about_patient = examined.item.case is not None or examined.item.vignette is not None
    # What a stem tells of one patient is no answer on the document.
    stem = None if is_about_patient else examined.stem
    for text in (stem, *examined.lead_ins):
        if text is None:
            continue
        places = dict(content_words(text.text))
        for key in examined.context.keys:
            telling = {root for root in key.stems if share.get(root, 0) < _COMMON_SHARE}
            # Words alone tell nothing; the two questions must be about the same thing.
            asked = key.asked - key.stems
            related = len(asked & places.keys())
            if key.item == examined.item.id or len(telling) < 2 or not related:
                continue
            if key.stems <= places.keys() and related >= _RELATED * len(asked):
                spans = [places[root].span for root in key.stems]
                yield Found(
                    text.place,
                    Span(min(s.start for s in spans), max(s.end for s in spans)),
                    f"This tells the answer to {key.item}: '{key.text}'.",
                    "Say it in other words here, or keep the two items apart.",
                )
