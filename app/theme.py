"""
The look of Material components: the tokens of `static/guidegraph.css`, in the form MUI wants.

MUI calculates with colours, so it cannot read CSS custom properties; a test keeps both in step.
"""

from __future__ import annotations

from typing import Any

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'

LIGHT = {
    "accent": "#4450c4",
    "on-accent": "#ffffff",
    "background": "#fafafb",
    "surface": "#ffffff",
    "text": "#1b1c22",
    "muted": "#5b5d69",
    "border": "#e3e3e9",
    "good": "#14683f",
    "bad": "#a3201f",
    "caution": "#7d4a00",
    "info": "#1d5c93",
}
DARK = {
    "accent": "#a7b0ff",
    "on-accent": "#14151d",
    "background": "#0f1014",
    "surface": "#17181e",
    "text": "#ecedf1",
    "muted": "#a6a9b6",
    "border": "#2c2e38",
    "good": "#7fdcae",
    "bad": "#ff9c98",
    "caution": "#f2bf6b",
    "info": "#8cc4f5",
}

_DURATIONS = (
    "shortest",
    "shorter",
    "short",
    "standard",
    "complex",
    "enteringScreen",
    "leavingScreen",
)


def _mui(colours: dict[str, str]) -> dict[str, Any]:
    def role(name: str) -> dict[str, str]:
        return {"main": colours[name], "contrastText": colours["on-accent"]}

    return {
        "palette": {
            "primary": role("accent"),
            "success": role("good"),
            "error": role("bad"),
            "warning": role("caution"),
            "info": role("info"),
            "background": {"default": colours["background"], "paper": colours["surface"]},
            "text": {"primary": colours["text"], "secondary": colours["muted"]},
            "divider": colours["border"],
        },
        "shape": {"borderRadius": 8},
        # MUI does not ask whether the user wants less motion, so its components do not move at all.
        "transitions": {"duration": dict.fromkeys(_DURATIONS, 0)},
        "typography": {
            "fontFamily": FONT,
            "fontSize": 14,
            "button": {"textTransform": "none", "fontWeight": 600},
        },
        "components": {
            "MuiButton": {"defaultProps": {"disableElevation": True}},
            "MuiButtonBase": {"defaultProps": {"disableRipple": True}},
        },
    }


# Given to the root of every live page; the components below it inherit it in the browser.
THEME_CONFIG = {"light": _mui(LIGHT), "dark": _mui(DARK)}
