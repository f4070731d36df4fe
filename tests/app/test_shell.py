from __future__ import annotations

import logging

import pytest
from markupsafe import Markup

from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page, document, outcome
from app.visit import Theme, Visit


def _page(services: Services, visit: Visit) -> Page:
    return Page("A <title>", Markup("<p>Body</p>"), breadcrumbs=(("Cases", "/cases"),))


def _missing(services: Services, visit: Visit) -> Page:
    raise PageNotFoundError("There is no case named 'mrta'.", (("marta", "/cases/marta"),))


def _broken(services: Services, visit: Visit) -> Page:
    raise RuntimeError("secret detail")


def test_the_frame_has_one_heading_landmarks_and_a_skip_link(empty_services: Services) -> None:
    html = document(_page(empty_services, Visit("/")), Visit("/"))

    assert html.count("<h1>") == 1
    assert "<h1>A &lt;title&gt;</h1>" in html
    assert "<title>A &lt;title&gt; · GuideGraph</title>" in html
    assert '<a class="gg-skip" href="#content">' in html
    assert [html.count(f"<{tag}") for tag in ("header", "main", "footer")] == [1, 1, 1]


def test_the_navigation_marks_the_page_and_the_section_one_is_in(empty_services: Services) -> None:
    page = _page(empty_services, Visit("/"))

    assert '<a href="/cases" aria-current="page">' in document(page, Visit("/cases"))
    assert '<a href="/cases" aria-current="true">' in document(page, Visit("/cases/marta"))
    assert "aria-current" not in document(page, Visit("/"))


def test_a_chosen_theme_is_in_the_html_so_that_nothing_flashes(empty_services: Services) -> None:
    page = _page(empty_services, Visit("/"))

    assert 'data-theme="dark"' in document(page, Visit("/", theme=Theme.DARK))
    assert "data-theme=" not in document(page, Visit("/", theme=Theme.AUTO))


def test_a_name_that_does_not_exist_gives_a_404_with_suggestions(empty_services: Services) -> None:
    status, page = outcome(_missing, empty_services, Visit("/cases/mrta"))

    assert (status, page.lede) == (404, "There is no case named 'mrta'.")
    assert '<a href="/cases/marta">marta</a>' in document(page, Visit("/cases/mrta"))


def test_a_failing_page_is_logged_and_shows_no_detail(
    empty_services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        status, page = outcome(_broken, empty_services, Visit("/cases"))

    assert status == 500
    assert '<a class="gg-button gg-button--primary" href="">Try again</a>' in page.body
    assert "secret detail" not in document(page, Visit("/cases"))
    assert "secret detail" in caplog.text
