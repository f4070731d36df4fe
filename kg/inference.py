"""
What follows from the ontology without any case: the triples of the inferred graphs.

- a class is a subclass of every broader one, by the hierarchy of the findings and by the
  definitions of the other classes;
- an individual is of every broader class, and of the domain and the range of its properties;
- a symmetric property holds in both directions.

Nothing that is stated already is repeated, and nothing is said of owl:Thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import NamedNode, Store, Triple

from kg.axioms import AxiomReader, Expression, Lacks
from kg.namespaces import BASE, GG, OWL, RDF, RDFS, namespace_of
from kg.reasoner import Reasoner
from kg.subsumption import implies

_TYPE = NamedNode(RDF + "type")
_SUBCLASS = NamedNode(RDFS + "subClassOf")


def inferred(store: Store, reasoners: dict[str, Reasoner]) -> tuple[Triple, ...]:
    """
    Return what follows from the ontology in *store* and is not stated in it, in a stable order.

    Args:
        store: Schema and guidelines, in the default graph.
        reasoners: Those of all guidelines in *store*, by slug.
    """
    broader = _broader(store, reasoners)
    found = {
        Triple(NamedNode(name), _SUBCLASS, NamedNode(other))
        for name, others in broader.items()
        for other in others - {name}
    }
    found |= set(_symmetric(store)) | set(_types(store, broader))
    stated = {quad.triple for quad in store}
    return tuple(sorted(found - stated, key=str))


def _broader(store: Store, reasoners: dict[str, Reasoner]) -> dict[str, set[str]]:
    """Return every broader class of each class, both by IRI; equivalent ones count."""
    direct: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, _SUBCLASS, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            direct[quad.subject.value].add(quad.object.value)
    for slug, reasoner in reasoners.items():
        definitions = _definitions(store, slug, reasoner)
        for name, expression in definitions.items():
            direct[name].add(GG + "Case")
            direct[name] |= {
                other
                for other, broad in definitions.items()
                if implies(expression, broad, reasoner.hierarchy)
            }
    return {name: _reached(name, direct) for name in list(direct)}


def _definitions(store: Store, slug: str, reasoner: Reasoner) -> dict[str, Expression]:
    namespace, rules = namespace_of(slug), reasoner.rules
    absence = AxiomReader(store).absence_classes(namespace)
    definitions: dict[str, Expression] = {name: Lacks(f) for f, name in absence.items()}
    definitions |= {rules.side_class[side]: e for side, e in rules.sides.items()}
    definitions |= {rules.decision_class[v]: e for v, e in rules.decisions.items()}
    return {namespace + name: expression for name, expression in definitions.items()}


def _reached(name: str, direct: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    rim = {name}
    while rim:
        reached |= rim
        rim = {other for one in rim for other in direct.get(one, ())} - reached
    return reached - {name}


def _types(store: Store, broader: dict[str, set[str]]) -> Iterator[Triple]:
    of_subject, of_object = _links(store, "domain"), _links(store, "range")
    for quad in store:
        classes = {quad.object} if quad.predicate == _TYPE else set()
        yield from _typed(quad.subject, {*classes, *of_subject[quad.predicate]}, broader)
        yield from _typed(quad.object, of_object[quad.predicate], broader)


def _typed(node: object, classes: set[NamedNode], broader: dict[str, set[str]]) -> Iterator[Triple]:
    """Yield that *node*, if it is one of our terms, is of *classes* and of all broader ones."""
    if isinstance(node, NamedNode) and node.value.startswith(BASE):
        for one in classes:
            if one.value.startswith(BASE):
                names = {one.value} | broader.get(one.value, set())
                yield from (Triple(node, _TYPE, NamedNode(name)) for name in names)


def _links(store: Store, name: str) -> dict[NamedNode, set[NamedNode]]:
    links: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, NamedNode(RDFS + name), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            links[quad.subject].add(quad.object)
    return links


def _symmetric(store: Store) -> Iterator[Triple]:
    symmetric = store.quads_for_pattern(None, _TYPE, NamedNode(OWL + "SymmetricProperty"))
    properties = [quad.subject for quad in symmetric if isinstance(quad.subject, NamedNode)]
    for prop in properties:
        for quad in store.quads_for_pattern(None, prop, None):
            if isinstance(quad.object, NamedNode):
                yield Triple(quad.object, quad.predicate, quad.subject)
