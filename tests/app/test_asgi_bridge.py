from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from http_server import served
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from app.asgi_bridge import AsgiHandler

GONE = threading.Event()


def _app() -> FastAPI:
    app = FastAPI()

    @app.api_route("/echo/{name:path}", methods=["GET", "POST", "PUT", "DELETE"])
    async def echo(name: str, request: Request) -> dict[str, object]:
        return {
            "name": name,
            "method": request.method,
            "query": request.query_params.multi_items(),
            "body": (await request.body()).decode(),
            "accept": request.headers["accept"],
        }

    @app.get("/typed")
    def typed(number: int) -> int:
        return number

    @app.get("/cookies")
    def cookies() -> PlainTextResponse:
        answer = PlainTextResponse("x" * 5000, headers={"Vary": "Accept"})
        answer.set_cookie("a", "1")
        answer.set_cookie("b", "2")
        return answer

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter(["one,", "two,", "three"]), media_type="text/csv")

    @app.get("/endless")
    async def endless(request: Request) -> StreamingResponse:
        async def parts() -> object:
            try:
                while not await request.is_disconnected():
                    yield b"x" * 1000
                    await asyncio.sleep(0.01)
            finally:
                GONE.set()

        return StreamingResponse(parts())

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret detail")

    return app


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        served(AsgiHandler, app=_app()) as address,
        httpx.Client(base_url=address, timeout=5) as client,
    ):
        yield client


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_method_path_query_body_and_headers_reach_the_application(
    client: httpx.Client, method: str
) -> None:
    answer = client.request(
        method, "/echo/a%20b/c?q=1&q=%C3%A4", content="héllo", headers={"Accept": "text/turtle"}
    )

    assert answer.json() == {
        "name": "a b/c",
        "method": method,
        "query": [["q", "1"], ["q", "ä"]],
        "body": "héllo",
        "accept": "text/turtle",
    }


def test_validation_errors_of_the_application_arrive(client: httpx.Client) -> None:
    answer = client.get("/typed?number=seven")

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/json")


def test_repeated_headers_compression_and_security_headers_arrive_together(
    client: httpx.Client,
) -> None:
    answer = client.get("/cookies")

    assert answer.headers.get_list("set-cookie") == [
        "a=1; Path=/; SameSite=lax",
        "b=2; Path=/; SameSite=lax",
    ]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "x" * 5000
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_answer_is_streamed(client: httpx.Client) -> None:
    with client.stream("GET", "/stream", headers={"Accept-Encoding": "identity"}) as answer:
        parts = list(answer.iter_text())

    assert "".join(parts) == "one,two,three"
    assert answer.headers["transfer-encoding"] == "chunked"


def test_an_endless_answer_ends_when_the_client_leaves(client: httpx.Client) -> None:
    with client.stream("GET", "/endless") as answer:
        next(answer.iter_raw())

    assert GONE.wait(5)


@pytest.mark.parametrize(("leaves", "logged"), [(True, []), (False, ["tornado.access"])])
def test_a_client_that_left_before_the_server_stops_is_no_error(
    caplog: pytest.LogCaptureFixture, leaves: bool, logged: list[str]
) -> None:
    async def serve_and_stop() -> None:
        begun = asyncio.Event()

        async def never_answers(*_: object) -> None:
            begun.set()
            await asyncio.Event().wait()

        socket, port = bind_unused_port()
        server = HTTPServer(Application([(r"/.*", AsgiHandler, {"app": never_answers})]))
        server.add_socket(socket)
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        await begun.wait()
        if leaves:
            await server.close_all_connections()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        server.stop()
        writer.close()

    asyncio.run(serve_and_stop())

    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == logged


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_failing_application_gives_a_500_without_detail(client: httpx.Client) -> None:
    answer = client.get("/broken")

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
