import re
from pathlib import Path

import pytest

from quizzes.drafts.wording import Wording
from quizzes.validation import published_schema
from quizzes.yaml_source import parse_yaml

GUIDE = Path(__file__).parents[3] / "docs" / "educators.md"
CLAIMS = [
    parse_yaml(text.encode(), "claim", "educators.md").data
    for text in re.findall(r"^\| `(\{.*\})` \|", GUIDE.read_text("utf-8"), re.MULTILINE)
]


@pytest.fixture
def wording(bank):
    return Wording(bank)


def test_every_claim_of_the_guide_is_a_sentence_of_its_own(wording):
    told = [wording.said("claim", claim) for claim in CLAIMS]

    assert len(set(told)) == len(CLAIMS) == len(published_schema("item")["$defs"]["claim"]["oneOf"])
    assert [one for one in told if not re.fullmatch(r"[A-Z][^{}_]*\.", one)] == []


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ({"verdict": "cannot tell"}, "The decision is “cannot tell”."),
        (
            {"edit": {"absent": "Malignancy"}, "verdict": "indicated"},
            "After this change the decision is “indicated”: no evidence of malignancy.",
        ),
        (
            {"statement": "st-17a", "lower": 4, "upper": 6, "unit": "mL"},
            "The statement gives 4 to 6 mL: st-17a, “",
        ),
        (
            {"statement": "st-17a", "numerator": 11, "denominator": 13, "unit": "{#}"},
            "The statement gives 11 of 13: st-17a, “",
        ),
        (
            {"statement": "st-17a", "lower": 3, "unit": "wk"},
            "The statement gives at least 3 weeks: st-17a, “",
        ),
        ({"statement": "st-17a", "cites": ""}, "Not complete: statement: st-17a, cites: "),
        ({"criterion": "X99", "status": "met"}, "The criterion is met: X99."),
    ],
)
def test_a_claim_is_told_as_far_as_it_is_written(wording, claim, told):
    assert wording.said("claim", claim).startswith(told)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("stem", None, ""),
        ("tags", [], ""),
        ("kind", "single-best-answer", "single best answer"),
        ("unit", "wk", "weeks"),
        ("teaches", ["X99"], ("X99",)),
        ("twin_of", "behind-the-counter", "Behind the counter"),
        ("facts", {"present": ["Malignancy", "Nonsense"]}, None),
        ("answer_from", {"statement": "st-99"}, "Not complete: statement: st-99"),
        ("answer_from", {"statement": "st-99", "bound": "lower"}, "The least in st-99"),
        ("heard_of_nowhere", {"a": [1, 2]}, "a: 1, 2"),
    ],
)
def test_what_a_field_says_is_told_in_words(wording, field, value, said):
    told = wording.said(field, value)

    if said is None:
        assert told[0] == "malignancy"
        assert "There is no finding named 'Nonsense'." in told[1]
    else:
        assert told == said
