"""Items of other software become drafts of ours, and nothing of them is lost without a word."""

from __future__ import annotations

import re

import pytest
from format_readers import seen
from hostile_items import hostile_items
from item_changes import AT, choice_item, number_item

from quizzes.bank import ItemBank, load_bank
from quizzes.errors import ContentError, ImportFileError
from quizzes.formats.exported import ExportedChoice, ExportedItem, clean, exported_items
from quizzes.formats.gift_reading import read_gift
from quizzes.formats.importing import Imported, as_drafts, report
from quizzes.formats.moodle_reading import read_moodle_xml
from quizzes.formats.own_files import read_own_file
from quizzes.formats.registry import write
from quizzes.markup import safe_html
from quizzes.model import Kind
from quizzes.yaml_source import parse_yaml

READ = {"moodle": read_moodle_xml, "gift": read_gift}
GIFT = """\
// by the cook
// [id:q 1] [tag:Hot Broth]
::Broth::[html]<p>A cold.</p><p>What helps?</p>{
=Broth#<b>Yes</b> <img src\\="b.png">
~%50%Tea
~Ice
####Drink it hot.
}

$CATEGORY: soups

Is it served hot?{T#No, it is.#Yes.}

How many days?{#3:0.5#Right. =%0%5#Too many. ~#Count again.}

Match them{=Broth -> Bowl =Tea -> Cup}

Which are soups?{~%50%Broth ~%50%Consommé ~%-100%Tea}

Say something.{}
"""


def _drafts(name: str, *items: ExportedItem) -> Imported:
    return as_drafts(READ[name](write(name, items, AT), "export"), "broth-for-colds")


def _data(text: str) -> dict:
    return parse_yaml(text.encode(), "draft", "draft").data


@pytest.mark.parametrize("name", READ)
def test_an_export_comes_back_as_a_draft_with_its_statements(name: str) -> None:
    (imported,) = _drafts(name, choice_item()).items

    assert _data(imported.text) == {
        "id": "serving",
        "kind": "single-best-answer",
        "guideline": "broth-for-colds",
        "status": "draft",
        "tags": ["serving", "cold"],
        "stem": "Mrs. B. has a **cold**.\n\n- a cough\n- a sneeze\n\nShe asks for broth.",
        "lead_in": "How is it served?",
        "options": [
            {
                "id": id_,
                "text": f"Serve *{word}*",
                "rationale": f"Why {word}",
                "statements": ["st-3"],
            }
            for id_, word in zip("abc", ("hot", "cold", "never"), strict=True)
        ],
        "explanation": "Hot broth is served in a bowl.",
    }
    assert imported.to_link == (
        "a is said to be right",
        "b is said to be wrong",
        "c is said to be wrong",
    )
    assert "#   a is said to be right\n" in imported.text


@pytest.mark.parametrize("name", READ)
def test_a_number_comes_back_with_the_errors_that_it_foresees(name: str) -> None:
    (imported,) = _drafts(name, number_item()).items

    data = _data(imported.text)
    assert data["kind"] == "numeric"
    assert data["tolerance"] == 0.5
    assert data["rationale"] == "The source says so."
    assert data["common_errors"] == [
        {"value": 5, "rationale": "That is the upper end.", "statements": ["st-3"]}
    ]
    assert imported.to_link == ("the number is said to be 3.5, give or take 0.5, in days",)


@pytest.mark.parametrize("name", READ)
def test_hostile_texts_come_back_word_for_word(name: str) -> None:
    items = [item for item in hostile_items(30) if item.kind is Kind.KEY_FEATURE]

    drafts = _drafts(name, *items).items

    for item, draft in zip(items, drafts, strict=True):
        steps = _data(draft.text)["steps"]
        assert [_words(step["lead_in"]) for step in steps] == [
            _words(step.lead_in) for step in item.steps
        ]
        for step, read in zip(item.steps, steps, strict=True):
            assert isinstance(step, ExportedChoice)
            assert [_words(one["text"]) for one in read["options"]] == [
                _words(option.text) for option in step.options
            ]


def _words(markdown: str) -> str:
    return "".join(word for word in seen(safe_html(markdown)) if not re.match(r"<.*>$", word))


def test_the_loader_names_every_claim_that_is_to_be_linked(content, knowledge) -> None:
    read = read_moodle_xml(write("moodle", [choice_item()], AT), "export")
    (imported,) = as_drafts(read, knowledge.guideline.slug).items
    content.write(f"items/{imported.id}.yaml", imported.text)

    bank = load_bank(content.path, knowledge)

    missing = [defect.key for defect in bank.defects if "'claim' is missing" in defect.message]
    assert missing == ["options[0]", "options[1]", "options[2]"]
    assert bank.items == {}


def test_questions_of_others_are_taken_over_with_a_note_of_what_is_left_out() -> None:
    imported = as_drafts(read_gift(GIFT.encode(), "soups.gift"), "broth-for-colds")

    assert report(imported, "soups.gift") == REPORT


