"""HTML becomes Markdown that says the same."""

from __future__ import annotations

import re

import pytest
from format_readers import seen
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.plainer import flat_html, plain_text
from quizzes.formats.to_markdown import to_markdown
from quizzes.markup import safe_html

_SIGNS = "ab 1.)#+-=*_`~[]()<>|\\&;:!$^{}\"'\n\u00a0\u202eשל,/@?"
texts = st.text(st.sampled_from(_SIGNS), max_size=40)


@given(texts)
def test_markdown_survives_html(text: str) -> None:
    html = safe_html(text)

    again = safe_html(to_markdown(html).text)

    assert _words(again) == _words(html)


@given(texts)
def test_words_stay_words(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    shown = safe_html(to_markdown(f"<p>{escaped}</p>").text)

    # Markdown trims the spaces at the ends of a paragraph, those that do not break too.
    assert _words(shown).replace("\u00a0", "") == "".join(text.split())
    assert set(re.findall(r"<(\w+)", shown)) <= {"p"}


def _words(html: str) -> str:
    return "".join(word for word in seen(html) if not re.fullmatch(r"</?(\w+ .*)?>", word))


BLOCKS = """\
<p>One<br>line, <b>bold</b> and <i>italic</i>, <code>a`b</code></p>
<ul><li>first<ul><li>nested</li></ul></li><li>second</li></ul>
<ol><li>one</li></ol><pre>code
  here</pre><blockquote><p>said</p></blockquote><h1>Title</h1>
<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table><hr>
<p><a href="https://example.org/a b">link</a></p>"""


def test_blocks_are_written_as_people_write_them() -> None:
    assert to_markdown(BLOCKS).text == MARKDOWN


MARKDOWN = r"""One\
line, **bold** and *italic*, ``a`b``

- first

  - nested
- second

1. one

    code
      here

> said

## Title

| a | b |
|---|---|
| 1\|2 |  |

***

[link](<https://example.org/a%20b>)"""


@pytest.mark.parametrize(
    ("html", "text", "left_out"),
    [
        ('<img src="a.png" alt="a map">', "a map", ("<img> a.png",)),
        ("H<sub>2</sub>O", "H2O", ("the mark <sub>; its words stay",)),
        ('<a href="javascript:x()">x</a>', "x", ("the link to javascript:x()",)),
        ("<script>x()</script>y", "y", ("<script>",)),
    ],
)
def test_what_markdown_cannot_say_is_named(html: str, text: str, left_out: tuple[str]) -> None:
    converted = to_markdown(html)

    assert (converted.text, converted.left_out) == (text, left_out)


def test_plainer_html_keeps_words_in_their_order() -> None:
    html = safe_html("a *b*\n\n- c\n- d\n\n| e | f |\n|---|---|\n| g | h |\n\n[i](https://x.org/)")

    assert flat_html(html) == (
        "<p>a <em>b</em></p><p>• c</p><p>• d</p><p>e | f</p><p>g | h</p><p>i (https://x.org/)</p>"
    )
    assert plain_text(html) == "a b\n• c\n• d\ne | f\ng | h\ni (https://x.org/)"
