"""
What differs between two versions of a draft, field by field and in words.

The key of an item and the decision on its patient are compared as well: both versions are judged by
the guideline and the item bank as they are now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kg.contradictions import Refusal
from kg.yaml_text import Place, dotted, undotted
from quizzes.bank import ItemBank
from quizzes.drafts.check import DraftCheck
from quizzes.drafts.marks import Mark, entry_marks, marks_of, replaced
from quizzes.drafts.wording import Said, Wording
from quizzes.judgement import Truth

#: What is known of a draft by its stage, and no field that an author writes.
_BESIDE = frozenset({"status", "reviewed"})
# Texts in which single words change; anything else is put in the place of what was.
_PROSE = frozenset(
    {"title", "narrative", "opening", "comment", "stem", "lead_in", "text", "rationale"}
    | {"explanation"}
)
_FACTS = ("present", "absent", "values")
# Lists of which each entry has fields of its own, with what entries are known by again.
_KNOWN_BY = {"options": ("id", "answer"), "steps": ("lead_in",), "common_errors": ("value",)}
_KEYS = {Truth.TRUE: "right", Truth.FALSE: "wrong", Truth.UNKNOWN: "not proven", None: "open"}

_Data = Mapping[str, Any]


class ChangeKind(Enum):
    """What became of a field, an option, a step or a common error."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """
    One field that differs; *place* is where it stands in the later version that has it.

    *marks* hold its text in words, or its entries with one mark each if it *is_list*.
    """

    place: str
    kind: ChangeKind
    marks: tuple[Mark, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """The changes in one option, step or common error at *place*, "" for the content as a whole."""

    place: str
    kind: ChangeKind
    changes: tuple[Change, ...]


def compare(before: DraftCheck, after: DraftCheck, bank: ItemBank) -> tuple[ChangedPart, ...]:
    """
    Return what differs between two versions of one draft of the guideline of *bank*.

    Its stage and the note of its review are left out; so are spaces at the ends of texts.
    """
    comparison = _Comparison(Wording(bank))
    return tuple(comparison.parts(_told(before), _told(after), (), (), ChangeKind.CHANGED))


class _Comparison:
    """Compares data with data; places are those of either version."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def parts(
        self, before: _Data, after: _Data, was: Place, now: Place, kind: ChangeKind
    ) -> Iterator[ChangedPart]:
        """Yield the part itself if it differs, and then those in it."""
        here = was if kind is ChangeKind.REMOVED else now
        names = _in_order(list(before), list(after))
        changes = [
            change
            for name in names
            if name != "id" or not here  # of an option it is never shown
            for change in self._changes(name, before.get(name), after.get(name), here)
        ]
        if changes or kind is not ChangeKind.CHANGED:
            yield ChangedPart(dotted(here), kind, tuple(changes))
        for name in names:
            if name in _KNOWN_BY:
                old, new = (_mappings(data.get(name)) for data in (before, after))
                for one, other in _pairs(name, old, new):
                    yield from self.parts(
                        old[one] if one is not None else {},
                        new[other] if other is not None else {},
                        (*was, name, one or 0),
                        (*now, name, other or 0),
                        _kind(one is not None, other is not None),
                    )

    def _changes(self, name: str, before: Any, after: Any, here: Place) -> Iterator[Change]:
        place = dotted((*here, name))
        if name in _KNOWN_BY:
            yield from self._order(name, _mappings(before), _mappings(after), place)
            return
        old, new = self._wording.said(name, before), self._wording.said(name, after)
        if _plain(old) == _plain(new):
            return
        kind = _kind(bool(old), bool(new))
        if isinstance(old, tuple) or isinstance(new, tuple):
            yield Change(place, kind, entry_marks(_entries(old), _entries(new)), is_list=True)
        else:
            mark = marks_of if name in _PROSE else replaced
            yield Change(place, kind, mark(old.strip(), new.strip()))

    def _order(
        self, name: str, before: Sequence[_Data], after: Sequence[_Data], place: str
    ) -> Iterator[Change]:
        """Yield the new order of the entries that both versions have, if it is another one."""
        pairs = [pair for pair in _pairs(name, before, after) if None not in pair]
        by_old = sorted(pairs, key=lambda pair: pair[0] or 0)
        by_new = sorted(pairs, key=lambda pair: pair[1] or 0)
        if by_old != by_new:
            texts = {pair: _called(after[pair[1] or 0]) for pair in pairs}
            old, new = ("; ".join(texts[pair] for pair in order) for order in (by_old, by_new))
            yield Change(place, ChangeKind.MOVED, replaced(old, new))


def _told(check: DraftCheck) -> dict[str, Any]:
    """Return the data of a version with its facts in one place, its keys and its decision."""
    data: dict[str, Any] = {}
    facts = {name: check.data[name] for name in _FACTS if name in check.data}
    for name, value in check.data.items():
        if name in _FACTS:
            data["facts"] = facts
        elif name not in _BESIDE:
            data[name] = deepcopy(value)
    for proof in check.proofs:
        holder: Any = data
        if proof.place == "answer_from":
            data["key"] = proof.reason
            continue
        for step in undotted(proof.place):
            holder = holder[step]
        holder["key"] = _KEYS[proof.truth]
    if isinstance(check.derivation, Refusal):
        data["verdict"] = "none: the facts contradict each other"
    elif check.derivation is not None:
        data["verdict"] = check.derivation.verdict.value
    return data


def _pairs(
    name: str, before: Sequence[_Data], after: Sequence[_Data]
) -> list[tuple[int | None, int | None]]:
    """
    Return the places of entries that are the same one in both lists, in the order of *after*.

    Options are known by their ids. Of steps and errors, what is not known again is taken in order.
    """
    old = {_identity(name, entry): index for index, entry in reversed([*enumerate(before)])}
    found: dict[int, int] = {}
    for index, entry in enumerate(after):
        same = old.pop(_identity(name, entry), None)
        if same is not None:
            found[index] = same
    rest = [index for index in range(len(before)) if index not in found.values()]
    if name != "options":
        for index in range(len(after)):
            if index not in found and rest:
                found[index] = rest.pop(0)
    pairs: list[tuple[int | None, int | None]] = [(found.get(n), n) for n in range(len(after))]
    return [*pairs, *((index, None) for index in rest)]


def _identity(name: str, entry: _Data) -> str:
    return next((str(entry[key]) for key in _KNOWN_BY[name] if key in entry), "")


def _called(entry: _Data) -> str:
    keys = ("text", "lead_in", "value", "answer", "id")
    return next((str(entry[key]) for key in keys if entry.get(key) not in (None, "")), "…")


def _mappings(entries: Any) -> list[_Data]:
    return [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []


def _entries(said: Said) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (said,) if said else ()


def _plain(said: Said) -> Said:
    """Return *said* as it is compared: the order of a list and the ends of a text say nothing."""
    return tuple(sorted(said)) if isinstance(said, tuple) else said.strip()


def _kind(was: bool, is_: bool) -> ChangeKind:
    if was and is_:
        return ChangeKind.CHANGED
    return ChangeKind.ADDED if is_ else ChangeKind.REMOVED


def _in_order(before: list[str], after: list[str]) -> list[str]:
    """Return all names in the order of *after*, gone ones behind what they stood behind."""
    names = list(after)
    for index, name in enumerate(before):
        if name not in names:
            last = next((names.index(one) for one in before[:index][::-1] if one in names), -1)
            names.insert(last + 1, name)
    return names
