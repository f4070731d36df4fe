"""
The terms that occur in the data, and where: what a query can be completed and corrected with.

Only what occurs is offered. A property that is declared and said of nothing would lead to an empty
answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.namespaces import BASE, OWL, PREFIXES, RDF, RDFS, local_name

_TYPE = RDF + "type"
_LABEL = RDFS + "label"
#: Every individual is one of these, so it tells nothing of where a property occurs.
_EVERYTHING = frozenset({OWL + "NamedIndividual"})
_LEAST_ALIKE = 0.6
_SPREAD = 0.15
#: How like "line" is to "sourceLine", where letters alone would say less.
_A_WORD = 0.85
_WORD = re.compile(r"[A-Z]?[a-z]+")
_PROPERTY_KINDS = frozenset(
    OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)


@dataclass(frozen=True, slots=True)
class Property:
    """
    A property that occurs.

    *subjects* and *objects* are the classes of what it was found between, *uses* how often.
    """

    iri: str
    label: str
    subjects: frozenset[str]
    objects: frozenset[str]
    uses: int


@dataclass(frozen=True, slots=True)
class Name:
    """A term that occurs as a subject or an object; *classes* are those that it is of."""

    iri: str
    label: str
    classes: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """
    The terms of a dataset.

    Attributes:
        properties: By IRI, the most used first.
        names: Subjects and objects by IRI, in alphabetical order.
        declared: Properties that are defined, whether or not they occur.
    """

    properties: dict[str, Property]
    names: dict[str, Name]
    declared: frozenset[str]

    def alike(self, iri: str, *, as_property: bool, most: int = 5) -> tuple[str, ...]:
        """Return the IRIs of terms in that role whose local names look like that of *iri*."""
        known: Iterable[str] = self.properties if as_property else self.names
        wanted = local_name(iri).casefold()
        scored = []
        for other in known:
            name = local_name(other)
            ratio = _A_WORD if wanted in _words(name) else _likeness(wanted, name.casefold())
            if other != iri and ratio >= _LEAST_ALIKE:
                scored.append((-ratio, not other.startswith(BASE), other))
        scored.sort()
        # What is much less alike than the best would only distract from it.
        near = scored[0][0] + _SPREAD if scored else 0.0
        return tuple(other for score, _, other in scored[:most] if score <= near)


def _words(name: str) -> set[str]:
    """Return the words of a name of several: "source" and "line" of "sourceLine"."""
    words = {word.casefold() for word in _WORD.findall(name)}
    return words if len(words) > 1 else set()


def _likeness(wanted: str, name: str) -> float:
    matcher = SequenceMatcher(None, wanted, name)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LEAST_ALIKE else 0.0


def build_vocabulary(store: Store, left_out: Collection[str] = ()) -> Vocabulary:
    """Return the terms of every graph in *store* but those *left_out*, by the IRI of the graph."""
    quads = [quad for quad in store if _graph(quad) not in left_out]
    classes: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            subject, predicate = quad.subject.value, quad.predicate.value
            if predicate == _TYPE and isinstance(quad.object, NamedNode):
                classes[subject].add(quad.object.value)
            elif predicate == _LABEL and isinstance(quad.object, Literal):
                labels.setdefault(subject, quad.object.value)
    names: set[str] = set()
    ends: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    uses: dict[str, int] = defaultdict(int)
    for quad in quads:
        uses[quad.predicate.value] += 1
        for place, node in enumerate((quad.subject, quad.object)):
            if isinstance(node, NamedNode):
                names.add(node.value)
                ends[quad.predicate.value][place].update(classes.get(node.value, ()))
    properties = {
        iri: Property(
            iri,
            labels.get(iri, ""),
            frozenset(ends[iri][0] - _EVERYTHING),
            frozenset(ends[iri][1] - _EVERYTHING),
            uses[iri],
        )
        for iri in sorted(uses, key=lambda one: (-uses[one], one))
    }
    known = {
        iri: Name(iri, labels.get(iri, ""), frozenset(classes.get(iri, ())))
        for iri in sorted(names)
    }
    declared = frozenset(iri for iri, kinds in classes.items() if kinds & _PROPERTY_KINDS)
    return Vocabulary(properties, known, declared)


def written(iri: str, prefixes: dict[str, str] | None = None) -> str:
    """Return *iri* as a query writes it, with the longest prefix that fits, else in brackets."""
    fitting = [
        (namespace, prefix)
        for prefix, namespace in (PREFIXES if prefixes is None else prefixes).items()
        if iri.startswith(namespace) and "/" not in iri.removeprefix(namespace)
    ]
    if not fitting:
        return f"<{iri}>"
    namespace, prefix = max(fitting, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri.removeprefix(namespace)}"


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
