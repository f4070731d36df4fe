"""
The HTML of a question taken apart: story, stem, lead-in and unit.

Our own exports mark them by classes; of other software the last block is taken for the lead-in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from lxml import html

from quizzes.formats.words import LEAD_IN, STEM, STORY, UNIT


@dataclass(frozen=True, slots=True)
class QuestionParts:
    """The text of a question taken apart, as HTML."""

    story: str
    stem: str
    lead_in: str
    unit: str

    @classmethod
    def of(cls, text: str) -> QuestionParts:
        """Return the parts that our own classes mark, else the last block as the lead-in."""
        ours = {name: section(text, name) for name in (STORY, STEM, LEAD_IN, UNIT)}
        if ours[LEAD_IN]:
            return cls(ours[STORY], ours[STEM], ours[LEAD_IN], ours[UNIT])
        whole = cls("", "", text, "")
        if not text.strip():
            return whole
        holder = html.fragment_fromstring(text, create_parent="div")
        blocks = [child for child in holder if child.tag in {"p", "div"} and _text_of(child)]
        if len(blocks) < 2 or (holder.text or "").strip():
            return whole
        last = blocks[-1]
        if last.getnext() is not None or (last.tail or "").strip():
            return whole
        lead_in = inner_html(last)
        last.drop_tree()
        return replace(whole, stem=inner_html(holder), lead_in=lead_in)


def section(text: str, *names: str) -> str:
    """Return what our classes *names* mark in HTML, without the element of a single one."""
    if not text.strip():
        return ""
    holder = html.fragment_fromstring(text, create_parent="div")
    found = [element for name in names for element in holder.find_class(name)]
    if len(names) == 1:
        return "".join(inner_html(element) for element in found)
    return "".join(_outer(element) for element in found)


def inner_html(element: html.HtmlElement) -> str:
    """Return the HTML within an element."""
    inside = (html.tostring(child, encoding="unicode") for child in element)
    return escape(element.text or "", quote=False) + "".join(inside)


def _outer(element: html.HtmlElement) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False)


def _text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def words_in(text: str) -> str:
    """Return HTML as words on one line."""
    if not text.strip():
        return ""
    return _text_of(html.fragment_fromstring(text, create_parent="div"))
