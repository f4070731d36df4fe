"""
OWL defined classes compiled to one SPARQL query.

The query is set-oriented: it answers for every case in the store, one or ten thousand. The finding
hierarchy is written out as VALUES, so that no property path and no EXISTS is evaluated; both scan
the whole graph on Oxigraph (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from kg.axioms import All, Any, Comparison, Expression, Has, InClass, Lacks, Measure
from kg.case import Bound
from kg.hierarchy import FindingHierarchy
from kg.namespaces import GG, XSD

_OPERATOR = {
    Comparison.AT_LEAST: ">=",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "<=",
    Comparison.LESS_THAN: "<",
}


class Compiler:
    """
    Writes SPARQL for expressions over the findings and observables of one guideline.

    Args:
        namespace: Of the guideline's terms.
        hierarchy: Of its findings.
        absence_class: Id of the absence class of each finding.
        measured_by: Id of the property for each observable and bound.
    """

    def __init__(
        self,
        namespace: str,
        hierarchy: FindingHierarchy,
        absence_class: Mapping[str, str],
        measured_by: Mapping[tuple[str, Bound], str],
    ) -> None:
        self._namespace = namespace
        self._hierarchy = hierarchy
        self._absence_class = absence_class
        self._measured_by = measured_by

    def memberships(self, classes: Mapping[str, Expression]) -> str:
        """
        Return a SELECT of `?case ?class` for the cases that follow to be in each class.

        *classes* is keyed by the id of the class, which is what `?class` carries.
        """
        # A fresh counter a branch: variables of one branch are not seen in another.
        branches = [
            f'{{ {self._pattern(expression, count())} BIND("{label}" AS ?class) }}'
            for label, expression in classes.items()
        ]
        return self._select(branches)

    def _select(self, branches: Iterable[str]) -> str:
        head = f"PREFIX t: <{self._namespace}> PREFIX g: <{GG}> PREFIX x: <{XSD}>\n"
        return head + "SELECT DISTINCT ?case ?class {\n" + "\nUNION ".join(branches) + "\n}"

    def _pattern(self, expression: Expression, fresh: Iterator[int]) -> str:
        match expression:
            case All(parts):
                return " ".join(f"{{ {self._pattern(part, fresh)} }}" for part in parts)
            case Any(parts):
                return " UNION ".join(f"{{ {self._pattern(part, fresh)} }}" for part in parts)
            case InClass(name):
                return f"?case a t:{name} ."
            case Has(finding):
                return self._has(self._hierarchy.narrower[finding], next(fresh))
            case Lacks(finding):
                return self._lacks(finding, next(fresh))
            case Measure(observable, bound, comparison, amount):
                n = next(fresh)
                prop = f"t:{self._measured_by[observable, bound]}"
                test = f'?v{n} {_OPERATOR[comparison]} "{amount}"^^x:decimal'
                return f"?case {prop} ?v{n} FILTER({test})"

    def _has(self, findings: Iterable[str], n: int) -> str:
        return f"{_one_of(findings, f'?k{n}', f'?f{n} a')} ?case g:hasFinding ?f{n} ."

    def _lacks(self, finding: str, n: int) -> str:
        absences = (self._absence_class[up] for up in self._hierarchy.broader[finding])
        lacking = _one_of(absences, f"?n{n}", "?case a")
        excluding = self._hierarchy.absent_through(finding)
        return f"{{ {lacking} }} UNION {{ {self._has(excluding, n)} }}" if excluding else lacking


def _one_of(names: Iterable[str], variable: str, subject_and_verb: str) -> str:
    terms = [f"t:{name}" for name in sorted(names)]
    if len(terms) == 1:
        return f"{subject_and_verb} {terms[0]} ."
    return f"VALUES {variable} {{ {' '.join(terms)} }} {subject_and_verb} {variable} ."
