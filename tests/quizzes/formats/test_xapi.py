"""Activity definitions are valid by the models of ralph-malph, in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from hostile_items import hostile_items
from item_changes import AT, choice_item

from quizzes.exports import HOME
from quizzes.formats.registry import write

VALIDATOR = Path(__file__).parents[1] / "validate_xapi.py"


def _faults(activities: list[dict[str, Any]]) -> str:
    actor = {"objectType": "Agent", "account": {"homePage": HOME, "name": "a" * 32}}
    verb = {"id": "http://adlnet.gov/expapi/verbs/answered"}
    lines = [json.dumps({"actor": actor, "verb": verb, "object": one}) for one in activities]
    done = subprocess.run(
        [sys.executable, str(VALIDATOR)], input="\n".join(lines), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_hostile_items_are_valid_activities() -> None:
    assert _faults(json.loads(write("xapi", hostile_items(40), AT))) == ""


def test_the_validator_notices_a_fault() -> None:
    (activity,) = json.loads(write("xapi", [choice_item()], AT))
    activity["definition"]["interactionType"] = "guessing"

    assert "line 1" in _faults([activity])


def test_addresses_are_those_of_statements_on_answers() -> None:
    (activity,) = json.loads(write("xapi", [choice_item()], AT))

    assert activity["id"] == f"{HOME}/item/serving#step-1"
