"""An editor for SPARQL with what belongs around it: run, progress, faults, pages of the result."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import param
from markupsafe import Markup
from panel.custom import Child, JSComponent
from panel.viewable import Viewable

from app.components.markup import stylesheet
from app.components.query_editor import query_editor
from app.templating import asset_url

_LINE_HEIGHT = 18  # pixels, of the editor
_FEWEST_LINES, _MOST_LINES = 9, 24
# One module for the browser, which imports nothing, in files that each know one thing.
_SCRIPTS = [
    Path(__file__).parent / name
    for name in ("query_language.js", "query_kept.js", "query_console.js")
]


class QueryConsole(JSComponent):
    """
    The console; the browser holds its state and sends a message for each action.

    From the browser: `{"run": text}`, `{"hand_in": text}`, and `{"page": number}`, 0 for the first.
    To the browser, after a run: `answered` or `failed`; after a page: `turned`; after handing in:
    `graded` or `failed`. `{"explain": row}`, 0 for the first row, is answered with `explained`;
    `{"fill": values, "text": text}` with `filled` and `asked`; `{"format": text}` with `formatted`;
    `{"plan": text}` with `planned`; each of them with `failed` where that is not to be had.
    Which view of the result is shown is said by the result itself: `app.components.result_pane`.
    """

    editor = Child(doc="The code editor.")
    result = Child(doc="Shows the answer.")
    prefixes = param.Dict(default={}, doc="Namespaces by prefix, for the button that inserts them.")
    vocabulary = param.Dict(default={}, doc="What is offered while typing: `app.vocabulary_view`.")
    stored_text = param.String(default="", doc="The text that `stored_link` stands for.")
    stored_link = param.String(default="", doc="The address of the stored query, if it is one.")
    exercise = param.String(default="", doc="The exercise that the query can be handed in for.")
    fields = param.List(default=[], doc="Of a stored query: `app.stored_question.fields`.")
    starts = param.Boolean(default=False, doc="Whether to run as soon as the page is ready.")

    _esm = "\n".join(path.read_text("utf-8") for path in _SCRIPTS)

    def answered(self, summary: str, range: str, page: int, pages: int) -> None:
        """Tell the browser that the result is there."""
        state = {"summary": summary, "range": range, "page": page, "pages": pages}
        self._send_msg({"type": "answered", **state})

    def turned(self, range: str, page: int, pages: int) -> None:
        """Tell the browser that another page of the result is there."""
        self._send_msg({"type": "turned", "range": range, "page": page, "pages": pages})

    def viewed(self, range: str, page: int, pages: int) -> None:
        """Tell the browser that another view of the result is there; only tables have pages."""
        self._send_msg({"type": "viewed", "range": range, "page": page, "pages": pages})

    def filled(self, text: str) -> None:
        """Put a text with other values into the editor; the browser runs it."""
        self._send_msg({"type": "filled", "text": text})

    def asked(self, text: str, values: Mapping[str, str], link: str) -> None:
        """Tell the browser with which values *text* asks a stored query; '' is no *link* to it."""
        self._send_msg({"type": "asked", "text": text, "values": dict(values), "link": link})

    def formatted(self, text: str) -> None:
        """Put the text, laid out, into the editor."""
        self._send_msg({"type": "formatted", "text": text})

    def planned(self, markup: Markup) -> None:
        """Show the plan of the query: HTML from a template."""
        self._send_msg({"type": "planned", "html": "".join(markup)})

    def graded(self, passed: bool, summary: str) -> None:
        """Tell the browser what became of a query that was handed in."""
        self._send_msg({"type": "graded", "passed": passed, "summary": summary})

    def explained(self, markup: Markup) -> None:
        """Show what stands behind a row: HTML from a template, empty where there is no such row."""
        self._send_msg({"type": "explained", "html": "".join(markup)})

    def failed(self, title: str, message: str, line: int | None, column: int | None) -> None:
        """Tell the browser why there is no result; *line* and *column* are 1-based."""
        fault = {"title": title, "message": message, "line": line, "column": column}
        self._send_msg({"type": "failed", **fault})


def query_console(
    text: str, result: Viewable, prefixes: Mapping[str, str], **params: Any
) -> QueryConsole:
    """Return a console with *text* in the editor; *result* is shown below it."""
    looks = [stylesheet(), asset_url("query.css"), asset_url("result.css")]
    lines = min(max(text.count("\n") + 1, _FEWEST_LINES), _MOST_LINES)
    editor = query_editor(text, height=lines * _LINE_HEIGHT + 4)
    editor.margin = 0
    editor.stylesheets = [*editor.stylesheets, *looks]
    return QueryConsole(
        editor=editor,
        result=result,
        prefixes=dict(prefixes),
        stylesheets=looks,
        sizing_mode="stretch_width",
        **params,
    )
