"""Trusted HTML that changes often and keeps what the visitor has opened."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import param
from markupsafe import Markup
from panel.custom import JSComponent
from panel.theme import Design

from app.components.markup import stylesheet


class KeptHtml(JSComponent):
    """
    HTML that is replaced as a whole, while `<details data-keep="name">` stay open or closed.

    What never changes is sent once, as *parts*: an element with `data-part="name"` is filled with
    the part of that name. A button with `data-reveal="name"` sends a `gg-reveal` event of that name
    to the document, for a component that has something to reveal.
    """

    html = param.String(default="", doc="From a template; replaced by `show`.")
    parts = param.Dict(default={}, doc="HTML by name, sent once.")

    _esm = Path(__file__).parent / "kept_html.js"

    def show(self, markup: Markup) -> None:
        """Replace the HTML."""
        self._send_msg({"html": _text(markup)})


def kept_html(markup: Markup, parts: Mapping[str, Markup], **params: object) -> KeptHtml:
    """
    Return a component that shows *markup*.

    Args:
        markup: From a template.
        parts: From templates, by name.
        params: Further parameters of the component.

    Raises:
        TypeError: If one of them is a plain string, which may hold anything.
    """
    return KeptHtml(
        html=_text(markup),
        parts={name: _text(part) for name, part in parts.items()},
        stylesheets=[stylesheet()],
        sizing_mode="stretch_width",
        margin=(5, 10),
        design=Design,
        **params,
    )


def _text(markup: Markup) -> str:
    if not isinstance(markup, Markup):
        raise TypeError("KeptHtml takes Markup from a template, not a string.")
    return "".join(markup)
