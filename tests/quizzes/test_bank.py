from dataclasses import replace

import pytest

from kg.derivation import Verdict
from kg.model import CitationStatus
from quizzes.bank import content_folder, load_bank
from quizzes.judgement import Knowledge, Truth
from quizzes.model import ChoiceKey

VIGNETTE = "vignettes/two-weeks-in-the-armchair.yaml"
SINGLE = "items/headline/first-refuted-criterion.yaml"
MULTIPLE = "items/contraindications/contraindications-without-citation.yaml"
TRUTH = "items/contraindications/coagulopathy-of-unknown-kind.yaml"
NUMERIC = "items/procedural-details/cement-volume-upper-end.yaml"
KEY_FEATURE = "items/headline/two-weeks-decide-and-justify.yaml"


def shipped(name):
    return (content_folder() / name).read_text(encoding="utf-8")


def keys_of(keyed):
    return [step.options if isinstance(step, ChoiceKey) else step for step in keyed.key.steps]


def test_all_content_that_is_shipped_is_sound(bank):
    assert [str(defect) for defect in bank.defects] == []


def test_the_keys_of_the_examples_are_derived(bank):
    single, multiple, truth, numeric, key_feature = (
        bank.items[name.rpartition("/")[2].removesuffix(".yaml")]
        for name in (SINGLE, MULTIPLE, TRUTH, NUMERIC, KEY_FEATURE)
    )

    assert keys_of(single) == [{"duration"}]
    assert keys_of(multiple) == [{"site-infection", "coagulopathy", "allergy"}]
    assert keys_of(truth) == [{"cannot-tell"}]
    assert [(key.amount, key.unit) for key in numeric.key.steps] == [(6, "mL")]
    assert keys_of(key_feature) == [{"not-indicated"}, {"two-weeks"}]


def test_an_item_assesses_what_stands_behind_its_key(bank):
    keyed = bank.items["contraindications-without-citation"]

    assert keyed.statements == ("st-17a", "st-18a", "st-19a")
    assert keyed.criteria == ("X1", "X2", "X3")
    assert keyed.sections == ("section-title", "section-contraindications")


def test_every_wrong_option_that_is_shipped_is_refuted(bank):
    truths = {
        (item.item.id, option, judgement.truth)
        for item in bank.items.values()
        for step in item.key.steps
        if isinstance(step, ChoiceKey)
        for option, judgement in step.judgements.items()
        if option not in step.options
    }

    assert {found for found in truths if found[2] is not Truth.FALSE} == set()
    assert len(truths) > len(bank.items)


