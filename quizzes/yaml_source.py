"""Content files: YAML with the line of every place in it, so that a defect can name its line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.yaml_text import Place, YamlText, YamlTextError, dotted, read_yaml_text
from quizzes.errors import ContentError, Defect


@dataclass(frozen=True)
class YamlSource:
    """One YAML file with the SHA-256 of its bytes; *stem* is the id that its content must carry."""

    file: str
    stem: str
    digest: str
    text: YamlText

    @property
    def data(self) -> Any:
        """The plain data of the file."""
        return self.text.data

    def defect(self, place: Place, rule: str, message: str) -> Defect:
        """Return a defect at *place*; its line is that of the nearest place that the file has."""
        line = self.text.line_of(place)
        return Defect(self.file, line, dotted(place), self.stem, rule, message)

    def find(self, within: Place, value: object) -> Place:
        """Return the first place under *within* that holds the scalar *value*, else *within*."""
        for place, found in _scalars(self._at(within), within):
            if str(found) == str(value):
                return place
        return within

    def _at(self, place: Place) -> Any:
        data = self.data
        for step in place:
            data = data[step]
        return data


def read_yaml(path: Path, name: str | None = None) -> YamlSource:
    """
    Return the contents of a YAML file; *name* is what messages call it, the path if left out.

    Raises:
        ContentError: If the file cannot be read or is not plain YAML; names the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"The file cannot be read: {error.strerror or error}."
        raise ContentError(Defect(name or str(path), 1, "", path.stem, "file", problem)) from error
    return parse_yaml(content, path.stem, name or str(path))


def parse_yaml(content: bytes, stem: str, name: str) -> YamlSource:
    """
    Return the contents of YAML text in UTF-8, which messages call *name*.

    Raises:
        ContentError: If it is not plain YAML; names the line.
    """
    try:
        text = read_yaml_text(content)
    except YamlTextError as error:
        raise ContentError(Defect(name, error.line, "", stem, "yaml", str(error))) from error
    return YamlSource(name, stem, hashlib.sha256(content).hexdigest(), text)


def _scalars(data: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            # A key can be a name too, such as that of an observable.
            yield (*place, key), key
            yield from _scalars(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _scalars(value, (*place, index))
    else:
        yield place, data
