"""Content judged by another version of its guideline, without reading a file again."""

from __future__ import annotations

from dataclasses import dataclass

from kg.contradictions import Refusal
from kg.drafts import Draft
from kg.errors import CaseError
from quizzes.errors import ContentError
from quizzes.judgement import Knowledge
from quizzes.keys import derive_key
from quizzes.model import ChoiceKey, Key, StepKey
from quizzes.proving import KeyedItem


@dataclass(frozen=True, slots=True)
class Unkeyed:
    """No key follows any more; *problems* says why, one sentence each."""

    problems: tuple[str, ...]


def rekey(keyed: KeyedItem, draft: Draft, knowledge: Knowledge | None = None) -> Key | Unkeyed:
    """
    Return the key that *draft* gives an item.

    Args:
        keyed: The item with its case.
        draft: The other version of its guideline.
        knowledge: That of *draft*, where many items share it.
    """
    knowing = knowledge or knowledge_of(draft)
    derivation = None
    try:
        if keyed.case is not None:
            result = knowing.assess(keyed.case)
            if isinstance(result, Refusal):
                return Unkeyed(("The case contradicts itself.",))
            derivation = result
        return derive_key(keyed.item, knowing, derivation)
    except ContentError as error:
        return Unkeyed(tuple(dict.fromkeys(defect.message for defect in error.defects)))
    except CaseError as error:
        return Unkeyed((str(error),))


def knowledge_of(draft: Draft) -> Knowledge:
    """Return *draft* as claims are judged against it."""
    return Knowledge(draft.guideline, draft.assess)


def right_answer(key: StepKey) -> object:
    """Return what is right, without the reasons: two versions agree where this is equal."""
    if isinstance(key, ChoiceKey):
        return key.options
    return (key.amount, key.tolerance, key.unit)


def differs(before: Key, after: Key | Unkeyed) -> bool:
    """Tell whether another answer is right than before, or none at all."""
    if isinstance(after, Unkeyed):
        return True
    return [right_answer(k) for k in before.steps] != [right_answer(k) for k in after.steps]
