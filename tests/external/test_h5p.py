"""An H5P server takes our question sets and stores them as we wrote them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hostile_items import hostile_items
from item_changes import AT
from lxml import html
from scoring import our_score, responses

from quizzes.formats.exported import ExportedChoice, ExportedNumber
from quizzes.formats.registry import write

pytestmark = pytest.mark.external

Run = Callable[..., Any]

ITEMS = hostile_items(1000)
STEPS = [step for item in ITEMS for step in item.steps]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("h5p") / "items.h5p"
    path.write_bytes(write("h5p", ITEMS, AT))
    return path


@pytest.fixture(scope="module")
def stored(
    node: Run, package: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    done = node("h5p_import.js", package, tmp_path_factory.mktemp("server"))
    return [one["params"] for one in done["stored"]["questions"]]


def _words(content: Any) -> Any:
    """Return content with each text as the elements and words that it shows."""
    if isinstance(content, str):
        holder = html.fragment_fromstring(content or "<p></p>", create_parent="div")
        return [(one.tag, one.text, one.tail) for one in holder.iter()]
    if isinstance(content, dict):
        return {name: _words(value) for name, value in content.items()}
    return [_words(one) for one in content] if isinstance(content, list) else content


def test_the_server_stores_what_we_wrote(package: Path, stored: list[dict[str, Any]]) -> None:
    with zipfile.ZipFile(io.BytesIO(package.read_bytes())) as packed:
        written = json.loads(packed.read("content/content.json"))["questions"]

    assert len(stored) == len(STEPS)
    for ours, theirs in zip(written, stored, strict=True):
        assert _words(theirs) == _words(ours["params"])


def test_every_response_scores_as_with_us(stored: list[dict[str, Any]]) -> None:
    for params, step in zip(stored, STEPS, strict=True):
        if isinstance(step, ExportedChoice):
            rights = [answer["correct"] for answer in params["answers"]]
            for chosen in responses(step):
                assert _score(params, rights, chosen) == pytest.approx(our_score(step, chosen))


def _score(params: dict[str, Any], rights: list[bool], chosen: frozenset[int]) -> float:
    """Return the score of H5P.MultiChoice, as its js/multichoice.js computes it."""
    points = sum(1 if rights[place] else -1 for place in chosen)
    most = 1 if params["behaviour"]["type"] == "single" else sum(rights)
    return max(0, points) / most


def test_a_blank_holds_the_number(stored: list[dict[str, Any]]) -> None:
    for params, step in zip(stored, STEPS, strict=True):
        if isinstance(step, ExportedNumber):
            (line,) = params["questions"]
            _, typed, _ = line.split("*")
            assert Decimal(typed) == step.amount


def test_a_package_without_its_libraries_is_refused(node: Run, tmp_path: Path) -> None:
    """The control: the server does look at what it is given."""
    content = io.BytesIO(write("h5p", hostile_items(1), AT))
    path = tmp_path / "bad.h5p"
    with zipfile.ZipFile(content) as packed, zipfile.ZipFile(path, "w") as made:
        head = packed.read("h5p.json").decode().replace("H5P.MultiChoice", "H5P.NoSuchThing")
        made.writestr("h5p.json", head)
        made.writestr("content/content.json", packed.read("content/content.json"))

    with pytest.raises(AssertionError, match="install-missing-libraries"):
        node("h5p_import.js", path, tmp_path / "server")
