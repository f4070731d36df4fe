"""Spelling: an English dictionary with the words of one guideline and of this project."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from spellchecker import SpellChecker

# British spellings with the American ones that the dictionary has.
_BRITISH = (("our", "or"), ("ae", "e"), ("oe", "e"), ("is", "iz"), ("ys", "yz"), ("re", "er"),
            ("ll", "l"))  # fmt: skip
_CLOSE = 0.85


class Spelling:
    """Tells words from slips; *vocabulary* holds further words in small letters."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self._own = vocabulary | _project_words()

    def knows(self, word: str) -> bool:
        """Tell whether *word*, in small letters, is one, be it in British spelling."""
        english = _english()
        return (
            word in self._own
            or word in english
            or any(word.replace(*pair) in english for pair in _BRITISH if pair[0] in word)
        )

    def guess(self, word: str) -> str | None:
        """Return the word that was most likely meant, None if none is near."""
        near = get_close_matches(word, self._own, n=1, cutoff=_CLOSE)
        found = near[0] if near else _english().correction(word)
        return None if found == word else found


@cache
def _english() -> SpellChecker:
    # Half a second; nothing ever changes it. Distance 1 is what a slip of the finger makes.
    return SpellChecker(language="en", distance=1)


@cache
def _project_words() -> frozenset[str]:
    text = files("quizzes.lint").joinpath("own_words.txt").read_text("utf-8")
    return frozenset(text.split())
