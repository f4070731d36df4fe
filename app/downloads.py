"""
The data to download: `/export/<file>`, every format of `kg.exports` with its manifest.

A format is written when one of its files is first asked for, or all at once by `prepare`, and kept:
the data does not change while the server runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from fastapi import APIRouter, Request, Response

from app.problems import problem, without_body
from app.revalidation import has_already, not_modified, with_tag
from kg.errors import UnknownNameError
from kg.exports.crate import ARCHIVE, MANIFEST, archive, manifest
from kg.exports.registry import FORMATS, ExportFormat
from kg.exports.source import ExportedFile, ExportSource

# Public and read-only, and the same for everybody.
_HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}


@dataclass(frozen=True)
class Offer:
    """A format that can be downloaded, with its files."""

    format: ExportFormat
    files: tuple[ExportedFile, ...]


class Downloads:
    """Files of one dataset, written once; threads may share it."""

    def __init__(self, source: ExportSource) -> None:
        self._source = source
        self._lock = Lock()
        self._files: dict[str, tuple[ExportedFile, ...]] = {}
        self._whole: tuple[ExportedFile, ...] = ()

    def prepare(self) -> None:
        """Write everything that is not written yet; takes seconds."""
        files = [file for format in FORMATS.values() for file in self._of(format)]
        with self._lock:
            if not self._whole:
                described = manifest(files, self._source)
                self._whole = (described, archive([*files, described]))

    def offers(self) -> tuple[Offer, ...]:
        """Return every format with its files, nothing as long as they are not all written."""
        if not self._whole:
            return ()
        return tuple(Offer(format, self._files[format.name]) for format in FORMATS.values())

    def whole(self) -> tuple[ExportedFile, ...]:
        """Return the manifest and the archive of all, nothing as long as they are not written."""
        return self._whole

    def file(self, name: str) -> ExportedFile:
        """Return one file, written if need be; UnknownNameError if there is none of that name."""
        names = []
        for file in self._each(name):
            if file.name == name:
                return file
            names.append(file.name)
        raise UnknownNameError("download", name, names)

    def _each(self, name: str) -> Iterator[ExportedFile]:
        if name not in {MANIFEST, ARCHIVE}:
            for format in FORMATS.values():
                yield from self._of(format)
        self.prepare()
        yield from self._whole

    def _of(self, format: ExportFormat) -> tuple[ExportedFile, ...]:
        with self._lock:
            if format.name not in self._files:
                self._files[format.name] = tuple(format.write(self._source))
            return self._files[format.name]


def download_router(downloads: Downloads) -> APIRouter:
    """Return the route of the files; other routes under `/export` must stand before it."""
    router = APIRouter()

    @router.get("/export/{name}")
    @router.head("/export/{name}", include_in_schema=False)
    def download(request: Request, name: str) -> Response:
        """Return a file of the whole dataset; `ro-crate-metadata.json` lists them."""
        try:
            file = downloads.file(name)
        except UnknownNameError as error:
            accept = request.headers.get("accept")
            return problem(HTTPStatus.NOT_FOUND, str(error), accept, _HEADERS)
        etag = f'"{file.sha256}"'
        if has_already(request.headers.getlist("if-none-match"), etag):
            return not_modified(etag, _HEADERS)
        disposition = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        headers = {**_HEADERS, **disposition}
        response = with_tag(Response(file.content, HTTPStatus.OK, headers, file.media_type), etag)
        return without_body(response) if request.method == "HEAD" else response

    return router
