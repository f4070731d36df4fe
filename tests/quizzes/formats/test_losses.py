"""Every row of the table of losses is so, and nothing outside it is lost."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from format_readers import anki_notes, expected
from hostile_items import hostile_items
from item_changes import AT, NEW, OF_CHOICE, OF_NUMBER, choice_item, number_item
from package_readers import ALL_READERS

from quizzes.formats.exported import ExportedItem
from quizzes.formats.losses import Aspect, Fate, fate, in_words, losses_for, losses_of
from quizzes.formats.registry import FORMATS, write

# The rule of scoring cannot be changed, so it is proven by scoring: test_scores.py and the engines.
CHANGES = [(choice_item(), aspect, change) for aspect, change in OF_CHOICE.items()]
CHANGES += [(number_item(), aspect, change) for aspect, change in OF_NUMBER.items()]
CASES = [
    pytest.param(name, item, aspect, change(item), id=f"{name}: {item.id}: {aspect.value}")
    for name in FORMATS
    for item, aspect, change in CHANGES
]


# On paper there are no fields, and plain text has no marks: kept as words, which are looked for.
IN_WORDS = {
    ("handout", Aspect.UNIT),
    ("handout-with-answers", Aspect.FEEDBACK),
    ("handout-with-answers", Aspect.ERRORS),
    ("h5p", Aspect.OPTIONS),
    ("h5p", Aspect.FEEDBACK),
    ("xapi", Aspect.OPTIONS),
}


def _is_a_field(name: str, aspect: Aspect) -> bool:
    return fate(name, aspect) is Fate.KEPT and (name, aspect) not in IN_WORDS


def _contents(name: str, items: tuple[ExportedItem, ...]) -> Any:
    """Return all that an export says, without the dates of files within."""
    content = write(name, items, AT)
    if name == "anki":
        return anki_notes(content)
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _recovered(name: str, item: ExportedItem) -> dict[Aspect, Any]:
    (read,) = ALL_READERS[name](write(name, (item,), AT))
    return read


@pytest.mark.parametrize(("name", "item", "aspect", "changed"), CASES)
def test_an_aspect_meets_its_fate(
    name: str, item: ExportedItem, aspect: Aspect, changed: ExportedItem
) -> None:
    is_same = _contents(name, (item,)) == _contents(name, (changed,))

    assert is_same == (fate(name, aspect) is Fate.LOST)


@pytest.mark.parametrize(
    ("name", "item", "aspect", "changed"),
    [case for case in CASES if _is_a_field(case.values[0], case.values[2])],
)
def test_what_is_kept_comes_back(
    name: str, item: ExportedItem, aspect: Aspect, changed: ExportedItem
) -> None:
    before, after = _recovered(name, item)[aspect], _recovered(name, changed)[aspect]

    assert (before, after) == (expected(item)[aspect], expected(changed)[aspect])


@pytest.mark.parametrize(("name", "aspect"), sorted(IN_WORDS, key=str))
def test_what_has_no_field_is_kept_in_words(name: str, aspect: Aspect) -> None:
    item, changes = (number_item(), OF_NUMBER)
    if aspect in OF_CHOICE:
        item, changes = choice_item(), OF_CHOICE

    shown = write(name, (changes[aspect](item),), AT)

    text = (
        zipfile.ZipFile(io.BytesIO(shown)).read("content/content.json") if name == "h5p" else shown
    )
    assert NEW.encode() in text


def test_every_aspect_but_scoring_is_tried_in_every_format() -> None:
    assert {*OF_CHOICE, *OF_NUMBER} == {*Aspect} - {Aspect.SCORING}
    assert set(ALL_READERS) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_texts_come_back_from_all_that_is_kept(name: str) -> None:
    items = hostile_items(15)

    read = ALL_READERS[name](write(name, items, AT))

    differing = [
        (item.id, aspect.value, found[aspect], expected(item)[aspect])
        for item, found in zip(items, read, strict=True)
        for aspect in found
        if _is_a_field(name, aspect)
        if found[aspect] != expected(item)[aspect]
    ]
    assert differing == []


def test_what_is_told_after_an_export_is_only_what_the_items_have() -> None:
    bare = OF_CHOICE[Aspect.LICENSE](choice_item())

    told = {loss.aspect for loss in losses_for("moodle", [bare])}

    assert Aspect.UNIT not in told
    assert Aspect.LICENSE in told
    assert told < {loss.aspect for loss in losses_of("moodle")}


def test_losses_are_told_with_their_reasons() -> None:
    assert in_words(losses_of("csv")) == (
        "In another form: section, line and citation of statements (lines of text in one cell). "
        "Lost: score of every response (the rule is not written down); "
        "texts of statements and references (the lines name them only)."
    )
