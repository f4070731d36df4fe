from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from app.case_query import facts_from_query
from app.derivation_view import DerivationView, view_of
from app.services import Services
from kg.case import Case
from kg.derivation import Derivation, Verdict

SLUG = "bilateral-sacroplasty"


def _view(services: Services, vignette: str) -> DerivationView:
    bank = services.banks[SLUG]
    return view_of(bank.derivations[vignette], bank.guideline)


def _verdict_at(href: str, services: Services) -> Verdict:
    reasoner = services.library.reasoner(SLUG)
    query: dict[str, tuple[str, ...]] = {}
    for key, value in parse_qsl(urlsplit(href).query):
        query[key] = (*query.get(key, ()), value)
    facts, unknown = facts_from_query(query, reasoner.guideline)
    result = reasoner.assess(Case("try", SLUG, facts))
    assert unknown == ()
    assert isinstance(result, Derivation)
    return result.verdict


def test_every_try_it_link_leads_to_the_verdict_it_promises(services: Services) -> None:
    for vignette in services.banks[SLUG].vignettes:
        view = _view(services, vignette)
        for group in (*view.settling, *view.flips, *view.longer_flips, *view.forgetting):
            for change in group.changes:
                assert _verdict_at(change.href, services) is group.verdict


def test_changes_that_put_a_fact_in_place_are_apart_from_those_that_only_forget(
    services: Services,
) -> None:
    for vignette in services.banks[SLUG].vignettes:
        view = _view(services, vignette)

        placing = [c for g in (*view.flips, *view.longer_flips) for c in g.changes]
        forgetting = [c for g in view.forgetting for c in g.changes]
        assert all(change.facts for change in placing)
        assert all(change.forgotten and not change.facts for change in forgetting)


def test_a_change_names_the_fact_and_what_it_replaces(services: Services) -> None:
    (contraindicated, *_) = _view(services, "the-beekeeper").flips

    assert contraindicated.verdict is Verdict.CONTRAINDICATED
    assert [(c.facts, c.replaced) for c in contraindicated.changes][:1] == [
        (("active infection at the procedure site",), ("no infection",))
    ]


def test_a_verdict_is_explained_by_its_criteria(services: Services) -> None:
    assert [
        _view(services, vignette).because
        for vignette in ("the-card-in-the-wallet", "behind-the-counter", "the-beekeeper")
    ] == [
        "Met: X3 (allergy to bone cement components). One exclusion criterion is enough.",
        "Refuted: I4 (conservative management for at least 3 weeks)."
        " Every inclusion criterion must be met.",
        "Every inclusion criterion is met and every exclusion criterion is refuted.",
    ]


def test_what_cannot_be_told_names_the_open_criteria_and_the_questions(services: Services) -> None:
    view = _view(services, "a-change-of-clinic")

    assert view.because == (
        "Nothing speaks against it so far, but not known: I5 (pain persists despite conservative"
        " management) and X4 (displacement that needs surgical stabilization)."
    )
    assert [(asked.subject, asked.question) for asked in view.questions] == [
        (
            "PainPersistingDespiteConservativeManagement",
            "Has the pain persisted despite conservative management?",
        ),
        (
            "DisplacedFractureNeedingStabilization",
            "Is the fracture displaced so much that it needs surgical stabilization?",
        ),
    ]


def test_the_group_in_which_one_criterion_decided_comes_first(services: Services) -> None:
    orders = {
        vignette: [title.partition(":")[0] for title, _ in _view(services, vignette).decisive_first]
        for vignette in ("the-card-in-the-wallet", "behind-the-counter", "the-beekeeper")
    }

    usual = ["Inclusion", "Exclusion", "Supporting"]
    assert orders == {
        "the-card-in-the-wallet": ["Exclusion", "Inclusion", "Supporting"],
        "behind-the-counter": usual,
        "the-beekeeper": usual,
    }


def test_many_open_criteria_are_counted(services: Services) -> None:
    reasoner = services.library.reasoner(SLUG)
    nothing = reasoner.assess(Case("empty", SLUG, frozenset()))

    view = view_of(nothing, reasoner.guideline)

    assert view.because == (
        "Nothing speaks against it so far, but 12 of the 12 criteria that decide are unknown."
    )


def test_a_criterion_comes_with_what_it_rests_on(services: Services) -> None:
    view = _view(services, "the-beekeeper")
    rows = {row.criterion.id: row for _, group in view.groups for row in group}

    assert list(rows) == list(services.library.guideline(SLUG).criteria)
    assert [s.statement.id for s in rows["I4"].statements] == ["st-02d", "st-12b"]
    assert [r.number for r in rows["I4"].statements[0].references] == [1]
    assert [d.id for d in rows["I4"].encoding_decisions] == ["A2"]
    assert any("no public record" in note for note in rows["I4"].statements[0].statement.appraisals)
