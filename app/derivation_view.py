"""
A derivation laid out for the eye: what the template `derivation.html.j2` shows.

Nothing is decided here; facts become phrases and ids become links.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.case_query import facts_to_query
from app.visit import link
from kg.case import Fact
from kg.derivation import CriterionResult, Derivation, Edit, Flip, Link, Settling, Status, Verdict
from kg.model import Criterion, EncodingDecision, Guideline, Reference, Role, Stage, Statement
from kg.rendering import question, sentences
from quizzes.case_claims import subject


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement behind a criterion, with its references and what was remarked of them."""

    statement: Statement
    section: str
    link: Link
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One row of the criteria. *facts* holds alternative reasons, each a list of phrases."""

    criterion: Criterion
    status: Status
    decisive: bool
    link: Link
    facts: tuple[tuple[str, ...], ...]
    statements: tuple[StatementView, ...]
    encoding_decisions: tuple[EncodingDecision, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """
    What would have to be otherwise, and a link to the case in which it is so.

    *facts* would be so, in place of *replaced*; what is *forgotten* would no longer be known.
    """

    facts: tuple[str, ...]
    href: str
    replaced: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictChanges:
    """Ways to one verdict."""

    verdict: Verdict
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question whose answer is missing, with the id of the finding or observable it is about."""

    subject: str
    question: str


@dataclass(frozen=True, slots=True)
class DerivationView:
    """
    Everything the template shows of one derivation.

    *flips* puts facts in place with the fewest changes, *longer_flips* with more, and *forgetting*
    only takes knowledge away. *questions* are those that every way to "indicated" has to answer, in
    the order of a work-up.
    """

    verdict: Verdict
    also: tuple[Verdict, ...]
    because: str
    weakest: Link | None
    weakest_criteria: tuple[Criterion, ...]
    groups: tuple[tuple[str, tuple[CriterionView, ...]], ...]
    known: tuple[str, ...]
    settling: tuple[VerdictChanges, ...]
    flips: tuple[VerdictChanges, ...]
    longer_flips: tuple[VerdictChanges, ...]
    forgetting: tuple[VerdictChanges, ...]
    questions: tuple[NextQuestion, ...]

    @property
    def decisive_first(self) -> tuple[tuple[str, tuple[CriterionView, ...]], ...]:
        """The groups, those before the others in which one criterion alone decided."""
        alone = self.verdict in (Verdict.CONTRAINDICATED, Verdict.NOT_INDICATED)
        decided = [group for group in self.groups if alone and any(r.decisive for r in group[1])]
        return (*decided, *(group for group in self.groups if group not in decided))


_NAMED = 2  # unknown criteria that are named in the verdict; more are counted
_ROLE_TITLES = {
    Role.INCLUSION: "Inclusion: all must be met",
    Role.EXCLUSION: "Exclusion: one is enough against it",
    Role.SUPPORTING: "Supporting: reported, never decides",
}


def view_of(result: Derivation, guideline: Guideline) -> DerivationView:
    """Return *result* laid out; its order is that of the guideline."""
    rows = [_criterion(r, guideline) for r in result.criteria]
    placing = [f for f in result.flips if any(edit.add for edit in f.edits)]
    shortest = min((len(f.edits) for f in placing), default=0)

    def flips_of(flips: list[Flip]) -> tuple[VerdictChanges, ...]:
        return _by_verdict((f.verdict, _flip(f, result.case.facts, guideline)) for f in flips)

    return DerivationView(
        verdict=result.verdict,
        also=result.also,
        because=_because(result, guideline),
        weakest=result.weakest,
        weakest_criteria=tuple(guideline.criteria[c] for c in result.weakest_criteria),
        groups=tuple(
            (title, tuple(row for row in rows if row.criterion.role is role))
            for role, title in _ROLE_TITLES.items()
        ),
        known=tuple(sentences(result.case.facts, guideline)),
        settling=_by_verdict(
            (s.verdict, _settling(s, result.case.facts, guideline)) for s in result.settling
        ),
        flips=flips_of([f for f in placing if len(f.edits) == shortest]),
        longer_flips=flips_of([f for f in placing if len(f.edits) > shortest]),
        forgetting=flips_of([f for f in result.flips if f not in placing]),
        questions=_next_questions(result, guideline),
    )


