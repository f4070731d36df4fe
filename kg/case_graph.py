"""
Cases as triples, in the form that the axioms speak of.

A present finding is a node of that class, an absent one a type of the case, a value a plain
xsd:decimal. The very same triples go to Oxigraph, to HermiT and into exports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.case import Absent, Bound, Case, Present, Value
from kg.namespaces import GG, RDF, XSD

_TYPE = NamedNode(RDF + "type")
_CASE = NamedNode(GG + "Case")
_HAS_FINDING = NamedNode(GG + "hasFinding")
_DECIMAL = NamedNode(XSD + "decimal")


class CaseGraph:
    """
    Writes cases of one guideline.

    Args:
        namespace: Of the guideline's terms.
        absence_class: Id of the absence class of each finding.
        measured_by: Id of the property for each observable and bound.
    """

    def __init__(
        self,
        namespace: str,
        absence_class: Mapping[str, str],
        measured_by: Mapping[tuple[str, Bound], str],
    ) -> None:
        self._namespace = namespace
        self._absence = {
            finding: NamedNode(namespace + name) for finding, name in absence_class.items()
        }
        self._property = {key: NamedNode(namespace + name) for key, name in measured_by.items()}

    def quads(self, cases: Iterable[Case], node: Mapping[str, NamedNode]) -> Iterator[Quad]:
        """Yield the triples of *cases*; *node* names each case by its id."""
        for case in cases:
            subject = node[case.id]
            yield Quad(subject, _TYPE, _CASE)
            for fact in case.facts:
                match fact:
                    case Present(finding):
                        found = BlankNode()
                        yield Quad(subject, _HAS_FINDING, found)
                        yield Quad(found, _TYPE, NamedNode(self._namespace + finding))
                    case Absent(finding):
                        yield Quad(subject, _TYPE, self._absence[finding])
                    case Value(observable, bound, amount):
                        # format() never writes an exponent, which xsd:decimal does not know.
                        literal = Literal(format(amount, "f"), datatype=_DECIMAL)
                        yield Quad(subject, self._property[observable, bound], literal)
