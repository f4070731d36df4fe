from datetime import UTC, datetime, timedelta

import pytest

from quizzes.drafts.store import Drafts
from quizzes.drafts.workshop import Workshop
from quizzes.lint.context import LintContext

SLUG = "bilateral-sacroplasty"
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def drafts(tmp_path):
    with Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite3'}") as store:
        yield store


@pytest.fixture
def workshop(bank, knowledge, drafts):
    return Workshop({SLUG: bank}, {SLUG: knowledge}, drafts)


@pytest.fixture(scope="session")
def linting(bank, knowledge):
    return LintContext(bank, knowledge)


@pytest.fixture
def clock():
    """Moments that follow each other by a minute."""
    moments = (AT + timedelta(minutes=n) for n in range(1000))
    return lambda: next(moments)
