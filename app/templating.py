"""
HTML from Jinja2 templates: every value is escaped unless it is already `Markup`.

The templates lie in `app/templates`. `macros.html.j2` holds what all pages share (badges, chips,
the verdict banner, statement cards, reference lines): `{% import "macros.html.j2" as ui %}`.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from hashlib import sha256
from importlib.resources import files
from time import sleep
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

STATIC = files("app") / "static"


@cache
def asset_url(name: str) -> str:
    """Return the address of a file of `app/static`; it changes whenever the file does."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{digest}/{name}"


def word(value: Enum | str) -> str:
    """Return the text of an enumeration member, or the string itself."""
    return str(value.value) if isinstance(value, Enum) else value


def token(value: Enum | str) -> str:
    """Return *value* as the ending of a CSS class: "cannot tell" becomes "cannot-tell"."""
    return word(value).lower().replace(" ", "-").replace("_", "-")


def opening_capital(text: str) -> str:
    """Return *text* with a capital first letter and the rest as it is: MRI stays MRI."""
    return text[:1].upper() + text[1:]


def with_nonce(html: str, nonce: str) -> Markup:
    """Return *html*, which Bokeh wrote, with *nonce* on each of its script elements."""
    return Markup(str(html).replace("<script", f'<script nonce="{nonce}"'))  # noqa: S704 - Bokeh's own


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset_url"] = asset_url
    environment.filters["word"] = word
    environment.filters["token"] = token
    environment.filters["opening_capital"] = opening_capital
    environment.filters["with_nonce"] = with_nonce
    return environment


ENVIRONMENT = _environment()


def compile_templates(pause: float) -> None:
    """
    Compile every template, which is otherwise done when it is first used and takes up to 50 ms.

    *pause* is how many seconds other threads have their turn after each.
    """
    for name in ENVIRONMENT.list_templates():
        ENVIRONMENT.get_template(name)
        sleep(pause)


def render(template: str, **values: Any) -> Markup:
    """Return the HTML of *template* (a file name in `app/templates`) filled with *values*."""
    return Markup(ENVIRONMENT.get_template(template).render(**values))  # noqa: S704 - autoescaped
