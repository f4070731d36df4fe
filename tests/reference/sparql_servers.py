"""SPARQL servers of others with our dataset, each in a folder and a process of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

_START_SECONDS = 60

_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 20000
MaxQueryExecutionTime = 5
"""


@contextmanager
def oxigraph(program: Path, data: Path, folder: Path) -> Iterator[str]:
    """Yield the endpoint of an Oxigraph server that holds *data*, a file of N-Quads."""
    place = folder / "oxigraph"
    load = [str(program), "load", "--location", str(place), "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True)
    port = _free_port()
    serve = [str(program), "serve-read-only", "--location", str(place), "--timeout-s", "5"]
    with _running([*serve, "--bind", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[str]:
    """Yield the endpoint of a Virtuoso server that holds *data*, a file of N-Quads."""
    port, sql_port = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, port=port, sql_port=sql_port))
    shutil.copy(data, folder / "data.nq")
    command = ["virtuoso-t", "+foreground", "+configfile", str(settings)]
    with _running(command, f"http://127.0.0.1:{port}/sparql"):
        # 512: the file is N-Quads, whose graphs are those that the triples go to.
        file = f"file_to_string_output ('{folder}/data.nq')"
        load = f"DB.DBA.TTLP ({file}, '', 'http://unused.invalid/', 512);"
        sql = ["isql-vt", f"127.0.0.1:{sql_port}", "dba", "dba", f"exec={load}"]
        subprocess.run(sql, check=True, capture_output=True)
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def _running(command: list[str], address: str) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + _START_SECONDS
            while not _answers(address):
                assert process.poll() is None, f"{command[0]} ended"
                assert time.monotonic() < deadline, f"{command[0]} does not answer"
                time.sleep(0.1)
            yield
        finally:
            process.kill()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):  # noqa: S310  The address is our own.
            return True
    except (URLError, ConnectionError):
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
