"""HTML made plainer for formats that know less of it: a few tags, or none."""

from __future__ import annotations

import re
from html import escape

from lxml import html
from lxml.html import HtmlElement

_KEPT = {"strong", "em", "code"}
_BLOCKS = {"p", "div", "pre", "blockquote", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"}
_CELLS = {"td", "th"}
# What HTML collapses; a space that does not break a line is another character.
_SPACE = " \t\n\f\r"
_SPACES = re.compile(f"[{_SPACE}]+")


def flat_html(text: str) -> str:
    """
    Return HTML in paragraphs with nothing but line breaks, strong, em and code in them.

    Entries of lists are led by a bullet or their number, cells of a row are parted by " | ", and a
    link is followed by its address.
    """
    lines = [line for line in _Lines(marked=True).of(text) if line]
    return "".join(f"<p>{line}</p>" for line in lines)


def plain_text(text: str) -> str:
    """Return HTML as text, a paragraph, an entry of a list or a row of a table a line."""
    return "\n".join(line for line in _Lines(marked=False).of(text) if line)


class _Lines:
    """Collects the lines of a piece of HTML."""

    def __init__(self, *, marked: bool) -> None:
        self._marked = marked
        self._lines = [""]
        # Whether the line holds nothing yet but what leads it.
        self._fresh = True

    def of(self, text: str) -> list[str]:
        self._inside(html.fragment_fromstring(text, create_parent="div"))
        return [line.strip() for line in self._lines]

    def _inside(self, element: HtmlElement) -> None:
        self._say(element.text, element)
        for child in element:
            self._element(child)
            self._say(child.tail, element)

    def _element(self, element: HtmlElement) -> None:
        tag = str(element.tag)
        if tag in _KEPT and self._marked:
            self._put(f"<{tag}>")
            self._inside(element)
            self._put(f"</{tag}>")
        elif tag == "br":
            self._put(self._joint)
        elif tag == "hr":
            self._break()
            self._put("—")
            self._break()
        elif tag in {"tr", "li"} or tag in _BLOCKS:
            self._break()
            self._lines[-1] += _lead(element)
            self._inside(element)
            self._break()
        elif tag in _CELLS:
            if element.getprevious() is not None:
                self._lines[-1] = self._lines[-1].rstrip()
                self._put(" | ")
            self._inside(element)
        else:
            self._inside(element)
            if tag == "a" and element.get("href", "") != element.text_content():
                self._put(self._escaped(f" ({element.get('href', '')})"))

    @property
    def _joint(self) -> str:
        return "<br>" if self._marked else " "

    def _break(self) -> None:
        if not self._fresh:
            self._lines.append("")
            self._fresh = True

    def _say(self, text: str | None, within: HtmlElement) -> None:
        if not text:
            return
        if any(element.tag == "pre" for element in (within, *within.iterancestors())):
            lines = text.rstrip("\n").split("\n")
            self._put(self._joint.join(self._escaped(line) for line in lines))
        elif text.strip(_SPACE) or not self._fresh:
            self._put(self._escaped(_SPACES.sub(" ", text)))

    def _put(self, text: str) -> None:
        self._lines[-1] += text
        self._fresh = False

    def _escaped(self, text: str) -> str:
        return escape(text) if self._marked else text


def _lead(element: HtmlElement) -> str:
    """Return what leads the line of an entry: a bullet or its number."""
    parent = element.getparent()
    if element.tag != "li" or parent is None:
        return ""
    if parent.tag == "ol":
        return f"{1 + parent.index(element)}. "
    return "• "
