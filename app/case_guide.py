"""The guide through a first case: one hint at each place, numbered, and none at the end."""

from __future__ import annotations

from dataclasses import dataclass

from kg.derivation import Verdict
from quizzes.case_flow import CaseFlow, Phase


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint. *number* counts from 1; *to_twin* tells that it leads on to the contrast twin."""

    number: int
    count: int
    title: str
    text: str
    to_twin: bool = False


def hint_for(flow: CaseFlow, *, whole: bool, has_twin: bool) -> Hint | None:
    """
    Return the hint for the place where a learner stands, None at the end of the case.

    Args:
        flow: The attempt.
        whole: Whether the whole story is told, so that nothing can be asked for.
        has_twin: Whether there is a contrast twin to compare with.
    """
    first = 1 if whole else 2
    count = first + 1 + has_twin
    match flow.phase:
        case Phase.ASKING if not whole and not flow.asked:
            return Hint(
                1,
                count,
                "Ask first",
                "Ask the questions below that you need for the decision. You know nothing that"
                " you have not asked for, and questions that decide nothing are named at the end.",
            )
        case Phase.ASKING:
            return Hint(
                first,
                count,
                "Decide as soon as you know enough",
                "Choose one of the four decisions further down and commit to it. “Cannot tell” is"
                " the right one where a fact that decides is missing.",
            )
        case Phase.REASONING if flow.decision and flow.decision.verdict is Verdict.CANNOT_TELL:
            return Hint(
                first + 1,
                count,
                "Say what is missing",
                "Choose the fact that you would obtain next. You see afterwards whether anything"
                " could follow from it.",
            )
        case Phase.REASONING:
            return Hint(
                first + 1,
                count,
                "Say why",
                "Mark as few facts as are enough for your decision. What is true and decides"
                " nothing is told apart afterwards.",
            )
        case Phase.REVEALED if has_twin and not flow.compared:
            return Hint(
                count,
                count,
                "See why, then meet the twin",
                "Open a criterion to see its facts and the statements behind it. Further down"
                " stands the same patient, one fact away: find out what changed.",
                to_twin=True,
            )
        case _:
            return None