REPORT = """\
soups.gift: 4 drafts.

q-1  (question at line 1)
  to be linked: a is said to be right
  to be linked: b is said to be partly right
  to be linked: c is said to be wrong
  not taken over: The id 'q 1' became q-1.
  not taken over: <img> b.png
  not taken over: 'Tea' had 50 %; our scoring is fixed.
  not taken over: The title 'Broth'; items of ours have none.
  not taken over: The tag 'Hot Broth' became hot-broth.
imported  (question at line 12)
  to be linked: the claim is said to be: True
imported-2  (question at line 14)
  to be linked: the number is said to be 3, give or take 0.5
  not taken over: Feedback on any other number: Count again.
imported-3  (question at line 18)
  to be linked: a is said to be right
  to be linked: b is said to be right
  to be linked: c is said to be wrong
  not taken over: 'Tea' had -100 %; our scoring is fixed.

Not taken over at all:
  line 1: the comment 'by the cook'.
  line 10: the category 'soups'; drafts have tags.
  question at line 16: matching questions are not taken over.
  question at line 20: essays are not taken over.
"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<quiz><question>", "soups.xml:1: This is not XML"),
        (b"<questions/>", "soups.xml:1: The first element is <questions>"),
    ],
)
def test_what_is_no_moodle_xml_is_refused_by_line(content: bytes, message: str) -> None:
    with pytest.raises(ImportFileError, match=re.escape(message)):
        read_moodle_xml(content, "soups.xml")


def test_every_element_of_moodle_is_taken_over_or_noted() -> None:
    xml = b"""<quiz>
    <question type="category"><category><text>soups</text></category></question>
    <remark>hidden</remark>
    <question type="essay"><name><text>Write</text></name></question>
    <question type="multichoice">
      <name><text>Broth</text></name>
      <questiontext format="html"><text>Q?</text><file name="b.png">AA==</file></questiontext>
      <defaultgrade>2</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>
      <correctfeedback format="html"><text>Well done.</text></correctfeedback>
      <shuffleanswers>0</shuffleanswers><brandnew>42</brandnew>
      <answer fraction="100"><text>A</text></answer>
      <answer fraction="30"><text>B</text></answer>
      <answer fraction="0"><text>C</text><odd>3</odd></answer>
    </question></quiz>"""

    imported = as_drafts(read_moodle_xml(xml, "soups.xml"), "broth-for-colds")

    assert imported.notes == (
        "line 3: <remark> is no question; it is left out.",
        "question 1 (line 2): the category 'soups'; drafts have tags.",
        "question 2 (line 4), 'Write': questions of the type 'essay' are not taken over.",
    )
    assert imported.items[0].notes == (
        "The order of its options was fixed; ours are shuffled when shown.",
        "'B' had 30 %; our scoring is fixed.",
        "The title 'Broth'; items of ours have none.",
        "The file 'b.png' is left out.",
        "defaultgrade is left out: 2",
        "correctfeedback is left out: Well done.",
        "brandnew is left out: 42",
        "odd is left out: 3",
    )


def test_entities_of_a_file_are_not_resolved(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    xml = f"""<!DOCTYPE quiz [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
    <quiz><question type="multichoice"><name><text>&x;</text></name>
    <questiontext><text>Q</text></questiontext></question></quiz>"""

    read = read_moodle_xml(xml.encode(), "evil.xml")

    assert "secret" not in read.questions[0].title


def test_a_file_of_ours_is_brought_in_byte_by_byte(bank: ItemBank) -> None:
    keyed = bank.items["quarry-weakest-link"]
    source = keyed.item.source
    text = "id: quarry-weakest-link\nkind: single-best-answer\n"

    imported = read_own_file(text.encode(), source.stem, "quarry.yaml", bank.guideline)

    (only,) = imported.items
    assert (only.id, only.text, only.folder) == (source.stem, text, "items")
    assert all(note.startswith("To be mended: quarry.yaml:") for note in only.notes)
    assert only.notes


def test_a_file_that_is_no_content_is_refused(bank: ItemBank) -> None:
    with pytest.raises(ContentError, match="no item and no vignette"):
        read_own_file(b"- just\n- a list\n", "list", "list.yaml", bank.guideline)


def test_shipped_items_come_back_with_their_options_and_statements(bank: ItemBank) -> None:
    some = list(bank.items.values())[::5]
    items = exported_items(some, bank)

    drafts = _drafts("moodle", *items).items

    assert [draft.id for draft in drafts] == [item.id for item in items]
    for draft, keyed in zip(drafts, some, strict=True):
        old, new = keyed.item.source.data, _data(draft.text)
        assert new["kind"] == old["kind"]
        for before, after in zip(_options(old), _options(new), strict=True):
            assert after["statements"] == before["statements"]
            assert _words(after["rationale"]) == _words(clean(before["rationale"]))


def _options(data: dict) -> list[dict]:
    steps = data.get("steps", [data])
    return [option for step in steps for option in step.get("options", ())]
