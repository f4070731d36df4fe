from __future__ import annotations

from bokeh.document import Document
from markupsafe import Markup

from app.components.answer_form import answer_form


def test_html_that_was_shown_already_is_sent_again_because_the_browser_waits_for_a_reply() -> None:
    form = answer_form(Markup("<p>One</p>"), lambda *_: None, "It failed.")
    document = Document()
    document.add_root(form.get_root())
    sent: list[str] = []
    document.on_change(lambda event: sent.append(event.attr))

    form.show(Markup("<p>One</p>"))

    assert sent == ["view"]
