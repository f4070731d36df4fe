"""The statements of a guideline that a term of its encoding rests on, as the graph says."""

from __future__ import annotations

from pyoxigraph import NamedNode, Store

from kg.namespaces import GG, RDF

_TYPE = NamedNode(RDF + "type")
_STATEMENT = NamedNode(GG + "Statement")
# From a term to its statements, and, backwards, from the term that an axiom is written for.
_TO_STATEMENTS = ("derivedFrom", "concernsStatement", "assesses", "appraises")
_FROM_OWNER = ("metClass", "refutedClass", "hasQuantity", "hasContent")


def statements_behind(store: Store, node: NamedNode) -> tuple[NamedNode, ...]:
    """Return the statements that *node* rests on in a stable order; a statement rests on itself."""
    sources = {node, *(owner for name in _FROM_OWNER for owner in _subjects(store, name, node))}
    found = {o for s in sources for name in _TO_STATEMENTS for o in _objects(store, s, name)}
    found |= {s for s in sources if _is_statement(store, s)}
    return tuple(sorted(found, key=lambda statement: statement.value))


def _is_statement(store: Store, node: NamedNode) -> bool:
    return next(store.quads_for_pattern(node, _TYPE, _STATEMENT, None), None) is not None


def _objects(store: Store, node: NamedNode, name: str) -> set[NamedNode]:
    quads = store.quads_for_pattern(node, NamedNode(GG + name), None, None)
    return {quad.object for quad in quads if isinstance(quad.object, NamedNode)}


def _subjects(store: Store, name: str, node: NamedNode) -> set[NamedNode]:
    quads = store.quads_for_pattern(None, NamedNode(GG + name), node, None)
    return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
