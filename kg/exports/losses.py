"""What the formats of others cannot say, as data: shown in the documentation and the manifest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """
    Something that a format does not keep.

    Attributes:
        format: As in `kg.exports.registry`, or "fhir-case" and "phenopacket" for cases.
        element: Where in the format it would have to stand.
        lost: What is not said there, and what is written instead.
    """

    format: str
    element: str
    lost: str


LOSSES = (
    Loss(
        "fhir",
        "EvidenceVariable.characteristic.exclude",
        "FHIR takes what does not match for excluded. That a criterion may be unknown, neither met"
        " nor refuted, cannot be said, and a system that evaluates this resource reads missing data"
        " as absence. Decide cases with the axioms.",
    ),
    Loss(
        "fhir",
        "PlanDefinition.action.condition",
        "The verdicts are classes of OWL. FHIR expects an expression in a language such as CQL;"
        " what is written is a description and the IRI of the class.",
    ),
    Loss(
        "fhir",
        "PlanDefinition.action",
        "The verdict 'cannot tell', and the facts that would settle a case, follow from what is not"
        " known. There is no action for them.",
    ),
    Loss(
        "fhir",
        "PlanDefinition.action",
        "Of several verdicts that hold at once the strongest is given. The actions stand in this"
        " order, but FHIR does not say that the order decides.",
    ),
    Loss(
        "fhir",
        "EvidenceVariable.characteristic",
        "That a finding is broader than another, or cannot be present together with it, is not"
        " said: codes have no axioms.",
    ),
    Loss(
        "fhir",
        "EvidenceVariable",
        "A criterion has a class of cases that meet it and one of cases that refute it. Only what"
        " meets it is written.",
    ),
    Loss(
        "fhir",
        "EvidenceVariable",
        "Supporting criteria are reported and never decide. They are resources of their own and no"
        " part of the eligibility.",
    ),
    Loss(
        "fhir",
        "ArtifactAssessment.content",
        "The force of a statement's wording and its kind have no code in FHIR; they are classifiers"
        " with codes of ours. It is no strength of recommendation and no certainty of evidence: the"
        " document gives neither.",
    ),
    Loss(
        "fhir",
        "ArtifactAssessment.content.quantity",
        "A statement's range, open range or ratio does not fit a Quantity; it stands in words.",
    ),
    Loss(
        "fhir",
        "Citation",
        "How sure the encoders are of the work behind a reference number has no element; it is a"
        " classifier in an assessment of the citation.",
    ),
    Loss(
        "fhir",
        "PlanDefinition",
        "Sections, topics, contents, quantities and encoding decisions are left out; TriG, N-Quads"
        " and JSON-LD hold everything.",
    ),
    Loss(
        "fhir-case",
        "Condition.clinicalStatus",
        "FHIR demands a clinical status even of a condition that is refuted; 'unknown' is written,"
        " and only the verification status is read back.",
    ),
    Loss("fhir-case", "Bundle", "Title and story of a case are not written."),
    Loss(
        "phenopacket",
        "Measurement.value",
        "A Phenopacket has no comparator. A bound is a typed quantity whose type is a term of our"
        " schema, which other software does not know.",
    ),
    Loss(
        "phenopacket",
        "Quantity.value",
        "Software that reads a Phenopacket as Protocol Buffers rounds a value to a binary"
        " floating-point number; the JSON text holds it exactly.",
    ),
    Loss("phenopacket", "Phenopacket", "Title and story of a case are not written."),
)


def losses_of(format: str) -> tuple[Loss, ...]:
    """Return what one format does not keep."""
    return tuple(loss for loss in LOSSES if loss.format == format)
