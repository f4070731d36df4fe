"""The values that make sense for a parameter of a stored query, found in the data."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from kg.dataset import GraphDataset
from kg.errors import SourceError
from kg.namespaces import PREFIXES
from kg.stored_parameters import Parameter, ValueKind
from kg.vocabulary import written


@dataclass(frozen=True, slots=True)
class Choice:
    """A value as `kg.query_parameters` reads it, and what it is called."""

    value: str
    label: str


def choices_of(parameter: Parameter, dataset: GraphDataset) -> tuple[Choice, ...]:
    """
    Return the values that make sense, numbers by size and others by what they are called.

    Raises:
        SourceError: If the pattern of *parameter* finds what is no value, or has no label.
    """
    if not parameter.choices:
        return ()
    variable = f"?{parameter.name}"
    order = variable if parameter.kind is ValueKind.INTEGER else "?label"
    text = (
        f"SELECT DISTINCT {variable} ?label {{ {parameter.choices} }} ORDER BY {order} {variable}"
    )
    rows = dataset.store.query(text, prefixes=PREFIXES)
    assert isinstance(rows, QuerySolutions)  # noqa: S101  It is a SELECT.
    return tuple(Choice(_text(row[0], parameter), _text(row[1], parameter)) for row in rows)


def _text(found: NamedNode | BlankNode | Literal | Triple | None, parameter: Parameter) -> str:
    if isinstance(found, NamedNode):
        return written(found.value)
    if isinstance(found, Literal):
        return found.value
    raise SourceError(f"The choices of the parameter '{parameter.name}' bind no ?label to a text.")
