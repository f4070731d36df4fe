"""The openings of the shipped vignettes give away nothing that is to be asked for."""

import re

from kg.case import Value
from quizzes.model import ContentStatus

#: Words by which a reader would learn something, and the findings or observable they tell of.
TELLING_WORDS = {
    r"fractur|broke|insufficien": ("SacralFracture",),
    r"\bMRI\b|\bCT\b|scan|radiograph|imag": ("BilateralFractureConfirmedOnMriOrCt",),
    r"displac|stabili": ("DisplacedSacralFracture",),
    r"infect|pus\b|pneumonia": ("Infection",),
    r"malignan|metasta|cancer|tumou?r": ("Malignancy",),
    r"coagul|bleed|haemat": ("Coagulopathy",),
    r"allerg|cement|polymethyl": ("BoneCementComponentAllergy",),
    r"osteopor|osteomal": ("Osteoporosis",),
    r"severe|unbearable": ("SevereLowBackPain",),
    r"disabl|cannot|wash|dress(es|ed)\b|chair": ("DisablingLowBackPain",),
    r"walk(?!s the dyke)|stairs|mobil|crutch|stick": ("LimitedMobilityDueToPain",),
    r"persist|resist|outlast|relie|conservativ|managed": (
        "PainPersistingDespiteConservativeManagement",
    ),
    r"\bweek(?! is nearly)|\bmonth|\bdays?\b": ("ConservativeManagementDuration",),
    r"out of 10|of ten": ("PainScore",),
    r"low back": ("LowBackPain",),
    r"\bhurts?\b|\bpain\b": ("LowBackPain", "Pain"),
}


def told_by(opening):
    return {f.observable if isinstance(f, Value) else f.finding for f in opening.facts}


def test_an_opening_states_no_recorded_fact_but_those_it_lists(bank):
    untold = [
        (vignette.id, words)
        for vignette in bank.vignettes.values()
        if vignette.opening is not None
        for words, subjects in TELLING_WORDS.items()
        if re.search(words, vignette.opening.text) and not told_by(vignette.opening) & set(subjects)
    ]

    assert untold == []


def test_the_numbers_of_an_opening_are_those_of_the_facts_it_lists(bank):
    for vignette in bank.vignettes.values():
        if vignette.opening is not None:
            values = {str(f.amount) for f in vignette.opening.facts if isinstance(f, Value)}

            assert set(re.findall(r"\d+", vignette.opening.text)) == values


def test_an_opening_is_short_and_at_least_12_active_cases_have_one(bank):
    active = [v for v in bank.vignettes.values() if v.status is ContentStatus.ACTIVE]
    openings = [v.opening.text for v in active if v.opening is not None]

    assert len(openings) >= 12
    for text in openings:
        assert (
            1 <= len(re.findall(r"[.?](?= [A-Z]|$)", re.sub(r"(Mrs?|Ms|[A-Z])\.", "", text))) <= 2
        )


def test_twins_that_begin_alike_open_alike(bank):
    """What differs between twins must be found by asking, never read off the opening."""
    for vignette in bank.vignettes.values():
        if vignette.twin_of is not None:
            twin = bank.vignettes[vignette.twin_of]

            assert vignette.opening == twin.opening
