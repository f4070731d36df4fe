"""
A client of Bokeh's protocol: opens live pages and sends events, without a browser.

It does what the browser does on the network and nothing else, so that the server can be measured
alone, with as many sessions as wanted.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from secrets import token_hex
from types import TracebackType
from typing import Any

from bokeh.protocol import Protocol
from bokeh.protocol.message import Message
from bokeh.protocol.receiver import Receiver
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

# A page carries its token in a JSON script or in the call that embeds it.
_TOKEN = re.compile(r'"token"\s*:\s*"([^"]+)"')
_REFUSAL = re.compile(r'"refused", "(.*?)"')
_PATIENCE = 60  # seconds
_AT_ONCE = 1000  # requests; by default the client holds back all but ten


class Session:
    """
    One open live page; an asynchronous context manager.

    Args:
        host: Host and port of the server.
        path: Path and query of the page.
        cookie: The cookie to bring, "" for none.
    """

    def __init__(self, host: str, path: str, cookie: str = "") -> None:
        self.path = path
        self._host = host
        self._cookie = cookie
        self._protocol = Protocol()
        self._socket: WebSocketClientConnection
        self._receiver: Receiver
        self.models: list[dict[str, Any]] = []

    async def __aenter__(self) -> Session:
        page = await get(self._host, self.path, cookie=self._cookie)
        found = _TOKEN.search(page.body.decode())
        if found is None:
            raise LookupError(f"{self.path} is no live page: it has no token.")
        self._receiver = Receiver(self._protocol)
        self._socket = await websocket_connect(
            HTTPRequest(
                f"ws://{self._host}{self.path.partition('?')[0].rstrip('/')}/ws",
                headers={"Origin": f"http://{self._host}", "Cookie": self._cookie},
            ),
            subprotocols=["bokeh", found[1]],
            max_message_size=64 * 2**20,
        )
        # As browsers do; else the parts of a message wait for each other's acknowledgement.
        self._socket.protocol.set_nodelay(True)
        await self.wait_for("ACK")
        await self._send(self._protocol.create("PULL-DOC-REQ"))
        reply = await self.wait_for("PULL-DOC-REPLY")
        self.models = list(_models(reply.content))
        # Until a page has said so, Panel holds its changes back.
        await self._patch(
            _event({"type": "event", "name": "document_ready", "values": {"type": "map"}})
        )
        await self.wait_for("OK")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()
        while await asyncio.wait_for(self._socket.read_message(), _PATIENCE) is not None:
            pass  # until the server has closed its side too

    def styled(self, css_class: str) -> str:
        """Return the id of the first model that has this CSS class; LookupError if none."""
        for model in self.models:
            if css_class in model.get("attributes", {}).get("css_classes", ()):
                return str(model["id"])
        raise LookupError(f"No model on {self.path} has the CSS class {css_class}.")

    async def send(self, event: dict[str, Any], last: str) -> Any:
        """
        Send *event* as the browser would and wait until all that follows has come.

        Returns the new value of the last model, or what was sent to it.

        Args:
            event: A change or a message, in Bokeh's JSON.
            last: The id of the last model that changes, or is sent a message, in answer.
        """
        await self._patch(event)
        done = False
        answers: list[Any] = []
        while not (done and answers):
            message = await self._next()
            if message.msgtype == "ERROR":
                raise RuntimeError(f"{self.path}: {message.content}")
            if refusal := _REFUSAL.search(json.dumps(message.content)):
                raise RuntimeError(f"{self.path} refused {event}: {refusal[1]}")
            done = done or message.msgtype == "OK"
            answers += [
                content
                for model, content in map(_about, message.content.get("events", ()))
                if model == last
            ]
        return answers[-1]

    async def wait_for(self, kind: str) -> Message[Any]:
        """Return the next message of this kind; others are passed over."""
        while (message := await self._next()).msgtype != kind:
            pass
        return message

    async def _next(self) -> Message[Any]:
        while True:
            fragment = await asyncio.wait_for(self._socket.read_message(), _PATIENCE)
            if fragment is None:
                raise ConnectionError(f"The server closed the session of {self.path}.")
            message = await self._receiver.consume(fragment)
            if message is not None:
                return message

    async def _patch(self, event: dict[str, Any]) -> None:
        header = {"msgid": token_hex(8), "msgtype": "PATCH-DOC"}
        await self._fragments(json.dumps(header), "{}", json.dumps({"events": [event]}))

    async def _send(self, message: Message[Any]) -> None:
        await self._fragments(message.header_json, message.metadata_json, message.content_json)

    async def _fragments(self, *fragments: str) -> None:
        for fragment in fragments:
            await self._socket.write_message(fragment)


def changed(model: str, attribute: str, value: Any) -> dict[str, Any]:
    """Return the event of a property that the browser set."""
    return {"kind": "ModelChanged", "model": {"id": model}, "attr": attribute, "new": value}


def message(model: str, data: Any) -> dict[str, Any]:
    """Return the event of a message that a component's script sent."""
    values = {"model": {"id": model}, "data": data}
    return _event({"type": "event", "name": "data_event", "values": values})


def _event(said: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": said}


async def get(host: str, path: str, *, cookie: str = "") -> HTTPResponse:
    """Return the response to a GET; an exception of Tornado's if its status is 400 or above."""
    request = HTTPRequest(
        f"http://{host}{path}", headers={"Cookie": cookie}, request_timeout=_PATIENCE
    )
    return await AsyncHTTPClient(max_clients=_AT_ONCE).fetch(request)


def _about(patch: dict[str, Any]) -> tuple[str, Any]:
    """Return the id of the model that *patch* is about and what it says; "" for all other kinds."""
    match patch:
        case {"kind": "ModelChanged", "model": {"id": model}, "new": new}:
            return model, new
        case {"kind": "MessageSent", "msg_data": {"values": {"entries": entries}}}:
            values = dict(entries)
            return (values.get("model") or {}).get("id", ""), values.get("data")
    return "", None


def _models(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every model in a document in Bokeh's JSON."""
    if isinstance(value, dict):
        if value.get("type") == "object" and "id" in value:
            yield value
        for part in value.values():
            yield from _models(part)
    elif isinstance(value, list):
        for part in value:
            yield from _models(part)
