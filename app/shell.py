"""
The frame around every page, and what a page function returns.

A page is a function `page(services: Services, visit: Visit) -> Page` in `app/pages/<name>.py`. The
frame (header, navigation, heading, footer) is plain HTML from `templates/frame.html.j2`, rendered
on the server, so that it is there before any script and costs no component. There are two kinds:

- A *document* has `Markup` as body. It is answered as plain HTML: no session, no websocket, about a
  millisecond. Everything that only needs links and forms should be one.
- A *live page* has a Panel `Viewable` as body and owns a session. Put what does not change into
  `intro` and keep the body under 25 components.

Raise `PageNotFoundError` where the address names nothing. The frame writes the only `h1`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from secrets import token_urlsafe
from typing import Any

import panel as pn
import panel_material_ui as pmui
from markupsafe import Markup
from panel.viewable import Viewable

from app import __version__
from app.errors import PageNotFoundError
from app.services import Services
from app.templating import ENVIRONMENT, render
from app.theme import THEME_CONFIG
from app.visit import Theme, Visit, visit_of

_log = logging.getLogger(__name__)

PRODUCT = "GuideGraph"
NAVIGATION = (
    ("Today", "/today"),
    ("Cases", "/cases"),
    ("Quiz", "/quiz"),
    ("Progress", "/progress"),
    ("Explore", "/explore"),
    ("Query", "/query"),
    ("What if", "/what-if"),
    ("Author", "/author"),
    ("About", "/about"),
)


# Pages that belong to an entry of the navigation without lying below its address.
_BELONGS = {
    "/ontology": "/query",
    "/statements": "/explore",
    "/terms": "/explore",
    "/items": "/quiz",
}

_NOTHING = Markup("")


class Width(Enum):
    """How wide the content column is."""

    READING = "reading"
    WIDE = "wide"
    FULL = "full"


@dataclass(frozen=True)
class Page:
    """
    One page, without its frame.

    Attributes:
        title: The `h1`, and with the product's name the document title.
        body: `Markup` for a document, a Panel object for a live page.
        lede: One or two sentences below the heading.
        intro: Server-rendered HTML between the heading and a live body.
        breadcrumbs: Pairs of label and address, outermost first, without the page itself.
        width: How wide the content may grow.
        eyebrow: A few words above the heading.
    """

    title: str
    body: Markup | Viewable
    lede: str = ""
    intro: Markup = _NOTHING
    breadcrumbs: tuple[tuple[str, str], ...] = ()
    width: Width = Width.READING
    eyebrow: str = ""


PageFunction = Callable[[Services, Visit], Page]


def outcome(function: PageFunction, services: Services, visit: Visit) -> tuple[int, Page]:
    """Return HTTP status and page of one visit; a failing page function becomes an error page."""
    try:
        return 200, function(services, visit)
    except PageNotFoundError as error:
        return 404, not_found(str(error), error.suggestions, alike=error.alike)
    except Exception:  # noqa: BLE001 - the boundary: a session that fails to build is never freed
        _log.exception("page %s failed", visit.path)
        return 500, failure()


def not_found(
    message: str, suggestions: tuple[tuple[str, str], ...] = (), *, alike: bool = True
) -> Page:
    """Return the page for an address that leads nowhere; see `PageNotFoundError` on the rest."""
    body = render("not_found.html.j2", suggestions=suggestions, alike=alike)
    return Page("Page not found", body, lede=message, eyebrow="404")


def failure() -> Page:
    """Return the page that is shown when a page function failed."""
    lede = "The page could not be built. It is our fault; the details are in the server's log."
    return Page("Something went wrong", render("failure.html.j2"), lede, eyebrow="500")


def document(page: Page, visit: Visit) -> Markup:
    """Return the whole HTML of a document page."""
    return render("frame.html.j2", **_frame(page, visit), content=page.body, live=False)


def live(function: PageFunction, services: Services) -> Callable[[], None]:
    """Return what `pn.serve` calls to build one session of a live page."""

    def build() -> None:
        visit = _session_visit(services)
        # pmui reads this for the first paint; afterwards components follow html[data-theme].
        pn.config.theme = "dark" if visit.dark else "default"
        status, page = outcome(function, services, visit)
        bokeh_document = pn.state.curdoc
        content = _NOTHING
        if isinstance(page.body, Markup):
            content = page.body
        else:
            _root(page.body).server_doc(bokeh_document, title=page.title)
        # Last, because a theme puts its own template there.
        bokeh_document.template = ENVIRONMENT.get_template("frame.html.j2")
        bokeh_document.template_variables.update(
            _frame(replace(page, body=_NOTHING), visit),
            content=content,
            live=not isinstance(page.body, Markup),
            status=status,
            nonce=token_urlsafe(16),
            learner=visit.learner,
        )

    return build


def _root(body: Viewable) -> Viewable:
    # Components below inherit the theme in the browser, so it is sent once. They all have a margin
    # of 10 px at the sides, which is taken back here to align them with the heading.
    return pmui.Column(
        body, theme_config=THEME_CONFIG, sizing_mode="stretch_width", margin=(0, -10)
    )


def _session_visit(services: Services) -> Visit:
    """Return the visit of the present session; a browser whose learner was deleted gets another."""
    request = pn.state.curdoc.session_context.request
    visit = visit_of(
        request.path,
        pn.state.route_params or {},
        request.arguments or {},
        request.cookies or {},
    )
    if visit.learner and not services.records.was_deleted(visit.learner):
        return visit
    return replace(visit, learner=services.new_id())


def _frame(page: Page, visit: Visit) -> dict[str, Any]:
    root = "/" + visit.path.strip("/").partition("/")[0]
    return {
        "page": page,
        "visit": visit,
        "themes": tuple(Theme),
        "product": PRODUCT,
        "product_version": __version__,
        "navigation": [
            (label, href, href == _BELONGS.get(root, root)) for label, href in NAVIGATION
        ],
    }
