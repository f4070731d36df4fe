"""The closed set of claims: reading one from YAML, and judging one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg.case import Fact
from kg.derivation import Derivation, Link, Status, Verdict
from kg.model import Confidence, Role
from quizzes.case_claims import (
    CaseClaim,
    CriterionClaim,
    DecisiveFactClaim,
    EditClaim,
    ObtainClaim,
    VerdictClaim,
    WeakestLinkClaim,
)
from quizzes.document_claims import (
    CitedClaim,
    CitesClaim,
    ConcernsClaim,
    ConfidenceClaim,
    ContentClaim,
    DecidingStatementClaim,
    DesignClaim,
    DocumentClaim,
    ForceClaim,
    KindClaim,
    QuantityClaim,
    RestsOnClaim,
    RoleClaim,
    SectionClaim,
)
from quizzes.judgement import Judgement, Knowledge, Truth, truth_of
from quizzes.quantities import QuantityBound

SimpleClaim = CaseClaim | DocumentClaim


@dataclass(frozen=True, slots=True)
class TruthClaim:
    """That *claim* is true, false or cannot be told: the options of a true/false item."""

    claim: SimpleClaim
    truth: Truth


Claim = SimpleClaim | TruthClaim


def needs_case(claim: Claim) -> bool:
    """Tell whether *claim* is about a case."""
    return isinstance(claim.claim if isinstance(claim, TruthClaim) else claim, CaseClaim)


def judge(claim: Claim, knowledge: Knowledge, derivation: Derivation | None) -> Judgement:
    """
    Return the truth of *claim*; *derivation* is that of the item's case, None if it has none.

    Raises:
        UnknownNameError: If the claim names something that the guideline does not have.
        ValueError: If the claim is about a case and there is none.
    """
    if isinstance(claim, TruthClaim):
        inner = judge(claim.claim, knowledge, derivation)
        return Judgement(truth_of(inner.truth is claim.truth), inner.reason, inner.facts)
    if not isinstance(claim, CaseClaim):
        return claim.judge(knowledge.guideline)
    if derivation is None:
        raise ValueError("A claim on a case needs a case.")
    return claim.judge(knowledge, derivation)


def claim_from_mapping(mapping: Mapping[str, Any], read_fact: Callable[[str], Fact]) -> SimpleClaim:
    """
    Return the claim that *mapping* holds; it has passed the JSON Schema.

    Args:
        mapping: The keys of the claim.
        read_fact: Reads the fact under one of these keys.
    """
    match mapping:
        case {"edit": _, "verdict": verdict}:
            return EditClaim(read_fact("edit"), Verdict(verdict))
        case {"verdict": verdict}:
            return VerdictClaim(Verdict(verdict))
        case {"criterion": criterion, "status": status}:
            return CriterionClaim(criterion, Status(status))
        case {"criterion": criterion, "role": role}:
            return RoleClaim(criterion, Role(role))
        case {"criterion": criterion, "rests_on": statement}:
            return RestsOnClaim(criterion, statement)
        case {"obtain": name}:
            return ObtainClaim(name)
        case {"weakest": link}:
            return WeakestLinkClaim(Link(link))
        case {"statement": _}:
            return _statement_claim(mapping)
        case {"decides": _}:
            return DecisiveFactClaim(read_fact("decides"))
        case {"reference": number, "confidence": confidence}:
            return ConfidenceClaim(number, Confidence(confidence))
        case {"reference": number, "design": design}:
            return DesignClaim(number, design)
        case {"content": content}:
            return ContentClaim(content["subject"], content["aspect"], content["value"])
        case {"encoding_decision": decision, "concerns": target}:
            return ConcernsClaim(decision, target)
    raise ValueError(f"No claim has the keys {', '.join(mapping)}.")


def _statement_claim(mapping: Mapping[str, Any]) -> DocumentClaim:
    statement = mapping["statement"]
    match mapping:
        case {"cited": cited}:
            return CitedClaim(statement, cited)
        case {"cites": number}:
            return CitesClaim(statement, number)
        case {"section": section}:
            return SectionClaim(statement, section)
        case {"force": force}:
            return ForceClaim(statement, force)
        case {"kind": kind}:
            return KindClaim(statement, kind)
        case {"decides": decides}:
            return DecidingStatementClaim(statement, decides)
    bounds = tuple(
        (bound, Decimal(mapping[bound.value])) for bound in QuantityBound if bound.value in mapping
    )
    return QuantityClaim(statement, mapping.get("quantity"), bounds, mapping["unit"])
