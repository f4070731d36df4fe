"""A guideline read out of the store into the values of `kg.model`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from pyoxigraph import Literal, NamedNode, Store

from kg.errors import SourceError
from kg.guideline_names import require_known_names
from kg.model import (
    Aspect,
    CitationStatus,
    Confidence,
    Content,
    Criterion,
    EncodingDecision,
    Finding,
    Guideline,
    Observable,
    Quantity,
    Reference,
    Role,
    Section,
    Stage,
    Statement,
    Topic,
)
from kg.namespaces import GG, namespace_of
from kg.terms import Term, instances, subjects_with


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)

_STAGE_OF_TERM = {f"{stage.value.capitalize()}Stage": stage for stage in Stage}

_ROLE_OF_CLASS = {
    "InclusionCriterion": Role.INCLUSION,
    "ExclusionCriterion": Role.EXCLUSION,
    "SupportingCriterion": Role.SUPPORTING,
}


def guideline_slugs(store: Store) -> tuple[str, ...]:
    """Return the slug of every guideline in *store*, sorted."""
    headers = store.quads_for_pattern(None, NamedNode(GG + "slug"), None)
    return tuple(sorted(q.object.value for q in headers if isinstance(q.object, Literal)))


def read_guideline(store: Store, slug: str) -> Guideline:
    """
    Read the guideline with this slug.

    Raises:
        SourceError: If a term lacks a property that it must have, or names another that is not
            there; says which.
    """
    namespace = namespace_of(slug)
    header = Term(store, NamedNode(namespace + "guideline"))
    ontology = Term(store, NamedNode(namespace.rstrip("/")))

    def all_of(class_name: str, build: Callable[[Term], T]) -> list[T]:
        return [build(term) for term in instances(store, GG + class_name, namespace)]

    sections = all_of("Section", _section)
    statements = all_of("Statement", _statement)
    references = all_of("Reference", _reference)
    lacking = subjects_with(store, GG + "absenceOf", namespace)
    findings = [_finding(t, no) for no in lacking for t in no.terms("gg:absenceOf")]
    order = {statement.id: statement.line for statement in statements}
    criteria = [
        (term.needed_integer("gg:position"), _criterion(term, role, order))
        for name, role in _ROLE_OF_CLASS.items()
        for term in instances(store, GG + name, namespace)
    ]
    decisions = all_of("EncodingDecision", _encoding_decision)
    aspects = {
        **_by_id(all_of("Aspect", lambda term: _aspect(term, single_valued=False))),
        **_by_id(all_of("SingleValuedAspect", lambda term: _aspect(term, single_valued=True))),
    }
    guideline = Guideline(
        slug=slug,
        iri=header.iri,
        title=header.needed_text("gg:title"),
        version=ontology.needed_text("owl:versionInfo"),
        disclaimer=header.needed_text("gg:disclaimer"),
        source_digest=header.needed_text("gg:sourceDigest"),
        sections=_by_id(sorted(sections, key=lambda s: s.line)),
        statements=_by_id(sorted(statements, key=lambda s: (s.line, s.id))),
        references=_by_id(sorted(references, key=lambda r: r.number)),
        findings=_by_id(sorted(findings, key=lambda f: f.id)),
        observables=_by_id(all_of("Observable", _observable)),
        criteria=_by_id([criterion for _, criterion in sorted(criteria, key=lambda pair: pair[0])]),
        encoding_decisions=_by_id(sorted(decisions, key=lambda d: (len(d.id), d.id))),
        topics=_by_id(all_of("Topic", _topic)),
        aspects=aspects,
    )
    require_known_names(guideline)
    return guideline


def _by_id(values: Iterable[T]) -> dict[str, T]:
    return {value.id: value for value in values}


def _section(term: Term) -> Section:
    return Section(
        id=term.id,
        iri=term.iri,
        title=term.needed_text("gg:title"),
        line=term.needed_integer("gg:sourceLine"),
        parent=term.id_or_none("gg:parentSection"),
    )


def _statement(term: Term) -> Statement:
    status, references = term.member("gg:citationStatus", CitationStatus), term.ids("gg:cites")
    if (status is CitationStatus.CITED) != bool(references):
        what = "cites a reference" if references else "cites nothing"
        message = f"{term.id} is called {status.value}, yet {what}: correct one of the two."
        raise SourceError(message, term=term.id)
    return Statement(
        id=term.id,
        iri=term.iri,
        text=term.needed_text("gg:text"),
        line=term.needed_integer("gg:sourceLine"),
        section=term.needed_id("gg:inSection"),
        kind=_label_of(term, "gg:hasKind"),
        force=_label_of(term, "gg:hasForce"),
        citation_status=status,
        references=references,
        quantities=tuple(
            sorted(map(_quantity, term.terms("gg:hasQuantity")), key=lambda q: q.label)
        ),
        contents=tuple(
            sorted(
                map(_content, term.terms("gg:hasContent")),
                key=lambda c: (c.subject, c.aspect, c.value),
            )
        ),
        topics=term.ids("gg:about"),
        note=" ".join(term.texts("gg:note")),
        appraisals=_notes(term.inverse("gg:appraises")),
    )


def _quantity(term: Term) -> Quantity:
    return Quantity(
        label=term.needed_text("rdfs:label"),
        lower=term.decimal("gg:lowerBound"),
        upper=term.decimal("gg:upperBound"),
        numerator=term.integer("gg:numerator"),
        denominator=term.integer("gg:denominator"),
        unit=term.needed_id("gg:unit"),
        ucum=term.text("gg:ucumCode"),
        note=term.text("gg:note"),
    )


def _content(term: Term) -> Content:
    return Content(
        term.needed_id("gg:subject"), term.needed_id("gg:aspect"), term.needed_id("gg:value")
    )


def _reference(term: Term) -> Reference:
    return Reference(
        id=term.id,
        iri=term.iri,
        number=term.needed_integer("gg:number"),
        confidence=term.member("gg:confidence", Confidence),
        bibliography=term.text("dcterms:bibliographicCitation"),
        url=term.text("gg:seenAt"),
        doi=term.text("gg:doi"),
        design=term.text("gg:design"),
        checked=term.text("gg:checkedOn"),
        appraisals=_notes(term.terms("gg:hasAppraisal")),
    )


def _notes(appraisals: Iterable[Term]) -> tuple[str, ...]:
    in_order = sorted(appraisals, key=lambda appraisal: appraisal.id)
    return tuple(appraisal.needed_text("gg:note") for appraisal in in_order)


def _finding(term: Term, lacking: Term) -> Finding:
    parents = term.terms("rdfs:subClassOf")
    return Finding(
        id=term.id,
        iri=term.iri,
        label=term.needed_text("rdfs:label"),
        absent_label=lacking.needed_text("rdfs:label"),
        definition=term.text("skos:definition"),
        question=term.needed_text("gg:question"),
        parents=tuple(sorted(parent.id for parent in parents if parent.iri != GG + "Finding")),
        incompatible=term.ids("gg:incompatibleWith"),
        encoded=term.id_or_none("gg:origin") == "FromEncoding",
        stage=_stage(term),
        told=term.text("gg:told"),
        absent_told=lacking.text("gg:told"),
    )


def _observable(term: Term) -> Observable:
    return Observable(
        id=term.id,
        iri=term.iri,
        label=term.needed_text("rdfs:label"),
        definition=term.text("skos:definition"),
        question=term.needed_text("gg:question"),
        unit=term.needed_id("gg:unit"),
        ucum=term.needed_text("gg:ucumCode"),
        unit_label=term.needed_text("skos:altLabel"),
        minimum=term.decimal("gg:minimumValue"),
        maximum=term.decimal("gg:maximumValue"),
        stage=_stage(term),
        told=term.text("gg:told"),
    )


def _stage(term: Term) -> Stage:
    name = term.needed_id("gg:learntBy")
    if name not in _STAGE_OF_TERM:
        known = ", ".join(f"gg:{stage}" for stage in _STAGE_OF_TERM)
        message = f"{term.id} has the gg:learntBy '{name}'. Use one of {known}."
        raise SourceError(message, term=term.id)
    return _STAGE_OF_TERM[name]


def _criterion(term: Term, role: Role, line_of: dict[str, int]) -> Criterion:
    statements = term.ids("gg:derivedFrom")
    if not statements:
        message = f"{term.id} has no statement: correct gg:derivedFrom in criteria.ttl."
        raise SourceError(message, term=term.id)
    return Criterion(
        id=term.id,
        iri=term.iri,
        label=term.needed_text("rdfs:label"),
        definition=term.text("skos:definition"),
        role=role,
        statements=tuple(sorted(statements, key=lambda s: (line_of.get(s, 0), s))),
        encoding_decisions=tuple(
            sorted(
                (decision.id for decision in term.inverse("gg:concernsCriterion")),
                key=lambda code: (len(code), code),
            )
        ),
    )


def _encoding_decision(term: Term) -> EncodingDecision:
    return EncodingDecision(
        id=term.id,
        iri=term.iri,
        title=term.needed_text("gg:title"),
        source_says=term.needed_text("gg:sourceSays"),
        reading=term.needed_text("gg:reading"),
        reason=term.needed_text("gg:reason"),
        would_change=term.needed_text("gg:wouldChange"),
        statements=term.ids("gg:concernsStatement"),
        criteria=term.ids("gg:concernsCriterion"),
    )


def _topic(term: Term) -> Topic:
    return Topic(
        id=term.id,
        iri=term.iri,
        label=term.needed_text("rdfs:label"),
        definition=term.text("skos:definition"),
        kind=_label_of(term, "gg:topicKind"),
    )


def _aspect(term: Term, *, single_valued: bool) -> Aspect:
    return Aspect(
        id=term.id,
        iri=term.iri,
        label=term.needed_text("rdfs:label"),
        single_valued=single_valued,
        alternatives=term.ids("gg:alternative"),
        told=term.text("gg:told"),
    )


def _label_of(term: Term, name: str) -> str:
    for kind in term.terms(name):
        return kind.needed_text("rdfs:label")
    raise SourceError(f"{term.id} has no {name}: add one to its guideline folder.", term=term.id)
