"""Derivations for machines: plain data for JSON, and Turtle in the terms of the schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import Graph

from kg.case import Absent, Fact, Present, Value
from kg.contradictions import Refusal
from kg.derivation import Derivation, Edit, Status, Verdict
from kg.namespaces import GG, PREFIXES
from kg.reasoner import Reasoner
from kg.rendering import contradiction_sentence, plain_number, sentence

_TERM_OF_VERDICT = {
    Verdict.CONTRAINDICATED: "Contraindicated",
    Verdict.NOT_INDICATED: "NotIndicated",
    Verdict.INDICATED: "Indicated",
    Verdict.CANNOT_TELL: "CannotTell",
}


def as_data(result: Derivation | Refusal, reasoner: Reasoner) -> dict[str, Any]:
    """Return *result* as nested dictionaries and lists, ready for JSON; docs/case-format.md."""
    guideline = reasoner.guideline

    def facts(found: Iterable[Fact]) -> list[dict[str, str]]:
        ordered = sorted(found, key=lambda fact: sentence(fact, guideline))
        return [{**_fact(fact), "text": sentence(fact, guideline)} for fact in ordered]

    def edit(change: Edit) -> dict[str, Any]:
        added = None if change.add is None else facts([change.add])[0]
        return {"add": added, "remove": facts(change.remove)}

    head = {"case": result.case.id, "guideline": guideline.slug, "version": guideline.version}
    if isinstance(result, Refusal):
        return {
            **head,
            "refused": [
                {
                    "conflict": c.conflict.value,
                    "facts": facts(c.facts),
                    "message": contradiction_sentence(c, guideline),
                }
                for c in result.contradictions
            ],
        }
    return {
        **head,
        "verdict": result.verdict.value,
        "also": [verdict.value for verdict in result.also],
        "weakest_link": None if result.weakest is None else result.weakest.value,
        "weakest_criteria": list(result.weakest_criteria),
        "criteria": [
            {
                "id": r.criterion,
                "role": guideline.criteria[r.criterion].role.value,
                "label": guideline.criteria[r.criterion].label,
                "status": r.status.value,
                "decisive": r.decisive,
                "facts": [facts(support) for support in r.facts],
                "link": r.link.value,
                "statements": [
                    {
                        "id": s.statement,
                        "line": guideline.statements[s.statement].line,
                        "link": s.link.value,
                        "reference": s.reference,
                    }
                    for s in r.supports
                ],
            }
            for r in result.criteria
        ],
        "supports": [facts(support) for support in result.supports],
        "settling": [
            {"verdict": s.verdict.value, "facts": facts(s.facts)} for s in result.settling
        ],
        "flips": [
            {"verdict": f.verdict.value, "edits": [edit(change) for change in f.edits]}
            for f in result.flips
        ],
        "disclaimer": guideline.disclaimer,
    }


def as_turtle(result: Derivation, reasoner: Reasoner, case_iri: str) -> str:
    """Return the case and what follows for it as Turtle, with the case named *case_iri*."""
    node = NamedNode(case_iri)
    guideline = reasoner.guideline

    def said(name: str, value: NamedNode) -> Triple:
        return Triple(node, NamedNode(GG + name), value)

    triples = [
        *(_triple(quad) for quad in reasoner.case_quads(result.case, node)),
        said("decidedBy", NamedNode(guideline.iri)),
        said("hasVerdict", NamedNode(GG + _TERM_OF_VERDICT[result.verdict])),
    ]
    for r in result.criteria:
        criterion = NamedNode(guideline.criteria[r.criterion].iri)
        if r.status is not Status.UNKNOWN:
            triples.append(said("satisfies" if r.status is Status.MET else "fails", criterion))
        if r.decisive:
            behind = (guideline.statements[s.statement].iri for s in r.supports)
            triples += [said("restsOn", NamedNode(iri)) for iri in behind]
    # rdflib, not Oxigraph: it nests the findings inside the case, as a person would write them.
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    return graph.serialize(format="turtle")


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)


def _fact(fact: Fact) -> dict[str, str]:
    match fact:
        case Present(finding):
            return {"present": finding}
        case Absent(finding):
            return {"absent": finding}
        case Value(observable, bound, amount):
            return {"observable": observable, bound.value: plain_number(amount)}
