"""A form of server-rendered HTML whose every action is one message."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import param
from markupsafe import Markup
from panel.custom import JSComponent
from panel.theme import Design

from app.components.markup import stylesheet
from app.templating import render
from quizzes.errors import GoneError

_log = logging.getLogger(__name__)

Fields = Mapping[str, tuple[str, ...]]


class AnswerForm(JSComponent):
    """
    Shows HTML from a template with plain inputs, and tells what the visitor does with it.

    In the HTML, `<form data-event="name">` sends the name with the fields filled in, each a list
    of values; `<button data-event="name">` outside a form sends the name alone; so does an
    event `gg-event` of an element inside, with the name as its detail. `<button data-jump="id">`
    leads to what has that id and sends nothing. `data-focus` marks what takes the focus when new
    HTML comes (`data-still` too: and is scrolled to only if it is out of sight), `data-top` what is
    scrolled to the top, `data-error` (a `role=alert`) shows why nothing was sent: `data-missing` on
    the form if a required field, named in `data-required`, is empty, `title` of an input if its
    `pattern` is not met. `<details data-keep="name">` stays open or
    closed when new HTML has one of that name. One action at a time: further ones are ignored until
    the server has replied.
    """

    view = param.Dict(default={}, doc="HTML, what a screen reader says when it comes, a count.")

    _esm = Path(__file__).parent / "answer_form.js"

    def show(self, markup: Markup, said: str = "") -> None:
        """Replace the HTML; *said* is announced."""
        # Counted, because an equal value is not sent, and the browser waits for a reply.
        self.view = _view(markup, said, self.view["shown"] + 1)

    def refuse(self, message: str) -> None:
        """Leave the HTML as it is and say in it why the action was not carried out."""
        self._send_msg({"refused": message})

    def go(self, address: str) -> None:
        """Send the browser to another page."""
        self._send_msg({"go": address})


def answer_form(
    markup: Markup, on_event: Callable[[AnswerForm, str, Fields], None], failure: str
) -> AnswerForm:
    """
    Return a form that shows *markup*.

    Args:
        markup: From a template; see `AnswerForm`.
        on_event: Called with the form, the name of the event and the fields. It ends with `show`,
            `refuse` or `go`. If it raises GoneError, the visitor is told that the learner was
            deleted.
        failure: What the visitor is told if *on_event* raises.
    """
    form = AnswerForm(
        view=_view(markup, "", 0),
        stylesheets=[stylesheet()],
        sizing_mode="stretch_width",
        margin=(0, 10),
        design=Design,
    )
    form.on_msg(partial(_receive, form, on_event, failure))
    return form


def _view(markup: Markup, said: str, shown: int) -> dict[str, Any]:
    if not isinstance(markup, Markup):
        raise TypeError("An AnswerForm takes Markup from a template, not a string.")
    return {"html": "".join(markup), "said": said, "shown": shown}


def _receive(
    form: AnswerForm,
    on_event: Callable[[AnswerForm, str, Fields], None],
    failure: str,
    event: Any,
) -> None:
    match event.data:
        case {"event": str(name), "fields": dict(fields)}:
            try:
                on_event(form, name, _texts(fields))
            except GoneError:
                form.show(render("gone.html.j2"), "Your records were deleted.")
            except Exception:  # noqa: BLE001 - the boundary: the form waits for a reply
                _log.exception("the event %r of a form failed", name)
                form.refuse(failure)


def _texts(fields: Mapping[Any, Any]) -> Fields:
    """Return what has the form of fields; a browser can send anything."""
    return {
        str(name): tuple(value for value in values if isinstance(value, str))
        for name, values in fields.items()
        if isinstance(values, list)
    }
