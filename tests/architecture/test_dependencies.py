"""What the project asks for, what the locks hold and what is imported are the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_SERVE = _PROJECT["project"]["dependencies"] + _PROJECT["dependency-groups"]["build"]
_CHECK = _SERVE + _PROJECT["dependency-groups"]["dev"]


def _locked(name: str) -> dict[str, set[str]]:
    text = (ROOT / f"requirements-{name}.lock").read_text(encoding="utf-8")
    versions: dict[str, set[str]] = {}
    # A package may stand in a lock more than once, for different platforms.
    for package, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


@pytest.mark.parametrize(("lock", "wanted"), [("serve", _SERVE), ("check", _CHECK)])
def test_a_lock_holds_every_requirement_within_its_bounds(lock: str, wanted: list[str]) -> None:
    locked = _locked(lock)

    unmet = [
        text
        for text in wanted
        if not (versions := locked.get(canonicalize_name(Requirement(text).name)))
        or not all(Requirement(text).specifier.contains(version) for version in versions)
    ]

    assert unmet == [], "make the locks anew; CONTRIBUTING.md says how"


def test_both_locks_hold_the_same_versions() -> None:
    serve, check = _locked("serve"), _locked("check")

    different = {
        name: (version, check.get(name))
        for name, version in serve.items()
        if check.get(name) != version
    }

    assert different == {}


def test_only_what_is_worked_around_is_pinned() -> None:
    pinned = {Requirement(text).name for text in _CHECK if "==" in text}

    assert pinned == {"panel", "panel-material-ui"}
