"""Flaws to plant for the rules S1 to S4, in the form of those of `item_flaws`."""

from __future__ import annotations

from flaw_places import Data, Operator, free_steps, single_steps

# Whatever the item is about, these claims are true of the first guideline, and these false.
_TRUE = (
    {"statement": "st-17a", "cited": False},
    {"statement": "st-12b", "force": "typically"},
    {"criterion": "S1", "role": "supporting"},
    {"reference": 2, "confidence": "confirmed"},
    {"statement": "st-39a", "lower": 4, "upper": 6, "unit": "mL"},
)
_FALSE = (
    {"statement": "st-17a", "cited": True},
    {"statement": "st-12b", "force": "may"},
    {"criterion": "S1", "role": "exclusion"},
    {"reference": 2, "confidence": "unresolved"},
    {"statement": "st-39a", "lower": 5, "upper": 6, "unit": "mL"},
)
_OPEN = {"content": {"subject": "BoneHealth", "aspect": "improvedWith", "value": "AftercareCt"}}


def key_not_entailed(data: Data, n: int, keys: frozenset[str]) -> bool:
    """Make the right option of an item false, or leave a wrong one open."""
    if data["kind"] == "numeric":
        data["answer_from"] = {"statement": "st-12b", "bound": "exactly"}
        return True
    step = next(single_steps(data), None)
    if step is None:
        return False
    for option in step["options"]:
        is_key = option["id"] in keys
        if is_key and n % 2:
            option["claim"] = _FALSE[n % len(_FALSE)]
        if not is_key and n % 2 == 0:
            option["claim"] = _OPEN
            break
    return True


def second_key(data: Data, n: int, keys: frozenset[str]) -> bool:
    """Make a wrong option true, or call the right number an error."""
    if data["kind"] == "numeric" and data.get("common_errors"):
        return False
    step = next(single_steps(data), None)
    if step is None:
        return False
    wrong = [option for option in step["options"] if option["id"] not in keys]
    wrong[n % len(wrong)]["claim"] = _TRUE[n % len(_TRUE)]
    return True


def overlapping_options(data: Data, n: int, keys: frozenset[str]) -> bool:
    """Say the same twice, or give ranges that meet."""
    step = next(free_steps(data), None)
    if step is None:
        return False
    one, other = step["options"][0], step["options"][1]
    ranges = (
        ("2 to 5 mL", "5 to 8 mL"),
        ("At least 3 weeks", "6 weeks"),
        ("Less than 10 days", "5 to 20 days"),
        ("More than 20 %", "30 to 40 %"),
    )
    if n % 3 == 0:
        other["text"] = f"{one['text'].upper()} "
    elif n % 3 == 1 and data["kind"] == "single-best-answer":
        one["text"], other["text"] = ranges[n // 3 % len(ranges)]
    elif n % 3 == 1:
        other["claim"] = one["claim"]
    else:
        one["text"] = "Displaced fracture of the sacrum"
        other["text"] = "Fracture of the sacrum, displaced"
    return True


def dead_citation(data: Data, n: int, keys: frozenset[str]) -> bool:
    """Name a statement, a reference or a criterion that is not there."""
    if n % 4 == 0:
        data["explanation"] += " This stands in st-99a."
    elif n % 4 == 1:
        data["explanation"] += f" The source cites [{9 + n}] for it."
    elif n % 4 == 2:
        data["explanation"] += f" The source cites reference {9 + n}."
    else:
        step = next(free_steps(data), None)
        if step is None:
            return False
        step["options"][n % 3]["statements"] = ["st-99a"]
    return True


#: The operators of the semantic rules; S5 and S6 change the guideline as well.
SEMANTIC: dict[str, Operator] = {
    "S1": key_not_entailed,
    "S2": second_key,
    "S3": overlapping_options,
    "S4": dead_citation,
}
