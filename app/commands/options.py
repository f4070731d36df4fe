"""Options that several commands take, in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FIRST_GUIDELINE = "bilateral-sacroplasty"

ContentFolder = Annotated[
    Path | None,
    typer.Option(
        help="The folder with items and vignettes; by default the installed one.",
        exists=True,
        file_okay=False,
    ),
]
GuidelineOfItems = Annotated[str, typer.Option(help="The guideline of the items.")]
