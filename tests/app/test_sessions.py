"""A session costs the others nothing, and nothing of it stays."""

from __future__ import annotations

import gc
import weakref
from functools import partial
from types import SimpleNamespace
from typing import Any

import panel_material_ui as pmui
import pytest
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from markupsafe import Markup
from panel.io.document import _destroy_document
from panel.io.state import set_curdoc, state
from panel.util import edit_readonly

from app.components import html
from app.services import Services
from app.shell import Page, live
from app.visit import Visit


class Session:
    """The part of a Bokeh session that a page meets on the server."""

    def __init__(self, services: Services, cookies: dict[str, str]) -> None:
        self.parts: dict[str, Any] = {}
        self.document = Document()
        request = SimpleNamespace(path="/live", arguments={}, cookies=cookies, route_params={})
        self.context = SimpleNamespace(
            request=request, server_context=None, _document=self.document, id="session"
        )
        # Panel's server sets these two in the same way.
        self.document.destroy = partial(_destroy_document, self.document)
        self.document._session_context = lambda: self.context
        with set_curdoc(self.document):
            live(self._page, services)()

    def _page(self, services: Services, visit: Visit) -> Page:
        button, text = pmui.Button(label="Press"), html(Markup("<p>0</p>"))
        button.on_click(
            lambda event: text.param.update(object=Markup("<p>{}</p>").format(event.new))
        )
        self.parts = {"button": button}
        return Page("Live", pmui.Column(button, text, pmui.Select(label="S", options=["a"])))

    def patches(self) -> list[DocumentPatchedEvent]:
        seen: list[DocumentPatchedEvent] = []
        self.document.on_change(seen.append)
        return seen

    def destroy(self) -> None:
        for callback in list(self.document.session_destroyed_callbacks):
            callback(self.context)
        self.document.destroy(None)


def test_an_event_sends_one_change_to_its_own_session_and_none_to_others(
    empty_services: Services,
) -> None:
    one, other = Session(empty_services, {}), Session(empty_services, {})
    own, others = one.patches(), other.patches()

    with set_curdoc(one.document):
        with edit_readonly(state):
            state.busy = True
        one.parts["button"].clicks += 1
        with edit_readonly(state):
            state.busy = False

    assert [patch.attr for patch in own if getattr(patch, "attr", "") == "text"] == ["text"]
    assert others == []


def test_nothing_of_a_session_is_left_when_it_ends(empty_services: Services) -> None:
    def visit() -> tuple[weakref.ref[Any], weakref.ref[Any]]:
        session = Session(empty_services, {})
        session.destroy()
        return weakref.ref(session.document), weakref.ref(session.parts["button"])

    visit()

    left = [visit() for _ in range(3)]
    gc.collect()

    assert [reference() for pair in left for reference in pair] == [None] * 6


@pytest.mark.parametrize("cookies", [{}, {"gg-scheme": "dark"}])
def test_components_are_dark_from_the_first_paint_when_the_browser_was(
    empty_services: Services, cookies: dict[str, str]
) -> None:
    session = Session(empty_services, cookies)

    assert session.parts["button"].dark_theme is bool(cookies)
