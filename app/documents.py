"""Tornado handlers for pages that are plain HTML."""

from __future__ import annotations

from asyncio import to_thread
from typing import Any

from tornado.web import RequestHandler, StaticFileHandler

from app.services import Services
from app.shell import Page, PageFunction, document, failure, not_found, outcome
from app.visit import Visit, visit_of

_YEAR = 365 * 24 * 60 * 60  # seconds


class _PageWriter(RequestHandler):
    """Writes a page in its frame."""

    def visit(self, **parameters: str) -> Visit:
        cookies = {name: morsel.value for name, morsel in self.request.cookies.items()}
        return visit_of(self.request.path, parameters, self.request.query_arguments, cookies)

    def write_page(self, status: int, page: Page, visit: Visit) -> None:
        self.set_status(status)
        # The frame differs by cookie; a validator still spares the transfer.
        self.set_header("Cache-Control", "private, no-cache")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(str(document(page, visit)))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Write the page for an error that Tornado met."""
        page = not_found("There is nothing at this address.") if status_code == 404 else failure()
        self.write_page(status_code, page, self.visit())


class _RouteHandler(_PageWriter):
    """Answers one document route."""

    def initialize(self, page: PageFunction, services: Services) -> None:
        """Take the page from the route; Tornado calls this for every request."""
        self._page = page
        self._services = services


class DocumentHandler(_RouteHandler):
    """Answers a document route at once."""

    def get(self, **parameters: str) -> None:
        """Answer with the page."""
        visit = self.visit(**parameters)
        self.write_page(*outcome(self._page, self._services, visit), visit)

    head = get


class LongDocumentHandler(_RouteHandler):
    """Answers a document route that takes longer, while other visits are answered."""

    async def get(self, **parameters: str) -> None:
        """Answer with the page, made on another thread."""
        visit = self.visit(**parameters)
        made = await to_thread(outcome, self._page, self._services, visit)
        self.write_page(*made, visit)

    head = get


class NotFoundHandler(_PageWriter):
    """Answers every address that no route knows."""

    def prepare(self) -> None:
        """Answer, whatever the method is."""
        self.write_page(404, not_found("There is nothing at this address."), self.visit())


class AssetHandler(StaticFileHandler):
    """Serves files whose address holds their version; a missing one is a short plain answer."""

    def get_cache_time(self, *_: Any) -> int:
        """Return the seconds for which browsers need not ask again."""
        return _YEAR

    def write_error(self, status_code: int, **_: Any) -> None:
        """Write one line instead of a page."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: there is no such file.\n")
