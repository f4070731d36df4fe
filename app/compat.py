"""
Every work-around for Panel 1.9.4, Bokeh 3.9 and panel-material-ui 0.16.6, in one place.

Defect, remedy, and when the remedy goes:

- Radio groups silently select the first option: `UnselectedRadio`, until its test fails.
- A page cannot set status, headers or cookies: `PageHandler`, until Panel lets it.
- Small websocket messages wait for Nagle's timer: `PageSocket`, until its test fails.
- The list of scripts and styles is found anew for each page (50 ms), and the definitions of all
  component classes are encoded anew (30 ms): `open_pages_faster`, until both are cached.
- Each event is entered into a list of what keeps the whole process busy and struck off again, 1 ms
  and more, whether or not anybody watches it: `watch_nobody`, until Panel looks.
- Panel's files come from a CDN in some code paths: roots set in `app/__init__`, until Panel
  1.10.
- ASGI is not served (holoviz/panel#8722): `app.asgi_bridge`, until Panel 1.10.
- A session made anew is empty (holoviz/panel#6584): `static/shell.js` reloads, until that is
  closed.
- Ace keeps the keyboard (WCAG 2.1.2): `static/shell.js` sets Ace's option, until its UI test passes
  without.
- `pmui.Page` sends every busy change to all sessions and keeps them all alive (compare
  holoviz/panel#2626 and #8189): not used, the frame is plain HTML.

`tests/app/test_compat.py` holds, for each, a test of the defect itself: when one of those fails,
the library has been mended and the work-around can go.
"""

from __future__ import annotations

from typing import Any, ClassVar

import bokeh.document.document
import panel as pn
import panel.io.server
import panel_material_ui as pmui
from bokeh.core.serialization import Serializer
from bokeh.model import Model
from bokeh.server.session import ServerSession
from bokeh.server.tornado import BokehTornado
from panel.io.resources import bundle_resources
from panel.io.server import DocHandler, WSHandler

from app.headers import live_policy
from app.visit import LEARNER_COOKIE

_TWO_YEARS = 2 * 365 * 24 * 60 * 60  # seconds


class UnselectedRadio(pmui.RadioBoxGroup):
    """A radio group that keeps None as its value until the user chooses."""

    _allows_none = True


class PageHandler(DocHandler):
    """Answers a live page with the status, content policy and learner's cookie of that page."""

    async def get_session(self) -> ServerSession:
        """Return the session of the page, after taking from it what the answer needs."""
        session = await super().get_session()
        variables = session.document.template_variables
        self.set_status(variables["status"])
        hosts = self.application.websocket_origins
        self.set_header("Content-Security-Policy", live_policy(variables["nonce"], hosts))
        self.set_cookie(
            LEARNER_COOKIE,
            variables["learner"],
            max_age=_TWO_YEARS,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )
        return session


class PageSocket(WSHandler):
    """Sends each message at once."""

    def open(self, *args: str, **kwargs: str) -> Any:
        """Switch Nagle's algorithm off, then go on as Panel does."""
        self.set_nodelay(True)
        return super().open(*args, **kwargs)


def use_own_handlers(server: BokehTornado) -> None:
    """Put the handlers of this module in front of Panel's, for every live page of *server*."""
    rules: list[tuple[str, type, dict[str, Any]]] = []
    for route, context in server.applications.items():
        shared = {"application_context": context, "bokeh_websocket_path": f"{route}/ws"}
        rules += [(f"{route}/ws", PageSocket, shared), (f"{route}/?", PageHandler, shared)]
    server.add_handlers(r".*", rules)


def open_pages_faster() -> None:
    """
    Let Panel and Bokeh keep two results that are the same for every page of one kind.

    Measured on a page of five components: 130 ms of server CPU before, see the benchmarks for now.
    Replaces one name each in `panel.io.server` and `bokeh.document.document`; may be called again.
    """
    panel.io.server.bundle_resources = _BundleCache()
    bokeh.document.document.Serializer = _DefinitionsOnce


def watch_nobody() -> None:
    """
    Keep no list of the events that are being handled: no page here shows whether any is.

    Replaces two methods of Panel's state; may be called again.
    """
    state = type(pn.state)
    state._add_busy_event = state._remove_busy_event = _nothing


def _nothing(_: object, __: str) -> None:
    """Do nothing about an event."""


class _BundleCache:
    """`bundle_resources`, remembered by everything that its result depends on."""

    def __init__(self) -> None:
        self._bundles: dict[tuple[object, ...], Any] = {}

    def __call__(self, roots: Any, resources: Any, **options: Any) -> Any:
        models = frozenset(type(model) for root in roots for model in root.references())
        key = (
            models,
            len(Model.model_class_reverse_map),
            pn.state.rel_path,
            pn.config.theme,
            tuple(sorted(options.items())),
        )
        if key not in self._bundles:
            self._bundles[key] = bundle_resources(roots, resources, **options)
        return self._bundles[key]


class _DefinitionsOnce(Serializer):
    """A serializer that encodes a list of component classes only once."""

    _encoded: ClassVar[dict[tuple[type, ...], Any]] = {}

    def encode(self, obj: Any) -> Any:
        if not (isinstance(obj, list) and obj and isinstance(obj[0], type)):
            return super().encode(obj)
        classes = tuple(obj)
        if classes not in self._encoded:
            self._encoded.clear()
            self._encoded[classes] = super().encode(obj)
        return self._encoded[classes]
