import asyncio
import csv
import io
from dataclasses import replace

import httpx
import pytest
from cohorts import AT, cohort, plain_items

from app.errors import PageNotFoundError
from app.pages.author_statistics import page
from app.rest import build_rest
from app.statistics_view import dots, rows
from app.visit import visit_of
from quizzes.entries import QuizRun
from quizzes.item_statistics.report import bank_statistics
from quizzes.records import Records

SLUG = "bilateral-sacroplasty"


@pytest.fixture(scope="module")
def bank(services):
    return services.banks[SLUG]


@pytest.fixture(scope="module")
def answers(bank):
    """Sixty learners answer three questions; the last of them has a wrong key."""
    ids = plain_items(bank, 8)
    difficulties = dict(zip(ids, (-2.0, -1.0, -0.5, 0.0, 0.0, 0.5, 1.0, 0.0), strict=True))
    return cohort(bank, difficulties, 60, seed=3, miskeyed=frozenset(ids[7:]), confidence=True)


@pytest.fixture(scope="module")
def answered(services, answers, tmp_path_factory):
    """The services with the first 30 learners of the cohort in their records."""
    folder = tmp_path_factory.mktemp("answered")
    with Records(f"sqlite:///{folder / 'records.sqlite3'}") as records:
        items = tuple(sorted({answer.item for answer in answers}))
        for learner in sorted({answer.learner for answer in answers})[:30]:
            records.add_learner(learner, AT)
            records.start_run(QuizRun(learner, learner, SLUG, items, "1", AT))
            for answer in answers:
                if answer.learner == learner:
                    records.record_answer(replace(answer, position=items.index(answer.item)))
        yield replace(services, records=records)


def download(services, slug):
    async def get():
        transport = httpx.ASGITransport(build_rest(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get("/export/statistics.csv", params={"guideline": slug})

    return asyncio.run(get())


def visit(**query):
    arguments = {name: [value.encode()] for name, value in query.items()}
    return visit_of("/author/statistics", {}, arguments, {})


def test_before_anybody_answered_the_page_says_so_and_explains_the_figures(study_services):
    body = str(page(study_services, visit()).body)

    assert "No answers yet" in body
    assert "Shown from" in body
    assert "Every question" not in body


def test_the_page_shows_figures_plots_and_the_doubtful_key(answered, bank, answers):
    body = str(page(answered, visit()).body)

    doubtful = answers[7].item
    assert f"Look at the key of {doubtful}" in body
    assert body.count('<li class="gg-card gg-test">') == 8
    assert body.count('class="gg-scatter__dot"') == 7
    assert body.count('class="gg-scatter__doubtful"') == 1
    assert "from 50 on" in body  # no difficulty yet


def test_the_table_can_be_ordered(bank, answers):
    report = bank_statistics(bank, answers)

    ordered = {
        order: [row.figures.facility.share for row in rows(report, bank, order)]
        for order in ("hardest", "easiest")
    }

    assert ordered["hardest"] == sorted(ordered["hardest"])
    assert ordered["easiest"] == sorted(ordered["easiest"], reverse=True)
    by_name = [row.name for row in rows(report, bank, "name")]
    assert by_name == sorted(by_name)


def test_an_order_that_is_none_is_that_of_the_names(answered):
    assert page(answered, visit(order="nonsense")).body == page(answered, visit()).body


def test_an_unknown_guideline_is_not_found(answered):
    with pytest.raises(PageNotFoundError):
        page(answered, visit(guideline="nope"))


def test_dots_lie_in_the_plot(bank, answers):
    found = dots(bank_statistics(bank, answers))

    assert len(found) == 8
    assert all(60 <= dot.x <= 468 and 16 <= dot.y <= 270 for dot in found)


def test_small_groups_are_hidden_in_the_bars(bank, answers):
    few = [answer for answer in answers if int(answer.learner, 16) < 12]

    bars = [bar for row in rows(bank_statistics(bank, few), bank, "name") for bar in row.options]

    assert {bar.count for bar in bars if bar.count is not None and 0 < bar.count < 5} == set()
    assert any(bar.count is None for bar in bars)
    assert {bar.verdict for bar in bars} == {"", "right"}


def test_the_table_is_downloaded_as_csv(answered):
    response = download(answered, SLUG)

    table = list(csv.DictReader(io.StringIO(response.text)))
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert len(table) == 8
    assert {row["answers"] for row in table} == {"30"}
    assert {row["rasch_difficulty"] for row in table} == {""}


def test_the_download_of_an_unknown_guideline_is_not_found(answered):
    response = download(answered, "nope")

    assert response.status_code == 404
