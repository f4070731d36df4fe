"""
What the editor asks of the server: check a text, save it, move it to another stage, and so on.

Requests are small JSON; each save names the version that it was made from. There is no sign-in: a
browser holds the name under which its author writes in a cookie. Requests that other sites make are
refused. What an author has to be told of, such as a version of somebody else, is an answer and no
error: `parallel`, `blocked` or `said`. A draft that somebody has deleted meanwhile is gone (410).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import JSONResponse, Response

from app.authoring.requests import Asked, Author
from app.authoring.starting import editor_address
from app.authoring.view import notes_of, shown_check
from app.forms import Form, form_of, own_site, see
from app.services import Services
from quizzes.drafts.check import check_draft
from quizzes.drafts.merging import source_of
from quizzes.drafts.model import Comment, Draft, DraftStage, Saved, Version
from quizzes.drafts.text import draft_text
from quizzes.drafts.workshop import Blocked
from quizzes.errors import ContentError, DeletedDraftError, DraftError

Fields = Annotated[Form, Depends(form_of(4_000))]

# What an editor never sends back: it is written anew when a draft is published.
_NOT_EDITED = ("status", "reviewed")


def draft_router(services: Services) -> APIRouter:
    """Return the routes under `/api/drafts` for one draft each."""
    router = APIRouter(
        prefix="/api/drafts", dependencies=[Depends(own_site)], include_in_schema=False
    )
    desk = _Desk(services)
    router.add_api_route("/standings", desk.standings, methods=["GET"])
    for path in ("check", "save", "stage", "comments", "read", "restore", "delete"):
        router.add_api_route(f"/{{draft}}/{path}", getattr(desk, path), methods=["POST"])
    for path in ("head", "yaml"):
        router.add_api_route(f"/{{draft}}/{path}", getattr(desk, path), methods=["GET"])
    return router


class _Desk:
    """Does what the editor of a draft asks for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._workshop = services.workshop

    def standings(self) -> Response:
        """Return how far each draft and each item of the banks is, for the overview."""
        told = self._workshop.standings()
        return JSONResponse({name: [one.errors, one.advice] for name, one in told.items()})

    def check(self, draft: str, asked: Asked) -> Response:
        """Return what is to be said of the data of a draft, which is not stored."""
        head = self._draft(draft)
        text = draft_text(_edited(asked), head.latest.stage)
        return JSONResponse({**self._checked(head, text), "text": text})

    def save(self, draft: str, author: Author, asked: Asked) -> Response:
        """Store the data of a draft, made from the version `base`."""
        head = self._draft(draft)
        writing = head.latest.stage is DraftStage.IN_REVIEW
        stage = DraftStage.IN_REVIEW if writing else DraftStage.DRAFT
        data = _edited(asked)
        if dict(data) == _edited({"data": _data_of(head.latest)}):
            # Nothing to store; above all, what is published does not become a draft again.
            return self._saved(Saved(head.latest, head.latest))
        return self._store(draft, author, _number(asked), draft_text(data, stage), stage)

    def read(self, draft: str, asked: Asked) -> Response:
        """Return the data of a YAML text that the author has written by hand."""
        try:
            data = source_of(str(asked.get("text", "")), "text").data
        except ContentError as error:
            said = " ".join(f"Line {one.line}: {one.message}" for one in error.defects)
            return JSONResponse({"said": said})
        return Response(_plain({"data": data}), media_type="application/json")

    def stage(self, draft: str, author: Author, asked: Asked) -> Response:
        """Move a draft to another stage; publishing and retiring can be blocked."""
        base, at = _number(asked), self._services.clock()
        head = self._draft(draft)
        try:
            match asked.get("stage"):
                case "published":
                    done = self._workshop.publish(draft, base, author=author, at=at)
                case "retired":
                    done = self._workshop.retire(draft, base, author=author, at=at)
                case ("draft" | "in review") as name:
                    stage = DraftStage(name)
                    text = draft_text(_data_of(head.latest), stage)
                    return self._store(draft, author, base, text, stage)
                case _:
                    raise HTTPException(HTTPStatus.BAD_REQUEST, "There is no such stage.")
        except DraftError as error:
            raise _absent(error) from error
        if isinstance(done, Blocked):
            notes = notes_of(done.problems)
            return JSONResponse({"blocked": notes})
        return self._saved(Saved(done, done))

    def restore(self, draft: str, author: Author, fields: Fields) -> Response:
        """Save an earlier version again."""
        try:
            head = self._workshop.drafts.draft(draft)
            earlier = self._workshop.drafts.version(draft, int(fields.get("number", "")))
        except (ValueError, DraftError):
            return see(f"/author/versions/{draft}")  # where it is said what there is
        text = draft_text(_data_of(earlier), DraftStage.DRAFT)
        self._store(draft, author, head.latest.number, text, DraftStage.DRAFT)
        return see(editor_address(head))

    def delete(self, draft: str, author: Author, fields: Fields) -> Response:
        """Delete a draft for good, if its author has confirmed it and nobody has saved since."""
        asked_again = f"/author/delete/{draft}"
        if fields.get("confirmed") != "yes" or not fields.get("last", "").isdecimal():
            return see(asked_again)
        last, at = int(fields["last"]), self._services.clock()
        try:
            blocked = self._workshop.delete(draft, last, author=author, at=at)
        except DraftError:
            return see(asked_again)  # where it is said what has become of it
        return see("/author?said=deleted" if blocked is None else f"{asked_again}?said=kept")

    def comments(self, draft: str, author: Author, asked: Asked) -> Response:
        """Add a comment on a version."""
        text, at = str(asked.get("text", "")).strip(), self._services.clock()
        comment = Comment(draft, _number(asked), author, at, text)
        try:
            self._workshop.drafts.comment(comment)
        except DeletedDraftError as error:
            raise _absent(error) from error
        except DraftError as error:
            return JSONResponse({"said": str(error)})
        return JSONResponse({"author": author, "text": text, "version": comment.version})

    def head(self, draft: str) -> Response:
        """Return the latest version, so that an open editor learns of those of others."""
        return JSONResponse(version_data(self._draft(draft).latest))

    def yaml(self, draft: str, version: int | None = None) -> Response:
        """Return the text of a version, the latest if none is named, as a content file."""
        head = self._draft(draft)
        chosen = head.latest
        if version is not None:
            try:
                chosen = self._workshop.drafts.version(draft, version)
            except DraftError as error:
                raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(_file_name(chosen))}",
            "Cache-Control": "no-store",
        }
        return Response(chosen.text, media_type="application/yaml", headers=headers)

    def _draft(self, draft: str) -> Draft:
        try:
            return self._workshop.drafts.draft(draft)
        except DraftError as error:
            raise _absent(error) from error

    def _checked(self, head: Draft, text: str) -> dict[str, Any]:
        context = self._workshop.context(head.guideline)
        check = check_draft(text, head.part, context)
        reasoner = self._services.library.reasoner(head.guideline)
        return shown_check(check, reasoner, context.bank)

    def _store(self, draft: str, author: str, base: int, text: str, stage: DraftStage) -> Response:
        try:
            saved = self._workshop.drafts.save(
                draft, base, text, author=author, at=self._services.clock(), stage=stage
            )
        except DeletedDraftError as error:
            raise _absent(error) from error
        except DraftError as error:
            return JSONResponse({"said": str(error)})
        return self._saved(saved)

    def _saved(self, saved: Saved) -> Response:
        told = {"version": version_data(saved.version), "latest": version_data(saved.latest)}
        return JSONResponse({**told, "parallel": saved.is_parallel})


