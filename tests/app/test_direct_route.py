from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import httpx
import pytest
from fastapi import Response
from http_server import served
from tornado.httputil import HTTPServerRequest

from app.direct_route import DirectRoute

LONGEST = 1000
GO_ON = threading.Event()


def _respond(request: HTTPServerRequest) -> Response | Awaitable[Response]:
    match request.path:
        case "/echo":
            said = f"{request.method} {request.query} {len(request.body)}"
            return Response(said, headers={"Vary": "Accept"}, media_type="text/plain")
        case "/long":
            return Response(b"x" * 500_000, media_type="text/csv")
        case "/cookies":
            answer = Response(status_code=HTTPStatus.NO_CONTENT)
            answer.set_cookie("a", "1")
            answer.set_cookie("b", "2")
            return answer
        case "/later":
            return _later(fails=False)
        case "/broken later":
            return _later(fails=True)
        case _:
            raise RuntimeError("secret detail")


async def _later(*, fails: bool) -> Response:
    while not GO_ON.is_set():
        await asyncio.sleep(0.01)
    if fails:
        raise RuntimeError("secret detail")
    return Response("later", media_type="text/plain")


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        served(DirectRoute(_respond, LONGEST)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_request_of_any_method_is_answered_with_the_headers_of_the_server(
    client: httpx.Client, method: str
) -> None:
    answer = client.request(method, "/echo?q=1", content="héllo")

    assert (answer.status_code, answer.text) == (200, f"{method} q=1 6")
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert {"date", "content-security-policy"} <= set(answer.headers)
    assert "server" not in answer.headers


def test_of_a_body_that_is_too_long_one_byte_more_is_kept(client: httpx.Client) -> None:
    answer = client.post("/echo", content=b"x" * 5_000_000)

    assert answer.text == f"POST  {LONGEST + 1}"


def test_a_long_answer_is_compressed_for_whom_it_suits(client: httpx.Client) -> None:
    packed = client.get("/long", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/long", headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 5_000
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == b"x" * 500_000


def test_head_has_the_headers_of_get_and_no_content(client: httpx.Client) -> None:
    got, head = client.get("/long"), client.head("/long")

    for response in (got, head):
        del response.headers["date"]
    assert (head.status_code, head.headers, head.content) == (got.status_code, got.headers, b"")
    assert client.get("/echo").status_code == 200  # The connection can be used still.


def test_repeated_headers_arrive(client: httpx.Client) -> None:
    answer = client.get("/cookies")

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers.get_list("set-cookie") == [
        "a=1; Path=/; SameSite=lax",
        "b=2; Path=/; SameSite=lax",
    ]


def test_who_asks_meanwhile_is_answered_before_an_answer_that_takes_longer(
    client: httpx.Client,
) -> None:
    GO_ON.clear()
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(client.get, "/later")

        meanwhile = client.get("/echo")

        assert (meanwhile.status_code, later.done()) == (200, False)
        GO_ON.set()
        assert later.result().text == "later"


@pytest.mark.parametrize("path", ["/broken", "/broken later"])
def test_an_error_is_logged_and_tells_nobody_else_more(
    client: httpx.Client, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    GO_ON.set()

    answer = client.get(path)

    assert answer.status_code == 500
    assert answer.text == "This could not be answered. It is our fault; try again.\n"
    assert "secret detail" in caplog.text


def test_a_client_that_leaves_before_its_answer_harms_nobody(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    GO_ON.clear()

    with pytest.raises(httpx.ReadTimeout):
        client.get("/later", timeout=0.1)

    GO_ON.set()
    assert client.get("/later").text == "later"
    assert [record for record in caplog.records if record.name != "httpx"] == []
