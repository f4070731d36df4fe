"""JSON Schema validation of content files, in words that their authors can act on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from kg.errors import suggest
from kg.yaml_text import Place
from quizzes.errors import ContentError
from quizzes.yaml_source import YamlSource

Schema = dict[str, Any]
"""A JSON Schema."""


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """One fault of data; *missing* is the key that *place* lacks, "" for any other fault."""

    place: Place
    message: str
    missing: str = ""


def check_schema(source: YamlSource, schema: str) -> None:
    """
    Check *source* against the published schema named *schema* ("item" or "vignette").

    Raises:
        ContentError: With one defect for every fault found.
    """
    faults = schema_faults(source.data, schema)
    if faults:
        defects = (source.defect(fault.place, "schema", fault.message) for fault in faults)
        raise ContentError(*sorted(defects))


def schema_faults(data: Any, schema: str) -> frozenset[SchemaFault]:
    """Return every fault of *data* by the published schema named *schema*."""
    return _faults(data, _validator(schema), published_schema(schema))


def fits(data: Any, schema: str, definition: str) -> bool:
    """Tell whether *data* is what the schema named *schema* calls a *definition*."""
    return _definition_validator(schema, definition).is_valid(data)


@cache
def published_schema(schema: str) -> Schema:
    """Return the JSON Schema named *schema*, draft 2020-12."""
    text = files("quizzes").joinpath("schemas", f"{schema}.schema.json").read_text("utf-8")
    loaded: Schema = json.loads(text)
    return loaded


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(published_schema(schema))


@cache
def _definition_validator(schema: str, definition: str) -> Draft202012Validator:
    definitions = published_schema(schema)["$defs"]
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": definitions})


def _faults(data: Any, validator: Draft202012Validator, root: Schema) -> frozenset[SchemaFault]:
    if validator.is_valid(data):  # the usual case, in microseconds
        return frozenset()
    return frozenset(
        fault for error in validator.iter_errors(data) for fault in _explain(error, root)
    )


def _explain(error: ValidationError, root: Schema) -> Iterator[SchemaFault]:
    """Yield the faults behind one error; a choice of claims gives those of the nearest."""
    place: Place = tuple(error.instance_path)
    instance: Any = error.instance
    *above, keyword = error.schema_path
    schema: Any = root
    for step in above:
        schema = schema[step]
    limit: Any = schema[keyword]
    match keyword:
        case "required":
            for key in limit:
                if key not in instance:
                    purpose = _purpose(schema, key) or _purpose(root, key)
                    message = f"The key '{key}' is missing. {purpose or 'Add it.'}"
                    yield SchemaFault(place, message, key)
        case "additionalProperties":
            known = schema.get("properties", {})
            for key in instance:
                if key not in known:
                    yield SchemaFault((*place, key), _unknown_key(key, known))
        case "oneOf" if isinstance(instance, dict):
            yield from _explain_choice(place, instance, limit, root)
        case "dependentRequired":
            for given, needed in limit.items():
                for key in needed if given in instance else ():
                    if key not in instance:
                        purpose = _purpose(schema, key)
                        message = f"With '{given}' goes '{key}', which is missing. {purpose}"
                        yield SchemaFault(place, message, key)
        case "enum":
            yield SchemaFault(place, _not_allowed(instance, limit))
        case "not" if not limit:
            yield SchemaFault(place, "This key is not used in an item of this kind. Remove it.")
        case "not":
            keys = " and ".join(f"'{key}'" for key in limit["required"])
            yield SchemaFault(place, f"{keys} cannot stand together. Keep one.")
        case "anyOf":
            keys = ", ".join(f"'{branch['required'][0]}'" for branch in limit)
            yield SchemaFault(place, f"One of {keys} is needed.")
        case _:
            description = schema.get("description", "")
            purpose = f" It holds: {description}" if description else ""
            yield SchemaFault(place, _plain(keyword, limit, instance, error.message) + purpose)


def _explain_choice(
    place: Place, instance: Mapping[str, Any], choices: Sequence[Schema], root: Schema
) -> Iterator[SchemaFault]:
    branches = [_resolve(branch, root) for branch in choices]
    given = set(map(str, instance))

    def likeness(branch: Schema) -> tuple[int, int]:
        keys = set(branch.get("properties") or branch.get("required", []))
        return len(given & keys), -len(set(branch.get("required", [])) - given)

    nearest = max(branches, key=likeness)
    forms = "; ".join(" + ".join(branch["required"]) for branch in branches)
    if likeness(nearest)[0] == 0 or "properties" not in nearest:
        keys = {key for branch in branches for key in branch.get("required", [])}
        hints = [hint for key in sorted(given) for hint in suggest(key, keys)]
        hint = f" Did you mean '{hints[0]}'?" if hints else ""
        message = f"Exactly one of these sets of keys is needed: {forms}.{hint}"
        yield SchemaFault(place, message)
        return
    scoped: Schema = {**nearest, "$defs": root["$defs"]}
    for fault in _faults(instance, Draft202012Validator(scoped), scoped):
        yield replace(fault, place=(*place, *fault.place))


def _resolve(branch: Schema, root: Schema) -> Schema:
    if "$ref" not in branch:
        return branch
    resolved: Schema = root["$defs"][branch["$ref"].rpartition("/")[2]]
    return resolved


def _purpose(schema: Any, key: str) -> str:
    description = schema.get("properties", {}).get(key, {}).get("description", "")
    return f"It holds: {description}" if description else ""


def _unknown_key(key: str, known: dict[str, Any]) -> str:
    hints = suggest(key, known)
    if hints:
        return f"There is no key '{key}' here. Did you mean {' or '.join(hints)}?"
    return f"There is no key '{key}' here. Known keys are: {', '.join(known)}."


def _not_allowed(value: object, allowed: list[Any]) -> str:
    words = [json.dumps(word) if isinstance(word, bool) else str(word) for word in allowed]
    hints = suggest(str(value), words)
    hint = f" Did you mean {' or '.join(hints)}?" if hints else ""
    return f"'{value}' is not allowed here.{hint} Allowed: {', '.join(words)}."


def _plain(keyword: object, limit: Any, value: Any, message: str) -> str:
    match keyword:
        case "type":
            return f"{_shown(value)} is not of the type {limit}."
        case "minLength":
            return f"The text is too short; it needs {limit} characters."
        case "maxLength":
            return f"The text is too long; it may have {limit} characters."
        case "minItems":
            return f"At least {limit} entries are needed; there are {len(value)}."
        case "maxItems":
            return f"At most {limit} entries are allowed; there are {len(value)}."
        case "uniqueItems":
            return "An entry stands here twice. Remove one."
        case "pattern":
            return f"'{value}' may hold small letters, digits and single hyphens only."
    return f"{message}."


def _shown(value: object) -> str:
    text = str(value)
    return f"'{text[:60]}...'" if len(text) > 60 else f"'{text}'"