def _absent(error: DraftError) -> HTTPException:
    """Return what is answered where a draft is not there: that it was deleted, or never was."""
    was_there = isinstance(error, DeletedDraftError)
    return HTTPException(HTTPStatus.GONE if was_there else HTTPStatus.NOT_FOUND, str(error))


def version_data(version: Version) -> dict[str, Any]:
    """Return what the editor shows of a version, as plain data for JSON."""
    return {
        "number": version.number,
        "author": version.author,
        "saved": version.saved.isoformat(),
        "stage": version.stage.value,
    }


def data_text(version: Version) -> str:
    """Return the data of a version as JSON, {} if its text holds none."""
    return _plain(_data_of(version))


def _data_of(version: Version) -> dict[str, Any]:
    try:
        data: dict[str, Any] = source_of(version.text, version.draft).data
    except ContentError:
        return {}
    return data


def _edited(asked: Mapping[str, Any]) -> dict[str, Any]:
    data = asked.get("data")
    if not isinstance(data, dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The data of the draft are missing.")
    return {key: value for key, value in data.items() if key not in _NOT_EDITED}


def _plain(data: Any) -> str:
    """Return *data* as JSON, in which a decimal is a number as it was written."""
    return json.dumps(data, default=lambda value: float(value), ensure_ascii=False)


def _number(asked: Mapping[str, Any]) -> int:
    base = asked.get("base")
    if not isinstance(base, int):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The version is missing.")
    return base


def _file_name(version: Version) -> str:
    return f"{_data_of(version).get('id') or version.draft}.yaml"
