import json

import pytest

from quizzes.lint.context import LintContext
from quizzes.lint.linter import lint_item
from quizzes.loading import read_item
from quizzes.yaml_source import parse_yaml


@pytest.fixture(scope="session")
def lint_context(bank, knowledge):
    """All the content that is shipped, as the linter knows it."""
    return LintContext(bank, knowledge)


@pytest.fixture
def clean():
    """The data of an item without any finding, to be changed at will."""
    reason = "It is one of those that the line of the source names"
    return {
        "id": "imaging-of-the-sacrum",
        "kind": "single-best-answer",
        "guideline": "bilateral-sacroplasty",
        "status": "active",
        "lead_in": "Which imaging does the source prefer before the procedure?",
        "options": [
            _option("ct", "CT", "CtStudy", f"{reason}, but the preference goes to MRI."),
            _option("mri", "MRI", "MriStudy", f"{reason}, and the one that it prefers."),
            _option(
                "radiograph", "Radiograph", "Radiograph", "No line of the source names it here."
            ),
        ],
        "explanation": "A preference leaves the other way open.",
    }


@pytest.fixture
def read(lint_context):
    """Return a function that reads an item from plain data."""

    def parse(data):
        source = parse_yaml(json.dumps(data, indent=1).encode(), data["id"], f"{data['id']}.yaml")
        return read_item(source, lint_context.bank.guideline)

    return parse


@pytest.fixture
def lint(lint_context, read):
    """Return a function that lints plain data and gives the codes of the rules that found."""
    return lambda data: {finding.rule for finding in lint_item(read(data), lint_context)}


def _option(id_, text, value, rationale):
    content = {"subject": "FractureConfirmation", "aspect": "preferredImaging", "value": value}
    return {
        "id": id_,
        "text": text,
        "claim": {"content": content},
        "rationale": rationale,
        "statements": ["st-05b"],
    }
