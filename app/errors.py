"""
Exceptions of the web app.

AppError
├── PageNotFoundError    the address is well formed, but nothing is there; becomes a 404 page
└── StartupError         the server cannot start; says what to do
"""

from __future__ import annotations


class AppError(Exception):
    """Base class of everything that `app` raises on purpose."""


class PageNotFoundError(AppError):
    """
    A page function raises this when what its address names does not exist.

    Attributes:
        suggestions: Pairs of label and address that the visitor may have meant, best first.
        alike: Whether the suggestions resemble the address; if not, they are only places to go on.
    """

    def __init__(
        self,
        message: str,
        suggestions: tuple[tuple[str, str], ...] = (),
        *,
        alike: bool = True,
    ) -> None:
        super().__init__(message)
        self.suggestions = suggestions
        self.alike = alike


class StartupError(AppError):
    """The server cannot start as asked."""
