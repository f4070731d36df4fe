"""The editor for SPARQL text."""

from __future__ import annotations

import panel as pn

# Without this, pages opened before the first editor existed would not have Ace loaded.
pn.extension("codeeditor")


def query_editor(text: str = "", *, height: int = 280) -> pn.widgets.CodeEditor:
    """
    Return an editor with SPARQL highlighting.

    The value is sent when the editor loses focus or on Ctrl+Enter, not on every key. Tab passes the
    editor by; Enter goes into it and Escape out again (Ace's keyboard accessibility, switched on in
    `static/shell.js`).
    """
    return pn.widgets.CodeEditor(
        value=text,
        language="sparql",
        on_keyup=False,
        height=height,
        sizing_mode="stretch_width",
        stylesheets=[
            ":host { border: 1px solid var(--gg-outline); border-radius: 6px; overflow: clip; }"
        ],
    )
