"""The facts of a case as something to click on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import param
from panel.custom import JSComponent

from app.case_query import read_number
from app.components.markup import stylesheet
from kg.axioms import Measure, leaves
from kg.case import Absent, Bound, Fact, Present, Value
from kg.model import Guideline, Role
from kg.reasoner import Reasoner
from kg.rendering import plain_number

_LONELY = "Other findings"
_VALUES = "Values"


class FactEditor(JSComponent):
    """
    Three-way choices for findings and bounds for observables, with a search.

    The browser holds the state and sends `facts` after each change; only `implied` is sent back.
    """

    facts = param.Dict(default={}, doc="What was entered: present, absent, values.")
    groups = param.List(default=[], doc="What can be entered, in the order of display.")
    implied = param.Dict(default={}, doc="Present or absent by what was entered elsewhere, by id.")

    _esm = Path(__file__).parent / "fact_editor.js"


def fact_editor(reasoner: Reasoner, facts: Iterable[Fact]) -> FactEditor:
    """Return an editor for cases of one guideline with *facts* entered."""
    return FactEditor(
        groups=_groups(reasoner),
        facts=to_entry(facts),
        implied={},
        stylesheets=[stylesheet()],
        css_classes=["editor"],
        margin=(5, 10),
        sizing_mode="stretch_width",
    )


def to_entry(facts: Iterable[Fact]) -> dict[str, Any]:
    """Return *facts* as the browser holds them; of several bounds of one value the last."""
    entry: dict[str, Any] = {"present": [], "absent": [], "values": {}}
    for fact in sorted(facts, key=repr):
        match fact:
            case Present(finding):
                entry["present"].append(finding)
            case Absent(finding):
                entry["absent"].append(finding)
            case Value(observable, bound, amount):
                value = {"bound": bound.value, "amount": plain_number(amount)}
                entry["values"][observable] = value
    return entry


def from_entry(entry: Mapping[str, Any], guideline: Guideline) -> frozenset[Fact]:
    """Return the facts in what the browser sent; what the guideline does not know is left out."""
    facts: set[Fact] = {Present(f) for f in entry.get("present", ()) if f in guideline.findings}
    facts |= {Absent(f) for f in entry.get("absent", ()) if f in guideline.findings}
    for observable, value in entry.get("values", {}).items():
        amount: Decimal | None = read_number(str(value.get("amount", "")))
        if observable in guideline.observables and amount is not None:
            facts.add(Value(observable, Bound(value.get("bound")), amount))
    return frozenset(facts)


def implied_by(facts: Iterable[Fact], reasoner: Reasoner) -> dict[str, str]:
    """Return what follows for findings that *facts* do not name: "present" or "absent" by id."""
    present = [fact.finding for fact in facts if isinstance(fact, Present)]
    absent = [fact.finding for fact in facts if isinstance(fact, Absent)]
    hierarchy = reasoner.hierarchy
    return {
        **dict.fromkeys(sorted(hierarchy.implied_absent(present, absent)), "absent"),
        **dict.fromkeys(sorted(hierarchy.implied_present(present)), "present"),
    }


def _groups(reasoner: Reasoner) -> list[dict[str, Any]]:
    guideline, hierarchy = reasoner.guideline, reasoner.hierarchy
    codes = _codes(reasoner)
    roots = [f for f in guideline.findings.values() if not f.parents]
    groups: list[dict[str, Any]] = []
    lonely: list[dict[str, Any]] = []
    for root in sorted(roots, key=lambda f: (-len(hierarchy.narrower[f.id]), f.label)):
        rows = [
            _finding_row(guideline, id_, depth, codes)
            for id_, depth in _tree(root.id, guideline, 0)
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


def _tree(root: str, guideline: Guideline, depth: int) -> list[tuple[str, int]]:
    below = [f.id for f in guideline.findings.values() if root in f.parents]
    return [(root, depth), *(row for id_ in below for row in _tree(id_, guideline, depth + 1))]


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
