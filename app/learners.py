"""
What learners do with their own records: start to study, be several, change, take along, delete.

There is no sign-in. A browser holds the random ids of its learners in cookies and nothing else;
whoever holds an id is that learner, so an id is never in an address or on a page of somebody else.
A browser without an id gets a fresh one with the first thing that is stored.

Everything is a plain form that is answered by a redirection, or a download. Requests that other
sites make are refused: cookies alone do not tell who asked.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from app.agenda import start_study
from app.forms import Form, form_of, own_site, see
from app.services import Services
from app.studies import profile_of
from app.visit import LEARNER_COOKIE, LEARNERS_COOKIE, Visit, visit_of
from quizzes.entries import Profile
from quizzes.errors import RecordsError
from quizzes.exports import as_csv_zip, as_json, as_xapi

#: How many learners one browser remembers.
MOST_LEARNERS = 12
_TWO_YEARS = 2 * 365 * 24 * 60 * 60  # seconds
_LONGEST_FORM = 4_000  # bytes


def _visit(request: Request) -> Visit:
    return visit_of(request.url.path, {}, {}, request.cookies)


Fields = Annotated[Form, Depends(form_of(_LONGEST_FORM))]
Asked = Annotated[Visit, Depends(_visit)]


def learner_router(services: Services) -> APIRouter:
    """Return the routes under `/api/learner`."""
    router = APIRouter(
        prefix="/api/learner", dependencies=[Depends(own_site)], include_in_schema=False
    )
    desk = _Desk(services)
    for path in ("study", "profile", "add", "switch", "delete"):
        router.add_api_route(f"/{path}", getattr(desk, path), methods=["POST"])
    router.add_api_route("/export.{kind}", desk.export, methods=["GET"])
    return router


class _Desk:
    """Does what is asked for with the records of the learner who asks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def study(self, request: Request, visit: Asked, fields: Fields) -> Response:
        """Start today's study run, or go on with it."""
        banks = self._services.banks
        bank = banks.get(fields.get("guideline", ""))
        if bank is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such guideline.")
        learner = self._own(visit)
        is_known = profile_of(self._services, learner) is not None
        run = start_study(self._services, learner, bank)
        if run is not None and not is_known:
            self._try_change(learner, time_zone=fields.get("device_zone", ""))
        answer = see("/today" if run is None else f"/quiz/{run.id}")
        _hold(request, answer, learner, visit.learners)
        return answer

    def profile(self, request: Request, visit: Asked, fields: Fields) -> Response:
        """Change the name, the time zone and the daily limits."""
        learner = self._known(visit)
        limits = {name: fields.get(name, "") for name in ("new_per_day", "reviews_per_day")}
        if not all(text.isascii() and text.isdigit() and len(text) < 4 for text in limits.values()):
            return see("/you?said=refused")
        changed = self._try_change(
            learner,
            name=fields.get("name", "").strip() or None,
            time_zone=fields.get("time_zone", ""),
            **{name: int(text) for name, text in limits.items()},
        )
        answer = see("/you?said=saved" if changed else "/you?said=refused")
        _hold(request, answer, learner, visit.learners)
        return answer

    def add(self, request: Request, visit: Asked, fields: Fields) -> Response:
        """Add a learner to this browser and go on as that one."""
        if len(visit.learners) >= MOST_LEARNERS:
            return see("/you?said=full")
        learner = self._services.new_id()
        self._services.records.add_learner(learner, self._services.clock())
        mine = profile_of(self._services, visit.learner)
        self._try_change(
            learner,
            name=fields.get("name", "").strip() or None,
            time_zone="UTC" if mine is None else mine.time_zone,
        )
        answer = see("/you?said=added")
        _hold(request, answer, learner, visit.learners)
        return answer

    def switch(self, request: Request, visit: Asked, fields: Fields) -> Response:
        """Go on as another learner of this browser, or as one whose code was brought along."""
        learner = fields.get("learner", "").strip().lower()
        if learner not in visit.learners and profile_of(self._services, learner) is None:
            return see("/you?said=unknown")
        answer = see("/today")
        _hold(request, answer, learner, visit.learners)
        return answer

    def delete(self, request: Request, visit: Asked, fields: Fields) -> Response:
        """Delete everything that is kept of the learner; the browser gets a fresh id."""
        if fields.get("confirmed") != "yes" or not visit.learner:
            return see("/you/delete")
        try:
            self._services.records.delete_learner(visit.learner)
        except RecordsError:
            return see("/you/delete?said=busy")
        others = tuple(one for one in visit.learners if one != visit.learner)
        answer = see("/you?said=deleted")
        _hold(request, answer, others[0] if others else self._services.new_id(), others)
        return answer

    def export(self, visit: Asked, kind: str) -> Response:
        """Return everything that is kept of the learner, as a file."""
        learner, services = visit.learner, self._services
        if not learner:
            raise HTTPException(HTTPStatus.NOT_FOUND, "Nothing is kept of this browser.")
        asked = (services.records, learner, services.clock(), services.banks)
        match kind:
            case "json":
                body, media_type = as_json(*asked).encode(), "application/json"
            case "zip":
                body, media_type = as_csv_zip(*asked), "application/zip"
            case "jsonl":
                lines = "".join(f"{line}\n" for line in as_xapi(*asked))
                body, media_type = lines.encode(), "application/jsonl"
            case _:
                raise HTTPException(HTTPStatus.NOT_FOUND, "There are json, zip and jsonl.")
        name = {"json": "guidegraph.json", "zip": "guidegraph-csv.zip"}.get(kind, "xapi.jsonl")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return Response(body, media_type=media_type, headers=headers)

    def _known(self, visit: Visit) -> str:
        """Return the id of the learner who asks, adding one who is not in the records yet."""
        learner = self._own(visit)
        self._services.records.add_learner(learner, self._services.clock())
        return learner

    def _own(self, visit: Visit) -> str:
        """Return the id of the learner who asks, a fresh one if there is none or it was deleted."""
        if visit.learner and not self._services.records.was_deleted(visit.learner):
            return visit.learner
        return self._services.new_id()

    def _try_change(self, learner: str, **values: Any) -> bool:
        """Change a profile and tell whether the values could be."""
        profile: Profile = self._services.records.profile(learner)
        try:
            self._services.records.change_profile(replace(profile, **values))
        except RecordsError:
            return False
        return True


def _hold(request: Request, answer: Response, learner: str, others: tuple[str, ...]) -> None:
    """Let the browser go on as *learner* and remember all of its learners."""
    everybody = (learner, *(one for one in others if one != learner))[:MOST_LEARNERS]
    for name, value in ((LEARNER_COOKIE, learner), (LEARNERS_COOKIE, ".".join(everybody))):
        answer.set_cookie(
            name,
            value,
            max_age=_TWO_YEARS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
