from __future__ import annotations

import pytest

from app.visit import Theme, Visit, link, visit_of


def test_a_request_becomes_a_visit() -> None:
    visit = visit_of(
        "/cases/marta",
        {"vignette": "marta"},
        {"present": [b"Infection", b"Malignancy"], "weeks": [b"\xff"]},
        {"gg-theme": "dark", "gg-learner": "0123456789abcdef0123456789abcdef"},
    )

    assert visit == Visit(
        path="/cases/marta",
        parameters={"vignette": "marta"},
        query={"present": ("Infection", "Malignancy"), "weeks": ("\ufffd",)},
        theme=Theme.DARK,
        dark=True,
        learner="0123456789abcdef0123456789abcdef",
        learners=("0123456789abcdef0123456789abcdef",),
    )


@pytest.mark.parametrize(
    ("cookies", "theme", "dark"),
    [
        ({}, Theme.AUTO, False),
        ({"gg-scheme": "dark"}, Theme.AUTO, True),
        ({"gg-theme": "auto", "gg-scheme": "light"}, Theme.AUTO, False),
        ({"gg-theme": "light", "gg-scheme": "dark"}, Theme.LIGHT, False),
        ({"gg-theme": '"><script>', "gg-scheme": "dark"}, Theme.AUTO, True),
    ],
)
def test_the_choice_of_theme_wins_over_what_the_browser_resolved(
    cookies: dict[str, str], theme: Theme, dark: bool
) -> None:
    visit = visit_of("/", {}, {}, cookies)

    assert (visit.theme, visit.dark) == (theme, dark)


@pytest.mark.parametrize("cookie", ["", "short", "0123456789ABCDEF0123456789ABCDEF", "../../etc"])
def test_a_malformed_learner_id_counts_as_none(cookie: str) -> None:
    assert visit_of("/", {}, {}, {"gg-learner": cookie}).learner == ""


def test_the_first_value_of_a_key_or_the_default_is_returned() -> None:
    visit = Visit("/", query={"q": ("one", "two"), "empty": ()})

    assert (visit.first("q"), visit.first("empty"), visit.first("x", "none")) == ("one", "", "none")


def test_a_link_repeats_a_key_for_each_of_its_values() -> None:
    assert link("/what-if", {"present": ("A", "B&C")}) == "/what-if?present=A&present=B%26C"


def test_the_learners_of_a_browser_are_well_formed_and_the_present_one_is_first() -> None:
    ann, bob = "a" * 32, "b" * 32

    visit = visit_of("/", {}, {}, {"gg-learner": bob, "gg-learners": f"{ann}.x.{bob}.."})

    assert (visit.learner, visit.learners) == (bob, (bob, ann))
