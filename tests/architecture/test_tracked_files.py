"""Nothing in the repository tells where, with what or by which machine it was made."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Each is put together from parts, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of one machine": "|".join(
        [
            r"(?<![\w.])/wo" + r"rk/",
            r"/tm" + r"p/\w",
            r"(?<![\w.~])/ho" + r"me/\w",
            r"(?<!\w)/ro" + r"ot/",
        ]
    ),
    "the host of a package index": "|".join(
        [
            r"py" + r"pi\.org/simple",
            r"pythonho" + r"sted\.org",
            r"--(?:extra-)?ind" + r"ex-url[ =]h",
        ]
    ),
    "the tools around the repository": "|".join(
        [
            r"(?i:\bcla" + r"ude\b)",
            r"(?i:\banth" + r"ropic\b)",
            r"(?i:\bchatg" + r"pt\b)",
            r"(?i:\bope" + r"nai\b)",
            r"(?i:\bsub-?ag" + r"ent\b)",
            r"(?i:co-authored-" + r"by)",
        ]
    ),
    "a note to do it later": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}


@cache
def _tracked() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("this is no checkout")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".ico", ".woff2"}:
            texts[name] = path.read_text(encoding="utf-8")
    return texts


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])

    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in _tracked().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]

    assert found == []


def test_the_locks_hold_a_hash_for_every_package_and_no_index() -> None:
    for name in ("serve", "check", "external"):
        text = (ROOT / f"requirements-{name}.lock").read_text(encoding="utf-8")
        pinned = re.split(r"^(?=[a-z0-9][\w.-]*==)", text, flags=re.MULTILINE)[1:]
        loose = [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry]
        assert pinned
        assert loose == []
        assert "://" not in text


def test_files_end_with_one_line_end_and_lines_with_no_space() -> None:
    untidy = [
        name
        for name, text in _tracked().items()
        if not name.endswith((".tsv", ".sql"))  # as their programs wrote them
        and (
            re.search(r"[ \t]$", text, re.MULTILINE) or (text and not re.search(r"[^\n]\n\Z", text))
        )
    ]

    assert untidy == []
