"""The terms that a query writes: names, IRIs and literals as nodes."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.errors import MalformedQueryError
from kg.namespaces import RDF
from kg.query_patterns import PatternQuery


class PatternTerms:
    """Reads the terms of one query, with its prefixes and its base."""

    def __init__(self, query: PatternQuery) -> None:
        self._base = query.base
        # SPARQL and Turtle write terms alike.
        self._prologue = "".join(
            f"@prefix {name}: <{iri}> . " for name, iri in query.prefixes.items()
        )

    def node(self, text: str) -> NamedNode | Literal:
        """
        Return the term that *text* writes; `a` is the type, as in the place of a property.

        Raises:
            MalformedQueryError: If it is neither an IRI nor a literal.
        """
        if text == "a":
            return NamedNode(RDF + "type")
        line = f"{self._prologue} <s> <p> {text} ."
        try:
            (quad,) = parse(line, format=RdfFormat.TURTLE, base_iri=self._base)
        except (SyntaxError, ValueError) as error:
            raise MalformedQueryError(f"{text} is no term that can be read here.") from error
        if not isinstance(quad.object, NamedNode | Literal):
            raise MalformedQueryError(f"{text} is neither a name nor a literal.")
        return quad.object

    def iri(self, text: str) -> str:
        """Return the IRI that a name or an IRI in brackets stands for."""
        return self.node(text).value