def what_if_link(facts: Iterable[Fact], guideline: Guideline) -> str:
    """Return the address of the What-if page with *facts* entered."""
    return link("/what-if", {"guideline": guideline.slug, **facts_to_query(facts)})


def _because(result: Derivation, guideline: Guideline) -> str:
    named = [
        f"{r.criterion} ({guideline.criteria[r.criterion].label})"
        for r in result.criteria
        if r.decisive
    ]
    match result.verdict:
        case Verdict.CONTRAINDICATED:
            return f"Met: {_listed(named)}. One exclusion criterion is enough."
        case Verdict.NOT_INDICATED:
            return f"Refuted: {_listed(named)}. Every inclusion criterion must be met."
        case Verdict.INDICATED:
            return "Every inclusion criterion is met and every exclusion criterion is refuted."
        case Verdict.CANNOT_TELL:
            return f"Nothing speaks against it so far, but {_unknown(result, guideline)}."


def _unknown(result: Derivation, guideline: Guideline) -> str:
    """Return which deciding criteria are unknown, or how many where the list would be long."""
    deciding = [
        r for r in result.criteria if guideline.criteria[r.criterion].role is not Role.SUPPORTING
    ]
    unknown = [r.criterion for r in deciding if r.status is Status.UNKNOWN]
    if len(unknown) > _NAMED:
        return f"{len(unknown)} of the {len(deciding)} criteria that decide are unknown"
    return f"not known: {_listed([f'{c} ({guideline.criteria[c].label})' for c in unknown])}"


def _criterion(result: CriterionResult, guideline: Guideline) -> CriterionView:
    criterion = guideline.criteria[result.criterion]
    return CriterionView(
        criterion=criterion,
        status=result.status,
        decisive=result.decisive,
        link=result.link,
        facts=tuple(tuple(sentences(facts, guideline)) for facts in result.facts),
        statements=tuple(
            StatementView(
                statement=(statement := guideline.statements[support.statement]),
                section=guideline.sections[statement.section].title,
                link=support.link,
                references=tuple(guideline.references[r] for r in statement.references),
            )
            for support in result.supports
        ),
        encoding_decisions=tuple(
            guideline.encoding_decisions[d] for d in criterion.encoding_decisions
        ),
    )


def _settling(settling: Settling, known: frozenset[Fact], guideline: Guideline) -> ChangeView:
    return ChangeView(
        tuple(sentences(settling.facts, guideline)), what_if_link(known | settling.facts, guideline)
    )


def _flip(flip: Flip, known: frozenset[Fact], guideline: Guideline) -> ChangeView:
    after = known
    for edit in flip.edits:
        after = _applied(after, edit)
    placing = [edit for edit in flip.edits if edit.add]
    return ChangeView(
        facts=_phrases((edit.add for edit in placing if edit.add), guideline),
        href=what_if_link(after, guideline),
        replaced=_phrases((fact for edit in placing for fact in edit.remove), guideline),
        forgotten=_phrases(
            (fact for edit in flip.edits if not edit.add for fact in edit.remove), guideline
        ),
    )


def _phrases(facts: Iterable[Fact], guideline: Guideline) -> tuple[str, ...]:
    return tuple(sentences(facts, guideline))


def _applied(facts: frozenset[Fact], edit: Edit) -> frozenset[Fact]:
    left = facts - edit.remove
    return left if edit.add is None else left | {edit.add}


def _by_verdict(pairs: Iterable[tuple[Verdict, ChangeView]]) -> tuple[VerdictChanges, ...]:
    found: dict[Verdict, list[ChangeView]] = {}
    for verdict, change in pairs:
        found.setdefault(verdict, []).append(change)
    return tuple(
        VerdictChanges(verdict, tuple(found[verdict])) for verdict in Verdict if verdict in found
    )


def _next_questions(result: Derivation, guideline: Guideline) -> tuple[NextQuestion, ...]:
    stages = list(Stage)

    def turn(asked: NextQuestion) -> tuple[int, str]:
        terms = {**guideline.findings, **guideline.observables}
        return stages.index(terms[asked.subject].stage), asked.question

    for settling in result.settling:
        if settling.verdict is Verdict.INDICATED:
            asked = {NextQuestion(subject(f), question(f, guideline)) for f in settling.facts}
            return tuple(sorted(asked, key=turn))
    return ()


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
