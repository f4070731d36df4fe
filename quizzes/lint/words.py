"""Words and stems of English text, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from quizzes.lint.findings import Span

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")

#: Words that carry grammar and no content.
STOP_WORDS = frozenset(
    """
    a about after all also an and any are as at be because been before being both but by can could
    did do does done during each else every few for from had has have having he her hers him his how
    i if in into is it its just less many may me might more most mr mrs ms much must my no none nor
    not now of on once one only or other our out over own per put same say says shall she should
    since so some such than that the their them then there these they this those through to too two
    under until up upon us very was we were what when where whether which while who whom whose why
    will with within without would yes yet you your
    """.split()  # noqa: SIM905 - read more easily as text
)

#: Words that any item about a guideline needs: they give nothing away.
ITEM_WORDS = frozenset(
    """
    according case cases criteria criterion decide decides decision encoding fact facts following
    give gives given guideline kind line lines list mean means patient patients procedure reference
    references source stand stands state statement statements states study
    """.split()  # noqa: SIM905 - read more easily as text
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, as it stands there."""

    text: str
    span: Span

    @property
    def lower(self) -> str:
        """The word in small letters, with a straight apostrophe."""
        return self.text.lower().replace("’", "'")


def words(text: str) -> tuple[Word, ...]:
    """Return the words of *text*; numbers and Markdown are not among them."""
    return tuple(Word(m.group(), Span(m.start(), m.end())) for m in _WORD.finditer(text))


def word_count(text: str) -> int:
    """Return how many words and numbers *text* has."""
    return sum(1 for part in text.split() if any(sign.isalnum() for sign in part))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of one word in small letters (Snowball's English stemmer)."""
    return str(_STEMMER.stemWord(word))


#: The stems of `ITEM_WORDS`.
ITEM_STEMS = frozenset(stem(word) for word in ITEM_WORDS)


def content_words(text: str) -> Iterator[tuple[str, Word]]:
    """Yield the words of *text* that carry content, each with its stem before it."""
    for word in words(text):
        lower = word.lower.removesuffix("'s")
        if len(lower) > 1 and lower not in STOP_WORDS:
            yield stem(lower), word


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of *text* that carry content."""
    return frozenset(root for root, _ in content_words(text))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of *text*, roughly: abbreviations such as 'Mr.' end one as well."""
    return tuple(part for part in _SENTENCE_END.split(text) if part.strip())


def syllables(word: str) -> int:
    """Return the syllables of *word*, estimated from its groups of vowels."""
    lower = word.lower()
    groups = len(re.findall(r"[aeiouy]+", lower))
    silent = lower.endswith("e") and not lower.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def reading_grade(text: str) -> float:
    """
    Return the Flesch-Kincaid grade level of *text*, 0 if it has no words.

    Source: Kincaid, Fishburne, Rogers and Chissom 1975.
    """
    found = words(text)
    if not found:
        return 0.0
    per_sentence = len(found) / max(1, len(sentences(text)))
    per_word = sum(syllables(word.text) for word in found) / len(found)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
