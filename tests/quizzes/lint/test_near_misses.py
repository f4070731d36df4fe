"""What looks like a flaw and is none, and the least that is one, for the rules on wording."""

import pytest


def test_the_clean_item_has_no_findings(lint, clean):
    assert lint(clean) == set()


@pytest.mark.parametrize(
    ("rule", "flawed", "sound"),
    [
        ("W1", "What the source prefers is an", "What does the source prefer as an alternative?"),
        (
            "W8",
            "Which of these does the source not prefer?",
            "For how many weeks, at the least, must it last?",
        ),
        (
            "W8",
            "Which imaging is the least useful one?",
            "Which change makes the procedure not indicated?",
        ),
        (
            "W14",
            "Which of the following is correct?",
            "Which of these does the source prefer?",
        ),
        ("W14", "Which one?", "Which imaging is preferred?"),
        ("W14", "The source prefers", "What does the source prefer?"),
        (
            "W15",
            "Given your answer, what is preferred?",
            "What answer does the source give to this question?",
        ),
        (
            "W15",
            "In view of question 2, which imaging is preferred?",
            "Which imaging is preferred for the 2 sides?",
        ),
        (
            "W20",
            "Which imaging does the EANM prefer here?",
            "Which imaging does the European association (EANM) prefer?",
        ),
        ("W20", "Which imaging has a VAS of 8?", "Which imaging is preferred to CT, NOT to MRI?"),
        ("W23", "Which imaging does the sorce prefer?", "Which colour does the tumour have here?"),
        ("W23", "Which imaging needs 5 ml of contrast?", "Which imaging needs 5 mL of contrast?"),
        (
            "W22",
            "Which imaging suits a Hispanic woman best?",
            "Which imaging suits an elderly woman best?",
        ),
        ("S4", "Which imaging does reference 7 prefer?", "Which imaging does reference 2 prefer?"),
        ("S4", "Which imaging does st-05z prefer?", "Which imaging does st-05b prefer?"),
    ],
)
def test_of_two_lead_ins_one_is_flawed(lint, clean, rule, flawed, sound):
    found = [lint({**clean, "lead_in": lead_in}) for lead_in in (flawed, sound)]

    assert [rule in codes for codes in found] == [True, False]


@pytest.mark.parametrize(
    ("rule", "flawed", "sound"),
    [
        ("S3", "Radiograph of the MRI", "Radiograph of the sacrum"),
        ("W3", "Always a radiograph", "A radiograph after all"),
        ("W9", "All of the above", "All of the sacrum"),
        ("W9", "Both A and B", "Both sides"),
        ("W9", "1 and 2 only", "Radiographs 1 and 2 of the sacrum"),
        ("W10", "A radiograph, usually", "A radiograph as usual"),
        ("W12", "Taking a radiograph", "Finding on a radiograph"),
        ("W12", "To take a radiograph", "Radiograph to be taken"),
        ("W13", "It is done and the other is too", "It is done for bone and joints"),
        ("W13", "word " * 16, "word " * 15),
    ],
)
def test_of_two_options_one_is_flawed(lint, clean, rule, flawed, sound):
    found = []
    for text in (flawed, sound):
        clean["options"][0]["text"] = "MRI of the radiograph" if rule == "S3" else "CT"
        clean["options"][2]["text"] = text
        for option in clean["options"]:
            option["statements"] = ["st-14a"]  # put without a hedge
        found.append(lint(clean))

    assert [rule in codes for codes in found] == [True, False]


