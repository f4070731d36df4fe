"""One visit of one page: what the address and the browser say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import unquote, urlencode

THEME_COOKIE = "gg-theme"
SCHEME_COOKIE = "gg-scheme"
LEARNER_COOKIE = "gg-learner"
LEARNERS_COOKIE = "gg-learners"
AUTHOR_COOKIE = "gg-author"
#: Of an author, in characters.
LONGEST_NAME = 80

_LEARNER = re.compile(r"[0-9a-f]{32}")


class Theme(Enum):
    """What the visitor chose; AUTO follows the operating system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Visit:
    """
    What a page function is told about the request.

    Attributes:
        path: The path as asked for, for example "/cases/marta".
        parameters: The named parts of the route: for "/cases/{vignette}", {"vignette": "marta"}.
        query: Every value of every key of the query string, in order.
        theme: The choice of the visitor.
        dark: Whether components should start dark. For AUTO it is what the browser resolved last.
        learner: The random id of this browser, under which answers are recorded. Always set on a
            live page; "" on a document if the browser has not opened a live page yet.
        learners: The ids of all learners of this browser, *learner* first.
        author: The name under which drafts are written in this browser, "" if none was given.
    """

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    theme: Theme = Theme.AUTO
    dark: bool = False
    learner: str = ""
    learners: tuple[str, ...] = ()
    author: str = ""

    def first(self, key: str, default: str = "") -> str:
        """Return the first value of *key* in the query string, or *default*."""
        return next(iter(self.query.get(key, ())), default)


def visit_of(
    path: str,
    parameters: Mapping[str, str],
    arguments: Mapping[str, list[bytes]],
    cookies: Mapping[str, str],
) -> Visit:
    """Return the visit that a Tornado request describes; malformed cookies count as not set."""
    chosen = cookies.get(THEME_COOKIE, "")
    theme = Theme(chosen) if chosen in {member.value for member in Theme} else Theme.AUTO
    resolved = cookies.get(SCHEME_COOKIE) if theme is Theme.AUTO else theme.value
    query = {
        key: tuple(value.decode("utf-8", "replace") for value in values)
        for key, values in arguments.items()
    }
    held = (cookies.get(LEARNER_COOKIE, ""), *cookies.get(LEARNERS_COOKIE, "").split("."))
    learners = tuple(dict.fromkeys(id_ for id_ in held if _LEARNER.fullmatch(id_)))
    learner = held[0] if held[0] in learners else ""
    return Visit(
        path,
        dict(parameters),
        query,
        theme,
        dark=resolved == "dark",
        learner=learner,
        learners=learners,
        author=author_of(cookies.get(AUTHOR_COOKIE, "")),
    )


def author_of(cookie: str) -> str:
    """Return the name that the cookie of an author holds; the cookie is percent-encoded."""
    return unquote(cookie)[:LONGEST_NAME].strip()


def link(path: str, query: Mapping[str, str | tuple[str, ...]] | None = None) -> str:
    """Return *path* with *query* appended, ready for an `href`."""
    return f"{path}?{urlencode(query, doseq=True)}" if query else path
