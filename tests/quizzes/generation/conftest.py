import pytest

from kg.drafts import draft_of
from quizzes.generation.generator import Wish, generate, known_signatures
from quizzes.lint.context import LintContext
from quizzes.lint.linter import lint_item


@pytest.fixture(scope="session")
def draft(library):
    return draft_of(library.reasoner("bilateral-sacroplasty"))


@pytest.fixture(scope="session")
def lint(bank, knowledge):
    """Return what the linter finds in an item, as the command line asks it."""
    context = LintContext(bank, knowledge)
    return lambda keyed: tuple(map(str, lint_item(keyed.item, context)))


@pytest.fixture(scope="session")
def generated(bank, draft, lint):
    """Two hundred items, which take seconds: shared by all tests."""
    return generate(draft, Wish(200), "shipped", lint, known_signatures(bank))
