"""What the documentation points at exists, and what must be documented is."""

from __future__ import annotations

import re
from pathlib import Path

from app.shell import NAVIGATION

_HEADINGS = ["Context", "Decision", "Consequences"]
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
# A path in backticks; one with a placeholder in it is none.
_PATH = re.compile(r"`((?:app|kg|quizzes|ontology|tests|docs|benchmarks)/[\w./-]+)`")


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_links_between_files_lead_somewhere(root: Path, pages: dict[str, str]) -> None:
    broken = []
    for page, text in pages.items():
        for link in re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", text)):
            if re.match(r"https?://|mailto:", link):
                continue
            target, _, anchor = link.partition("#")
            path = (root / page).parent / target if target else root / page
            headings = (
                re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
                if anchor and path.is_file()
                else []
            )
            if not path.exists() or (anchor and anchor not in map(_anchor, headings)):
                broken.append(f"{page}: {link}")

    assert broken == []


def test_every_file_that_is_named_exists(root: Path, pages: dict[str, str]) -> None:
    # A record tells what was so when it was written.
    current = {page: text for page, text in pages.items() if not page.startswith("docs/decisions/")}

    missing = [
        f"{page}: {path}"
        for page, text in current.items()
        for path in _PATH.findall(text)
        if not (root / path).exists()
    ]

    assert missing == []


def test_every_page_of_the_app_is_in_the_readme(pages: dict[str, str]) -> None:
    missing = [address for _, address in NAVIGATION if f"`{address}`" not in pages["README.md"]]

    assert missing == []


def test_every_picture_is_shown_somewhere(root: Path, pages: dict[str, str]) -> None:
    kept = {path.name for path in (root / "docs" / "images").glob("*")}

    shown = {
        Path(link).name
        for text in pages.values()
        for link in re.findall(r"(?:\]\(|src(?:set)?=\")([^)\"\s]+\.png)", text)
    }

    assert kept == shown


def test_pictures_are_small_enough_to_clone(root: Path) -> None:
    large = [
        f"{path.name}: {path.stat().st_size // 1000} kB"
        for path in (root / "docs" / "images").glob("*")
        if path.stat().st_size > 250_000
    ]

    assert large == []


def test_decision_records_are_numbered_without_a_gap(pages: dict[str, str]) -> None:
    names = sorted(Path(page).name for page in pages if page.startswith("docs/decisions/"))

    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]


def test_each_decision_record_says_context_decision_and_consequences(
    pages: dict[str, str],
) -> None:
    malformed = []
    for page, text in pages.items():
        if page.startswith("docs/decisions/"):
            title, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
            sections = dict(part.split("\n", 1) for part in parts)
            number = int(Path(page).name[:4])
            is_titled = title.startswith(f"# {number}. ")
            is_filled = all(len(body.split()) >= 8 for body in sections.values())
            if not is_titled or list(sections) != _HEADINGS or not is_filled:
                malformed.append(page)

    assert malformed == []
