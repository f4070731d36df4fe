"""What if, without a browser: what follows, the cases that are kept, and drafts of vignettes."""

from __future__ import annotations

import asyncio
import re
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from quiz_reader import ANN, Reader
from typer.testing import CliRunner

from app.case_query import facts_from_query
from app.cli import main
from app.components.answer_form import AnswerForm
from app.components.kept_html import KeptHtml, kept_html
from app.pages import what_if
from app.rest import build_rest
from app.services import Services
from app.vignette_draft import draft_link, draft_of
from app.visit import Visit
from kg.case import Absent, Bound, Fact, Present, Value
from kg.case_files import parse_case
from kg.model import Guideline
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank
from quizzes.loading import read_vignette
from quizzes.yaml_source import parse_yaml

FACTS: frozenset[Fact] = frozenset(
    {
        Present("BilateralFractureConfirmedOnMri"),
        Absent("Malignancy"),
        Value("ConservativeManagementDuration", Bound.EXACTLY, Decimal(4)),
    }
)
QUERY = {
    "has": ("BilateralFractureConfirmedOnMri",),
    "lacks": ("Malignancy",),
    "ConservativeManagementDuration": ("exactly:4",),
}


def _open(services: Services, query: dict[str, tuple[str, ...]]) -> Reader:
    """Return the part of the page in which cases are kept."""
    visit = Visit("/what-if", query=query, learner=ANN)
    [form] = what_if.page(services, visit).body.select(AnswerForm)
    return Reader(form)


def _guideline(services: Services) -> Guideline:
    return next(iter(services.library.guidelines.values()))


def _get(services: Services, address: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(build_rest(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(address)

    return asyncio.run(ask())


def _save(reader: Reader, name: str) -> None:
    reader.do("save", name=[name])


def test_what_stands_behind_the_criteria_is_sent_once(services: Services) -> None:
    page = what_if.page(services, Visit("/what-if", query=QUERY, learner=ANN))

    [details] = page.body.select(KeptHtml)

    guideline = next(iter(services.library.guidelines.values()))
    assert details.parts.keys() == guideline.criteria.keys()
    for criterion in guideline.criteria.values():
        assert f'data-part="{criterion.id}"' in details.html
        assert criterion.definition not in details.html
        for statement in criterion.statements:
            assert f'href="/statements/{statement}"' in details.parts[criterion.id]


def test_only_markup_of_a_template_is_shown() -> None:
    with pytest.raises(TypeError, match="takes Markup"):
        kept_html("<p>One</p>", {})


def test_the_fact_to_obtain_next_is_asked_for_first(reasoner: Reasoner) -> None:
    facts, _ = facts_from_query(QUERY, reasoner.guideline)

    latest = what_if.outcome(reasoner, facts)

    named = reasoner.guideline.findings[latest.obtain]
    after = str(latest.details).split("Obtain next", 1)[1]
    assert re.search(r"<strong>([^<]+)</strong>", after)[1] == named.question
    assert f'data-reveal="{latest.obtain}"' in after


def test_a_decided_case_lacks_no_fact(reasoner: Reasoner) -> None:
    latest = what_if.outcome(reasoner, frozenset({Present("PmmaAllergy")}))

    assert latest.obtain == ""
    assert "Obtain next" not in latest.details


def test_a_supporting_criterion_that_is_refuted_does_not_look_like_a_failing_one(
    reasoner: Reasoner,
) -> None:
    details = str(what_if.outcome(reasoner, frozenset({Absent("Osteoporosis")})).details)

    row = details.split('data-keep="S1"')[1].split("</summary>")[0]
    assert "gg-status--refuted gg-status--idle" in row
    assert details.count("gg-status--idle") == 2


def test_a_case_is_saved_listed_opened_and_deleted(quiz_services: Services) -> None:
    reader = _open(quiz_services, QUERY)

    _save(reader, "After the scan")

    [kept] = quiz_services.records.saved_cases.of(ANN, _guideline(quiz_services).slug)
    assert kept.facts == FACTS
    assert "Saved: After the scan" in reader.text
    [address] = re.findall(r'href="(/what-if[^"]+)">After the scan', reader.html)
    assert "has=BilateralFractureConfirmedOnMri" in address
    reader.do(f"delete:{kept.id}")
    assert "Deleted: After the scan" in reader.text
    assert quiz_services.records.saved_cases.of(ANN, kept.guideline) == ()
    reader.do("restore")
    assert quiz_services.records.saved_cases.of(ANN, kept.guideline) == (kept,)


@pytest.mark.parametrize(
    ("query", "name", "why"),
    [({}, "Empty", "Nothing is entered yet"), (QUERY, " ", "Give the case a name")],
)
def test_what_cannot_be_saved_is_refused_in_words(
    quiz_services: Services, query: dict[str, tuple[str, ...]], name: str, why: str
) -> None:
    reader = _open(quiz_services, query)

    _save(reader, name)

    assert reader.sent[0]["refused"].startswith(why)


def test_a_name_brings_no_markup(quiz_services: Services) -> None:
    reader = _open(quiz_services, QUERY)

    _save(reader, "<img src=x onerror=alert(1)>")

    assert "<img" not in reader.html


def test_nobody_deletes_the_case_of_somebody_else(quiz_services: Services) -> None:
    _save(_open(quiz_services, QUERY), "Mine")
    slug = _guideline(quiz_services).slug
    [kept] = quiz_services.records.saved_cases.of(ANN, slug)
    visit = Visit("/what-if", learner="b" * 32)
    [form] = what_if.page(quiz_services, visit).body.select(AnswerForm)

    Reader(form).do(f"delete:{kept.id}")

    assert quiz_services.records.saved_cases.of(ANN, slug) == (kept,)


def test_a_downloaded_draft_is_the_case_and_becomes_a_vignette(
    services: Services, bank: ItemBank
) -> None:
    answer = _get(services, draft_link(FACTS, bank.guideline, 'The "other" scan: part 2'))

    assert answer.headers["content-disposition"].endswith('"the-other-scan-part-2.yaml"')
    case = parse_case(answer.content, "draft", "draft", services.library.guidelines)
    assert (case.facts, case.title) == (FACTS, 'The "other" scan: part 2')
    # What the case teaches is for its author to say.
    whole = parse_yaml(answer.content + b"teaches: [I6]\n", "the-other-scan-part-2", "draft")
    vignette = read_vignette(whole, bank.guideline)
    assert vignette.case == case
    assert "- no evidence of malignancy" in case.narrative


def test_assess_decides_a_draft(tmp_path: Path, guideline: Guideline) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(draft_of({Present("PmmaAllergy")}, guideline, "Allergic"), encoding="utf-8")

    result = CliRunner().invoke(main, ["assess", str(file)])

    assert result.exit_code == 0
    assert "contraindicated" in result.output.lower()


@pytest.mark.parametrize(
    ("address", "status", "why"),
    [
        ("?guideline=nowhere", 404, "no guideline named"),
        ("?guideline=bilateral-sacroplasty&has=Pian", 422, "knows no Pian"),
    ],
)
def test_a_draft_of_what_is_not_known_is_refused(
    services: Services, address: str, status: int, why: str
) -> None:
    answer = _get(services, f"/api/cases/vignette.yaml{address}")

    assert answer.status_code == status
    assert why in answer.text


def test_a_contradiction_is_named_with_a_way_to_where_it_was_entered(reasoner: Reasoner) -> None:
    refused = what_if.outcome(reasoner, FACTS | {Present("Malignancy")})

    assert "Look at: malignancy." in refused.verdict
    assert 'data-reveal="Malignancy">Go to malignancy</button>' in refused.details
