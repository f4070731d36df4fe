"""A stored question as the query page shows it: its fields, its title and its address."""

from __future__ import annotations

from collections.abc import Mapping

from app.query_links import stored_link
from kg.dataset import GraphDataset
from kg.parameter_choices import choices_of
from kg.stored_parameters import Parameter
from kg.stored_queries import StoredQuery, asked_with

Field = dict[str, object]


def fields(query: StoredQuery, values: Mapping[str, str], dataset: GraphDataset) -> list[Field]:
    """
    Return a form field for each parameter, as the browser reads it.

    A field has `name`, `label`, `kind` and `value`, and `choices`, a list of value and label; it is
    empty where any value will do.
    """
    return [_field(one, values.get(one.name, one.default), dataset) for one in query.parameters]


def _field(parameter: Parameter, value: str, dataset: GraphDataset) -> Field:
    choices = [[choice.value, choice.label] for choice in choices_of(parameter, dataset)]
    if choices and value not in (known for known, _ in choices):
        choices.insert(0, [value, value])  # A link may hold any value.
    return {
        "name": parameter.name,
        "label": parameter.label,
        "kind": parameter.kind.value,
        "value": value,
        "choices": choices,
    }


def asked_title(query: StoredQuery, values: Mapping[str, str]) -> str:
    """Return the question with the values it is asked with: "... ? Reference: 5"."""
    told = (f"{one.label}: {values[one.name]}" for one in query.parameters if one.name in values)
    return " · ".join([query.summary, *told])


def asked_link(query: StoredQuery, text: str) -> str:
    """Return the address of *query* with the values in *text*; '' if it is another query."""
    values = asked_with(query, text)
    if values is None:
        return ""
    defaults = {one.name: one.default for one in query.parameters}
    others = {name: value for name, value in values.items() if value != defaults[name]}
    return stored_link(query.name, others)
