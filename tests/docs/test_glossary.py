"""The glossary and the schema say the same."""

from __future__ import annotations

import re
from collections import Counter

from kg.library import Library

_CLASSES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?label ?definition WHERE {
  ?class a owl:Class ; rdfs:label ?label ; skos:definition ?definition .
  FILTER(STRSTARTS(STR(?class), "https://w3id.org/guidegraph/schema/"))
}
"""


def _entries(pages: dict[str, str]) -> list[tuple[str, str]]:
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", pages["docs/glossary.md"], re.MULTILINE)
    return [row for row in rows if row != ("word", "meaning")]


def test_every_class_of_the_schema_is_in_it_with_the_schemas_definition(
    library: Library, pages: dict[str, str]
) -> None:
    entries = dict(_entries(pages))
    classes = {row["label"].value: row["definition"].value for row in library.store.query(_CLASSES)}

    found = {label: entries.get(label) for label in classes}

    assert classes
    assert found == classes


def test_no_word_is_explained_twice(pages: dict[str, str]) -> None:
    words = Counter(word for word, _ in _entries(pages))

    assert [word for word, times in words.items() if times > 1] == []


def test_every_meaning_is_a_sentence_with_a_full_stop(pages: dict[str, str]) -> None:
    wrong = [
        word for word, meaning in _entries(pages) if not re.fullmatch(r"[A-Z0-9].*\.", meaning)
    ]

    assert wrong == []
