from __future__ import annotations

import re

import pytest

from app.templating import STATIC
from app.theme import DARK, LIGHT


def _tokens() -> dict[str, tuple[str, str]]:
    css = (STATIC / "guidegraph.css").read_text()
    found = re.findall(r"--gg-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", css)
    return {name: (light, dark) for name, light, dark in found}


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_material_components_have_the_colours_of_the_style_sheet() -> None:
    tokens = _tokens()

    assert {name: tokens[name] for name in LIGHT} == {
        name: (LIGHT[name], DARK[name]) for name in LIGHT
    }


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((t, g) for t in ("text", "muted", "accent") for g in ("background", "surface", "sunken")),
        ("accent", "accent-soft"),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
        *((tone, f"{tone}-soft") for tone in ("good", "bad", "caution", "info", "neutral")),
        *(("text", f"{tone}-soft") for tone in ("good", "bad", "caution", "info", "neutral")),
    ],
)
def test_text_has_the_contrast_that_wcag_aa_asks_for(text: str, ground: str, side: int) -> None:
    tokens = _tokens()

    assert _contrast(tokens[text][side], tokens[ground][side]) >= 4.5


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_outlines_of_controls_can_be_seen(ground: str, side: int) -> None:
    tokens = _tokens()

    assert _contrast(tokens["outline"][side], tokens[ground][side]) >= 3
