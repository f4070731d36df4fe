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
        # What one finding or one class of the case is enough for becomes a row of a table: parsing
        # and planning is most of the cost of one case, and a branch each would double it.
        having: list[tuple[str, str]] = []
        being: list[tuple[str, str]] = []
        branches: list[str] = []
        for label, expression in classes.items():
            for part in _alternatives(expression):
                match part:
                    case Has(finding):
                        having += ((name, label) for name in self._hierarchy.narrower[finding])
                    case Lacks(finding):
                        being += ((name, label) for name in self._absences(finding))
                        excluding = self._hierarchy.absent_through(finding)
                        having += ((name, label) for name in excluding)
                    case InClass(name):
                        being.append((name, label))
                    case _:  # a fresh counter: variables of one branch are not seen in another
                        pattern = self._pattern(part, count())
                        branches.append(f'{{ {pattern} BIND("{label}" AS ?class) }}')
        if being:
            branches.insert(0, f"{{ {_table(being)} ?case a ?name . }}")
        if having:
            finding = "?finding a ?name . ?case g:hasFinding ?finding ."
            branches.insert(0, f"{{ {_table(having)} {finding} }}")
        return self._select(branches)

    def _select(self, branches: Iterable[str]) -> str:
        head = f"PREFIX t: <{self._namespace}> PREFIX g: <{GG}> PREFIX x: <{XSD}>\n"
        return head + "SELECT DISTINCT ?case ?class {\n" + "\nUNION ".join(branches) + "\n}"

    def _pattern(self, expression: Expression, fresh: Iterator[int]) -> str:
        match expression:
            case All(parts):
                return " ".join(self._pattern(part, fresh) for part in parts)
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
        lacking = _one_of(self._absences(finding), f"?n{n}", "?case a")
        excluding = self._hierarchy.absent_through(finding)
        return f"{{ {lacking} }} UNION {{ {self._has(excluding, n)} }}" if excluding else lacking

    def _absences(self, finding: str) -> Iterator[str]:
        return (self._absence_class[up] for up in self._hierarchy.broader[finding])


def _alternatives(expression: Expression) -> Iterator[Expression]:
    """Yield the parts of *expression* each of which is enough for it."""
    if isinstance(expression, Any):
        for part in expression.parts:
            yield from _alternatives(part)
    else:
        yield expression


def _table(rows: Iterable[tuple[str, str]]) -> str:
    pairs = " ".join(f'(t:{name} "{label}")' for name, label in sorted(set(rows)))
    return f"VALUES (?name ?class) {{ {pairs} }}"


def _one_of(names: Iterable[str], variable: str, subject_and_verb: str) -> str:
    terms = [f"t:{name}" for name in sorted(names)]
    if len(terms) == 1:
        return f"{subject_and_verb} {terms[0]} ."
    return f"VALUES {variable} {{ {' '.join(terms)} }} {subject_and_verb} {variable} ."
