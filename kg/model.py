"""
What a guideline is made of, as frozen values without any RDF type.

Every `id` is the readable local name of an IRI (`I4`, `st-02d`, `Infection`); `iri` is the whole.
The words are those of docs/glossary.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class CitationStatus(Enum):
    """Whether the source gives a reference for a statement; both are recorded explicitly."""

    CITED = "cited"
    UNCITED = "uncited"


class Confidence(Enum):
    """How sure we are of the work that a reference number stands for."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    UNRESOLVED = "unresolved"


class Role(Enum):
    """What a criterion does in the decision; a supporting criterion never decides."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"
    SUPPORTING = "supporting"


class Stage(Enum):
    """The part of the work-up at which something is learnt, in the order of asking."""

    HISTORY = "history"
    EXAMINATION = "examination"
    IMAGING = "imaging"
    LABORATORY = "laboratory"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the source with its 1-based line; *path* holds the parent headings too."""

    id: str
    iri: str
    title: str
    line: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A number that a statement gives.

    *lower* and *upper* are equal for one exact figure; one of them is None for an open range.
    *numerator* and *denominator* are set instead for a ratio such as 11 of 13.
    """

    label: str
    lower: Decimal | None
    upper: Decimal | None
    numerator: int | None
    denominator: int | None
    unit: str
    ucum: str
    note: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a statement says of one *subject* in one *aspect*; the three are topic or aspect ids."""

    subject: str
    aspect: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One atomic claim of the source in our own words.

    *appraisals* are remarks on how far its references bear it out.
    """

    id: str
    iri: str
    text: str
    line: int
    section: str
    kind: str
    force: str
    citation_status: CitationStatus
    references: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    contents: tuple[Content, ...]
    topics: tuple[str, ...]
    note: str
    appraisals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """
    A number in the source's own list and, apart from it, what we found it to be.

    *bibliography*, *design* and *checked* (ISO date) are empty where nothing was found.
    *appraisals* are remarks, among them where the cited work does not say what the source says.
    """

    id: str
    iri: str
    number: int
    confidence: Confidence
    bibliography: str
    url: str
    doi: str
    design: str
    checked: str
    appraisals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A class of findings that a case may have or lack.

    *parents* are the next broader findings, *incompatible* those that cannot be present together
    with it. *absent_label* reads as a finding of its own ("no active infection at the site").
    *told* and *absent_told* are the sentences of a story, empty where the guideline gives none.
    *encoded* is true for a term that the source does not use and that the encoding needed. *stage*
    is our own ordering of questions; the source does not say how a finding is learnt.
    """

    id: str
    iri: str
    label: str
    absent_label: str
    definition: str
    question: str
    parents: tuple[str, ...]
    incompatible: tuple[str, ...]
    encoded: bool
    stage: Stage
    told: str = ""
    absent_told: str = ""


@dataclass(frozen=True, slots=True)
class Observable:
    """
    A measured value: its unit (QUDT local name and UCUM code) and the range it can have.

    *told* is the sentence of a story, with `{value}`; empty where the guideline gives none.
    """

    id: str
    iri: str
    label: str
    definition: str
    question: str
    unit: str
    ucum: str
    unit_label: str
    minimum: Decimal | None
    maximum: Decimal | None
    stage: Stage
    told: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One test of the decision, with the statements and encoding decisions behind it."""

    id: str
    iri: str
    label: str
    definition: str
    role: Role
    statements: tuple[str, ...]
    encoding_decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EncodingDecision:
    """Where the source is vague or at odds with itself: what was read into it, and why."""

    id: str
    iri: str
    title: str
    source_says: str
    reading: str
    reason: str
    would_change: str
    statements: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that statements are about: anatomy, procedure, material, outcome."""

    id: str
    iri: str
    label: str
    definition: str
    kind: str


@dataclass(frozen=True, slots=True)
class Aspect:
    """
    A question that contents answer, such as the path of the needle.

    *alternatives* are the topics that exclude each other as its answer; a single-valued aspect has
    at least two, any other none. *told* is the sentence that tells a content, with `{subject}` and
    `{value}`; empty where the guideline gives none.
    """

    id: str
    iri: str
    label: str
    single_valued: bool
    alternatives: tuple[str, ...]
    told: str = ""


@dataclass(frozen=True)
class Guideline:
    """One guideline; every mapping is keyed by id and in the order of the source."""

    slug: str
    iri: str
    title: str
    version: str
    disclaimer: str
    source_digest: str
    sections: dict[str, Section]
    statements: dict[str, Statement]
    references: dict[str, Reference]
    findings: dict[str, Finding]
    observables: dict[str, Observable]
    criteria: dict[str, Criterion]
    encoding_decisions: dict[str, EncodingDecision]
    topics: dict[str, Topic]
    aspects: dict[str, Aspect]
