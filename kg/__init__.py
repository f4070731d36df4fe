"""
Everything that knows RDF: the guideline as a graph, its reasoning and its questions.

For programs, `import kg` is all there is to import (docs/informaticians.md):

    guideline = kg.open_guideline("bilateral-sacroplasty")
    result = guideline.assess(guideline.case(present=["Malignancy"]))
    print(guideline.explain(result))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case import Absent as Absent
    from kg.case import Bound as Bound
    from kg.case import Case as Case
    from kg.case import Present as Present
    from kg.case import Value as Value
    from kg.contradictions import Refusal as Refusal
    from kg.derivation import Derivation as Derivation
    from kg.derivation import Status as Status
    from kg.derivation import Verdict as Verdict
    from kg.errors import KnowledgeGraphError as KnowledgeGraphError
    from kg.exports.case_formats import CaseFormat as CaseFormat
    from kg.opened import OpenGuideline as OpenGuideline
    from kg.opened import open_guideline as open_guideline

_HOME = {
    "Absent": "kg.case",
    "Bound": "kg.case",
    "Case": "kg.case",
    "CaseFormat": "kg.exports.case_formats",
    "Derivation": "kg.derivation",
    "KnowledgeGraphError": "kg.errors",
    "OpenGuideline": "kg.opened",
    "Present": "kg.case",
    "Refusal": "kg.contradictions",
    "Status": "kg.derivation",
    "Value": "kg.case",
    "Verdict": "kg.derivation",
    "open_guideline": "kg.opened",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for: a worker that needs one module loads only that."""
    if name not in _HOME:
        raise AttributeError(f"module 'kg' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOME]