def test_an_item_with_a_vignette_is_judged_on_its_case(bank):
    keyed = bank.items["first-refuted-criterion"]

    vignette = bank.vignettes["two-weeks-in-the-armchair"]
    assert keyed.case == vignette.case
    assert bank.derivations[vignette.id].verdict is Verdict.NOT_INDICATED


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            SINGLE,
            "{criterion: I5, status: refuted}",
            "{criterion: I5, status: met}",
            "8: options: Options 1 and 2 are right. Exactly one may be.",
        ),
        (
            SINGLE,
            "{criterion: I4, status: refuted}",
            "{criterion: I4, status: met}",
            "8: options: No option is right. Change an option or the case.",
        ),
        (
            SINGLE,
            "{criterion: I5, status: refuted}",
            "{obtain: Malignancy}",
            "16: options[1].claim: This is neither proven right nor proven wrong. The case is "
            "already decided; nothing is to obtain. Change the claim or the case.",
        ),
        (
            SINGLE,
            "{criterion: I5, status: refuted}",
            "{content: {subject: BoneHealth, aspect: improvedWith, value: AftercareCt}}",
            "16: options[1].claim: This is neither proven right nor proven wrong. ",
        ),
        (
            SINGLE,
            "{criterion: I5,",
            "{criterion: I55,",
            "16: options[1].claim.criterion: There is no criterion named 'I55'. Did you mean I5",
        ),
        (
            SINGLE,
            "[st-02c, st-06b]",
            "[st-02c, st-6b]",
            "18: options[1].statements[1]: There is no statement named 'st-6b'. Did you mean st-",
        ),
        (
            SINGLE,
            "text: The pain persists despite conservative management",
            "text: conservative management  has lasted long enough",
            "15: options[1].text: Options 1 and 2 have the same text. Change one.",
        ),
        (
            SINGLE,
            "{criterion: I5, status: refuted}",
            "{criterion: I4, status: refuted}",
            "16: options[1].claim: Options 1 and 2 have the same claim. Change one.",
        ),
        (
            SINGLE,
            "id: persistence",
            "id: duration",
            "14: options[1].id: Options 1 and 2 have the same id. Change one.",
        ),
        (
            SINGLE,
            "vignette: two-weeks-in-the-armchair\n",
            "",
            "10: options[0].claim: This claim is about a case. Give the item a 'vignette' or a",
        ),
        (
            SINGLE,
            "vignette: two-weeks-in-the-armchair",
            "vignette: two-weeks-in-the-armchairs",
            "6: vignette: There is no vignette named 'two-weeks-in-the-armchairs'. Did you "
            "mean two-weeks-in-the-armchair?",
        ),
        (
            MULTIPLE,
            "cited: false",
            "cited: maybe",
            "10: options[0].claim.cited: 'maybe' is not of the type boolean.",
        ),
        (
            TRUTH,
            "present: [BilateralFractureConfirmedOnCt, Coagulopathy]",
            "present: [Coagulopathy]\n  absent: [Coagulopathy]",
            "7: case.present[0]: 'coagulopathy' / 'no coagulopathy' cannot both be so",
        ),
        (
            NUMERIC,
            "unit: mL",
            "unit: L",
            "8: unit: st-39a gives its number in mL. Ask for that unit.",
        ),
        (
            NUMERIC,
            "bound: upper",
            "bound: exactly",
            "7: answer_from.bound: st-39a does not give this number. It gives: lower, upper.",
        ),
        (
            NUMERIC,
            "{statement: st-39a,",
            "{statement: st-39b,",
            "7: answer_from.statement: There is no statement named 'st-39b'. Did you mean st-39a",
        ),
        (
            NUMERIC,
            "bound: upper",
            "quantity: volume, bound: upper",
            "7: answer_from.quantity: There is no quantity of st-39a named 'volume'.",
        ),
        (
            NUMERIC,
            "value: 12",
            "value: 6.0",
            "16: common_errors[1].value: 6.0 is the right answer, not an error.",
        ),
    ],
)
def test_a_planted_fault_is_found_with_file_line_key_and_remedy(
    content, knowledge, name, old, new, expected
):
    faulty = shipped(name).replace(old, new, 1)
    assert faulty != shipped(name)
    content.write(VIGNETTE, shipped(VIGNETTE))
    content.write(name, faulty)

    bank = load_bank(content.path, knowledge)

    assert bank.items == {}
    messages = [str(defect) for defect in bank.defects]
    assert [m for m in messages if m.startswith(f"{name}:{expected}")], messages


def test_a_multiple_answer_item_needs_a_right_option_and_may_have_several(content, knowledge):
    all_right = shipped(MULTIPLE).replace(
        "{statement: st-20a, cited: false}", "{statement: st-20a, cited: true}"
    )
    none_right = (
        shipped(MULTIPLE)
        .replace("a, cited: false}", "a, cited: true}")
        .replace("st-20a, cited: true", "st-20a, cited: false")
    )
    content.write(
        "items/all.yaml", all_right.replace("id: contraindications-without-citation", "id: all", 1)
    )
    content.write(
        "items/none.yaml",
        none_right.replace("id: contraindications-without-citation", "id: none", 1),
    )

    bank = load_bank(content.path, knowledge)

    assert list(bank.items) == ["all"]
    assert [str(defect) for defect in bank.defects] == [
        "items/none.yaml:7: options: No option is right. Change an option or the case."
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "- Osteoporosis",
            "- Osteoporos",
            "22: present[6]: There is no finding named 'Osteoporos'. Did",
        ),
        ("teaches: [I4]", "teaches: [I9]", "32: teaches[0]: There is no criterion named 'I9'."),
        (
            "- Infection",
            "- Infection\n  - Osteoporosis",
            "22: present[6]: 'osteoporosis' / 'no osteoporosis' cannot both",
        ),
        ("unit: wk", "unit: mo", "30: values.ConservativeManagementDuration: The unit 'mo' cannot"),
        (
            "teaches: [I4]",
            "opening: She is here.\nteaches: [I4]",
            "1: With 'opening' goes 'opening_facts', which is missing. It holds: The facts that",
        ),
        (
            "teaches: [I4]",
            "opening: She has had cancer.\nopening_facts: {present: [Malignancy]}\nteaches: [I4]",
            "33: opening_facts.present[0]: 'malignancy' does not follow from the case. Correct one",
        ),
        (
            "teaches: [I4]",
            "opening: It is bad.\nopening_facts: {absent: [Malignancy]}\nteaches: [I4]",
            "33: opening_facts: I6 is met by the opening alone. An opening decides nothing: leave",
        ),
    ],
)
def test_a_faulty_vignette_is_found_and_its_items_are_not_shown(
    content, knowledge, old, new, expected
):
    content.write(VIGNETTE, shipped(VIGNETTE).replace(old, new, 1))
    content.write(SINGLE, shipped(SINGLE))

    bank = load_bank(content.path, knowledge)

    assert (bank.items, bank.vignettes) == ({}, {})
    messages = [str(defect) for defect in bank.defects]
    assert [m for m in messages if m.startswith(f"{VIGNETTE}:{expected}")], messages
    assert (
        f"{SINGLE}:6: vignette: The vignette has defects of its own. Mend them first." in messages
    )


