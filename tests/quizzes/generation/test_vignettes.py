import pytest

from kg.derivation import Verdict
from quizzes.bank import load_bank
from quizzes.generation.difficulty import Level
from quizzes.generation.vignettes import propose_twin, propose_vignette

SLUG = "bilateral-sacroplasty"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_vignette_has_the_verdict_that_was_wanted(draft, verdict):
    vignette = propose_vignette(draft, verdict, "a")

    assert vignette.verdict is verdict


def test_vignettes_and_twins_are_content_without_defects(draft, knowledge, content):
    for verdict in Verdict:
        vignette = propose_vignette(draft, verdict, "a")
        twin = propose_twin(vignette, draft, "a")
        content.write(f"vignettes/{vignette.id}.yaml", vignette.yaml(SLUG))
        content.write(f"vignettes/{twin.id}.yaml", twin.yaml(SLUG))

    loaded = load_bank(content.path, knowledge)

    assert [str(defect) for defect in loaded.defects] == []
    assert sum(vignette.twin_of is not None for vignette in loaded.vignettes.values()) == 4


def test_a_wanted_criterion_turns_the_verdict(draft):
    vignette = propose_vignette(draft, Verdict.CONTRAINDICATED, "a", frozenset({"X4"}))

    assert vignette.derivation.criterion("X4").decisive
    assert vignette.data["teaches"] == ["X4"]


def test_a_wanted_level_is_the_one_predicted(draft):
    vignette = propose_vignette(draft, Verdict.CANNOT_TELL, "a", level=Level.HARD)

    assert vignette.level is Level.HARD


def test_a_criterion_that_cannot_bring_the_verdict_about_gives_none(draft):
    assert propose_vignette(draft, Verdict.CONTRAINDICATED, "a", frozenset({"I4"})) is None


def test_one_seed_tells_the_same_story(draft):
    texts = {propose_vignette(draft, Verdict.INDICATED, "a").yaml(SLUG) for _ in range(2)}

    assert len(texts) == 1
