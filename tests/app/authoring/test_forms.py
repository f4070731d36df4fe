"""The lists of the editor against the schema and the guideline."""

from __future__ import annotations

import pytest

from app.authoring.claim_forms import CLAIM_FORMS
from app.authoring.fields import place_rank, place_words
from app.authoring.vocabulary import vocabulary
from app.services import Services
from quizzes.claims import claim_from_mapping, needs_case
from quizzes.validation import published_schema

_BUILT = {"fact", "yes", "quantity"}


def _example(name: str) -> dict[str, object]:
    """Return a claim of a definition, made from its schema alone."""
    schema = published_schema("item")["$defs"]
    values = {"boolean": True, "integer": 1, "number": 1, "string": "x", "object": {}}
    claim: dict[str, object] = {}
    for key, about in schema[name]["properties"].items():
        about = schema[about["$ref"].rpartition("/")[2]] if "$ref" in about else about
        claim[key] = about["enum"][0] if "enum" in about else values[about.get("type", "string")]
    return claim


def test_there_is_a_form_for_every_claim_of_the_schema_with_its_keys() -> None:
    definitions = published_schema("item")["$defs"]
    named = [one["$ref"].rpartition("/")[2] for one in definitions["claim"]["oneOf"]]

    keys = {}
    for form in CLAIM_FORMS:
        roots = {entry.key.partition(".")[0] for entry in form.entries}
        if any(entry.of == "quantity" for entry in form.entries):
            roots = (roots - {"quantity"}) | {"unit"}
        keys[form.name] = roots

    assert keys == {name: set(definitions[name]["required"]) for name in named}


@pytest.mark.parametrize("form", CLAIM_FORMS, ids=lambda form: form.name)
def test_a_form_knows_whether_its_claim_is_about_a_patient(form) -> None:
    example = _example(form.name)
    if form.name == "contentClaim":
        example["content"] = {"subject": "x", "aspect": "x", "value": "x"}

    claim = claim_from_mapping(example, lambda key: None)

    assert needs_case(claim) is form.needs_case


def test_every_list_that_a_form_names_is_in_the_vocabulary(services: Services) -> None:
    (slug,) = services.banks
    words = vocabulary(services.library.reasoner(slug), services.banks[slug])

    wanted = {entry.of for form in CLAIM_FORMS for entry in form.entries} - _BUILT

    assert {name for name in wanted if not words.get(name)} == set()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", ""),
        ("lead_in", "Lead-in"),
        ("options[1].rationale", "Option 2, why"),
        ("steps[0].options[2].claim.section", "Step 1, option 3, claim"),
        ("answer_from.bound", "Number asked for"),
        ("common_errors[0].value", "Common error 1, number"),
    ],
)
def test_a_place_is_named_as_the_form_names_it(place: str, words: str) -> None:
    assert place_words(place) == words


def test_places_are_sorted_as_the_form_has_them() -> None:
    places = ["explanation", "options[10].text", "options[2].claim", "options[2].text", "lead_in"]

    assert sorted(places, key=place_rank) == [
        *("lead_in", "options[2].text", "options[2].claim", "options[10].text", "explanation")
    ]
