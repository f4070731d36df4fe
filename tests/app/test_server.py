from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from app.errors import StartupError
from app.server import build_server
from app.services import Services

# A real server with one live page, as a process of its own.
PROGRAM = """
from types import SimpleNamespace
import panel_material_ui as pmui
from app.errors import PageNotFoundError
from app.server import build_server, run
from kg.dataset import GraphDataset
from pyoxigraph import Store
from app.services import Services
from app.shell import Page

def page(services, visit):
    if visit.parameters["name"] == "missing":
        raise PageNotFoundError("There is nothing named so.")
    if visit.parameters["name"] == "broken":
        raise RuntimeError("secret detail")
    return Page(f"Live {visit.parameters['name']}", pmui.Button(label="Press"))

dataset = GraphDataset((), Store(), "")
records = SimpleNamespace(was_deleted=lambda learner: False)
services = Services(SimpleNamespace(guidelines={}), {}, records, None, None, dataset)
server = build_server(services, port=0, pages={"/live/{name}": page})
print(server.port, flush=True)
run(server)
"""


@contextmanager
def _process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            port = next(line for line in process.stdout if line.strip().isdecimal()).strip()
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with _process() as (_, url):
        yield url


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=10) as client:
        yield client


async def _connect(url: str, path: str) -> WebSocketClientConnection:
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get(path)
    token = re.search(r'"token":"([^"]+)"', answer.text)
    assert token is not None
    request = HTTPRequest(
        f"{url.replace('http', 'ws')}{path}/ws",
        headers={"Origin": url, "Sec-WebSocket-Protocol": f"bokeh, {token[1]}"},
    )
    return await websocket_connect(request)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/about", 200),
        ("/about/", 200),
        ("/live/one", 200),
        ("/live/missing", 404),
        ("/live/broken", 500),
        ("/nothing/here", 404),
        ("/api/version", 200),
        ("/api/nothing", 404),
        ("/liveness", 200),
        ("/assets/000000000000/guidegraph.css", 200),
        ("/assets/000000000000/../server.py", 404),
    ],
)
def test_every_answer_has_its_status_and_the_security_headers(
    client: httpx.Client, path: str, status: int
) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "server" not in answer.headers
    assert "secret detail" not in answer.text


def test_a_live_page_allows_only_scripts_with_its_own_nonce(client: httpx.Client) -> None:
    answers = [client.get("/live/one") for _ in range(2)]

    nonces = [
        re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])[1]
        for answer in answers
    ]
    scripts = re.findall(r"<script (?!src=\"/assets/)([^>]*)", answers[0].text)
    assert nonces[0] != nonces[1]
    assert scripts
    assert all(f'nonce="{nonces[0]}"' in attributes for attributes in scripts)
    assert (
        "'unsafe-inline'"
        not in (answers[0].headers["content-security-policy"].split("script-src")[1].split(";")[0])
    )


def test_no_address_in_a_page_names_another_host(client: httpx.Client) -> None:
    for path in ("/", "/about", "/live/one"):
        loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', client.get(path).text)

        assert loaded
        assert not [address for address in loaded if "//" in address]


def test_a_learner_keeps_the_id_of_the_first_live_page(client: httpx.Client) -> None:
    client.get("/about")
    assert "gg-learner" not in client.cookies

    client.get("/live/one")
    first = client.cookies["gg-learner"]
    client.get("/live/two")

    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert client.cookies["gg-learner"] == first


def test_pages_are_compressed_and_documents_can_be_revalidated(client: httpx.Client) -> None:
    first = client.get("/about")
    again = client.get("/about", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["content-encoding"] == "gzip"
    assert again.status_code == 304
    assert client.head("/about").status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"), [("http://evil.example", 403), ("http://localhost:1", 403), (None, 101)]
)
def test_a_websocket_of_another_site_is_refused(url: str, origin: str | None, status: int) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "bokeh",
        "Origin": origin or url,
    }

    with httpx.stream("GET", f"{url}/live/one/ws", headers=headers) as answer:
        assert answer.status_code == status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_cleanly_even_with_a_page_open(number: signal.Signals) -> None:
    async def stop_with_open_page(process: subprocess.Popen[str], url: str) -> None:
        socket = await _connect(url, "/live/one")
        process.send_signal(number)
        while await socket.read_message() is not None:
            pass
        socket.close()
        await asyncio.sleep(0.05)

    with _process() as (process, url):
        # On a thread: after a browser test the main thread has a running loop.
        with ThreadPoolExecutor() as pool:
            pool.submit(asyncio.run, stop_with_open_page(process, url)).result()
        code = process.wait(10)
        assert process.stderr is not None
        errors = process.stderr.read()

    assert code == 0
    assert "Traceback" not in errors
    assert "Task was destroyed" not in errors


def test_a_port_in_use_is_reported_with_a_remedy(empty_services: Services) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(StartupError, match=f"127.0.0.1:{port}.*Choose another port"):
            build_server(empty_services, port=port)
