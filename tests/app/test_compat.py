"""Each test shows a defect of a library. When one fails, its work-around in app.compat can go."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import bokeh.document.document
import panel as pn
import panel.io.server
import panel_material_ui as pmui
from bokeh.document import Document
from panel.io.server import WSHandler
from panel.reactive import Syncable

from app import compat


def test_the_versions_are_those_that_were_examined() -> None:
    assert (version("panel"), version("panel-material-ui")) == ("1.9.4", "0.16.6")


def test_stock_radio_groups_select_the_first_option() -> None:
    radio = pmui.RadioBoxGroup(label="Decide", options=["a", "b"])

    radio.get_root()

    assert radio.value == "a"


def test_the_stock_websocket_leaves_nagle_on() -> None:
    assert "set_nodelay" not in inspect.getsource(inspect.getmodule(WSHandler))


def test_stock_pages_follow_the_busy_state_of_the_whole_process() -> None:
    assert "busy" in dict(pmui.Page(title="x")._param__private.refs)


def test_panel_still_finds_scripts_and_styles_anew_for_every_page() -> None:
    compat.open_pages_faster()

    assert isinstance(panel.io.server.bundle_resources, compat._BundleCache)
    assert "cache" not in inspect.getsource(compat.bundle_resources)


def test_definitions_of_components_are_encoded_once_and_stay_the_same() -> None:
    compat.open_pages_faster()
    pmui.Button(label="x").get_root()
    first, second = Document().to_json(deferred=False), Document().to_json(deferred=False)

    assert first["defs"] is second["defs"]
    assert first["defs"]
    assert bokeh.document.document.Serializer is compat._DefinitionsOnce


def test_panel_lists_every_event_though_nobody_watches_it() -> None:
    assert "_add_busy_event" in inspect.getsource(Syncable._process_bokeh_event)
    assert "_indicators" not in inspect.getsource(Syncable._process_bokeh_event)


def test_no_event_is_listed() -> None:
    compat.watch_nobody()

    pn.state._add_busy_event("one")

    assert (pn.state._busy_counter, pn.state.busy) == ([], False)
