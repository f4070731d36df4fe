"""The Markdown of educators as HTML that is safe to show."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    *("p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)


# Every visit shows the same texts, and reading Markdown takes longer than all else about them.
@lru_cache(maxsize=2048)
def safe_html(text: str) -> str:
    """
    Return the HTML of CommonMark *text* written by anyone.

    Raw HTML is shown as text, pictures are dropped (they could ask another host) and only http(s),
    mailto and relative links survive. A first-level heading becomes plain text: pages own the `h1`.
    """
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def inline_html(text: str) -> str:
    """Return `safe_html` for a place that takes no block, if *text* is one paragraph."""
    markup = safe_html(text)
    paragraph = _ONE_PARAGRAPH.fullmatch(markup)
    return paragraph[1] if paragraph else markup
