import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from quizzes.bank import load_bank
from quizzes.claims import claim_from_mapping, judge
from quizzes.judgement import Truth
from quizzes.validation import published_schema
from quizzes.yaml_source import parse_yaml

GUIDE = (Path(__file__).parents[2] / "docs" / "educators.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL))
CLAIMS = [
    parse_yaml(text.encode(), "claim", "educators.md").data
    for text in re.findall(r"^\| `(\{.*\})` \|", GUIDE, re.MULTILINE)
]


def test_the_worked_examples_of_the_guide_are_sound(content, knowledge):
    for name, text in FILES.items():
        content.write(name, text)

    bank = load_bank(content.path, knowledge)

    assert [str(defect) for defect in bank.defects] == []
    (keyed,) = bank.items.values()
    assert [step.options for step in keyed.key.steps] == [{"cannot-tell"}, {"coagulation"}]


def test_the_guide_lists_every_claim_there_is():
    schema = published_schema("item")
    forms = {
        branch["$ref"].rpartition("/")[2]: Draft202012Validator(
            {**branch, "$defs": schema["$defs"]}
        )
        for branch in schema["$defs"]["claim"]["oneOf"]
    }

    listed = [next(n for n, form in forms.items() if form.is_valid(claim)) for claim in CLAIMS]

    assert sorted(listed) == sorted(forms)


ON_THE_SOURCE = [
    claim
    for claim in CLAIMS
    if not claim.keys() & {"verdict", "status", "obtain", "weakest"}
    and not isinstance(claim.get("decides"), dict)
]


@pytest.mark.parametrize("claim", ON_THE_SOURCE, ids=str)
def test_what_the_guide_says_of_the_source_is_true(knowledge, claim):
    def no_fact(key):
        raise AssertionError(f"{key} holds a fact, so this is no claim on the source")

    assert judge(claim_from_mapping(claim, no_fact), knowledge, None).truth is Truth.TRUE
