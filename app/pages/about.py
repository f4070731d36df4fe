"""What this is and is not, where it comes from, and how far each reference is resolved."""

from __future__ import annotations

from app import __version__
from app.services import Services
from app.shell import Page
from app.templating import render
from app.visit import Visit


def page(services: Services, visit: Visit) -> Page:
    """Return the page about the product, its sources and the readings taken."""
    return Page(
        title="About GuideGraph",
        lede="It teaches how a guideline argues, and shows how well each step is supported.",
        body=render(
            "about.html.j2",
            guidelines=list(services.library.guidelines.values()),
            product_version=__version__,
            offers=services.downloads.offers(),
            whole=services.downloads.whole(),
        ),
    )
