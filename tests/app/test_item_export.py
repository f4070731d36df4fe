"""Items as downloads and by command, and items brought in by command."""

from __future__ import annotations

import asyncio
import csv
import io
import shutil
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from app.cli import main
from app.rest import build_rest
from app.services import Services
from quizzes.bank import content_folder
from quizzes.formats.registry import FORMATS
from quizzes.model import ContentStatus

SINGLE = "quarry-weakest-link"
_runner = CliRunner()


@pytest.fixture
def content(tmp_path: Path) -> str:
    """A content folder with one item and its vignette."""
    for name in (f"items/contraindications/{SINGLE}.yaml", "vignettes/the-quarry-foreman.yaml"):
        target = tmp_path / "content" / name
        target.parent.mkdir(parents=True)
        shutil.copy(content_folder() / name, target)
    return str(tmp_path / "content")


def _get(services: Services, address: str, method: str = "GET") -> httpx.Response:
    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(build_rest(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, address)

    return asyncio.run(request())


def _ids(content: bytes) -> list[str]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return list(dict.fromkeys(row["id"] for row in rows))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_downloaded(services: Services, name: str) -> None:
    answer = _get(services, f"/export/items.{name}?id={SINGLE}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FORMATS[name].media_type)
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="items.{FORMATS[name].ending}"'
    )
    assert answer.content


@pytest.mark.parametrize("name", ["items.csv", "statistics.csv"])
def test_head_tells_of_a_download_without_its_content(services: Services, name: str) -> None:
    answer = _get(services, f"/export/{name}", "HEAD")

    told = _get(services, f"/export/{name}").headers
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-disposition"] == told["content-disposition"]
    assert answer.headers["content-length"] == told["content-length"]


def test_a_download_holds_what_was_asked_for(services: Services) -> None:
    bank = next(iter(services.banks.values()))
    active = [one for one in bank.items.values() if one.item.status is ContentStatus.ACTIVE]

    everything = _ids(_get(services, "/export/items.csv").content)
    some = _ids(_get(services, f"/export/items.csv?topic=X1&topic=numeric&id={SINGLE}").content)

    assert everything == [one.item.id for one in active]
    wanted = [
        one.item.id
        for one in active
        if "X1" in one.criteria or one.item.kind.value == "numeric" or one.item.id == SINGLE
    ]
    assert sorted(some) == sorted(wanted)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("items.gfit", "There is no format named 'gfit'. Did you mean gift?"),
        ("items.csv?id=quarry-weakest", f"Did you mean {SINGLE}?"),
        ("items.csv?topic=X99", "There is no topic named 'X99'."),
        ("items.csv?guideline=none", "There is no guideline named 'none'."),
    ],
)
def test_what_is_not_there_is_said_with_what_is_like_it(
    services: Services, address: str, message: str
) -> None:
    answer = _get(services, f"/export/{address}")

    assert answer.status_code == 404
    assert message in answer.json()["detail"]


def test_the_command_writes_a_file_and_says_what_is_lost(tmp_path: Path, content: str) -> None:
    out = tmp_path / "bank.csv"

    done = _runner.invoke(main, ["items", "export", "csv", "--content", content, "--out", str(out)])

    assert done.exit_code == 0
    assert _ids(out.read_bytes()) == [SINGLE]
    assert done.stdout == f"{out}: 1 item in CSV.\n"
    assert "Lost: score of every response" in done.stderr


def test_answers_are_asked_for_in_handouts_only(tmp_path: Path, content: str) -> None:
    plain, told = tmp_path / "plain.html", tmp_path / "told.html"
    handout = ["items", "export", "handout", "--content", content, "--out"]

    _runner.invoke(main, [*handout, str(plain)])
    _runner.invoke(main, [*handout, str(told), "--with-answers"])
    refused = _runner.invoke(main, ["items", "export", "gift", "--with-answers"])

    assert "Right." not in plain.read_text(encoding="utf-8")
    assert "Right." in told.read_text(encoding="utf-8")
    assert refused.exit_code == 2
    assert "--with-answers is for the format handout" in refused.stderr


def test_the_licence_of_content_that_is_not_ours_is_not_made_up(
    tmp_path: Path, content: str
) -> None:
    silent, named = tmp_path / "silent.csv", tmp_path / "named.csv"
    export = ["items", "export", "csv", "--content", content, "--out"]

    _runner.invoke(main, [*export, str(silent)])
    _runner.invoke(main, [*export, str(named), "--license", "CC BY 4.0"])

    assert "MIT" not in silent.read_text(encoding="utf-8")
    assert "CC BY 4.0" in named.read_text(encoding="utf-8")


def test_every_format_is_listed_with_its_losses() -> None:
    done = _runner.invoke(main, ["items", "formats"])

    listed = [line.partition(":")[0] for line in done.stdout.splitlines() if line[:1].isalpha()]
    assert listed == list(FORMATS)


def test_what_is_imported_becomes_drafts_beside_a_report(tmp_path: Path) -> None:
    source, out = tmp_path / "soup.gift", tmp_path / "mine"
    source.write_text("::Soup:: What helps?{=Broth ~Tea ~Ice}\n", encoding="utf-8")

    done = _runner.invoke(main, ["items", "import", str(source), "--out", str(out)])
    again = _runner.invoke(main, ["items", "import", str(source), "--out", str(out)])

    assert done.exit_code == 0
    assert "a is said to be right" in done.stdout
    assert (out / "items" / "soup.yaml").read_text(encoding="utf-8").startswith("# Imported:")
    assert (out / "import-report.txt").read_text(encoding="utf-8") in done.stdout
    assert again.exit_code == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("soup.doc", b"", "is of no known format"),
        ("soup.xml", b"<quiz>", "soup.xml:1: This is not XML"),
        ("soup.gift", b"\xff", "soup.gift:1: This is not UTF-8"),
        ("soup.yaml", b"[]", "no item and no vignette"),
        ("none.gift", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_imported_is_named(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)

    done = _runner.invoke(main, ["items", "import", str(source), "--out", str(tmp_path / "mine")])

    assert done.exit_code == 2
    assert message in done.stderr
