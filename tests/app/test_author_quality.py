"""The pages on coverage and impact, as documents."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Event

import pytest

from app.errors import PageNotFoundError
from app.mutation_runs import MutationRuns
from app.pages import author_coverage, author_impact
from app.services import Services
from app.visit import Visit
from kg.drafts import Draft, draft_of
from kg.mutation import MutantKind, mutants
from quizzes.bank import ItemBank
from quizzes.mutation import MutationReport, Progress, run_mutants

SLUG = "bilateral-sacroplasty"


def _impact(services: Services, **query: str) -> str:
    visit = Visit("/author/impact", query={key: (value,) for key, value in query.items()})
    return str(author_impact.page(services, visit).body)


def _coverage(services: Services, **query: str) -> str:
    visit = Visit("/author/coverage", query={key: (value,) for key, value in query.items()})
    return str(author_coverage.page(services, visit).body)


def test_the_matrix_has_a_row_for_every_criterion(services: Services) -> None:
    body = _coverage(services)

    assert all(
        f">{criterion}</span>" in body for criterion in services.library.guideline(SLUG).criteria
    )
    assert "gg-matrix__cell--4" in body
    assert "gg-matrix__cell--0" not in body


def _some(bank: ItemBank, draft: Draft, progress: Progress) -> MutationReport:
    """Judge by the decisions alone: every one that can be noticed is, three cannot."""
    chosen = [m for m in mutants(draft) if m.kind is MutantKind.DECISION_AXIOM]
    return run_mutants(bank, draft, progress, chosen)


def test_the_mutation_score_is_worked_out_beside_the_page(services: Services) -> None:
    gate = Event()

    def judge(bank: ItemBank, draft: Draft, progress: Progress) -> MutationReport:
        gate.wait()
        return _some(bank, draft, progress)

    waiting = replace(services, mutation=MutationRuns(judge))
    assert 'data-run="working"' in _coverage(waiting)

    gate.set()
    run = waiting.mutation.of(waiting.banks[SLUG], draft_of(waiting.library.reasoner(SLUG)))
    while run.report is None and not run.failed:
        time.sleep(0.05)

    body = _coverage(waiting)
    assert 'data-run="done"' in body
    assert "3 survivors, explained" in body


def test_a_run_that_fails_says_so(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    def judge(bank: ItemBank, draft: Draft, progress: Progress) -> MutationReport:
        raise ValueError("broken")

    failing = replace(services, mutation=MutationRuns(judge))
    run = failing.mutation.of(failing.banks[SLUG], draft_of(failing.library.reasoner(SLUG)))
    while not run.failed:
        time.sleep(0.05)

    assert "The run failed" in _coverage(failing)
    assert "the mutation run of bilateral-sacroplasty failed" in caplog.text


def test_a_bank_is_run_once_and_a_changed_one_again(services: Services) -> None:
    def judge(bank: ItemBank, draft: Draft, progress: Progress) -> MutationReport:
        return MutationReport(())

    runs, draft = MutationRuns(judge), draft_of(services.library.reasoner(SLUG))
    bank = services.banks[SLUG]

    first = runs.of(bank, draft)

    assert runs.of(bank, draft) is first
    assert runs.of(replace(bank), draft) is not first


def test_the_impact_of_a_moved_threshold_is_listed(services: Services) -> None:
    body = _impact(services, threshold="I4", to="6")

    for words in (
        "the-calendar-on-the-fridge",
        "calendar-three-weeks",
        ">True, false or cannot tell: Mrs. F. meets the criterion",
        "3 weeks becomes",
        "conservative management for at least 3 weeks",
        "a new version number",
    ):
        assert words in body


def test_a_dropped_criterion_changes_verdicts_and_no_number(services: Services) -> None:
    body = _impact(services, drop="X3")

    assert "choir-practice-after-the-knee" in body
    assert "No text has a number that the change replaces." in body


def test_nothing_is_reported_before_a_change_is_chosen(services: Services) -> None:
    assert "No change chosen" in _impact(services)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"threshold": "I4", "to": "soon"}, "is no number"),
        ({"threshold": "I4", "to": "-1"}, "Enter a number between"),
        ({"threshold": "I4", "to": "NaN"}, "Enter a number between"),
        ({"threshold": "I4", "to": "<b>"}, "“&lt;b&gt;” is no number"),
        ({"threshold": "X1", "to": "6"}, "has no threshold"),
        ({"drop": "S1"}, "There is no criterion S1 that decides"),
    ],
)
def test_a_change_that_cannot_be_tried_says_why(
    services: Services, query: dict[str, str], said: str
) -> None:
    assert said in _impact(services, **query)


@pytest.mark.parametrize("page", [author_coverage.page, author_impact.page])
def test_an_unknown_guideline_is_not_found(services: Services, page: object) -> None:
    assert callable(page)

    with pytest.raises(PageNotFoundError):
        page(services, Visit("/author/coverage", query={"guideline": ("knees",)}))
