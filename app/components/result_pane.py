"""The answer to a query in one of its views, with a bar to choose another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup
from panel.custom import JSComponent
from panel.theme import Design

from app.components.markup import stylesheet
from app.templating import asset_url


class ResultPane(JSComponent):
    """
    HTML of an answer under a bar of views.

    From the browser: `{"view": text}`, the choice as it stands in an address. To whoever holds the
    pane, in the browser: an event `gg-view` with the choice that is shown, "" for the table.
    """

    _esm = Path(__file__).parent / "result_pane.js"

    def show(self, markup: Markup, bar: Mapping[str, Any] | None = None) -> None:
        """
        Show *markup*; *bar* holds views and fields (`app.result_view.offered`), none by default.

        Raises:
            TypeError: *markup* is a plain string, which may hold anything.
        """
        if not isinstance(markup, Markup):
            raise TypeError("ResultPane takes Markup from a template, not a string.")
        self._send_msg({"html": "".join(markup), "bar": dict(bar or {})})


def result_pane() -> ResultPane:
    """Return an empty pane in the look of the query page."""
    return ResultPane(
        stylesheets=[stylesheet(), asset_url("drawing.css"), asset_url("result.css")],
        sizing_mode="stretch_width",
        margin=0,
        design=Design,
    )
