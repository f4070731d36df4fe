"""What an item is called where people read it."""

from __future__ import annotations

from kg.model import Guideline
from quizzes.document_claims import enclosing_sections
from quizzes.model import ChoiceStep
from quizzes.proving import KeyedItem


def title_of(keyed: KeyedItem, guideline: Guideline) -> str:
    """
    Return a short title of an item that gives nothing of its key away.

    An item on a patient is named after the patient: the sections and criteria behind its key would
    tell the decision. One on the document is named after the narrowest section around what it asks
    for that none of its options names.
    """
    if keyed.case is not None:
        return keyed.case.title or "A patient in brief"
    around = [
        frozenset(enclosing_sections(guideline, guideline.statements[statement].section))
        for statement in keyed.statements
    ]
    shared = frozenset.intersection(*around) if around else frozenset()
    options = " ".join(
        option.text.lower()
        for step in keyed.item.steps
        if isinstance(step, ChoiceStep)
        for option in step.options
    )
    untold = [
        section.title
        for section in guideline.sections.values()
        if section in shared and section.title.lower() not in options
    ]
    return untold[-1] if untold else guideline.title
