"""Starting drafts: from nothing, from shipped content, or from YAML that somebody brought along."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from app.authoring.proposing import drafts_taken, offers, read_form
from app.authoring.requests import Asked, Author
from app.authoring.twinning import find_twins
from app.forms import Form, form_of, own_site, see
from app.services import Services
from app.templating import opening_capital
from app.visit import AUTHOR_COOKIE, LONGEST_NAME, link
from quizzes.drafts.merging import source_of
from quizzes.drafts.model import Comment, Draft, DraftStage, Part
from quizzes.drafts.store import LONGEST_COMMENT
from quizzes.drafts.text import blank, draft_text, unwrapped
from quizzes.errors import ContentError, QuizError
from quizzes.formats.gift_reading import read_gift
from quizzes.formats.importing import ImportedItem, as_drafts
from quizzes.formats.moodle_reading import read_moodle_xml
from quizzes.formats.questions import ReadFile
from quizzes.model import Kind

Fields = Annotated[Form, Depends(form_of(4_000))]

_TWO_YEARS = 2 * 365 * 24 * 60 * 60  # seconds
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 60
_READERS: Mapping[str, Callable[[bytes, str], ReadFile]] = {
    "moodle": read_moodle_xml,
    "gift": read_gift,
}
_PARTS = {part.value: part for part in Part}
_KINDS = {kind.value: kind for kind in Kind}


def editor_address(draft: Draft) -> str:
    """Return the address of the editor of a draft."""
    return f"/author/{draft.part.value}/{draft.id}"


def start_router(services: Services) -> APIRouter:
    """Return the routes under `/api/drafts` that the overview sends its forms to."""
    router = APIRouter(
        prefix="/api/drafts", dependencies=[Depends(own_site)], include_in_schema=False
    )
    desk = _Desk(services)
    for path, function in {
        "name": desk.name,
        "new": desk.new,
        "copy": desk.copy,
        "import": desk.take,
        "propose": desk.propose,
        "twin": desk.twin,
    }.items():
        router.add_api_route(f"/{path}", function, methods=["POST"])
    return router


class _Desk:
    """Starts drafts, and remembers who starts them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self, request: Request, fields: Fields) -> Response:
        """Remember in this browser under which name its author writes."""
        answer = see("/author?said=name")
        answer.set_cookie(
            AUTHOR_COOKIE,
            quote(fields.get("name", "").strip()[:LONGEST_NAME]),
            max_age=_TWO_YEARS,
            samesite="lax",
            httponly=True,
            secure=request.url.scheme == "https",
        )
        return answer

    def new(self, author: Author, fields: Fields) -> Response:
        """Start an item or a vignette of which nothing is written yet."""
        part, slug = _PARTS.get(fields.get("part", "")), fields.get("guideline", "")
        kind = _KINDS.get(fields.get("kind", ""), Kind.SINGLE_BEST_ANSWER)
        name = id_of(fields.get("name", ""))
        if part is None or slug not in self._services.banks or not name:
            return see("/author?said=refused")
        data = blank(part, self._free(part, slug, name), slug, kind)
        if part is Part.VIGNETTE:
            data["title"] = fields["name"].strip()
        return self._start(part, slug, data, author)

    def copy(self, author: Author, fields: Fields) -> Response:
        """Start a draft with what is in an item bank; publishing it replaces that."""
        part, id_ = _PARTS.get(fields.get("part", "")), fields.get("id", "")
        for slug, bank in self._services.banks.items():
            if part is Part.ITEM and id_ in bank.items:
                return self._start(part, slug, bank.items[id_].item.source.data, author)
            if part is Part.VIGNETTE and id_ in bank.vignettes:
                return self._start(part, slug, bank.vignettes[id_].source.data, author)
        return see("/author?said=gone")

    def propose(self, author: Author, fields: Fields) -> Response:
        """Start a draft with the offer of that id, or open the draft in which it is already."""
        form = read_form(lambda name: fields.get(name, ""), self._services)
        if form is None:
            return see("/author?said=gone")
        found = offers(form, self._services)
        if found is None:
            return see(link("/author/generate", {**form.fields(), "said": "busy"}))
        for offer in found:
            if offer.id == fields.get("id"):
                taken = drafts_taken(self._services, form.guideline)
                if (offer.part, offer.id) in taken:
                    return see(editor_address(taken[offer.part, offer.id]))
                data = source_of(offer.text, offer.id).data
                return self._start(offer.part, form.guideline, data, author)
        return see(link("/author/generate", {**form.fields(), "said": "gone"}))

    def twin(self, author: Author, fields: Fields) -> Response:
        """Start a draft with a contrast twin of another draft, or open the one there is."""
        found = find_twins(fields.get("draft", ""), self._services)
        if found is None:
            return see("/author?said=gone")
        original, twins = found
        for one in twins:
            if one.id == fields.get("id"):
                slug = original.guideline
                taken = drafts_taken(self._services, slug).get((Part.VIGNETTE, one.id))
                if taken is None:
                    taken = self._draft(Part.VIGNETTE, slug, one.data, author)
                    self._note(taken, "Twin", one.note)
                return see(editor_address(taken))
        return see(f"/author/twins/{original.id}?said=gone")

    def take(self, author: Author, asked: Asked) -> Response:
        """
        Start a draft with YAML text, or one for each question of Moodle XML or GIFT.

        What is wrong in it is shown in the editor; what other formats cannot tell, such as the
        claims behind the answers, is the first comment on a draft.
        """
        read = _READERS.get(str(asked.get("form")))
        if read is not None:
            return self._take_questions(read, asked, author)
        try:
            data = source_of(str(asked.get("text", "")), "text").data
        except ContentError as error:
            said = " ".join(f"Line {one.line}: {one.message}" for one in error.defects)
            return JSONResponse({"said": said})
        slug = str(data.get("guideline"))
        if slug not in self._services.banks:
            known = ", ".join(self._services.banks)
            said = f"There is no guideline '{slug}' here. Write: guideline: {known}"
            return JSONResponse({"said": said})
        part = Part.VIGNETTE if "narrative" in data or "kind" not in data else Part.ITEM
        draft = self._draft(part, slug, data, author)
        return JSONResponse({"go": editor_address(draft)})

    def _take_questions(
        self, read: Callable[[bytes, str], ReadFile], asked: Mapping[str, Any], author: str
    ) -> Response:
        slug = str(asked.get("guideline"))
        if slug not in self._services.banks:
            return JSONResponse({"said": f"There is no guideline '{slug}' here."})
        try:
            found = read(str(asked.get("text", "")).encode("utf-8", "replace"), "The text")
        except QuizError as error:
            return JSONResponse({"said": str(error)})
        imported = as_drafts(found, slug)
        if not imported.items:
            return JSONResponse(
                {"said": " ".join(("There is no question in it.", *imported.notes))}
            )
        drafts = [self._question(item, slug, author) for item in imported.items]
        only = editor_address(drafts[0]) if len(drafts) == 1 else "/author?stage=draft"
        return JSONResponse({"go": only})

    def _question(self, item: ImportedItem, slug: str, author: str) -> Draft:
        draft = self._draft(Part.ITEM, slug, source_of(item.text, item.id).data, author)
        told = [
            *(f"To be linked: {one}" for one in item.to_link),
            *(f"Not taken over: {one}" for one in item.notes),
        ]
        if told:
            self._note(draft, "Import", "\n".join(told))
        return draft

    def _note(self, draft: Draft, author: str, text: str) -> None:
        """Say in the first comment on a draft what is to be done with it."""
        comment = Comment(draft.id, 1, author, self._services.clock(), text[:LONGEST_COMMENT])
        self._services.workshop.drafts.comment(comment)

    def _free(self, part: Part, slug: str, name: str) -> str:
        """Return *name*, or with a number behind it the first that no content has."""
        bank = self._services.banks[slug]
        taken = bank.items if part is Part.ITEM else bank.vignettes
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}-{number}"
        return free

    def _start(self, part: Part, slug: str, data: Mapping[str, object], author: str) -> Response:
        return see(editor_address(self._draft(part, slug, data, author)))

    def _draft(self, part: Part, slug: str, data: Mapping[str, object], author: str) -> Draft:
        text = draft_text(
            {key: unwrapped(value) for key, value in data.items() if key != "reviewed"},
            DraftStage.DRAFT,
        )
        id_, now = self._services.new_id(), self._services.clock()
        return self._services.workshop.drafts.start(id_, part, slug, text, author=author, at=now)


def working_title(id_: str) -> str:
    """Return in words what *id_* was made of: "volume-of-cement" is "Volume of cement"."""
    return opening_capital(id_.replace("-", " "))


def id_of(name: str) -> str:
    """Return *name* as an id: small letters and digits, with single hyphens between words."""
    plain = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return _NOT_IN_IDS.sub("-", plain).strip("-")[:_LONGEST_ID].strip("-")
