"""What `docs/exports.md` says of formats and losses is so, and the script for Python runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from kg.exports.losses import LOSSES
from kg.exports.registry import FORMATS

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")


def test_the_formats_are_those_of_the_command() -> None:
    table = GUIDE.split("## Nanopublications")[0]

    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [*FORMATS, "all"]


def test_the_losses_are_those_of_the_manifest() -> None:
    table = GUIDE.split("## What is not kept")[1]

    rows = re.findall(r"^\| ([\w-]+) \| `([^`]+)` \| (.+) \|$", table, re.MULTILINE)

    assert rows == [(loss.format, loss.element, loss.lost) for loss in LOSSES]


def test_the_first_steps_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", ROOT / "docs" / "first_steps.py"],
        env={"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "anna: not indicated" in done.stdout
    assert "bert: contraindicated" in done.stdout
    assert "I4" in done.stdout
    assert "The same case came back: True" in done.stdout
