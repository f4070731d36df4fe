"""Living keys: what is flagged in memory is what a changed Turtle file really brings about."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kg.drafts import deciding, draft_of, with_threshold, without_criterion
from kg.library import open_library
from kg.sources import ontology_folder
from quizzes.entries import Answer, QuizRun
from quizzes.errors import ContentError
from quizzes.graded import Graded
from quizzes.impact import impact_of
from quizzes.judgement import Knowledge
from quizzes.keys import derive_key
from quizzes.records import Records
from quizzes.rekeying import right_answer

SLUG = "bilateral-sacroplasty"
CRITERIA = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "X1", "X2", "X3", "X4", "X5"]
LEARNER, RUN = "1" * 32, "2" * 32
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def draft(library):
    return draft_of(library.reasoner(SLUG))


@pytest.fixture(scope="module")
def changed_library(tmp_path_factory):
    """Return a function that opens the ontology with edits of its Turtle files."""

    def opened(*edits):
        root = tmp_path_factory.mktemp("ontology") / "ontology"
        shutil.copytree(ontology_folder(), root)
        for name, pattern, new in edits:
            path = root / "guidelines" / SLUG / name
            text, count = re.subn(pattern, new, path.read_text("utf-8"))
            assert count, pattern
            path.write_text(text, "utf-8")
        return open_library(root)

    return opened


def brute_force(bank, library):
    """Derive every key and verdict anew, by SPARQL, and compare: nothing of quizzes.impact."""
    knowledge = Knowledge(library.guideline(SLUG), library.reasoner(SLUG).assess)
    told = {id_: knowledge.assess(v.case) for id_, v in bank.vignettes.items()}
    cases = {v.case: told[id_] for id_, v in bank.vignettes.items()}
    items = set()
    for id_, keyed in bank.items.items():
        derivation = None
        if keyed.case is not None:
            derivation = cases.get(keyed.case) or knowledge.assess(keyed.case)
        try:
            key = derive_key(keyed.item, knowledge, derivation)
            same = list(map(right_answer, key.steps)) == list(map(right_answer, keyed.key.steps))
        except ContentError:
            same = False
        if not same:
            items.add(id_)
    vignettes = {
        id_ for id_, new in told.items() if new.verdict is not bank.derivations[id_].verdict
    }
    return items, vignettes


def flagged(impact):
    return {flip.item for flip in impact.items}, {flip.vignette for flip in impact.vignettes}


@pytest.mark.parametrize("weeks", ["2", "6"])
def test_a_moved_threshold_flags_what_brute_force_finds(bank, draft, changed_library, weeks):
    library = changed_library(
        ("criteria.ttl", r"(clusive )3\.0", rf"\g<1>{weeks}.0"),
        ("statements.ttl", r"(gg:lowerBound )3\.0", rf"\g<1>{weeks}.0"),
    )

    impact = impact_of(bank, draft, with_threshold(draft, "I4", Decimal(weeks)))

    assert flagged(impact) == brute_force(bank, library)
    assert min(map(len, flagged(impact))) > 0


def test_every_criterion_is_tried(draft):
    assert list(deciding(draft.guideline)) == CRITERIA


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_dropped_criterion_flags_what_brute_force_finds(bank, draft, changed_library, criterion):
    role = "Inclusion" if criterion[0] == "I" else "Exclusion"
    library = changed_library(
        ("criteria.ttl", rf"bs:{criterion}(Met|Refuted)(?= [b)]|\n +bs:)(?! a)", ""),
        ("criteria.ttl", rf"bs:{criterion} a gg:{role}", f"bs:{criterion} a gg:Supporting"),
    )

    impact = impact_of(bank, draft, without_criterion(draft, criterion))

    assert flagged(impact) == brute_force(bank, library)
    assert flagged(impact)[0]


def test_untouched_items_are_the_same_to_the_byte(bank, draft):
    before = {id_: keyed.item.digest for id_, keyed in bank.items.items()}
    impact = impact_of(bank, draft, with_threshold(draft, "I4", Decimal(6)))

    kept = {*impact.untouched, *impact.reread}
    assert kept | {flip.item for flip in impact.items} == set(bank.items)
    assert not kept & {flip.item for flip in impact.items}
    again = impact_of(bank, draft, with_threshold(draft, "I4", Decimal(6)))
    assert repr(again) == repr(impact)
    assert {id_: keyed.item.digest for id_, keyed in bank.items.items()} == before


def test_a_change_of_nothing_touches_nothing(bank, draft):
    impact = impact_of(bank, draft, draft)

    assert (impact.items, impact.vignettes, impact.texts, impact.reread) == ((), (), (), ())
    assert set(impact.untouched) == set(bank.items)
    assert not impact.same_version


def test_a_draft_without_a_version_of_its_own_says_so(bank, draft):
    moved = with_threshold(draft, "I4", Decimal(6))
    named = moved.with_guideline(replace(moved.guideline, version="0.2.0"))

    assert impact_of(bank, draft, moved).same_version
    assert not impact_of(bank, draft, named).same_version


def test_an_item_that_loses_its_key_says_why(bank, draft):
    impact = impact_of(bank, draft, with_threshold(draft, "I4", Decimal(6)))

    lost = {flip.item: flip for flip in impact.items}["ferryman-which-entries-suffice"]
    assert lost.after == ()
    assert lost.problems == ("No option is right. Change an option or the case.",)


@pytest.fixture
def records(tmp_path):
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as opened:
        opened.add_learner(LEARNER, NOW)
        yield opened


def test_old_answers_keep_the_version_that_graded_them_and_are_counted_by_it(bank, draft, records):
    item = bank.items["calendar-decision"].item
    records.start_run(QuizRun(RUN, LEARNER, SLUG, (item.id, item.id, item.id), "seed", NOW))
    gradings = [(item.digest, "0.1.0"), (item.digest, "0.2.0"), ("0" * 64, "0.1.0")]
    answers = [
        Answer(LEARNER, RUN, place, 0, item.id, digest, version, ["indicated"], 1.0, NOW)
        for place, (digest, version) in enumerate(gradings)
    ]
    for answer in answers:
        records.record_answer(answer)

    impact = impact_of(bank, draft, with_threshold(draft, "I4", Decimal(6)), records.graded())

    flip = {flip.item: flip for flip in impact.items}[item.id]
    assert (flip.answers, impact.answers) == (1, 1)
    assert list(records.answers(LEARNER)) == answers


def test_what_nobody_answered_is_not_counted(bank, draft):
    graded = Graded({("no-such-item", "0" * 64, "0.1.0"): 9}, {("no-such-case", "0.1.0"): 9})

    impact = impact_of(bank, draft, with_threshold(draft, "I4", Decimal(6)), graded)

    assert (impact.answers, impact.decisions) == (0, 0)
