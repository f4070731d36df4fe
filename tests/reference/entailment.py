"""
Many small questions of entailment put to HermiT at once.

Each question is a copy of some triples under names of its own, so that one run of HermiT answers
all of them and none can lean on what another states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple, serialize

from kg.hermit import Hermit
from kg.namespaces import BASE, OWL, RDF

TYPE = NamedNode(RDF + "type")
EQUIVALENT = NamedNode(OWL + "equivalentClass")
CLASS = NamedNode(OWL + "Class")
KINDS = {NamedNode(OWL + kind) for kind in ("Class", "ObjectProperty", "DatatypeProperty")}


@dataclass(frozen=True)
class Entailment:
    """Whether *narrow* is a subclass of *broad* by *axioms* alone, both named or anonymous."""

    axioms: tuple[Triple, ...]
    narrow: NamedNode | BlankNode
    broad: NamedNode | BlankNode


def answers(store: Store, questions: Sequence[Entailment]) -> list[bool]:
    """Return what HermiT says to each question; *store* tells what blank nodes hold."""
    triples = [t for number, one in enumerate(questions) for t in _copy(store, one, number)]
    taxonomy = Hermit().classify(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    assert taxonomy is not None, "the copies contradict each other"
    return [
        f"urn:ask:{number}:broad" in taxonomy.broader.get(f"urn:ask:{number}:narrow", ())
        for number in range(len(questions))
    ]


def _copy(store: Store, question: Entailment, number: int) -> Iterator[Triple]:
    sides = {"narrow": question.narrow, "broad": question.broad}
    named = [Triple(NamedNode(f"urn:ask:{number}:{k}"), EQUIVALENT, v) for k, v in sides.items()]
    yield from (Triple(triple.subject, TYPE, CLASS) for triple in named)
    whole = set(_closed(store, [*question.axioms, *named]))
    terms = {node for t in whole for node in (t.subject, t.predicate, t.object)}
    for term in terms:
        if isinstance(term, NamedNode) and term.value.startswith(BASE):
            whole |= {Triple(term, TYPE, kind) for kind in KINDS if _is(store, term, kind)}
    for triple in whole:
        yield Triple(*(_renamed(part, number) for part in triple))


def _closed(store: Store, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield *triples* with all that their blank nodes hold."""
    waiting, seen = list(triples), set()
    while waiting:
        triple = waiting.pop()
        if triple not in seen:
            seen.add(triple)
            yield triple
            for node in (triple.subject, triple.object):
                # What an axiom says of a whole expression is no part of the expression.
                if isinstance(node, BlankNode):
                    held = (quad.triple for quad in store.quads_for_pattern(node, None, None))
                    waiting += [t for t in held if not t.predicate.value.endswith("subClassOf")]


def _is(store: Store, term: NamedNode, kind: NamedNode) -> bool:
    return next(store.quads_for_pattern(term, TYPE, kind), None) is not None


def _renamed(node: object, number: int) -> object:
    if isinstance(node, NamedNode) and node.value.startswith(BASE):
        return NamedNode(f"urn:copy:{number}:{node.value}")
    return BlankNode(f"c{number}x{node.value}") if isinstance(node, BlankNode) else node
