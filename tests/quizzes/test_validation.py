"""Our schemas judge content as the reference implementation of JSON Schema does."""

import copy
import random
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from quizzes.bank import content_folder
from quizzes.validation import published_schema, schema_faults
from quizzes.yaml_source import read_yaml

REPLACEMENTS = (None, "", "x", 0, Decimal("1.5"), True, [], {}, ["x", "x"], {"nope": 1})


def _contents(schema):
    return [
        read_yaml(path, path.name).data
        for path in sorted((content_folder() / f"{schema}s").rglob("*.yaml"))
    ]


def _places(data, above=()):
    yield above
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, (*above, key))
    if isinstance(data, list):
        for index, value in enumerate(data):
            yield from _places(value, (*above, index))


def _spoilt(data, rng):
    """Return a copy of *data* in which something is missing, replaced or too much."""
    spoilt = copy.deepcopy(data)
    *above, last = rng.choice([place for place in _places(data) if place])
    holder = spoilt
    for step in above:
        holder = holder[step]
    match rng.randrange(3):
        case 0:
            del holder[last]
        case 1:
            holder[last] = rng.choice(REPLACEMENTS)
        case _ if isinstance(holder, dict):
            holder["unheard-of"] = rng.choice(REPLACEMENTS)
        case _:
            holder.append(copy.deepcopy(holder[last]))
    return spoilt


@pytest.mark.parametrize("schema", ["item", "vignette"])
def test_content_is_faulty_exactly_where_the_reference_implementation_finds_faults(schema):
    reference = Draft202012Validator(published_schema(schema))
    rng = random.Random(7)
    contents = _contents(schema)
    spoilt = [_spoilt(rng.choice(contents), rng) for _ in range(150)]

    judged = [schema_faults(data, schema) == frozenset() for data in spoilt]

    assert judged == [reference.is_valid(data) for data in spoilt]
    assert {True, False} == set(judged)


@pytest.mark.parametrize("schema", ["item", "vignette"])
def test_every_fault_is_at_a_place_that_the_data_have(schema):
    rng = random.Random(8)
    contents = _contents(schema)
    spoilt = [_spoilt(rng.choice(contents), rng) for _ in range(150)]

    outside = [
        fault
        for data in spoilt
        for fault in schema_faults(data, schema)
        if fault.place not in set(_places(data))
    ]

    assert outside == []
