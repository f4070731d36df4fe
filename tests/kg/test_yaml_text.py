from __future__ import annotations

from decimal import Decimal

import pytest

from kg.yaml_text import YamlTextError, dotted, read_yaml_text


def test_plain_data_comes_with_the_line_of_each_place() -> None:
    text = read_yaml_text(b"a: 1\nb:\n  - 2.50\n  - {c: yes, d: 2026-01-02, e: null}\n")

    assert text.data == {
        "a": 1,
        "b": [Decimal("2.50"), {"c": "yes", "d": "2026-01-02", "e": None}],
    }
    assert [text.line_of(p) for p in [(), ("a",), ("b", 1, "d"), ("b", 0, "missing")]] == [
        1,
        1,
        4,
        3,
    ]


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"a: [1\n", 2, "This is not YAML"),
        (b"a: 1\nb: \xff", 2, "not UTF-8"),
        (b"", 1, "empty"),
        (b"a: 1\na: 2", 2, "stands here twice"),
        (b"a: 1\n? [b]\n: 2", 2, "A key must be a word"),
        (b"a: .nan", 1, "no plain value"),
        (b"[" * 5000, 1, "nested too deeply"),
    ],
)
def test_a_fault_knows_its_line(content: bytes, line: int, said: str) -> None:
    with pytest.raises(YamlTextError, match=said) as caught:
        read_yaml_text(content)

    assert caught.value.line == line


def test_a_place_reads_as_people_write_it() -> None:
    assert dotted(("options", 2, "claim", "criterion")) == "options[2].claim.criterion"
