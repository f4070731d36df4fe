"""The educators' guide shows the losses of every format as they are."""

from __future__ import annotations

import re
from pathlib import Path

from quizzes.formats.losses import as_markdown
from quizzes.formats.registry import FORMATS

GUIDE = Path(__file__).parents[2] / "docs" / "educators.md"


def test_the_guide_shows_every_loss() -> None:
    shown = re.findall(
        r"<!-- losses -->\n(.*)<!-- end of losses -->", GUIDE.read_text(encoding="utf-8"), re.DOTALL
    )

    titles = {name: one.title for name, one in FORMATS.items()}
    assert shown == [f"\n{as_markdown(titles)}\n"], "put in what as_markdown returns"


def test_the_guide_tells_of_every_format() -> None:
    table = GUIDE.read_text(encoding="utf-8").split("## Take items along")[1]

    named = re.findall(r"^\| (`[^|]*`) \|", table.split("### What each")[0], re.MULTILINE)

    told = [name.strip("` ") for cell in named for name in cell.split(",")]
    assert told == [name for name in FORMATS if name != "handout-with-answers"]
