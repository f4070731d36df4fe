"""
YAML (and so JSON) text read safely, with the line of every key and with exact decimals.

Only plain data is read: no tags, no anchors, no dates. A number with a point is a Decimal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kg.errors import KnowledgeGraphError

#: The keys and indexes that lead to a value; empty for the whole text.
Place = tuple[str | int, ...]


class YamlTextError(KnowledgeGraphError):
    """
    The text is not plain YAML.

    Attributes:
        line: 1-based line of the fault.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


# Python itself refuses to read whole numbers of more than 4300 digits.
_LONGEST_NUMBER = 60

_DEEPEST = 100

# libyaml reads twenty times faster than Python; a PyYAML that was built without it still works.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class YamlText:
    """Plain data and the 1-based line of every place in it."""

    data: Any
    lines: Mapping[Place, int]

    def line_of(self, place: Place) -> int:
        """Return the line of *place*, or of the nearest place around it that the text has."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


def read_yaml_text(content: bytes) -> YamlText:
    """
    Return what YAML text in UTF-8 holds.

    Raises:
        YamlTextError: If it is not plain YAML or holds nothing.
    """
    try:
        text = content.decode("utf-8")
        _require_shallow(text)
        node = yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise YamlTextError(line, "This is not UTF-8. Save the file as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlTextError(
            mark.line + 1 if mark else 1,
            f"This is not YAML: {error.problem or error.context}. A text that holds ': ' or starts "
            "with a special character must stand in quotes.",
        ) from error
    except yaml.YAMLError as error:
        raise YamlTextError(1, f"This is not YAML: {error}.") from error
    if node is None:
        raise YamlTextError(1, "The file is empty.")
    reader = _Reader()
    data = reader.value(node, ())
    return YamlText(data, reader.lines)


def dotted(place: Place) -> str:
    """Return a place as people write it: `options[2].claim.criterion`."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _require_shallow(text: str) -> None:
    """Refuse what is nested so deeply that libyaml, which recurses, would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise YamlTextError(line, "This is nested too deeply to be read. Write it flat.")


def undotted(text: str) -> Place:
    """Return the place that `dotted` has written so."""
    parts = re.findall(r"[^.\[\]]+|\[\d+\]", text)
    return tuple(int(part[1:-1]) if part.startswith("[") else part for part in parts)


class _Reader:
    """Turns YAML nodes into plain data and notes the line of each."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self.lines: dict[Place, int] = {}

    def value(self, node: Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if id(node) in self._seen:
            raise YamlTextError(line, "Anchors and aliases are not used here. Write the value out.")
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*place, i)) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise YamlTextError(line, "A key must be a word.")
            key = _whole(str(key_node.value), line)
            if key in mapping:
                raise YamlTextError(line, f"The key '{key}' stands here twice. Remove one.")
            self.lines[(*place, key)] = line
            mapping[key] = self.value(child, (*place, key))
        return mapping

    def _scalar(self, node: Node) -> Any:
        kind = str(node.tag).rpartition(":")[2]
        line = node.start_mark.line + 1
        text = _whole(str(node.value), line)
        if kind in ("int", "float") and len(text) > _LONGEST_NUMBER:
            raise YamlTextError(line, f"A number has at most {_LONGEST_NUMBER} digits. Shorten it.")
        match kind:
            case "str" | "timestamp":
                return text
            case "int" if text.lstrip("+-").isdecimal():
                return int(text)
            case "float" if text.lstrip("+-").replace(".", "", 1).isdecimal():
                return Decimal(text)
            case "bool":
                # YAML 1.1, which libyaml reads, takes a bare "no" for false; here it is a word.
                return text.lower() == "true" if text.lower() in ("true", "false") else text
            case "null":
                return None
        raise YamlTextError(line, f"'{text}' is no plain value. Put it in quotes or write it out.")


def _whole(text: str, line: int) -> str:
    """Return *text*, which no UTF-8 can hold where an escape in it names half a character."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise YamlTextError(line, "This text holds half a character. Write it out instead.")
    return text