TWIN = "vignettes/three-weeks-in-the-armchair.yaml"


def twin(*changes):
    text = shipped(VIGNETTE).replace("id: two-weeks", "id: three-weeks", 1)
    text += "twin_of: two-weeks-in-the-armchair\n"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


THREE_WEEKS = ("{exactly: 2, unit: wk}", "{exactly: 3, unit: wk}")


def test_a_contrast_twin_is_one_fact_away_with_another_verdict(content, knowledge):
    content.write(VIGNETTE, shipped(VIGNETTE))
    content.write(TWIN, twin(THREE_WEEKS))

    bank = load_bank(content.path, knowledge)

    assert bank.defects == ()
    assert {id_: found.verdict for id_, found in bank.derivations.items()} == {
        "three-weeks-in-the-armchair": Verdict.INDICATED,
        "two-weeks-in-the-armchair": Verdict.NOT_INDICATED,
    }


def test_a_twin_may_say_more_of_the_same_finding(content, knowledge):
    elsewhere = ("  - Infection\n", "  - ActiveInfectionAtProcedureSite\n")
    content.write(VIGNETTE, shipped(VIGNETTE).replace(*THREE_WEEKS))
    content.write(
        TWIN, twin(THREE_WEEKS, elsewhere, ("present:\n", "present:\n  - InfectionElsewhere\n"))
    )

    bank = load_bank(content.path, knowledge)

    assert bank.defects == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([], "Both twins are 'not indicated'. A contrast twin has another verdict."),
        (
            [THREE_WEEKS, ("  - Osteoporosis\n", "")],
            "The twins differ in more than one finding or value: ConservativeManagementDuration, "
            "Osteoporosis.",
        ),
        (
            [("twin_of: two", "twin_of: too")],
            "There is no vignette named 'too-weeks-in-the-armchair'. Did you mean "
            "two-weeks-in-the-armchair?",
        ),
    ],
)
def test_a_twin_that_is_none_is_told(content, knowledge, changes, message):
    content.write(VIGNETTE, shipped(VIGNETTE))
    content.write(TWIN, twin(*changes))

    (defect,) = load_bank(content.path, knowledge).defects

    assert (defect.file, defect.key, defect.message) == (TWIN, "twin_of", message)


def test_one_id_in_two_folders_is_told(content, knowledge):
    content.write("items/one/cement-volume-upper-end.yaml", shipped(NUMERIC))
    content.write("items/two/cement-volume-upper-end.yaml", shipped(NUMERIC))

    bank = load_bank(content.path, knowledge)

    assert [str(defect) for defect in bank.defects] == [
        "items/two/cement-volume-upper-end.yaml:1: id: "
        "items/one/cement-volume-upper-end.yaml has this id too. "
        "Rename one of the files and its id."
    ]


def test_a_file_that_would_not_be_read_is_told(content, knowledge):
    content.write("items/notes.yml", shipped(NUMERIC))

    assert [str(defect) for defect in load_bank(content.path, knowledge).defects] == [
        "items/notes.yml:1: This file is not read. Content files end in .yaml; rename or remove it."
    ]


def test_content_of_another_guideline_is_left_alone_and_of_an_unknown_one_told(content, knowledge):
    text = shipped(NUMERIC).replace("guideline: bilateral-sacroplasty", "guideline: broth")
    content.write("items/cement-volume-upper-end.yaml", text)

    assert load_bank(content.path, knowledge, others={"broth"}).defects == ()
    assert [defect.rule for defect in load_bank(content.path, knowledge).defects] == ["guideline"]


def test_an_active_item_needs_an_active_vignette(content, knowledge):
    content.write(VIGNETTE, shipped(VIGNETTE).replace("status: active", "status: draft"))
    content.write(SINGLE, shipped(SINGLE))

    (defect,) = load_bank(content.path, knowledge).defects

    assert defect.message == "The vignette is draft; an active item needs it active."


def test_a_change_of_the_guideline_changes_the_key(content, knowledge):
    content.write(MULTIPLE, shipped(MULTIPLE))
    guideline = knowledge.guideline
    cited = replace(
        guideline.statements["st-17a"],
        citation_status=CitationStatus.CITED,
        references=guideline.statements["st-20a"].references,
    )
    newer = replace(guideline, statements={**guideline.statements, "st-17a": cited})

    bank = load_bank(content.path, Knowledge(newer, knowledge.assess))

    (keyed,) = bank.items.values()
    assert keys_of(keyed) == [{"coagulopathy", "allergy"}]
