"""
The finding hierarchy: what one fact says about others.

Presence goes up, absence goes down, incompatible findings exclude each other. Nothing else follows
from a finding; in particular, siblings never cover their parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.errors import SourceError, suggest
from kg.model import Finding


@dataclass(frozen=True)
class FindingHierarchy:
    """
    Closures over the findings of one guideline; each mapping is complete.

    *broader* and *narrower* hold the finding itself too. *ruled_out* holds the findings that cannot
    be present where the key is; it is symmetric.
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
        return self.ruled_out[finding]


def build_hierarchy(findings: Mapping[str, Finding]) -> FindingHierarchy:
    """
    Close the parents and incompatibilities of *findings*, which are keyed by id.

    Incompatibility is symmetric, in whichever direction it is stated.

    Raises:
        SourceError: If a parent or an incompatible finding is unknown, or a finding is its own
            ancestor.
    """
    _require_known(findings)
    broader = {finding: _ancestors(finding, findings, ()) for finding in findings}
    enemies = {
        finding: {
            other
            for other in findings
            if other in findings[finding].incompatible or finding in findings[other].incompatible
        }
        for finding in findings
    }
    narrower = {
        finding: frozenset(other for other in findings if finding in broader[other])
        for finding in findings
    }
    ruled_out = {
        finding: frozenset().union(
            *(narrower[enemy] for up in broader[finding] for enemy in enemies[up])
        )
        for finding in findings
    }
    return FindingHierarchy(broader, narrower, ruled_out)


def _require_known(findings: Mapping[str, Finding]) -> None:
    for finding in findings.values():
        for other in (*finding.parents, *finding.incompatible):
            if other not in findings:
                near = suggest(other, findings)
                hint = f" Did you mean {' or '.join(near)}?" if near else ""
                message = f"{finding.id} names {other}, which is no finding.{hint}"
                raise SourceError(message, term=finding.id)


def _ancestors(
    finding: str, findings: Mapping[str, Finding], below: tuple[str, ...]
) -> frozenset[str]:
    if finding in below:
        message = f"{finding} is its own ancestor: correct its rdfs:subClassOf."
        raise SourceError(message, term=finding)
    above = (_ancestors(p, findings, (*below, finding)) for p in findings[finding].parents)
    return frozenset({finding}).union(*above)
