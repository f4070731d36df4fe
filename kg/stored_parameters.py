"""
What a stored query can be asked with: its parameters, declared in its header.

A parameter is a variable to which the text gives one value, its default: `VALUES ?number { 5 }`.
The header says what the variable stands for, what kind of value it takes, and, where the data know
the values that make sense, a pattern that finds them:

    #+ parameters:
    #+   number:
    #+     label: Reference
    #+     kind: integer
    #+     choices: "?reference gg:number ?number ; rdfs:label ?label"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kg.errors import MalformedQueryError, SourceError
from kg.query_parameters import term, text_term, values_in

_WHOLE = re.compile(r"[+-]?\d+\Z")
_FIELDS = frozenset({"label", "kind", "choices"})


class ValueKind(Enum):
    """What kind of value a parameter takes; the value is the word in a header."""

    TERM = "term"
    INTEGER = "integer"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One thing that a stored query can be asked with.

    Attributes:
        name: That of the variable.
        label: What it stands for, in a word or two.
        kind: What kind of value it takes.
        default: The value in the text, as `kg.query_parameters.with_values` reads it.
        choices: A pattern that binds the variable to the values that make sense, and `?label` to
            what each is called; '' if there is none.
    """

    name: str
    label: str
    kind: ValueKind
    default: str
    choices: str = ""

    def term(self, value: str) -> str:
        """
        Return *value* as a term of SPARQL.

        Raises:
            MalformedQueryError: If it is not of this kind; says what to write.
        """
        if self.kind is ValueKind.TEXT:
            return text_term(value)
        if self.kind is ValueKind.INTEGER:
            if _WHOLE.match(value.strip()):
                return value.strip()
            raise MalformedQueryError(f"{self.label}: '{value}' is no whole number. Write one.")
        found = term(value.strip())
        if found.startswith("<"):
            return found
        raise MalformedQueryError(
            f"{self.label}: '{value}' names no term. Write a name with a prefix of ours, such as "
            f"{self.default}, or an IRI in angle brackets."
        )


def read_parameters(declared: object, text: str, file: str) -> tuple[Parameter, ...]:
    """
    Return the parameters in the header of the query *text*, in their order.

    Raises:
        SourceError: If a declaration is malformed or the text gives no default; names *file*.
    """
    if declared is None:
        return ()
    if not isinstance(declared, dict):
        raise SourceError(f"{file}: 'parameters' holds one entry for each variable.")
    values = values_in(text)
    return tuple(_read(name, data, values, file) for name, data in declared.items())


def _read(name: str, data: Any, values: Mapping[str, str], file: str) -> Parameter:
    place = f"{file}: the parameter '{name}'"
    if not isinstance(data, dict) or not data.keys() <= _FIELDS or "label" not in data:
        raise SourceError(f"{place} needs a label and a kind, and may have choices.")
    kinds = {kind.value: kind for kind in ValueKind}
    if data.get("kind") not in kinds:
        raise SourceError(f"{place}: its kind is one of {', '.join(kinds)}.")
    if name not in values:
        raise SourceError(f"{place} has no default: write VALUES ?{name} {{ ... }} in the query.")
    kind, choices = kinds[data["kind"]], str(data.get("choices") or "")
    found = Parameter(name, str(data["label"]), kind, values[name], choices)
    try:
        found.term(found.default)
    except MalformedQueryError as error:
        raise SourceError(f"{place}: its default is not of its kind. {error}") from error
    return found
