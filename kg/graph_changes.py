"""
A guideline's graph with one thing otherwise, and that in words.

A query can be right on the graph that everybody sees and wrong as a question: it reads a label, a
number or an order that happens to fit. On a graph in which one thing is otherwise it gives itself
away. `kg.mutation` changes guidelines as the reasoner reads them; here the triples change, because
that is what a query reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.namespaces import BASE, GG, RDF, RDFS, XSD, local_name

Node = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class GraphChange:
    """
    What is taken from a graph and what is put in.

    Attributes:
        kind: The sort of change; changes of one sort are alike.
        words: What is otherwise, after "a guideline in which".
    """

    kind: str
    words: str
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]

    def apply(self, store: Store) -> None:
        """Change the default graph of *store*."""
        _move(store, self.removed, self.added)

    def undo(self, store: Store) -> None:
        """Take the change back."""
        _move(store, self.added, self.removed)


def graph_changes(store: Store) -> Iterator[GraphChange]:
    """Yield changes of the guidelines in the default graph of *store*, in a stable order."""
    graph = _Graph(store)
    for operator in _OPERATORS:
        yield from operator(graph)


class _Graph:
    """Looks things up in the triples of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def about(self, node: NamedNode) -> list[Triple]:
        found = (q.triple for q in self._store.quads_for_pattern(node, None, None))
        return sorted(found, key=str)

    def with_property(self, name: str) -> list[Triple]:
        found = (q.triple for q in self._store.quads_for_pattern(None, _node(name), None))
        return sorted(found, key=str)

    def of_class(self, *names: str) -> list[NamedNode]:
        found = {
            q.subject
            for name in names
            for q in self._store.quads_for_pattern(None, _TYPE, _node(name))
            if isinstance(q.subject, NamedNode)
        }
        return sorted(found, key=str)

    def values(self, subject: Node, name: str) -> list[Node]:
        if isinstance(subject, Literal):
            return []
        found = self._store.quads_for_pattern(subject, _node(name), None)
        return sorted((q.object for q in found), key=str)

    def label(self, node: Node) -> str:
        """Return the label, without the id that the labels of statements start with."""
        labels = [v.value for v in self.values(node, RDFS + "label") if isinstance(v, Literal)]
        return labels[0] if labels else local_name(getattr(node, "value", ""))

    def named(self, node: Node) -> str:
        code = [v.value for v in self.values(node, "code") if isinstance(v, Literal)]
        return f"{code[0]} ({self.label(node)})" if code else f"“{self.label(node)}”"

    def swapped(self, kind: str, words: str, triple: Triple, *others: Node) -> GraphChange:
        added = tuple(Triple(triple.subject, triple.predicate, other) for other in others)
        return GraphChange(kind, words, (triple,), added)


_TYPE = NamedNode(RDF + "type")


def _node(name: str) -> NamedNode:
    return NamedNode(name if ":" in name else GG + name)


def _move(store: Store, gone: tuple[Triple, ...], new: tuple[Triple, ...]) -> None:
    for t in gone:
        store.remove(Quad(t.subject, t.predicate, t.object))
    for t in new:
        store.add(Quad(t.subject, t.predicate, t.object))


def _following(one: Node, among: Sequence[Node]) -> Node:
    """Return the node after *one*, so that which other is taken is fixed."""
    return among[(among.index(one) + 1) % len(among)] if one in among else among[0]


# ---------------------------------------------------------------- evidence
def _citations(graph: _Graph) -> Iterator[GraphChange]:
    references = graph.of_class(GG + "Reference")
    cited, uncited = _node("Cited"), _node("Uncited")
    status, cites = _node("citationStatus"), _node("cites")
    for index, statement in enumerate(graph.of_class(GG + "Statement")):
        name = graph.named(statement)
        found = graph.values(statement, "cites")
        reference = references[index % len(references)]
        if not found:
            yield GraphChange(
                "cited",
                f"{name} cites {graph.label(reference)}",
                (Triple(statement, status, uncited),),
                (Triple(statement, status, cited), Triple(statement, cites, reference)),
            )
            continue
        links = tuple(Triple(statement, cites, reference) for reference in found)
        yield GraphChange(
            "uncited",
            f"{name} has no citation",
            (*links, Triple(statement, status, cited)),
            (Triple(statement, status, uncited),),
        )
        other = _following(found[0], references)
        if other not in found:
            words = f"{name} cites {graph.label(other)}"
            yield graph.swapped("recited", f"{words} instead", links[0], other)
            yield graph.swapped("cited twice", f"{words} as well", links[0], found[0], other)


