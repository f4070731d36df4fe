"""Item statistics as a download: `/export/statistics.csv`."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from app.problems import without_body
from app.services import Services
from quizzes.item_statistics.report import bank_statistics
from quizzes.item_statistics.tables import as_csv


def statistics_router(services: Services) -> APIRouter:
    """Return the route; what the page does not show is not in the file either."""
    router = APIRouter()

    @router.get("/export/statistics.csv")
    @router.head("/export/statistics.csv", include_in_schema=False)
    def statistics(request: Request, guideline: str = "") -> Response:
        """Return the item statistics of a guideline, of the first one if none is named."""
        slug = guideline or next(iter(services.banks), "")
        if slug not in services.banks:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no guideline named '{slug}'.")
        report = bank_statistics(services.banks[slug], services.records.first_answers(slug))
        name = f'attachment; filename="item-statistics-{slug}.csv"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        response = Response(as_csv(report), media_type="text/csv; charset=utf-8", headers=headers)
        return without_body(response) if request.method == "HEAD" else response

    return router
