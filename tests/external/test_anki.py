"""Anki takes our packages, takes them again, and keeps what was learnt when an item is edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from format_readers import anki_notes
from hostile_items import hostile_items
from item_changes import AT, choice_item, number_item

from quizzes.formats.registry import write

pytestmark = pytest.mark.external

RELEASES = 50
SCHEDULE = [33, 77, 5, 2300]
NONE = {"updated": 0, "conflicting": 0, "first_field_match": 0, "missing_notetype": 0}

Run = Callable[..., Any]


def test_a_thousand_hostile_items_are_taken_whole_and_never_twice(
    external_python: Run, tmp_path: Path
) -> None:
    items = hostile_items(1000)
    content = write("anki", items, AT)
    package, again = tmp_path / "items.apkg", tmp_path / "again.apkg"
    package.write_bytes(content)
    again.write_bytes(write("anki", items, AT + timedelta(hours=1)))
    written = {note["guid"]: note for note in anki_notes(content)}

    done = external_python("anki_import.py", "0-hostile", package, package, again)

    count = sum(len(item.steps) for item in items)
    first, second, third = (one["fates"] for one in done["imports"])
    assert first == {**NONE, "new": count, "duplicate": 0}
    assert second == {**NONE, "new": 0, "duplicate": count}
    # The same notes with a later date: written again at most, and never added.
    assert third["new"] == third["conflicting"] == 0
    assert len(done["notes"]) == count
    for guid, note in done["notes"].items():
        tags = sorted(written[guid].pop("tags").split())
        assert note.pop("tags") == tags
        assert {"guid": guid, **note} == written[guid]
    assert done["sound"]


def test_an_edited_item_keeps_its_schedule_over_fifty_releases(
    external_python: Run, tmp_path: Path
) -> None:
    paths = []
    for release in range(RELEASES + 1):
        edited = replace(choice_item(), explanation=f"Release {release}.")
        new = replace(number_item(), id=f"new-in-{release}")
        path = tmp_path / f"{release:02}.apkg"
        path.write_bytes(write("anki", [edited, new], AT + timedelta(days=release)))
        paths.append(path)

    done = external_python("anki_import.py", "serving", *paths)

    later = done["imports"][1:]
    assert [one["fates"] for one in later] == [
        {**NONE, "new": 1, "duplicate": 0, "updated": 1}
    ] * RELEASES
    assert [one["schedule"] for one in done["imports"]] == [SCHEDULE] * (RELEASES + 1)
    assert [one["explanation"] for one in later] == [
        f"<p>Release {release}.</p>" for release in range(1, RELEASES + 1)
    ]
    assert {one["types"] for one in done["imports"]} == {1}
    assert done["sound"]


def test_a_changed_note_type_would_be_noticed(external_python: Run, tmp_path: Path) -> None:
    """The control: what this test would see if a field were ever added."""
    package, changed = tmp_path / "a.apkg", tmp_path / "b.apkg"
    package.write_bytes(write("anki", [choice_item()], AT))
    later = replace(choice_item(), explanation="Later.")
    changed.write_bytes(_with_another_field(write("anki", [later], AT + timedelta(days=1))))

    done = external_python("anki_import.py", "serving", package, changed)

    assert done["imports"][1]["fates"]["updated"] == 0
    assert done["imports"][1]["fates"]["conflicting"] == 1


def _with_another_field(content: bytes) -> bytes:
    import io
    import json
    import sqlite3
    import tempfile
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as packed, tempfile.NamedTemporaryFile() as file:
        file.write(packed.read("collection.anki2"))
        file.flush()
        database = sqlite3.connect(file.name)
        models = json.loads(database.execute("SELECT models FROM col").fetchone()[0])
        for model in models.values():
            if model["name"].startswith("GuideGraph"):
                field = {**model["flds"][-1], "name": "Added", "ord": len(model["flds"])}
                model["flds"].append(field)
        database.execute("UPDATE col SET models = ?", [json.dumps(models)])
        database.execute("UPDATE notes SET flds = flds || char(31)")
        database.commit()
        database.close()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("collection.anki2", Path(file.name).read_bytes())
            made.writestr("media", packed.read("media"))
    return out.getvalue()