def _references(graph: _Graph) -> Iterator[GraphChange]:
    references = graph.of_class(GG + "Reference")
    for index, reference in enumerate(references):
        name = graph.label(reference)
        (number,) = graph.values(reference, "number")
        link = Triple(reference, _node("number"), number)
        new = Literal(str(11 + index), datatype=NamedNode(XSD + "integer"))
        yield graph.swapped("renumbered", f"{name} has the number {new.value}", link, new)
        for design in graph.values(reference, "design"):
            link = Triple(reference, _node("design"), design)
            yield graph.swapped("no design", f"the design of {name} is not recorded", link)
        kinds = graph.of_class(GG + "Confidence")
        for confidence in graph.values(reference, "confidence"):
            other = _following(confidence, kinds)
            link = Triple(reference, _node("confidence"), confidence)
            words = f"the confidence of {name} is “{graph.label(other)}”"
            yield graph.swapped("confidence", words, link, other)
    if references:
        copy = _copied(graph, references[0], "ref-9", {"number": "9"})
        yield GraphChange("one more", "there is a reference 9 that no statement cites", (), copy)


# ---------------------------------------------------------------- statements
def _kinds(graph: _Graph) -> Iterator[GraphChange]:
    for name, class_name, words in (
        ("hasKind", "StatementKind", "is of the kind"),
        ("hasForce", "Force", "is worded as"),
        ("inSection", "Section", "stands in the section"),
    ):
        others = graph.of_class(GG + class_name)
        for triple in graph.with_property(name):
            for other in {_following(triple.object, others), others[3 % len(others)]}:
                if other != triple.object:
                    said = f"{graph.named(triple.subject)} {words} “{graph.label(other)}”"
                    yield graph.swapped(name, said, triple, other)


def _more_statements(graph: _Graph) -> Iterator[GraphChange]:
    statements = graph.of_class(GG + "Statement")
    for index, statement in enumerate(statements):
        kinds = graph.values(statement, "hasKind")
        copy = _copied(graph, statement, f"st-{80 + index}a", {"sourceLine": str(80 + index)})
        kind = graph.label(kinds[0]) if kinds else "statement"
        cited = "cited" if graph.values(statement, "cites") else "uncited"
        words = f"there is one more statement of the kind “{kind}”, {cited}"
        yield GraphChange("one more", words, (), copy)


def _wording(graph: _Graph) -> Iterator[GraphChange]:
    for triple in [*graph.with_property("text"), *graph.with_property(RDFS + "label")]:
        if isinstance(triple.object, Literal) and _is_of_guideline(triple.subject):
            new = Literal(f"Reworded {_number(triple)}", language=triple.object.language or "en")
            words = f"{graph.named(triple.subject)} is worded otherwise"
            yield graph.swapped("worded", words, triple, new)


def _links(graph: _Graph) -> Iterator[GraphChange]:
    for name, words in (
        ("about", "is not about"),
        ("tensionWith", "is not in tension with"),
        ("hasQuantity", "does not give"),
        ("derivedFrom", "does not rest on"),
        ("concernsCriterion", "does not concern"),
        ("incompatibleWith", "does not exclude"),
    ):
        ends = sorted({t.object for t in graph.with_property(name)}, key=str)
        for triple in graph.with_property(name):
            said = f"{graph.named(triple.subject)} {words} {graph.named(triple.object)}"
            yield graph.swapped(f"{name} less", said, triple)
            other = _following(triple.object, ends)
            if other not in graph.values(triple.subject, name) and other != triple.subject:
                said = f"{graph.named(triple.subject)} {_POSITIVE[name]} {graph.named(other)}"
                yield graph.swapped(f"{name} more", f"{said} as well", triple, triple.object, other)


_POSITIVE = {
    "about": "is about",
    "tensionWith": "is in tension with",
    "hasQuantity": "gives",
    "derivedFrom": "rests on",
    "concernsCriterion": "concerns",
    "incompatibleWith": "excludes",
}


