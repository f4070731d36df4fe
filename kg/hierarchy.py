"""
The finding hierarchy: what one fact says about others.

Presence goes up, absence goes down, incompatible findings exclude each other. Nothing else follows
from a finding; in particular, siblings never cover their parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.model import Finding


@dataclass(frozen=True)
class FindingHierarchy:
    """
    Closures over the findings of one guideline; each mapping is complete.

    *broader* and *narrower* hold the finding itself too. *ruled_out* holds the findings that cannot
    be present where the key is.
    """

    broader: Mapping[str, frozenset[str]]
    narrower: Mapping[str, frozenset[str]]
    ruled_out: Mapping[str, frozenset[str]]

    def implied_present(self, present: Iterable[str]) -> frozenset[str]:
        """Return every finding that is present when those in *present* are."""
        return frozenset().union(*(self.broader[finding] for finding in present))

    def implied_absent(self, present: Iterable[str], absent: Iterable[str]) -> frozenset[str]:
        """Return every finding that is absent, by absence or because another rules it out."""
        return frozenset().union(
            *(self.narrower[finding] for finding in absent),
            *(self.ruled_out[finding] for finding in present),
        )

    def absent_through(self, finding: str) -> frozenset[str]:
        """Return the findings whose presence alone makes *finding* absent."""
        return frozenset(other for other, out in self.ruled_out.items() if finding in out)


def build_hierarchy(findings: Mapping[str, Finding]) -> FindingHierarchy:
    """Close the parents and incompatibilities of *findings*, which are keyed by id."""

    def ancestors(finding: str) -> frozenset[str]:
        return frozenset({finding}).union(*(ancestors(p) for p in findings[finding].parents))

    broader = {finding: ancestors(finding) for finding in findings}
    narrower = {
        finding: frozenset(other for other in findings if finding in broader[other])
        for finding in findings
    }
    ruled_out = {
        finding: frozenset().union(
            *(narrower[enemy] for up in broader[finding] for enemy in findings[up].incompatible)
        )
        for finding in findings
    }
    return FindingHierarchy(broader, narrower, ruled_out)
