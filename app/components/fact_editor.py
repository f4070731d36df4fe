"""The facts of a case as something to click on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import param
from panel.custom import JSComponent

from app.case_query import read_value
from app.components.markup import stylesheet
from kg.axioms import Measure, leaves
from kg.case import Absent, Fact, Present, Value
from kg.model import Guideline, Role
from kg.reasoner import Reasoner
from kg.rendering import plain_number

_LONELY = "Other findings"
_VALUES = "Values"


class FactEditor(JSComponent):
    """
    Three-way choices for findings and bounds for observables, with a search.

    The browser holds the state; each change is one message with all that is entered, so that no
    two sides can differ. `reply` sends back what follows. Params are only what it starts with. A
    `gg-reveal` event of the document, with an id, puts the focus on what it names.
    """

    facts = param.Dict(default={}, doc="What is entered: present, absent, values.")
    groups = param.List(default=[], doc="What can be entered, in the order of display.")
    implied = param.Dict(default={}, doc="Present or absent by what is entered elsewhere, by id.")
    obtain = param.String(default="", doc="The id of what to obtain next.")

    # Among the static files, because pages without a session show it too.
    _esm = Path(__file__).parents[1] / "static" / "fact_editor.js"

    def reply(self, implied: Mapping[str, str], address: str, obtain: str = "") -> None:
        """
        Show what is *implied* and what to *obtain* next.

        *address* becomes that of the page, to reload or to share.
        """
        self._send_msg({"implied": dict(implied), "address": address, "obtain": obtain})


def fact_editor(
    reasoner: Reasoner,
    facts: frozenset[Fact],
    on_change: Callable[[FactEditor, frozenset[Fact]], None],
    obtain: str = "",
) -> FactEditor:
    """
    Return an editor for cases of one guideline with *facts* entered.

    *on_change* is called with the editor and all facts after each change; it ends with `reply`.
    *obtain* is the id of what to obtain next, "" for nothing.
    """
    editor = FactEditor(
        groups=groups_of(reasoner),
        facts=to_entry(facts),
        implied=implied_by(facts, reasoner),
        obtain=obtain,
        stylesheets=[stylesheet()],
        css_classes=["editor"],
        margin=(5, 10),
        sizing_mode="stretch_width",
    )
    editor.on_msg(lambda event: on_change(editor, from_entry(event.data, reasoner.guideline)))
    return editor


def to_entry(facts: Iterable[Fact]) -> dict[str, Any]:
    """Return *facts* as the browser holds them; a value may have several bounds."""
    entry: dict[str, Any] = {"present": [], "absent": [], "values": {}}
    for fact in sorted(facts, key=repr):
        match fact:
            case Present(finding):
                entry["present"].append(finding)
            case Absent(finding):
                entry["absent"].append(finding)
            case Value(observable, bound, amount):
                value = {"bound": bound.value, "amount": plain_number(amount)}
                entry["values"].setdefault(observable, []).append(value)
    return entry


def from_entry(entry: Any, guideline: Guideline) -> frozenset[Fact]:
    """Return the facts in what a browser sent; what is no fact of the guideline is left out."""
    match entry:
        case {"present": list(present), "absent": list(absent), "values": dict(values)}:
            return frozenset(
                [
                    *(Present(finding) for finding in guideline.findings if finding in present),
                    *(Absent(finding) for finding in guideline.findings if finding in absent),
                    *(
                        value
                        for observable in guideline.observables
                        for value in _values(observable, values.get(observable))
                    ),
                ]
            )
    return frozenset()


def _values(observable: str, entered: Any) -> Iterator[Value]:
    for bound in entered if isinstance(entered, list) else ():
        match bound:
            case {"bound": str(kind), "amount": str(amount)}:
                value = read_value(observable, kind, amount)
                if value is not None:
                    yield value


def implied_by(facts: Iterable[Fact], reasoner: Reasoner) -> dict[str, str]:
    """Return what follows for findings that *facts* do not name: "present" or "absent" by id."""
    present = [fact.finding for fact in facts if isinstance(fact, Present)]
    absent = [fact.finding for fact in facts if isinstance(fact, Absent)]
    hierarchy = reasoner.hierarchy
    return {
        **dict.fromkeys(sorted(hierarchy.implied_absent(present, absent)), "absent"),
        **dict.fromkeys(sorted(hierarchy.implied_present(present)), "present"),
    }


def groups_of(reasoner: Reasoner) -> list[dict[str, Any]]:
    """Return what can be entered, in the order of display, as the browser shows it."""
    guideline, hierarchy = reasoner.guideline, reasoner.hierarchy
    codes = _codes(reasoner)
    roots = [f for f in guideline.findings.values() if not f.parents]
    shown: set[str] = set()
    groups: list[dict[str, Any]] = []
    lonely: list[dict[str, Any]] = []
    for root in sorted(roots, key=lambda f: (-len(hierarchy.narrower[f.id]), f.label)):
        rows = [
            _finding_row(guideline, id_, depth, codes)
            for id_, depth in _tree(root.id, guideline, shown)
        ]
        if len(rows) == 1:
            lonely += rows
        else:
            title = root.label[0].upper() + root.label[1:]
            groups.append({"title": title, "findings": rows, "observables": []})
    values = [
        {
            "id": observable.id,
            "label": observable.label,
            "definition": observable.definition,
            "unit": observable.unit_label,
            "codes": codes.get(observable.id, []),
        }
        for observable in guideline.observables.values()
    ]
    if values:
        groups.insert(0, {"title": _VALUES, "findings": [], "observables": values})
    if lonely:
        groups.append({"title": _LONELY, "findings": lonely, "observables": []})
    return groups


def _tree(
    root: str, guideline: Guideline, shown: set[str], depth: int = 0
) -> Iterator[tuple[str, int]]:
    """Yield *root* and all below it with their depth; a finding with two parents comes once."""
    if root not in shown:
        shown.add(root)
        yield root, depth
        for finding in guideline.findings.values():
            if root in finding.parents:
                yield from _tree(finding.id, guideline, shown, depth + 1)


def _finding_row(
    guideline: Guideline, finding: str, depth: int, codes: Mapping[str, list[str]]
) -> dict[str, Any]:
    found = guideline.findings[finding]
    return {
        "id": finding,
        "label": found.label,
        "definition": found.definition,
        "depth": depth,
        "codes": codes.get(finding, []),
    }


def _codes(reasoner: Reasoner) -> dict[str, list[str]]:
    """Return the deciding criteria that test each finding or observable."""
    codes: dict[str, list[str]] = {}
    for (criterion, _), expression in reasoner.rules.sides.items():
        if reasoner.guideline.criteria[criterion].role is Role.SUPPORTING:
            continue
        for leaf in leaves(expression):
            tested = leaf.observable if isinstance(leaf, Measure) else getattr(leaf, "finding", "")
            if tested and criterion not in codes.setdefault(tested, []):
                codes[tested].append(criterion)
    return codes
