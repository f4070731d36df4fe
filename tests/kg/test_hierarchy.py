"""What one finding says about others."""

from __future__ import annotations

import pytest

from kg.errors import SourceError
from kg.hierarchy import build_hierarchy
from kg.model import Finding, Stage


def finding(
    name: str, parents: tuple[str, ...] = (), incompatible: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        id=name,
        iri=f"urn:{name}",
        label=name,
        absent_label=f"no {name}",
        definition="",
        question=f"{name}?",
        parents=parents,
        incompatible=incompatible,
        encoded=False,
        stage=Stage.HISTORY,
    )


def keyed(*findings: Finding) -> dict[str, Finding]:
    return {each.id: each for each in findings}


ANIMALS = keyed(
    finding("animal"),
    finding("dog", ("animal",)),
    finding("poodle", ("dog",)),
    finding("cat", ("animal",), incompatible=("dog",)),
)


def test_presence_goes_up_and_absence_goes_down() -> None:
    hierarchy = build_hierarchy(ANIMALS)

    assert hierarchy.implied_present(["poodle"]) == {"poodle", "dog", "animal"}
    assert hierarchy.implied_absent([], ["dog"]) == {"dog", "poodle"}


def test_a_finding_rules_out_what_it_is_incompatible_with_and_all_that_is_narrower() -> None:
    hierarchy = build_hierarchy(ANIMALS)

    assert hierarchy.implied_absent(["cat"], []) == {"dog", "poodle"}


def test_incompatibility_stated_in_one_direction_holds_in_both() -> None:
    hierarchy = build_hierarchy(ANIMALS)

    assert hierarchy.implied_absent(["poodle"], []) == {"cat"}
    assert hierarchy.absent_through("cat") == {"dog", "poodle"}


def test_nothing_follows_from_no_facts() -> None:
    hierarchy = build_hierarchy(ANIMALS)

    assert (hierarchy.implied_present([]), hierarchy.implied_absent([], [])) == (set(), set())


def test_a_parent_that_is_no_finding_is_named() -> None:
    with pytest.raises(SourceError, match="poodle names dgo, which is no finding"):
        build_hierarchy(keyed(finding("poodle", ("dgo",))))


def test_a_finding_above_itself_is_named() -> None:
    with pytest.raises(SourceError, match="own ancestor"):
        build_hierarchy(keyed(finding("egg", ("hen",)), finding("hen", ("egg",))))
