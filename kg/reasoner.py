"""The reasoner: cases in, derivations out, by the compiled axioms on Oxigraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from kg.case import Case, Value
from kg.case_graph import CaseGraph
from kg.compiler import Compiler
from kg.contradictions import Contradiction, Refusal, find_contradictions
from kg.derivation import Derivation, Settling, Status, Verdict
from kg.deriving import derivation_of, statuses_of, verdicts_of
from kg.edits import find_flips
from kg.errors import CaseError, DisagreementError, UnknownNameError
from kg.evaluation import FactView
from kg.hierarchy import FindingHierarchy
from kg.model import Guideline
from kg.namespaces import RDF
from kg.rules import Rules
from kg.settling import find_settlings

_TYPE = NamedNode(RDF + "type")
_CASE = "urn:guidegraph:case:"

# From this many cases on, Oxigraph's bulk loader is faster than single inserts.
_BULK = 50


class Reasoner:
    """Decides cases of one guideline. Immutable: safe to share between threads."""

    def __init__(
        self,
        guideline: Guideline,
        rules: Rules,
        hierarchy: FindingHierarchy,
        compiler: Compiler,
        case_graph: CaseGraph,
        namespace: str,
    ) -> None:
        self.guideline = guideline
        self.rules = rules
        self.hierarchy = hierarchy
        self._case_graph = case_graph
        sides = rules.side_class.values()
        self._class_node = {name: NamedNode(namespace + name) for name in sides}
        self.criteria_query = compiler.memberships(
            {rules.side_class[side]: expression for side, expression in rules.sides.items()}
        )
        self.decision_query = compiler.memberships(
            {rules.decision_class[verdict]: e for verdict, e in rules.summary.items()}
        )

    def contradictions(self, case: Case) -> tuple[Contradiction, ...]:
        """Return the contradictions in *case*; the other methods need a case without any."""
        self._require_sound([case])
        return find_contradictions(case.facts, self.hierarchy, self.guideline.observables)

    def classify(self, cases: Sequence[Case]) -> dict[str, frozenset[str]]:
        """
        Return the ids of the criterion and decision classes each case follows to be in.

        Keyed by case id. Two set-oriented queries, whatever the number of cases.

        Raises:
            CaseError: If two cases have one id, or a case is of another guideline.
            UnknownNameError: If a fact names what the guideline does not have.
        """
        self._require_sound(cases)
        store = Store()
        node = {case.id: NamedNode(f"{_CASE}{n}") for n, case in enumerate(cases)}
        load = store.bulk_extend if len(cases) >= _BULK else store.extend
        load(self._case_graph.quads(cases, node))
        members = _rows(store, self.criteria_query)
        load(Quad(NamedNode(case), _TYPE, self._class_node[name]) for case, name in members)
        members += _rows(store, self.decision_query)
        classes: dict[str, set[str]] = {node[case.id].value: set() for case in cases}
        for case, name in members:
            classes[case].add(name)
        return {case.id: frozenset(classes[node[case.id].value]) for case in cases}

    def case_quads(self, case: Case, node: NamedNode) -> Iterator[Quad]:
        """Yield the triples of *case* about *node*, as the axioms speak of them."""
        return self._case_graph.quads([case], {case.id: node})

    def statuses(self, cases: Sequence[Case]) -> dict[str, dict[str, Status]]:
        """Return the status of every criterion for every case, by case id and criterion id."""
        return {
            case: statuses_of(names, self.guideline, self.rules)
            for case, names in self.classify(cases).items()
        }

    def verdicts(self, cases: Sequence[Case]) -> dict[str, Verdict]:
        """Return the verdict for every case, by case id."""
        return {
            case: verdicts_of(names, self.rules)[0] for case, names in self.classify(cases).items()
        }

    def assess(self, case: Case) -> Derivation | Refusal:
        """
        Return everything the graph says about *case*.

        Raises:
            DisagreementError: If compiled SPARQL and the Python evaluator differ: a defect of ours.
        """
        contradictions = self.contradictions(case)
        if contradictions:
            return Refusal(case, contradictions)
        names = self.classify([case])[case.id]
        view = FactView(case.facts, self.hierarchy)
        self._agree(case, names, view)
        settling = self._settlings(case, names)
        flips = find_flips(case.facts, self.rules.decisions, self.hierarchy)
        return derivation_of(case, names, view, self.guideline, self.rules, settling, flips)

    def settlings(self, case: Case) -> tuple[Settling, ...]:
        """Return what would settle *case*, which must be free of contradictions; see `assess`."""
        return self._settlings(case, self.classify([case])[case.id])

    def _settlings(self, case: Case, names: frozenset[str]) -> tuple[Settling, ...]:
        if verdicts_of(names, self.rules) != [Verdict.CANNOT_TELL]:
            return ()
        decisions, observables = self.rules.decisions, self.guideline.observables
        return find_settlings(case.facts, decisions, self.hierarchy, observables)

    def _require_sound(self, cases: Sequence[Case]) -> None:
        guideline = self.guideline
        if len({case.id for case in cases}) < len(cases):
            raise CaseError("Two cases have the same id: results are kept by id.")
        for case in cases:
            if case.guideline != guideline.slug:
                raise CaseError(f"{case.id} is a case of {case.guideline}, not {guideline.slug}.")
            for fact in case.facts:
                if isinstance(fact, Value):
                    if fact.observable not in guideline.observables:
                        raise UnknownNameError("observable", fact.observable, guideline.observables)
                elif fact.finding not in guideline.findings:
                    raise UnknownNameError("finding", fact.finding, guideline.findings)

    def _agree(self, case: Case, names: frozenset[str], view: FactView) -> None:
        by_python = self.rules.classes(view)
        if by_python != names:
            differ = ", ".join(sorted(by_python ^ names))
            raise DisagreementError(f"SPARQL and Python differ on {case.id}: {differ}.")


def _rows(store: Store, query: str) -> list[tuple[str, str]]:
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("A compiled query is a SELECT.")
    return [(case.value, name.value) for case, name in solutions]
