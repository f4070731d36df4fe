"""
Case files: one documented YAML or JSON format (docs/case-format.md).

    guideline: bilateral-sacroplasty
    present: [BilateralFractureConfirmedOnMri]
    absent: [Malignancy]
    values:
      ConservativeManagementDuration: {at_least: 4, unit: wk}

`id`, `title` and `narrative` are optional. Findings and observables go by the ontology's ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.errors import CaseError, UnknownNameError, suggest
from kg.model import Guideline, Observable
from kg.units import UnitError, convert
from kg.yaml_text import Place, YamlText, YamlTextError, dotted, read_yaml_text

_KEYS = ("guideline", "id", "title", "narrative", "present", "absent", "values")
_BOUNDS = {bound.value: bound for bound in Bound}


@dataclass(frozen=True)
class CaseFault:
    """One fault of a case: its place in the data, and a message with the remedy."""

    place: Place
    message: str


def read_case(path: Path, guidelines: Mapping[str, Guideline]) -> Case:
    """
    Read the case in the file at *path*; its id is the file's stem unless it names one.

    Raises:
        CaseError: If the file cannot be read or is malformed; names file, line, field and remedy.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path}: the file cannot be read: {error.strerror or error}.") from error
    return parse_case(content, str(path), path.stem, guidelines)


def parse_case(
    content: bytes, name: str, default_id: str, guidelines: Mapping[str, Guideline]
) -> Case:
    """
    Read a case from YAML or JSON text; *name* is what messages call it.

    Raises:
        CaseError: If the text is malformed; lists every fault, one a line.
    """
    try:
        text = read_yaml_text(content)
    except YamlTextError as fault:
        raise CaseError(f"{name}:{fault.line}: {fault}") from fault
    faults = list(_shape_faults(text.data))
    guideline = None
    if not faults:
        slug = text.data["guideline"]
        guideline = guidelines.get(slug)
        if guideline is None:
            unknown = UnknownNameError("guideline", str(slug), guidelines)
            faults.append(CaseFault(("guideline",), str(unknown)))
    if guideline is None:
        raise _case_error(name, text, faults)
    facts, faults = facts_from_mapping(text.data, guideline)
    if faults:
        raise _case_error(name, text, faults)
    data = text.data
    return Case(
        id=str(data.get("id") or default_id),
        guideline=guideline.slug,
        facts=facts,
        title=str(data.get("title") or ""),
        narrative=str(data.get("narrative") or ""),
    )


def facts_from_mapping(
    data: Mapping[str, Any], guideline: Guideline
) -> tuple[frozenset[Fact], list[CaseFault]]:
    """
    Return the facts under `present`, `absent` and `values` of *data*, and every fault in them.

    Shared by case files, vignettes and items.
    """
    faults: list[CaseFault] = []
    facts: set[Fact] = set()
    for key, kind in (("present", Present), ("absent", Absent)):
        for index, finding in enumerate(data.get(key) or ()):
            if isinstance(finding, str) and finding in guideline.findings:
                facts.add(kind(finding))
            else:
                unknown = UnknownNameError("finding", str(finding), guideline.findings)
                faults.append(CaseFault((key, index), str(unknown)))
    for observable, value in (data.get("values") or {}).items():
        place: Place = ("values", observable)
        if observable not in guideline.observables:
            unknown = UnknownNameError("observable", str(observable), guideline.observables)
            faults.append(CaseFault(place, str(unknown)))
            continue
        try:
            facts.update(_values(value, guideline.observables[observable]))
        except CaseError as error:
            faults.append(CaseFault(place, str(error)))
    return frozenset(facts), faults


def facts_to_mapping(facts: Iterable[Fact], guideline: Guideline) -> dict[str, Any]:
    """
    Return *facts* as `facts_from_mapping` reads them, in the order of the guideline.

    Of several bounds of one kind the narrowest is written, which says the same.
    """
    known = set(facts)
    values: dict[str, dict[str, Any]] = {}
    for observable in guideline.observables.values():
        written: dict[str, Any] = {}
        for bound in Bound:
            mine = [f for f in known if isinstance(f, Value) and f.observable == observable.id]
            amounts = [value.amount for value in mine if value.bound is bound]
            if amounts:
                written[bound.value] = min(amounts) if bound is Bound.LESS_THAN else max(amounts)
        if written:
            values[observable.id] = {**written, "unit": observable.ucum}
    return {
        "present": [finding for finding in guideline.findings if Present(finding) in known],
        "absent": [finding for finding in guideline.findings if Absent(finding) in known],
        "values": values,
    }


def _values(value: object, observable: Observable) -> Iterator[Value]:
    example = f"{{exactly: 4, unit: {observable.ucum}}}"
    if not isinstance(value, Mapping) or not value.keys() & _BOUNDS.keys():
        raise CaseError(f"Write the value as {example}; at_least and less_than are the others.")
    for key in value:
        if key != "unit" and key not in _BOUNDS:
            near = suggest(str(key), (*_BOUNDS, "unit"))
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise CaseError(f"A value has no key '{key}'.{hint} Write it as {example}.")
    unit = value.get("unit")
    if unit is None:
        raise CaseError(f"The unit is missing. Write the value as {example}.")
    for key, bound in _BOUNDS.items():
        if key not in value:
            continue
        amount = value[key]
        if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
            raise CaseError(f"'{amount}' is no number. Write the value as {example}.")
        # Made before it is converted too: no number comes to `convert` that it would have to round.
        written = Value(observable.id, bound, Decimal(amount))
        try:
            yield Value(observable.id, bound, convert(written.amount, str(unit), observable.ucum))
        except UnitError as error:
            raise CaseError(str(error)) from error


def _shape_faults(data: object) -> Iterator[CaseFault]:
    if not isinstance(data, dict):
        yield CaseFault((), "A case is a mapping with the keys " + ", ".join(_KEYS) + ".")
        return
    if not data.get("guideline"):
        yield CaseFault((), "The key 'guideline' is missing. Name the guideline that decides it.")
    for key in data:
        if key not in _KEYS:
            near = suggest(str(key), _KEYS)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            yield CaseFault((key,), f"A case has no key '{key}'.{hint}")
    for key in ("guideline", "id", "title", "narrative"):
        if isinstance(data.get(key), list | dict):
            yield CaseFault((key,), f"'{key}' must be a text.")
    for key in ("present", "absent"):
        if not isinstance(data.get(key) or [], list):
            yield CaseFault((key,), f"'{key}' must be a list of findings.")
    if not isinstance(data.get("values") or {}, dict):
        yield CaseFault(("values",), "'values' must be a mapping from observables to values.")


def _case_error(name: str, text: YamlText, faults: list[CaseFault]) -> CaseError:
    return CaseError(
        "\n".join(
            f"{name}:{text.line_of(fault.place)}: "
            + (f"{dotted(fault.place)}: " if fault.place else "")
            + fault.message
            for fault in faults
        )
    )
