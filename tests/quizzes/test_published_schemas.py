"""The schemas that editors and other tools may use."""

import json

import pytest
from broth_texts import NUMERIC
from jsonschema import Draft202012Validator

from quizzes.validation import published_schema


@pytest.mark.parametrize("name", ["item", "vignette"])
def test_the_published_schemas_are_valid_and_describe_every_property(name):
    schema = published_schema(name)

    Draft202012Validator.check_schema(schema)

    assert list(_undescribed(schema, name)) == []


def test_what_both_schemas_define_is_the_same_in_both():
    item, vignette = (published_schema(name)["$defs"] for name in ("item", "vignette"))

    shared = item.keys() & vignette.keys()

    assert shared >= {"amount", "reviewed"}
    assert {name: item[name] for name in shared} == {name: vignette[name] for name in shared}


def test_the_schema_reads_the_same_numbers_as_other_tools(source, guideline):
    data = json.loads(json.dumps(source(NUMERIC).data, default=float))

    assert list(Draft202012Validator(published_schema("item")).iter_errors(data)) == []


def _undescribed(schema, path):
    if isinstance(schema, dict):
        for key, value in schema.get("properties", {}).items():
            # A key that is only forbidden or narrowed in one kind is described at the top.
            narrowed = path.endswith((".if", ".then"))
            if not narrowed and not value.get("description"):
                target = value.get("$ref", "")
                if not target:
                    yield f"{path}.{key}"
        for key, value in schema.items():
            yield from _undescribed(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for entry in schema:
            yield from _undescribed(entry, path)
