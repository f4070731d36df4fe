"""The overview of an author: drafts, and what is in the item banks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.authoring.starting import editor_address, working_title
from app.item_view import KIND_LABELS, inline, plain_text
from app.services import Services
from quizzes.bank import ItemBank, KeyedItem
from quizzes.drafts.merging import source_of
from quizzes.drafts.model import Draft, DraftStage, Part
from quizzes.errors import ContentError
from quizzes.model import ContentStatus, Kind, Vignette

_KINDS = {kind.value: label for kind, label in KIND_LABELS.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """
    One draft, or one item or vignette of a bank.

    *key* is the one of `Workshop.standings`. *address* is that of the editor, or of the page where
    learners meet what is in a bank. *sections* are topics to filter by. *saved* is None for shipped
    content, whose *content_id* is what a copy is asked for by.
    """

    key: str
    part: Part
    kind: str
    title: str
    stage: str
    address: str
    content_id: str
    sections: tuple[str, ...]
    author: str = ""
    saved: datetime | None = None
    served: str = ""


def draft_rows(services: Services) -> list[Row]:
    """Return a row for every draft, the one saved last first."""
    drafts = services.workshop.drafts.all()
    return [_draft_row(draft, services) for draft in drafts if draft.guideline in services.banks]


def bank_rows(services: Services) -> list[Row]:
    """Return a row for everything in the banks, vignettes first."""
    banks = services.banks.values()
    return [row for bank in banks for row in (*_vignette_rows(bank), *_item_rows(bank))]


def sections_of(services: Services, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Return the ids and titles of the sections that *rows* are about, in the source's order."""
    told = {section for row in rows for section in row.sections}
    return [
        (section.id, section.title)
        for bank in services.banks.values()
        for section in bank.guideline.sections.values()
        if section.id in told and section.parent is not None
    ]


def _draft_row(draft: Draft, services: Services) -> Row:
    try:
        data = source_of(draft.latest.text, draft.id).data
    except ContentError:
        data = {}
    id_ = str(data.get("id") or draft.id)
    bank = services.banks[draft.guideline]
    keyed = bank.items.get(id_) if draft.part is Part.ITEM else None
    served = draft.served
    return Row(
        key=draft.id,
        part=draft.part,
        kind=_KINDS.get(str(data.get("kind")), "Vignette"),
        title=_draft_title(data) or working_title(id_),
        stage=draft.latest.stage.value,
        address=editor_address(draft),
        content_id=id_,
        sections=keyed.sections if keyed else (),
        author=draft.latest.author,
        saved=draft.latest.saved,
        served="" if served is None else f"version {served.number}",
    )


def _draft_title(data: dict[str, object]) -> str:
    first = data.get("title") or data.get("lead_in")
    steps = data.get("steps")
    if not first and isinstance(steps, list) and steps and isinstance(steps[0], dict):
        first = steps[0].get("lead_in")
    return plain_text(inline(first)) if isinstance(first, str) else ""


def _vignette_rows(bank: ItemBank) -> Iterator[Row]:
    for vignette in bank.vignettes.values():
        if vignette.status is not ContentStatus.RETIRED:
            yield _vignette_row(vignette)


def _vignette_row(vignette: Vignette) -> Row:
    return Row(
        key=f"vignette/{vignette.id}",
        part=Part.VIGNETTE,
        kind="Vignette",
        title=vignette.case.title,
        stage=_stage_of(vignette.status),
        address=f"/cases/{vignette.id}",
        content_id=vignette.id,
        sections=(),
    )


def asked_first(keyed: KeyedItem) -> str:
    """Return the question by which authors know an item: its first lead-in, without markup."""
    return plain_text(inline(keyed.item.steps[0].lead_in))


def _item_rows(bank: ItemBank) -> Iterator[Row]:
    for keyed in bank.items.values():
        if keyed.item.status is not ContentStatus.RETIRED:
            yield _item_row(keyed)


def _item_row(keyed: KeyedItem) -> Row:
    item = keyed.item
    return Row(
        key=f"item/{item.id}",
        part=Part.ITEM,
        kind=KIND_LABELS[Kind(item.kind)],
        title=asked_first(keyed),
        stage=_stage_of(item.status),
        address=f"/items/{item.id}",
        content_id=item.id,
        sections=keyed.sections,
    )


def _stage_of(status: ContentStatus) -> str:
    return DraftStage.PUBLISHED.value if status is ContentStatus.ACTIVE else status.value
