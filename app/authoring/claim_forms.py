"""
What an option can claim, as forms to fill in: the schema's claims in an author's words.

Each form lists the keys of its claim; a list named by `of` is one of the vocabulary. The editor
shows the forms, and writes what is chosen under the keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing to choose: *key* is that of the claim, with a dot for one inside another.

    *of* names a list of the vocabulary, or is "fact", "yes" (true or false, with both in *words*)
    or "quantity" (a number of a statement).
    """

    key: str
    label: str
    of: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """A kind of claim: *words* as they stand in the list, *needs_case* if it is about a patient."""

    name: str
    words: str
    needs_case: bool
    entries: tuple[Entry, ...]


_STATEMENT = Entry("statement", "Statement", "statements")
_CRITERION = Entry("criterion", "Criterion", "criteria")
_REFERENCE = Entry("reference", "Reference", "references")
_VERDICT = Entry("verdict", "Decision", "verdicts")

#: In the order of the list; the names are those of the schema's definitions.
CLAIM_FORMS = (
    ClaimForm("verdictClaim", "The decision is …", True, (_VERDICT,)),
    ClaimForm(
        "criterionClaim",
        "A criterion is met, refuted or unknown",
        True,
        (_CRITERION, Entry("status", "Status", "statuses")),
    ),
    ClaimForm(
        "decisiveFactClaim",
        "A fact of the case decides",
        True,
        (Entry("decides", "Fact", "fact"),),
    ),
    ClaimForm(
        "obtainClaim",
        "Finding this out could settle the case",
        True,
        (Entry("obtain", "Finding or value", "obtainables"),),
    ),
    ClaimForm(
        "editClaim",
        "After one change the decision is …",
        True,
        (Entry("edit", "Change", "fact"), _VERDICT),
    ),
    ClaimForm(
        "weakestLinkClaim",
        "The weakest support of the decision is …",
        True,
        (Entry("weakest", "Support", "links"),),
    ),
    ClaimForm(
        "quantityClaim",
        "A statement gives this number",
        False,
        (_STATEMENT, Entry("quantity", "Number", "quantity")),
    ),
    ClaimForm(
        "contentClaim",
        "The source says this of a topic",
        False,
        (
            Entry("content.subject", "Topic", "topics"),
            Entry("content.aspect", "Aspect", "aspects"),
            Entry("content.value", "What it says", "topics"),
        ),
    ),
    ClaimForm(
        "citedClaim",
        "A statement has a reference, or none",
        False,
        (
            _STATEMENT,
            Entry("cited", "Citation", "yes", ("It has a reference", "It has no reference")),
        ),
    ),
    ClaimForm(
        "citesClaim",
        "A statement cites a reference",
        False,
        (_STATEMENT, Entry("cites", "Reference", "references")),
    ),
    ClaimForm(
        "sectionClaim",
        "A statement stands in a section",
        False,
        (_STATEMENT, Entry("section", "Section", "sections")),
    ),
    ClaimForm(
        "forceClaim",
        "A statement is put with this force",
        False,
        (_STATEMENT, Entry("force", "Force", "forces")),
    ),
    ClaimForm(
        "kindClaim",
        "A statement is of this kind",
        False,
        (_STATEMENT, Entry("kind", "Kind", "kinds")),
    ),
    ClaimForm(
        "decidingStatementClaim",
        "A statement decides, or not",
        False,
        (
            _STATEMENT,
            Entry(
                "decides",
                "Part in the decision",
                "yes",
                ("A deciding criterion rests on it", "No deciding criterion rests on it"),
            ),
        ),
    ),
    ClaimForm(
        "confidenceClaim",
        "How surely a reference is known",
        False,
        (_REFERENCE, Entry("confidence", "Confidence", "confidences")),
    ),
    ClaimForm(
        "designClaim",
        "A reference has this study design",
        False,
        (_REFERENCE, Entry("design", "Design", "designs")),
    ),
    ClaimForm(
        "roleClaim",
        "A criterion has this role",
        False,
        (_CRITERION, Entry("role", "Role", "roles")),
    ),
    ClaimForm(
        "restsOnClaim",
        "A criterion rests on a statement",
        False,
        (_CRITERION, Entry("rests_on", "Statement", "statements")),
    ),
    ClaimForm(
        "concernsClaim",
        "An encoding decision concerns this",
        False,
        (
            Entry("encoding_decision", "Encoding decision", "decisions"),
            Entry("concerns", "Statement or criterion", "targets"),
        ),
    ),
)


def as_data(forms: Iterable[ClaimForm]) -> list[dict[str, Any]]:
    """Return *forms* as plain data for JSON."""
    return [asdict(form) for form in forms]