@pytest.mark.parametrize(
    ("rule", "flawed", "sound"),
    [
        ("S3", ["1 to 3 mL", "3 to 5 mL", "6 mL"], ["1 to 2 mL", "3 to 5 mL", "6 to 8 mL"]),
        (
            "W2",
            ["Fever", "No fever", "Chills"],
            ["From lateral to medial", "From medial to lateral", "From dorsal to ventral"],
        ),
        ("W2", ["At least 3 weeks", "Less than 3 weeks", "Age"], ["3 weeks", "4 weeks", "5 weeks"]),
        ("W4", ["CT", "MRI of the whole sacrum", "Radiograph"], ["CT", "MRI scan", "Radiograph"]),
        ("W5", ["CT", "Imaging on MRI", "Radiograph"], ["CT imaging", "MRI imaging", "Radiograph"]),
        ("W11", ["1 mL", "5 mL", "3 mL"], ["1 mL", "3 mL", "5 mL"]),
        ("W11", ["1 mL", "2 L", "3 L"], ["Age of 47 years", "Management for 8 weeks", "No fever"]),
        ("W11", ["1.5 mL", "2 mL", "3 mL"], ["1.5 mL", "2.0 mL", "3.5 mL"]),
    ],
)
def test_of_two_sets_of_options_one_is_flawed(lint, clean, rule, flawed, sound):
    found = []
    for texts in (flawed, sound):
        for option, text in zip(clean["options"], texts, strict=True):
            option["text"] = text
        found.append(lint(clean))

    assert [rule in codes for codes in found] == [True, False]


def test_an_absolute_word_of_the_cited_line_is_no_flaw(lint, clean):
    option = clean["options"][0]
    option |= {"text": "Fractures displaced enough", "statements": ["st-53a"]}

    assert "W3" not in lint(clean)
    assert "W10" not in lint(
        {**clean, "options": [{**option, "text": "Often CT"}, *clean["options"][1:]]}
    )


def test_a_negative_question_that_is_meant_is_no_flaw(lint, clean):
    clean["lead_in"] = "Which of these does the source NOT prefer?"

    assert "W8" in lint(clean)
    assert "W8" not in lint({**clean, "tags": ["negative-ok"]})


def test_the_words_of_the_judged_claim_are_no_negative_question(lint, lint_context, read):
    claim = {"content": {"subject": "CementVolume", "aspect": "x", "value": "y"}}
    reasons = ["Nothing in the line of the source would say so in any way."] * 3
    answers = (True, False, "cannot tell")

    found = lint(
        {
            "id": "a-claim",
            "kind": "true-false-cannot-tell",
            "guideline": "bilateral-sacroplasty",
            "status": "active",
            "lead_in": "True, false or cannot tell: the source does not name the cement.",
            "claim": claim,
            "options": [
                {"answer": answer, "rationale": f"{reason} ({answer})", "statements": ["st-05b"]}
                for answer, reason in zip(answers, reasons, strict=True)
            ],
            "explanation": "It is as it is.",
        }
    )

    assert not found & {"W8", "W14"}


@pytest.mark.parametrize(
    "texts",
    [
        # A disorder that cannot be corrected leaves room for none at all.
        ["Disorder that can be corrected", "Disorder that cannot be corrected", "Infection"],
        ["Is the fracture on one side?", "For how long did it last?", "How old is the patient?"],
        ["Positioning may help", "The pain is chronic", "With cement the two are alike"],
        ["Disabling pain", "Severe pain", "Chronic pain"],
        ["Sacral insufficiency fracture on one side only", "Displaced fracture", "Pain"],
        ["Improvement", "Worsening", "Stability"],
    ],
)
def test_what_other_authors_wrote_without_a_flaw_is_left_alone(lint, clean, texts):
    for option, text in zip(clean["options"], texts, strict=True):
        option["text"] = text

    assert not lint(clean) & {"W2", "W3", "W12"}


def test_answers_to_several_aspects_may_be_of_several_kinds(lint, clean):
    topics = {
        "CementInjection": ("injectionGuidance", "CtStudy"),
        "PatientPositioning": ("positioningTiming", "BeforeProcedure"),
    }
    for option, (subject, (aspect, value)) in zip(
        clean["options"][::2], topics.items(), strict=True
    ):
        content = {"subject": subject, "aspect": aspect, "value": value}
        option["claim"] = {"content": content}

    assert "W19" not in lint(clean)


def test_the_history_of_a_patient_tells_no_answer_on_the_document(lint, clean, lint_context):
    key = next(key for key in lint_context.keys if key.item == "extravasation-by-axis")
    told = {"stem": f"{key.question.rstrip('?')}: {key.text}."}

    assert "W7" in lint(clean | told)
    assert "W7" not in lint(clean | told | {"vignette": "the-ferryman"})