# ---------------------------------------------------------------- numbers, criteria, findings
def _numbers(graph: _Graph) -> Iterator[GraphChange]:
    for name in ("lowerBound", "upperBound", "numerator", "sourceLine", "position"):
        for triple in graph.with_property(name):
            new = _moved(triple.object, 100 if name in {"sourceLine", "position"} else 1)
            if new is not None:
                words = f"the {_SPOKEN[name]} of {graph.named(triple.subject)} is {new.value}"
                yield graph.swapped(name, words, triple, new)
    for triple in graph.with_property("ucumCode"):
        words = f"{graph.named(triple.subject)} has the unit code “mo”"
        yield graph.swapped("unit", words, triple, Literal("mo"))
    for name in ("minInclusive", "maxExclusive", "minExclusive", "maxInclusive"):
        for triple in graph.with_property(XSD + name):
            new = _moved(triple.object, 2)
            if new is not None:
                words = f"a threshold of the criteria is {new.value}"
                yield graph.swapped("threshold", words, triple, new)


_SPOKEN = {
    "lowerBound": "lower bound",
    "upperBound": "upper bound",
    "numerator": "numerator",
    "sourceLine": "line",
    "position": "position",
}


def _criteria(graph: _Graph) -> Iterator[GraphChange]:
    roles = [_node(f"{role}Criterion") for role in ("Exclusion", "Inclusion", "Supporting")]
    for index, criterion in enumerate(graph.of_class(*(role.value for role in roles))):
        name = graph.named(criterion)
        for role in roles:
            if role in graph.values(criterion, RDF + "type"):
                other = _following(role, roles)
                words = f"{name} is a criterion of another kind: {graph.label(other)}"
                yield graph.swapped("role", words, Triple(criterion, _TYPE, role), other)
        for code in graph.values(criterion, "code"):
            new = Literal(f"Q{index + 1}")
            words = f"{name} has the code {new.value}"
            yield graph.swapped("code", words, Triple(criterion, _node("code"), code), new)
        number = 30 + index
        copy = _copied(
            graph, criterion, f"N{number}", {"code": f"N{number}", "position": f"{number}"}
        )
        words = f"there is one more criterion, N{number}, that tests what {name} tests"
        yield GraphChange("one more", words, (), copy)


def _findings(graph: _Graph) -> Iterator[GraphChange]:
    absences = graph.with_property("absenceOf")
    findings = [t.object for t in absences if isinstance(t.object, NamedNode)]
    stages = graph.of_class(GG + "Stage")
    for index, finding in enumerate(findings):
        name = graph.named(finding)
        for parent in graph.values(finding, RDFS + "subClassOf"):
            other = findings[(index + 7) % len(findings)]
            if isinstance(parent, NamedNode) and other not in {parent, finding}:
                link = Triple(finding, NamedNode(RDFS + "subClassOf"), parent)
                words = f"{name} is a kind of {graph.named(other)}"
                yield graph.swapped("parent", words, link, other)
        for question in graph.values(finding, "question"):
            link = Triple(finding, _node("question"), question)
            yield graph.swapped("no question", f"nothing is asked about {name}", link)
        for stage in graph.values(finding, "learntBy"):
            other_stage = _following(stage, stages)
            words = f"{name} is learnt by {graph.label(other_stage)}"
            yield graph.swapped(
                "stage", words, Triple(finding, _node("learntBy"), stage), other_stage
            )
        for origin in graph.values(finding, "origin"):
            elsewhere = _following(origin, graph.of_class(GG + "TermOrigin"))
            words = f"{name} comes {graph.label(elsewhere)}"
            link = Triple(finding, _node("origin"), origin)
            yield graph.swapped("origin", words, link, elsewhere)


_OPERATORS: tuple[Callable[[_Graph], Iterator[GraphChange]], ...] = (
    _citations,
    _references,
    _kinds,
    _more_statements,
    _wording,
    _links,
    _numbers,
    _criteria,
    _findings,
)


def _copied(
    graph: _Graph, node: NamedNode, name: str, literals: dict[str, str]
) -> tuple[Triple, ...]:
    """Return the triples of *node* for a new term of that name, with other *literals*."""
    new = NamedNode(node.value.rsplit("/", 1)[0] + "/" + name)
    given = {_node(key): value for key, value in literals.items()}
    found = []
    for triple in graph.about(node):
        value = triple.object
        if triple.predicate in given and isinstance(value, Literal):
            value = Literal(given[triple.predicate], datatype=value.datatype)
        found.append(Triple(new, triple.predicate, value))
    return tuple(found)


def _moved(value: Node, by: int) -> Literal | None:
    if not isinstance(value, Literal):
        return None
    try:
        return Literal(str(Decimal(value.value) + by), datatype=value.datatype)
    except InvalidOperation:
        return None


def _number(triple: Triple) -> int:
    return sum(str(triple.subject).encode()) % 997


def _is_of_guideline(node: Node) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(BASE) and GG not in node.value
