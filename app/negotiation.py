"""Server-driven content negotiation by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One entry of an Accept header, such as `text/*;q=0.5`; other parameters are dropped."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return 0 if the range does not cover *media_type*, and more the closer it names it."""
        kind, _, name = media_type.partition("/")
        if (self.type, self.subtype) == (kind, name):
            return 3
        if (self.type, self.subtype) == (kind, "*"):
            return 2
        return 1 if (self.type, self.subtype) == ("*", "*") else 0


def parse_accept(header: str | None) -> tuple[MediaRange, ...]:
    """Return the ranges of an Accept header; without one, everything is accepted."""
    if header is None or not header.strip():
        return (MediaRange("*", "*", 1.0),)
    return tuple(
        parsed for part in header.split(",") if (parsed := _parse_range(part.strip())) is not None
    )


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """
    Return the media type of *offers* that the Accept header likes best, None if it likes none.

    Among equals the first offer wins. The most specific range that covers an offer decides its
    quality, so `*/*, text/html;q=0` takes anything but HTML.
    """
    ranges = parse_accept(accept)
    qualities = {offer: _quality(ranges, offer) for offer in offers}
    best = max(offers, key=lambda offer: qualities[offer])
    return best if qualities[best] > 0 else None


def names_json(accept: str | None) -> bool:
    """Tell whether the header names a kind of JSON, and not merely everything."""
    return any(
        media_range.quality > 0
        and (media_range.subtype == "json" or media_range.subtype.endswith("+json"))
        for media_range in parse_accept(accept)
    )


def _quality(ranges: Sequence[MediaRange], offer: str) -> float:
    covering = [(r.specificity(offer), r.quality) for r in ranges if r.specificity(offer)]
    return max(covering)[1] if covering else 0.0


def _parse_range(text: str) -> MediaRange | None:
    media_type, *parameters = (part.strip() for part in text.lower().split(";"))
    kind, slash, name = media_type.partition("/")
    if not (kind and slash and name):
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                return None
    return MediaRange(kind, name, quality)
