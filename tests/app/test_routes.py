from __future__ import annotations

import re

import pytest

from app.routes import pattern, specific_first


@pytest.mark.parametrize(
    ("route", "path", "parameters"),
    [
        ("/", "/", {}),
        ("/about", "/about", {}),
        ("/about", "/about/", {}),
        ("/items/{item}", "/items/short-axis", {"item": "short-axis"}),
        ("/a/{x}/b/{y}", "/a/1/b/2", {"x": "1", "y": "2"}),
    ],
)
def test_a_route_matches_its_addresses(route: str, path: str, parameters: dict[str, str]) -> None:
    match = re.fullmatch(pattern(route), path)

    assert match is not None
    assert match.groupdict() == parameters


@pytest.mark.parametrize(
    ("route", "path"),
    [("/about", "/about/us"), ("/items/{item}", "/items/"), ("/items/{item}", "/items/a/b")],
)
def test_a_route_matches_nothing_else(route: str, path: str) -> None:
    assert re.fullmatch(pattern(route), path) is None


def test_literal_routes_come_before_those_with_parameters() -> None:
    routes = {"/quiz/{run}": None, "/quiz": None, "/a/{b}/{c}": None}

    assert list(specific_first(routes)) == ["/quiz", "/quiz/{run}", "/a/{b}/{c}"]
