"""What authors have published, put into the item bank that was shipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from quizzes.bank import ItemBank
from quizzes.drafts.model import Draft, Part
from quizzes.errors import ContentError, Defect
from quizzes.judgement import Knowledge
from quizzes.loading import read_item, read_vignette
from quizzes.model import ContentStatus, Item, Vignette
from quizzes.proving import Prover, prove_each
from quizzes.yaml_source import YamlSource, parse_yaml

_Content = TypeVar("_Content", Item, Vignette)


def merged(shipped: ItemBank, drafts: Iterable[Draft], knowledge: Knowledge) -> ItemBank:
    """
    Return *shipped* with what was published, in which the same id replaces what was shipped.

    Retired drafts stay in the bank as retired, so that old answers still find their item. Whatever
    can no longer be proven, such as an item whose vignette has changed, is left out and is among
    the defects. Only what changes is proven anew.
    """
    return _Merger(shipped, knowledge).bank(drafts)


@dataclass(frozen=True)
class _Published:
    """The content of published drafts by its id."""

    items: Mapping[str, Item]
    vignettes: Mapping[str, Vignette]


class _Merger:
    def __init__(self, shipped: ItemBank, knowledge: Knowledge) -> None:
        self._shipped = shipped
        self._knowledge = knowledge
        self._defects: list[Defect] = list(shipped.defects)

    def bank(self, drafts: Iterable[Draft]) -> ItemBank:
        shipped = self._shipped
        new = self._read(drafts)
        told = {**shipped.vignettes, **new.vignettes}
        kept = {
            id_: derivation
            for id_, derivation in shipped.derivations.items()
            if id_ not in new.vignettes and told[id_].twin_of not in new.vignettes
        }
        prover = Prover(self._knowledge, told, kept)
        changed = {id_: told[id_] for id_ in told if id_ not in kept}
        derivations = kept | prove_each(changed, lambda v: prover.vignette(v, told), self._defects)
        vignettes = {id_: told[id_] for id_ in told if id_ in derivations}
        items = dict(shipped.items)
        affected = {
            id_: keyed.item for id_, keyed in items.items() if keyed.item.vignette in changed
        } | dict(new.items)
        for id_ in affected:
            items.pop(id_, None)
        items |= prove_each(affected, lambda item: prover.item(item, vignettes), self._defects)
        return ItemBank(
            shipped.guideline,
            dict(sorted(items.items())),
            dict(sorted(vignettes.items())),
            derivations,
            tuple(sorted(self._defects)),
        )

    def _read(self, drafts: Iterable[Draft]) -> _Published:
        items: dict[str, Item] = {}
        vignettes: dict[str, Vignette] = {}
        for draft in drafts:
            if draft.published is None:
                continue
            try:
                source = source_of(draft.published.text, draft.id)
                if draft.part is Part.ITEM:
                    item = read_item(source, self._knowledge.guideline)
                    items[item.id] = _staged(item, draft)
                else:
                    vignette = read_vignette(source, self._knowledge.guideline)
                    vignettes[vignette.id] = _staged(vignette, draft)
            except ContentError as error:
                self._defects += error.defects
        return _Published(items, vignettes)


def source_of(text: str, name: str) -> YamlSource:
    """
    Return the text of a draft as if it stood in a file named after its id.

    Raises:
        ContentError: If it is not YAML, or holds no keys; *name* is what the message calls it.
    """
    source = parse_yaml(text.encode("utf-8", "replace"), "", name)
    if not isinstance(source.data, dict):
        message = "The text holds no keys. Start with: id, guideline."
        raise ContentError(source.defect((), "yaml", message))
    id_ = source.data.get("id")
    stem = id_ if isinstance(id_, str) else ""
    return replace(source, stem=stem, file=f"{stem or name}.yaml")


def _staged(content: _Content, draft: Draft) -> _Content:
    return replace(content, status=ContentStatus.RETIRED) if draft.is_retired else content
