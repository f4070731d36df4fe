"""
Imports Anki packages, one after the other, into a fresh collection and prints what became of it.

    python anki_import.py NOTE PACKAGE...

After the first import the card of the note with the id NOTE is given a schedule. For each import
there is an entry with the numbers of notes by fate, the schedule and the fields of that note, and
the number of note types of ours; at the end come all notes.
"""

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

FATES = ("new", "updated", "duplicate", "conflicting", "first_field_match", "missing_notetype")
INTERVAL, DUE, REPS, FACTOR = 33, 77, 5, 2300


def import_package(collection, path):
    request = ImportAnkiPackageRequest(
        package_path=path, options=ImportAnkiPackageOptions(with_scheduling=False)
    )
    log = collection.import_anki_package(request).log
    return {fate: len(getattr(log, fate)) for fate in FATES}


def find_note(collection, id_):
    for number in collection.find_notes("note:GuideGraph*"):
        note = collection.get_note(number)
        if note["Id"] == id_:
            return note
    raise SystemExit(f"there is no note {id_}")


def schedule(collection, note):
    card = note.cards()[0]
    card.type = card.queue = 2
    card.ivl, card.due, card.reps, card.factor = INTERVAL, DUE, REPS, FACTOR
    collection.update_card(card)


def main(id_, *paths):
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        imports = []
        for path in paths:
            fates = import_package(collection, path)
            note = find_note(collection, id_)
            if not imports:
                schedule(collection, note)
            card = note.cards()[0]
            types = [one.name for one in collection.models.all_names_and_ids()]
            imports.append(
                {
                    "fates": fates,
                    "schedule": [card.ivl, card.due, card.reps, card.factor],
                    "explanation": note["Explanation"],
                    "types": sum("GuideGraph" in name for name in types),
                }
            )
        notes = {}
        for number in collection.find_notes("note:GuideGraph*"):
            note = collection.get_note(number)
            notes[note.guid] = {**dict(note.items()), "tags": sorted(note.tags)}
        problem = collection.fix_integrity()
        collection.close()
    json.dump({"imports": imports, "notes": notes, "sound": problem[1]}, sys.stdout)


main(*sys.argv[1:])
