"""Writing items and vignettes as content files: YAML, in the order of the guide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from quizzes.drafts.model import DraftStage, Part
from quizzes.model import Kind

# The keys in the order in which the educators' guide shows them; others follow as they come.
_ORDER = (
    *("id", "kind", "guideline", "status", "tags", "title", "narrative", "vignette", "case"),
    *("present", "absent", "values", "opening", "opening_facts", "twin_of", "teaches", "comment"),
    *("exactly", "at_least", "less_than", "lower", "upper", "numerator", "denominator"),
    *("stem", "lead_in", "answer", "answer_from", "unit", "tolerance", "text", "claim", "value"),
    *("options", "rationale", "statements", "common_errors", "steps", "explanation"),
)
_RANK = {key: rank for rank, key in enumerate(_ORDER)}
_WIDTH = 100
# What begins a line that is no prose: a list, a quote, a table, a heading, code.
_BLOCK = re.compile(r"\s*([-*+>|#]|\d+[.)]|```|~~~)|\s{4}")
# Written on one line, as people write them: a claim, a value with its unit, a list of ids.
_FLOW = {"claim", "answer_from", "statements", "tags", "teaches"}


def draft_text(data: Mapping[str, Any], stage: DraftStage) -> str:
    """Return *data* as YAML; its `status` is that of *stage*, whatever it said."""
    return content_text({**data, "status": stage.content_status.value})


def content_text(data: Mapping[str, Any]) -> str:
    """Return *data* as YAML as it is."""
    return yaml.dump(
        dict(data), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2
    )


def unwrapped(data: Any) -> Any:
    """
    Return *data* with the lines of each paragraph joined, as a form shows them.

    Files wrap their lines; in Markdown a single line break is a space, except in lists, quotes,
    tables and headings, which stay as they are.
    """
    match data:
        case dict():
            return {key: unwrapped(value) for key, value in data.items()}
        case list():
            return [unwrapped(value) for value in data]
        case str() if "\n" in data:
            return "\n\n".join(_joined(part) for part in data.strip().split("\n\n"))
    return data


def _joined(paragraph: str) -> str:
    lines = paragraph.split("\n")
    if any(_BLOCK.match(line) or line.endswith("  ") for line in lines):
        return paragraph
    return " ".join(line.strip() for line in lines)


def blank_item(id_: str, guideline: str, kind: Kind) -> dict[str, Any]:
    """Return a new item of *kind* with places for what it needs, all of them empty."""
    data: dict[str, Any] = {"id": id_, "kind": kind.value, "guideline": guideline}
    match kind:
        case Kind.KEY_FEATURE:
            data["steps"] = [{"options": _options(3)}, {"options": _options(3)}]
        case Kind.NUMERIC:
            pass
        case Kind.TRUE_FALSE_CANNOT_TELL:
            data["options"] = [{"answer": answer} for answer in (True, False, "cannot tell")]
        case Kind.SINGLE_BEST_ANSWER | Kind.MULTIPLE_ANSWER:
            data["options"] = _options(4)
    return data


def blank_vignette(id_: str, guideline: str) -> dict[str, Any]:
    """Return a new vignette of which nothing is told yet."""
    return {"id": id_, "guideline": guideline, "present": [], "teaches": []}


def blank(part: Part, id_: str, guideline: str, kind: Kind) -> dict[str, Any]:
    """Return a new item of *kind*, or a new vignette, which is of no kind."""
    if part is Part.ITEM:
        return blank_item(id_, guideline, kind)
    return blank_vignette(id_, guideline)


def _options(count: int) -> list[dict[str, Any]]:
    return [{"id": chr(ord("a") + place)} for place in range(count)]


class _Writer(yaml.SafeDumper):
    """Writes plain data as the guide does, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(writer: _Writer, text: str) -> ScalarNode:
    # A block keeps lines as they are, but not spaces at their ends nor unusual ends of lines.
    lines = text.split("\n")
    is_plain = all(line.isprintable() and line == line.rstrip() for line in lines)
    style = "|" if len(lines) > 1 and is_plain and text[0] not in " \n" else None
    if not all(line.isprintable() for line in lines):
        style = '"'
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(writer: _Writer, number: Decimal) -> ScalarNode:
    kind = "int" if number == number.to_integral_value() else "float"
    text = f"{number:.0f}" if kind == "int" else f"{number:f}"
    return writer.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


def _mapping(writer: _Writer, mapping: dict[str, Any]) -> MappingNode:
    ordered = sorted(mapping.items(), key=lambda pair: _RANK.get(str(pair[0]), len(_RANK)))
    node = writer.represent_mapping("tag:yaml.org,2002:map", ordered, flow_style=False)
    for key, child in node.value:
        if key.value in _FLOW or (isinstance(child, SequenceNode) and not child.value):
            _flow(child)
        elif key.value == "values":
            for _, amount in child.value if isinstance(child, MappingNode) else ():
                _flow(amount)
    return node


def _flow(node: Node) -> None:
    """Write a value and all in it on one line."""
    if isinstance(node, MappingNode):
        node.flow_style = True
        for _, child in node.value:
            _flow(child)
    elif isinstance(node, SequenceNode):
        node.flow_style = True
        for child in node.value:
            _flow(child)


_Writer.add_representer(str, _text)
_Writer.add_representer(Decimal, _number)
_Writer.add_representer(dict, _mapping)
