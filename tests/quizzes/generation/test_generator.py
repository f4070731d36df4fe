"""From the first guideline: distinct items, proven, refuted, on both sides of every criterion."""

from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest

from kg.derivation import Status, Verdict
from quizzes.bank import load_bank
from quizzes.generation.difficulty import Level
from quizzes.generation.generator import Wish, generate, known_signatures, proposals
from quizzes.generation.proposals import ProposalKind, Rejected, proven
from quizzes.judgement import Truth
from quizzes.model import ChoiceKey
from quizzes.proving import Prover
from quizzes.rekeying import knowledge_of


def clean(keyed):
    return ()


def test_two_hundred_distinct_items_are_proposed(bank, generated):
    signatures = [proposal.signature for proposal, _ in generated.accepted]

    assert len(set(signatures)) == 200
    assert not set(signatures) & known_signatures(bank)
    assert len({keyed.item.id for _, keyed in generated.accepted}) == 200


def test_every_kind_and_level_is_among_them(generated):
    kinds = Counter(proposal.kind for proposal, _ in generated.accepted)

    assert set(kinds) == set(ProposalKind)
    assert {proposal.level for proposal, _ in generated.accepted} == set(Level)


def test_every_key_is_proven_and_every_distractor_refuted(generated):
    for _, keyed in generated.accepted:
        for key in keyed.key.steps:
            if isinstance(key, ChoiceKey):
                assert key.options
                wrong = {j.truth for o, j in key.judgements.items() if o not in key.options}
                assert wrong <= {Truth.FALSE}


def test_every_criterion_is_asked_about_on_both_sides(draft, generated):
    seen = {
        (criterion, status)
        for _, keyed in generated.accepted
        if keyed.case is not None
        for criterion, status in draft.statuses(keyed.case).items()
    }

    wanted = {(c, s) for c in draft.guideline.criteria for s in (Status.MET, Status.REFUTED)}
    assert wanted - seen == set()


def test_every_verdict_is_asked_for(generated):
    verdicts = {proposal.verdict for proposal, _ in generated.accepted}

    assert {verdict.value for verdict in Verdict} <= verdicts


def test_all_are_lint_clean(generated, lint):
    assert {keyed.item.id for _, keyed in generated.accepted[::5] if lint(keyed)} == set()


def test_what_is_rejected_says_why(generated):
    assert generated.rejected
    assert all(rejected.reasons for rejected in generated.rejected)


def test_the_files_are_content_without_defects(draft, knowledge, generated, content):
    for proposal, _ in generated.accepted[:40]:
        content.write(f"items/{proposal.folder}/{proposal.id}.yaml", proposal.yaml(draft.guideline))

    loaded = load_bank(content.path, knowledge)

    assert [str(defect) for defect in loaded.defects] == []
    assert len(loaded.items) == 40


def test_one_seed_proposes_the_same_and_another_something_else(draft):
    def ids(seed):
        return [p.id for p, _ in generate(draft, Wish(12), seed, clean).accepted]

    assert ids("a") == ids("a")
    assert ids("a") != ids("b")


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        (Wish(3, criteria=frozenset({"X3"})), lambda p: p.about == "X3"),
        (Wish(3, verdicts=frozenset({Verdict.INDICATED})), lambda p: p.verdict == "indicated"),
        (Wish(3, kinds=frozenset({ProposalKind.BOUNDARY})), lambda p: "I4" in p.about),
        (Wish(3, levels=frozenset({Level.HARD})), lambda p: p.difficulty > 0.5),
    ],
)
def test_a_wish_is_granted(draft, wish, fits):
    accepted = generate(draft, wish, "a", clean).accepted

    assert len(accepted) == 3
    assert all(fits(proposal) for proposal, _ in accepted)


@pytest.mark.parametrize("kind", ProposalKind)
def test_asking_for_a_kind_leaves_none_of_it_out(draft, kind):
    def first(found):
        return list(islice((p.id for p in found if p.kind is kind), 20))

    asked = first(proposals(draft, "1", Wish(20, kinds=frozenset({kind}))))

    assert asked == first(proposals(draft, "1", Wish(20)))


def test_an_item_that_is_known_is_not_proposed_again(draft):
    wish = Wish(5, kinds=frozenset({ProposalKind.BOUNDARY}))
    first = generate(draft, wish, "a", clean).accepted

    again = generate(draft, wish, "a", clean, frozenset(p.signature for p, _ in first)).accepted

    assert not {p.signature for p, _ in first} & {p.signature for p, _ in again}


def planted(draft, claim):
    """Return a decision item of which one wrong option claims something else."""
    proposal = next(p for p in proposals(draft, "a", Wish(1)) if p.verdict == "contraindicated")
    options = [dict(option) for option in proposal.data["options"]]
    options[0]["claim"] = claim
    return replace(proposal, data={**proposal.data, "options": options})


@pytest.mark.parametrize(
    "claim",
    [
        {"content": {"subject": "BoneHealth", "aspect": "improvedWith", "value": "AftercareCt"}},
        {"obtain": "Malignancy"},
    ],
    ids=["not stated by the source", "open in a decided case"],
)
def test_a_distractor_that_is_merely_unstated_is_rejected(draft, claim):
    result = proven(planted(draft, claim), draft.guideline, Prover(knowledge_of(draft), ()))

    assert isinstance(result, Rejected)
    assert "neither proven right nor proven wrong" in " ".join(result.reasons)


def test_a_fault_that_the_linter_finds_keeps_an_item_out(draft):
    found = generate(draft, Wish(1), "a", lambda keyed: ("a fault",) if keyed.case else ())

    ((_, accepted),) = found.accepted
    assert accepted.case is None
    assert {reason for one in found.rejected for reason in one.reasons} <= {"a fault"}
