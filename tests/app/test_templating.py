from __future__ import annotations

from importlib.resources import files

from markupsafe import Markup

from app.templating import (
    ENVIRONMENT,
    asset_url,
    compile_templates,
    render,
    token,
    with_nonce,
)
from kg.derivation import Verdict

HOSTILE = '<img src=x onerror="alert(1)">'


def test_values_are_escaped_everywhere_in_the_frame_of_a_page() -> None:
    page = render("not_found.html.j2", suggestions=((HOSTILE, "/a"),))

    assert HOSTILE not in page
    assert "&lt;img src=x" in page


def test_a_verdict_banner_has_a_word_and_a_mark_and_not_only_a_colour() -> None:
    template = '{% import "macros.html.j2" as ui %}{{ ui.verdict(verdict, "why") }}'
    banner = ENVIRONMENT.from_string(template).render(verdict=Verdict.CANNOT_TELL)

    assert "gg-verdict--cannot-tell" in banner
    assert "Cannot tell" in banner
    assert "<svg" in banner


def test_an_enumeration_member_becomes_the_ending_of_a_class() -> None:
    assert [token(Verdict.NOT_INDICATED), token("at_least")] == ["not-indicated", "at-least"]


def test_the_address_of_an_asset_changes_with_its_content() -> None:
    addresses = {asset_url(name) for name in ("guidegraph.css", "shell.js", "icon.svg")}

    assert len({address.split("/")[2] for address in addresses}) == 3


def test_every_script_gets_the_nonce_even_in_markup() -> None:
    html = Markup('<script src="a"></script><script>x</script>')

    assert with_nonce(html, "N").count('<script nonce="N"') == 2


def test_no_template_has_inline_styles_or_handlers_which_the_policy_forbids() -> None:
    texts = [f.read_text() for f in files("app").joinpath("templates").iterdir()]

    assert not [t for t in texts if " style=" in t or " onclick=" in t or "<style" in t]


def test_every_template_can_be_compiled_ahead() -> None:
    compile_templates(pause=0)

    names = set(ENVIRONMENT.list_templates())
    assert names
    assert {name for _, name in ENVIRONMENT.cache} == names
