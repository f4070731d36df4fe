"""Why each verdict is right or wrong for a generated patient, from the derivation alone."""

from __future__ import annotations

from random import Random

from kg.derivation import Derivation, Status, Verdict
from kg.drafts import deciding
from kg.model import Guideline, Role
from quizzes.generation.telling import phrase
from quizzes.generation.wording import ROLE_NOUN, STATUS_WORD, listed, pick

#: A rationale and the statements behind it.
Reason = tuple[str, tuple[str, ...]]

_MOST_NAMED = 2
_PLURAL = {"criterion": "criteria"}


class VerdictReasons:
    """The rationales of the four verdicts for one case, and what to take home from it."""

    def __init__(self, derivation: Derivation, guideline: Guideline, random: Random) -> None:
        self._derivation = derivation
        self._guideline = guideline
        self._random = random
        by_status = {
            (role, status): tuple(
                result.criterion
                for result in derivation.criteria
                if guideline.criteria[result.criterion].role is role and result.status is status
            )
            for role in Role
            for status in Status
        }
        self._refuted = by_status[Role.INCLUSION, Status.REFUTED]
        self._met = by_status[Role.EXCLUSION, Status.MET]
        self._open = (
            *by_status[Role.INCLUSION, Status.UNKNOWN],
            *by_status[Role.EXCLUSION, Status.UNKNOWN],
        )

    def of(self, verdict: Verdict) -> Reason:
        """Return why *verdict* is right, or why it is wrong."""
        write = {
            Verdict.INDICATED: self._indicated,
            Verdict.NOT_INDICATED: self._not_indicated,
            Verdict.CONTRAINDICATED: self._contraindicated,
            Verdict.CANNOT_TELL: self._cannot_tell,
        }[verdict]
        text, criteria = write()
        return text, self._statements(criteria)

    def explanation(self) -> str:
        """Return what to take home."""
        match self._derivation.verdict:
            case Verdict.CONTRAINDICATED:
                return pick(
                    self._random,
                    (
                        "One contraindication that is met decides, whatever the rest looks like.",
                        "A contraindication goes before all else that speaks for or against.",
                    ),
                )
            case Verdict.NOT_INDICATED:
                return pick(
                    self._random,
                    (
                        "Every requirement is needed, so one that is refuted is enough.",
                        "A failed requirement makes a case not indicated; it is no"
                        " contraindication.",
                    ),
                )
            case Verdict.INDICATED:
                return pick(
                    self._random,
                    (
                        "Indicated needs both: every requirement met, every contraindication"
                        " ruled out.",
                        "Nothing is taken for granted here: what the decision needs is on record.",
                    ),
                )
            case Verdict.CANNOT_TELL:
                return pick(
                    self._random,
                    (
                        "What nobody has looked for is unknown, and unknown is not absent.",
                        "A gap in the file is neither a yes nor a no; ask before you decide.",
                    ),
                )

    def _indicated(self) -> tuple[str, tuple[str, ...]]:
        if self._met:
            text = f"{self._names(self._met, Role.EXCLUSION)}, and an indication leaves none met."
            return text, self._met
        if self._refuted:
            by = self._by(self._refuted)
            return f"{self._names(self._refuted, Role.INCLUSION)}{by}.", self._refuted
        if self._open:
            text = f"{self._names(self._open)}; an indication leaves nothing open that decides."
            return text, self._open
        return pick(
            self._random,
            (
                "Each requirement is met by what is recorded, and each contraindication is ruled"
                " out.",
                "Nothing is missing: all requirements are met, no contraindication is left open.",
            ),
        ), self._deciding()

    def _not_indicated(self) -> tuple[str, tuple[str, ...]]:
        if self._met and self._refuted:
            text = (
                f"{self._names(self._refuted, Role.INCLUSION)} as well, but a contraindication"
                " goes first."
            )
            return text, self._refuted
        if self._met:
            text = (
                "No requirement is refuted; what speaks against the procedure here is a"
                " contraindication."
            )
            return text, self._met
        if self._refuted:
            by = self._by(self._refuted)
            text = f"{self._names(self._refuted, Role.INCLUSION)}{by}, and one is enough."
            return text, self._refuted
        if self._open:
            return f"{self._names(self._open)}, and open is not the same as refuted.", self._open
        return "No requirement is refuted: what is recorded meets each of them.", self._inclusions()

    def _contraindicated(self) -> tuple[str, tuple[str, ...]]:
        if self._met:
            by = self._by(self._met)
            text = f"{self._names(self._met, Role.EXCLUSION)}{by}, and it decides alone."
            return text, self._met
        if self._refuted:
            text = (
                f"{self._names(self._refuted, Role.INCLUSION)}, which is no contraindication; none"
                " of those is met."
            )
            return text, self._refuted
        exclusions = tuple(c for c in self._open if self._role(c) is Role.EXCLUSION)
        if exclusions:
            text = (
                f"{self._names(exclusions, Role.EXCLUSION)}: not ruled out, but not found either."
            )
            return text, exclusions
        return pick(
            self._random,
            (
                "Each contraindication on the list is ruled out by an entry in the file.",
                "None of the contraindications is met; each of them was looked for.",
            ),
        ), self._exclusions()

    def _cannot_tell(self) -> tuple[str, tuple[str, ...]]:
        if self._derivation.verdict is Verdict.CANNOT_TELL:
            text = (
                f"{self._names(self._open)}: nothing recorded settles it, and the decision waits."
            )
            return text, self._open
        if self._derivation.verdict is Verdict.INDICATED:
            return (
                "All that decides is on record; what else may be unknown decides nothing.",
                self._deciding(),
            )
        decisive = self._met or self._refuted
        if self._open:
            text = f"{self._names(self._open)}, but the decision follows without it."
            return text, decisive
        text = "Nothing that the decision needs is missing from what is recorded of this patient."
        return text, decisive

    def _names(self, criteria: tuple[str, ...], role: Role | None = None) -> str:
        """Return criteria with their status: "The requirements *a* and *b* are refuted"."""
        shown = criteria[:_MOST_NAMED]
        labels = listed(f"*{self._guideline.criteria[c].label}*" for c in shown)
        noun = ROLE_NOUN[role] if role else "criterion"
        if len(shown) > 1:
            noun = _PLURAL.get(noun, f"{noun}s")
        verb = "is" if len(shown) == 1 else "are"
        status = STATUS_WORD[self._derivation.criterion(shown[0]).status]
        return f"The {noun} {labels} {verb} {status}"

    def _by(self, criteria: tuple[str, ...]) -> str:
        """Name the fact that gives the first criterion its status, where one alone does."""
        result = self._derivation.criterion(criteria[0])
        single = [next(iter(facts)) for facts in result.facts if len(facts) == 1]
        return f" (“{phrase(single[0], self._guideline)}”)" if single else ""

    def _role(self, criterion: str) -> Role:
        return self._guideline.criteria[criterion].role

    def _deciding(self) -> tuple[str, ...]:
        return deciding(self._guideline)

    def _inclusions(self) -> tuple[str, ...]:
        return tuple(c for c in self._deciding() if self._role(c) is Role.INCLUSION)

    def _exclusions(self) -> tuple[str, ...]:
        return tuple(c for c in self._deciding() if self._role(c) is Role.EXCLUSION)

    def _statements(self, criteria: tuple[str, ...]) -> tuple[str, ...]:
        """Return the first statement behind each criterion."""
        return tuple(self._guideline.criteria[c].statements[0] for c in criteria)
