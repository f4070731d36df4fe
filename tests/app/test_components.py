from __future__ import annotations

import pytest
from bokeh.document import Document
from markupsafe import Markup

from app.components import AnswerRadio, html, query_editor, safe_markdown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='javascript:alert(1)'>x</a>",
        "![x](https://evil.example/pixel.png)",
        '[x](/ok "a\\" onmouseover=alert(1)")',
    ],
)
def test_hostile_markdown_comes_out_harmless(text: str) -> None:
    markup = safe_markdown(text)

    assert "<script" not in markup
    assert "<img" not in markup
    assert 'href="javascript' not in markup
    assert 'href="data' not in markup
    assert " onmouseover" not in markup.replace("&quot; onmouseover", "").split('title="')[0]


def test_markdown_keeps_what_teachers_use() -> None:
    markup = safe_markdown("**Bold** and [a link](/cases)\n\n- one\n- two\n\n|a|\n|-|\n|b|")

    assert "<strong>Bold</strong>" in markup
    assert '<a href="/cases"' in markup
    assert markup.count("<li>") == 2
    assert "<table>" in markup


def test_html_panes_link_the_style_sheet_instead_of_copying_it() -> None:
    pane = html(Markup("<p>One</p>"))

    assert [len(sheet) < 60 and sheet.endswith(".css") for sheet in pane.stylesheets] == [True]


def test_a_new_text_of_an_html_pane_leaves_everything_else_as_it_is() -> None:
    pane = html(Markup("<p>One</p>"))
    model = pane.get_root()
    changed: list[str] = []
    document = Document()
    document.add_root(model)
    document.on_change(lambda event: changed.append(event.attr))

    pane.object = Markup("<p>Two</p>")

    assert model.text == "&lt;p&gt;Two&lt;/p&gt;"
    assert changed == ["text"]


def test_html_panes_refuse_plain_strings() -> None:
    with pytest.raises(TypeError, match="takes Markup"):
        html("<p>One</p>").get_root()


def test_html_panes_show_markup_as_it_is() -> None:
    model = html(Markup("<p>5 &lt; 6</p>")).get_root()

    assert model.text == "&lt;p&gt;5 &amp;lt; 6&lt;/p&gt;"


def test_an_answer_radio_selects_nothing_by_itself_even_when_rendered() -> None:
    radio = AnswerRadio(label="Decide", options=["Indicated", "Not indicated"])

    radio.get_root()

    assert radio.value is None


def test_the_query_editor_does_not_send_every_key() -> None:
    editor = query_editor("ASK {}")

    assert (editor.value, editor.language, editor.on_keyup) == ("ASK {}", "sparql", False)
