from dataclasses import replace

import pytest

from quizzes.bank import load_bank
from quizzes.lint.context import LintContext
from quizzes.lint.examined import ExaminedVignette
from quizzes.lint.findings import LintFinding, Severity, Span
from quizzes.lint.linter import lint_bank, lint_item, lint_vignette
from quizzes.lint.rules import RULES
from quizzes.lint.story import window_dressing_of_story


def test_the_shipped_content_has_no_finding(lint_context):
    assert [str(finding) for finding in lint_bank(lint_context)] == []


def test_a_finding_names_file_line_place_characters_reason_and_remedy(lint_context, read, clean):
    clean["options"][2]["text"] = "Always a radiograph"

    found = lint_item(read(clean), lint_context)

    assert found[-1] == LintFinding(
        rule="W3",
        severity=Severity.WARNING,
        item="imaging-of-the-sacrum",
        file="imaging-of-the-sacrum.yaml",
        line=40,
        place="options[2].text",
        span=Span(0, 6),
        message="'Always' is absolute: testwise readers rule such options out.",
        suggestion="Say it without the absolute word, or name the condition that is meant.",
    )
    assert str(found[-1]).startswith("imaging-of-the-sacrum.yaml:40: options[2].text: W3 'Always'")


def test_an_item_without_a_key_gets_its_errors_and_its_warnings(lint_context, read, clean):
    clean["options"][1]["claim"]["content"]["value"] = "CtStudy"
    clean["lead_in"] = "Which one?"

    found = [(f.rule, f.severity, f.place) for f in lint_item(read(clean), lint_context)]

    assert found == [
        ("W14", Severity.WARNING, "lead_in"),
        ("S1", Severity.ERROR, "options"),
        ("S3", Severity.ERROR, "options[1].claim"),
    ]


@pytest.mark.parametrize(
    ("rule", "place", "change"),
    [
        ("S2", "options", {"claim": {"statement": "st-17a", "cited": False}}),
        ("S1", "options[0].claim", {"claim": {"verdict": "indicated"}}),
        ("S4", "options[0].statements[0]", {"statements": ["st-5b"]}),
        ("S3", "options[1].text", {"text": " mri "}),
    ],
)
def test_what_cannot_be_proven_is_an_error_of_its_rule(
    lint_context, read, clean, rule, place, change
):
    clean["options"][0] |= change

    found = lint_item(read(clean), lint_context)

    assert [(f.rule, f.severity, f.place) for f in found] == [(rule, Severity.ERROR, place)]
    assert found[0].message
    assert found[0].suggestion


def test_the_answers_of_a_true_false_item_are_placed_as_in_the_file(lint_context, read, clean):
    del clean["options"]
    clean |= {"kind": "true-false-cannot-tell", "claim": {"statement": "st-17a", "cited": False}}
    clean["options"] = [
        {"answer": answer, "rationale": f"{answer}: as the line says.", "statements": ["st-17a"]}
        for answer in ("cannot tell", True, False)
    ]
    clean["options"][1]["rationale"] += " This one has enough words for anybody."
    clean["options"][2]["rationale"] += " And so has this one, as everybody sees."

    found = lint_item(read(clean), lint_context)

    assert [(f.rule, f.place) for f in found] == [("W21", "options[0].rationale")]


def test_a_vignette_is_linted_with_its_own_text_only(lint_context):
    vignette = lint_context.bank.vignettes["the-ferryman"]
    told = replace(
        vignette,
        case=replace(vignette.case, narrative="A Hispanic man has a VAS of 8 after 5 ml of cofee."),
    )

    found = lint_vignette(told, lint_context)

    assert [(f.rule, f.place) for f in found] == [
        ("W20", "narrative"),
        ("W22", "narrative"),
        ("W23", "narrative"),
        ("W23", "narrative"),
    ]


def test_a_case_of_which_most_bears_on_nothing_is_window_dressing(lint_context):
    vignette = lint_context.bank.vignettes["the-ferryman"]
    derivation = lint_context.bank.derivations["the-ferryman"]
    bare = replace(derivation, criteria=derivation.criteria[:2])

    found = [
        [each.message for each in window_dressing_of_story(examined)]
        for examined in (
            ExaminedVignette(vignette, derivation, lint_context),
            ExaminedVignette(vignette, bare, lint_context),
        )
    ]

    assert found == [[], ["93% of the facts bear on no criterion."]]


def test_the_faults_of_unreadable_files_are_among_the_findings_of_the_bank(content, knowledge):
    content.write("items/who/broken.yaml", "id: broken\n")
    content.write("vignettes/notes.txt", "to do")

    found = lint_bank(LintContext(load_bank(content.path, knowledge), knowledge))

    assert {(f.rule, f.item) for f in found} == {("S0", "broken"), ("S0", "notes")}
    assert {f.severity for f in found} == {Severity.ERROR}


def test_retired_items_are_not_linted(lint_context):
    keyed = lint_context.bank.items["imaging-afterwards"]
    flawed = replace(keyed.item, explanation="Wrod after wrod.")
    items = {"one": replace(keyed, item=flawed)}

    def rules(status):
        item = replace(items["one"].item, status=type(keyed.item.status)(status))
        bank = replace(lint_context.bank, items={item.id: replace(keyed, item=item)}, vignettes={})
        return {f.rule for f in lint_bank(LintContext(bank, lint_context.knowledge)) if f.item}

    assert rules("active") == {"W23"}
    assert rules("draft") == {"W23"}
    assert rules("retired") == set()


def test_every_rule_says_what_it_is_and_where_it_comes_from():
    kinds = [rule.code[0] for rule in RULES.values()]

    assert [kinds.count(letter) for letter in "SWB"] == [7, 23, 3]
    assert all(rule.name and rule.summary.endswith(".") and rule.source for rule in RULES.values())
    assert {rule.code for rule in RULES.values() if rule.severity is Severity.ERROR} == {
        f"S{n}" for n in range(7)
    }
