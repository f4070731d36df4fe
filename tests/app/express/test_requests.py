"""What counts as a simple request, and that it is read as the server reads it."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httputil import HTTPHeaders, HTTPServerRequest, parse_request_start_line

from app.express.requests import LONGEST, START, SimpleRequest, read_simple

JSON = "application/sparql-results+json"
FIELDS = f"Host: here\r\nAccept: {JSON}\r\n"


def request(query: str = "ASK%7B%7D", fields: str = FIELDS) -> bytes:
    return f"GET /sparql?query={query} HTTP/1.1\r\n{fields}\r\n".encode("latin-1")


@given(text=st.text(min_size=1), plus=st.booleans())
def test_any_text_is_read_as_it_was_meant(text: str, *, plus: bool) -> None:
    quoted = (quote_plus if plus else quote)(text, safe="")

    assert read_simple(request(quoted)) == SimpleRequest(text, JSON, keeps=True)


@pytest.mark.parametrize(
    ("fields", "keeps"),
    [
        (FIELDS, True),
        (FIELDS + "Connection: Keep-Alive\r\n", True),
        (FIELDS + "Connection: close\r\n", False),
        (FIELDS + "Accept-Encoding: identity\r\nUser-Agent: x/1\r\nX-Other:\r\n", True),
        (f"HOST: here\r\naCCept: \t {JSON} \t\r\n", True),
    ],
)
def test_a_request_that_says_no_more_than_it_must_is_simple(fields: str, keeps: bool) -> None:
    assert read_simple(request(fields=fields)) == SimpleRequest("ASK{}", JSON, keeps)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        START,
        request()[:-1],
        request()[:-2],
        request() + b"G",
        request() + request(),
        request().replace(b"GET", b"POST"),
        request().replace(b"GET", b"HEAD"),
        request().replace(b"/sparql?", b"/sparql/?"),
        request().replace(b"/sparql?", b"//sparql?"),
        request().replace(b"HTTP/1.1", b"HTTP/1.0"),
        request().replace(b"HTTP/1.1", b"HTTP/2"),
        request().replace(b"\r\n", b"\n"),
        request(""),
        request("ASK{}&format=csv"),
        request("ASK{}&query=ASK{}"),
        request("ASK {}"),
        request("ASK%7B%7D%ff"),
        request("ASK{\xe4}"),
        request(fields=f"Host: here\r\nAccept: {JSON}\r\n folded\r\n"),
        request(fields=f"Host: here\r\nAccept : {JSON}\r\n"),
        request(fields=f"Host: here\r\nAccept: {JSON}\r\nAccept: text/csv\r\n"),
        request(fields="Host: here\r\n"),
        request(fields=f"Accept: {JSON}\r\n"),
        request(fields=FIELDS + "Host: there\r\n"),
        request(fields=f"Host: h/ere\r\nAccept: {JSON}\r\n"),
        request(fields=""),
        request(fields=FIELDS + "Accept-Encoding: gzip\r\n"),
        request(fields=FIELDS + "Connection: Upgrade\r\n"),
        request(fields=FIELDS + "Content-Length: 5\r\n"),
        request(fields=FIELDS + "Transfer-Encoding: chunked\r\n"),
        request(fields=FIELDS + 'If-None-Match: "x"\r\n'),
        request(fields=FIELDS + "Expect: 100-continue\r\n"),
        request(fields=FIELDS + "no field\r\n"),
        request(fields=FIELDS + "X: a\x00b\r\n"),
    ],
)
def test_whatever_else_there_is_to_look_at_makes_it_another_request(content: bytes) -> None:
    assert read_simple(content) is None


_bytes = st.sampled_from(
    [b"%", b"+", b"&", b"=", b"#", b";", b"?", b" ", b"\r\n", b"\t", b":", b"a", b"%C3%A4", b"%ff"]
)


@given(st.lists(_bytes), st.lists(_bytes))
def test_what_is_simple_is_read_as_the_server_reads_it(
    query: list[bytes], value: list[bytes]
) -> None:
    content = request().replace(b"ASK", b"ASK" + b"".join(query))
    content = content.replace(b"here", b"here" + b"".join(value[:1]))
    content = content.replace(b"+json", b"+json" + b"".join(value))

    found = read_simple(content)

    if found is not None:
        first, _, rest = content.decode("latin-1").partition("\r\n")
        start = parse_request_start_line(first)
        headers = HTTPHeaders.parse(rest)
        asked = HTTPServerRequest(start_line=start, headers=headers).query_arguments
        assert asked == {"query": [found.text.encode()]}
        assert headers.get_list("Accept") == [found.accept]


def test_only_so_many_bytes_are_looked_at() -> None:
    assert read_simple(request("a" * LONGEST)[:LONGEST]) is None
