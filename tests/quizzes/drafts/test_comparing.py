import pytest
from draft_texts import ITEM, ON_VIGNETTE, VIGNETTE

from quizzes.drafts.check import check_draft
from quizzes.drafts.comparing import Change, ChangedPart, ChangeKind, compare
from quizzes.drafts.marks import Mark, Sign
from quizzes.drafts.model import DraftStage, Part
from quizzes.drafts.text import draft_text

ADDED, REMOVED, CHANGED, MOVED = ChangeKind


@pytest.fixture
def compared(linting, bank):
    """Return what differs between two texts of one draft."""

    def compared(before, after, part=Part.ITEM):
        checks = (check_draft(text, part, linting) for text in (before, after))
        return compare(*checks, bank)

    return compared


def instead(before, after):
    return (Mark(Sign.REMOVED, before), Mark(Sign.ADDED, after))


def only_added(text):
    return (Mark(Sign.ADDED, text),)


def test_a_text_does_not_differ_from_itself(compared):
    assert compared(ITEM, ITEM) == ()


def test_stage_review_and_layout_are_no_difference(compared, linting):
    data = dict(check_draft(ITEM, Part.ITEM, linting).data)
    published = draft_text(
        {**data, "reviewed": {"version": "1", "basis": "ab"}}, DraftStage.PUBLISHED
    )

    assert published != ITEM
    assert compared(ITEM, published) == ()


def test_words_of_a_text_are_marked_in_their_field(compared):
    after = ITEM.replace("text: Osteoporosis of the bone", "text: Osteoporosis of the sacrum")

    assert compared(ITEM, after) == (
        ChangedPart(
            "options[1]",
            CHANGED,
            (
                Change(
                    "options[1].text",
                    CHANGED,
                    (Mark(Sign.KEPT, "Osteoporosis of the"), *instead(" bone", " sacrum")),
                ),
            ),
        ),
    )


def test_a_claim_is_told_in_words_with_the_key_that_follows(compared):
    after = ITEM.replace(
        "{statement: st-07a, section: section-contraindications}",
        "{statement: st-07a, cited: true}",
    )

    [part] = compared(ITEM, after)

    statement = "st-07a, “People with osteoporosis are candidates”."
    assert part.changes == (
        Change(
            "options[1].claim",
            CHANGED,
            instead(
                f"The statement stands in “Contraindications”: {statement}",
                f"The statement has a reference: {statement}",
            ),
        ),
        Change("options[1].key", CHANGED, instead("wrong", "right")),
    )


def test_lists_are_compared_entry_by_entry_and_what_is_new_is_added(compared):
    before = f"{ITEM}tags: [pain, bone]\n"
    after = f"{ITEM}tags: [bone, age]\nstem: Read the list.\n"

    [whole] = compared(before, after)

    assert whole == ChangedPart(
        "",
        CHANGED,
        (
            Change(
                "tags",
                CHANGED,
                (Mark(Sign.REMOVED, "pain"), Mark(Sign.KEPT, "bone"), Mark(Sign.ADDED, "age")),
                is_list=True,
            ),
            Change("stem", ADDED, only_added("Read the list.")),
        ),
    )


def test_the_order_of_a_list_says_nothing(compared):
    assert compared(f"{ITEM}tags: [pain, bone]\n", f"{ITEM}tags: [bone, pain]\n") == ()


def test_options_are_known_again_wherever_they_stand(compared):
    head, *options = ITEM.removesuffix(ITEM[ITEM.index("explanation") :]).split("  - id: ")
    tail = ITEM[ITEM.index("explanation") :]
    after = "  - id: ".join([head, options[1], options[0], options[2]]) + tail
    last = "Advanced age of the patient"

    assert compared(ITEM, after) == (
        ChangedPart(
            "",
            CHANGED,
            (
                Change(
                    "options",
                    MOVED,
                    instead(
                        f"Infection at the site; Osteoporosis of the bone; {last}",
                        f"Osteoporosis of the bone; Infection at the site; {last}",
                    ),
                ),
            ),
        ),
    )


def test_an_option_that_is_new_and_one_that_is_gone_are_told_as_a_whole(compared):
    after = ITEM.replace("id: c\n", "id: d\n")

    added, removed = compared(ITEM, after)

    assert (added.place, added.kind) == ("options[2]", ADDED)
    assert (removed.place, removed.kind) == ("options[2]", REMOVED)
    fields = ["text", "claim", "rationale", "statements", "key"]
    assert [change.place for change in added.changes] == [f"options[2].{one}" for one in fields]
    assert {change.kind for change in added.changes} == {ADDED}


def test_a_step_that_is_put_before_the_others_leaves_them_as_they_are(compared):
    step = "  - lead_in: {}\n    options: [{{id: a, text: Yes}}, {{id: b, text: No}}]\n"
    head = "id: two\nkind: key-feature\nguideline: bilateral-sacroplasty\nsteps:\n"
    one, two, three = (step.format(name) for name in ("One?", "Two?", "Three?"))

    parts = compared(head + one + two, head + three + one + two)

    assert [(part.place, part.kind) for part in parts] == [
        ("steps[0]", ADDED),
        ("steps[0].options[0]", ADDED),
        ("steps[0].options[1]", ADDED),
    ]


def test_facts_of_a_vignette_and_its_decision_are_told_in_words(compared):
    after = VIGNETTE.replace("present: [Malignancy]", "absent: [Malignancy]")

    [whole] = compared(VIGNETTE, after, Part.VIGNETTE)

    assert whole.changes == (
        Change("facts", CHANGED, instead("malignancy", "no evidence of malignancy"), is_list=True),
        Change("verdict", CHANGED, instead("not indicated", "cannot tell")),
    )


def test_another_vignette_changes_the_decision_and_the_keys(compared):
    before = ON_VIGNETTE.replace("the-lamplighter", "behind-the-counter")
    after = ON_VIGNETTE.replace("the-lamplighter", "the-ferryman")

    whole, *options = compared(before, after)

    assert [change.marks for change in whole.changes] == [
        instead("Behind the counter", "The ferryman"),
        instead("not indicated", "indicated"),
    ]
    assert [option.changes[0].marks for option in options] == [
        instead("right", "wrong"),
        instead("wrong", "right"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ITEM),
        ("- no\n- keys\n", ITEM),
        ("options: [{id: [a]}, 3, {}]\nsteps: no\ncase: []\nvignette: 4\nkind: [x]\n", ITEM),
        ("options: {a: b}\nclaim: [1]\nanswer_from: {bound: [1]}\ntags: {a: [2]}\n", ITEM),
        ("statements: [{a: b}, [c], 4]\nteaches: [{}]\nfacts: 3\npresent: {a: 1}\n", ""),
    ],
)
@pytest.mark.parametrize("part", Part)
def test_whatever_an_author_has_written_can_be_compared(compared, before, after, part):
    there, back = compared(before, after, part), compared(after, before, part)

    assert bool(there) is bool(back)
