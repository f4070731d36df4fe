"""Reading the properties of one term out of a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from typing import NoReturn, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kg.errors import SourceError
from kg.namespaces import DCTERMS, GG, OWL, RDF, RDFS, SKOS, local_name

E = TypeVar("E", bound=Enum)
N = TypeVar("N", int, Decimal)

_PREFIX = {"gg": GG, "rdfs": RDFS, "skos": SKOS, "dcterms": DCTERMS, "owl": OWL}


class Term:
    """
    One term of a store. Properties are named as in Turtle: `gg:text`, `rdfs:label`.

    Raises:
        SourceError: From the methods that need a value, if the term has none, and from those that
            give a number or a member, if the value is none.
    """

    def __init__(self, store: Store, node: NamedNode) -> None:
        self._store = store
        self._node = node

    @property
    def iri(self) -> str:
        """The whole IRI."""
        return self._node.value

    @property
    def id(self) -> str:
        """The readable id."""
        return local_name(self._node.value)

    def text(self, name: str) -> str:
        """Return the only value as text, the empty string if there is none."""
        return next(iter(self.texts(name)), "")

    def needed_text(self, name: str) -> str:
        """Return the only value as text."""
        return self.text(name) or self._missing(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return every literal value and IRI value as text, in order of the text."""
        return tuple(sorted(o.value for o in self._objects(name) if not isinstance(o, BlankNode)))

    def decimal(self, name: str) -> Decimal | None:
        """Return the only value as an exact decimal, None if there is none."""
        return self._number(name, Decimal)

    def integer(self, name: str) -> int | None:
        """Return the only value as an integer, None if there is none."""
        return self._number(name, int)

    def needed_integer(self, name: str) -> int:
        """Return the only value as an integer."""
        number = self.integer(name)
        return self._missing(name) if number is None else number

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the ids of the terms that are values, in order of the id."""
        return tuple(sorted(local_name(t._node.value) for t in self.terms(name)))

    def id_or_none(self, name: str) -> str | None:
        """Return the id of the only value, None if there is none."""
        return next(iter(self.ids(name)), None)

    def needed_id(self, name: str) -> str:
        """Return the id of the only value."""
        return self.id_or_none(name) or self._missing(name)

    def terms(self, name: str) -> tuple[Term, ...]:
        """Return the terms that are values."""
        return tuple(Term(self._store, o) for o in self._objects(name) if isinstance(o, NamedNode))

    def inverse(self, name: str) -> tuple[Term, ...]:
        """Return the terms that have this one as a value."""
        quads = self._store.quads_for_pattern(None, _predicate(name), self._node)
        return tuple(
            Term(self._store, q.subject) for q in quads if isinstance(q.subject, NamedNode)
        )

    def _objects(self, name: str) -> list[NamedNode | BlankNode | Literal]:
        quads = self._store.quads_for_pattern(self._node, _predicate(name), None)
        return [quad.object for quad in quads if not isinstance(quad.object, Triple)]

    def member(self, name: str, kind: type[E]) -> E:
        """Return the only value, a term, as the member of *kind* whose value is its id."""
        value = self.needed_id(name)
        try:
            return kind(value.lower())
        except ValueError as error:
            known = ", ".join(f"gg:{member.value.capitalize()}" for member in kind)
            message = f"{self.id} has the {name} '{value}'. Use one of {known}."
            raise SourceError(message, term=self.id) from error

    def _number(self, name: str, kind: Callable[[str], N]) -> N | None:
        text = self.text(name)
        try:
            return kind(text) if text else None
        except (ValueError, ArithmeticError) as error:
            message = f"{self.id} has the {name} '{text}', which is no such number. Correct it."
            raise SourceError(message, term=self.id) from error

    def _missing(self, name: str) -> NoReturn:
        message = f"{self.id} has no {name}: add one to its guideline folder."
        raise SourceError(message, term=self.id)


def instances(store: Store, class_iri: str, namespace: str) -> list[Term]:
    """Return the terms of *namespace* whose asserted type is *class_iri*, by id."""
    found = store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(class_iri))
    return _within(store, (q.subject for q in found), namespace)


def subjects_with(store: Store, predicate: str, namespace: str) -> list[Term]:
    """Return the terms of *namespace* that have a value for *predicate*, by id."""
    found = store.quads_for_pattern(None, NamedNode(predicate), None)
    return _within(store, (q.subject for q in found), namespace)


def _predicate(name: str) -> NamedNode:
    prefix, local = name.split(":")
    return NamedNode(_PREFIX[prefix] + local)


def _within(
    store: Store, nodes: Iterable[NamedNode | BlankNode | Triple], namespace: str
) -> list[Term]:
    named = {n for n in nodes if isinstance(n, NamedNode) and n.value.startswith(namespace)}
    return [Term(store, node) for node in sorted(named, key=lambda node: node.value)]
