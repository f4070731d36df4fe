"""
JSON with exact decimals.

`json` of the standard library writes binary floating-point numbers only, and the values of a case
are exact: 3.10 and a threshold of 3.1 must still compare after they were written and read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from kg.errors import CaseError

_STEP = "  "


def write_json(value: Any) -> bytes:
    """
    Return *value* as indented JSON text that ends with a newline.

    It may hold mappings with text keys, sequences, texts, booleans, whole and decimal numbers and
    None; a decimal is written digit by digit, without an exponent.

    Raises:
        TypeError: If it holds anything else.
    """
    return (_written(value, "") + "\n").encode()


def read_json(content: bytes, name: str) -> Any:
    """
    Return what JSON text holds, every number as an exact decimal.

    Args:
        content: The text in UTF-8.
        name: What messages call it.

    Raises:
        CaseError: If it is not JSON; says in which line.
    """
    try:
        text = content.decode("utf-8")
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        message = f"{name}:{error.lineno}: this is not JSON: {error.msg}. Correct it there."
        raise CaseError(message) from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{name}: this is not UTF-8 text. Save it as UTF-8.") from error
    except RecursionError as error:
        raise CaseError(f"{name}: this JSON is nested too deeply to be read.") from error
    except (ValueError, ArithmeticError) as error:
        raise CaseError(f"{name}: this JSON has a number that cannot be read: {error}") from error


def _written(value: Any, indent: str) -> str:
    inner = indent + _STEP
    match value:
        case None | bool() | str() | int():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return format(value, "f")
        case Mapping() if value:
            parts = [f"{_key(key)}: {_written(part, inner)}" for key, part in value.items()]
            return _enclosed("{", parts, "}", indent)
        case Mapping():
            return "{}"
        case Sequence() if value:
            return _enclosed("[", [_written(part, inner) for part in value], "]", indent)
        case Sequence():
            return "[]"
        case _:
            raise TypeError(f"{type(value).__name__} is not written as JSON here")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key of JSON is a text, not {type(key).__name__}")
    return json.dumps(key, ensure_ascii=False)


def _enclosed(start: str, parts: list[str], end: str, indent: str) -> str:
    inside = ",\n".join(f"{indent}{_STEP}{part}" for part in parts)
    return f"{start}\n{inside}\n{indent}{end}"


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON.")
