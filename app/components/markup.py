"""Server-rendered HTML inside a live page, and safe Markdown."""

from __future__ import annotations

import panel as pn
from bokeh.model import Model
from markupsafe import Markup
from panel.theme import Design

from app.templating import asset_url
from quizzes.markup import safe_html


def stylesheet() -> str:
    """
    Return the address of the design language, for `stylesheets=[...]` of a component.

    Panel makes a link of an address that ends in ".css": one cached file, not a copy per component.
    """
    return asset_url("guidegraph.css")


class TrustedHtml(pn.pane.HTML):
    """An HTML pane that refuses plain strings, which may hold anything."""

    def _transform_object(self, obj: object) -> dict[str, object]:
        if not isinstance(obj, Markup):
            raise TypeError("html() takes Markup from a template or safe_markdown(), not a string.")
        # Panel escapes for transport; Markup would hold that to be done already.
        return super()._transform_object("".join(obj))

    def _update(self, ref: str, model: Model) -> None:
        # Panel would send every property with each new text, a dozen style sheets among them.
        model.update(**self._process_param_change({"object": self.object}))


def html(markup: Markup, **params: object) -> TrustedHtml:
    """
    Return a pane that shows trusted HTML in the look of the pages.

    Args:
        markup: The result of `render` or `safe_markdown`. To change it later, set `pane.object`.
        params: Further parameters of `panel.pane.HTML`.

    Raises:
        TypeError: *markup* is a plain string (raised when the pane is rendered).
    """
    defaults = {"sizing_mode": "stretch_width", "margin": (5, 10), "design": Design}
    return TrustedHtml(markup, stylesheets=[stylesheet()], **{**defaults, **params})


def safe_markdown(text: str) -> Markup:
    """Return the HTML of CommonMark *text* written by anyone; `safe_html` says what survives."""
    return Markup(safe_html(text))  # noqa: S704 - cleaned by nh3
