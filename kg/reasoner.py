"""The reasoner: cases in, derivations out, by the compiled axioms on Oxigraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from kg.axioms import Expression
from kg.case import Case, Value
from kg.case_graph import CaseGraph
from kg.compiler import Compiler
from kg.contradictions import Contradiction, Refusal, find_contradictions
from kg.derivation import CriterionResult, Derivation, Status, Verdict
from kg.edits import find_flips
from kg.errors import CaseError, DisagreementError, UnknownNameError
from kg.evaluation import FactView
from kg.evidence import best_link, strength, supports_of
from kg.hierarchy import FindingHierarchy
from kg.model import Guideline, Role
from kg.namespaces import RDF
from kg.settling import find_settlings

_TYPE = NamedNode(RDF + "type")
_CASE = "urn:guidegraph:case:"

# From this many cases on, Oxigraph's bulk loader is faster than single inserts.
_BULK = 50


#: A criterion and one of its two sides, met or refuted.
Side = tuple[str, Status]


@dataclass(frozen=True)
class Rules:
    """
    What decides, read from the axioms of one guideline.

    *sides* holds the expressions of each criterion's met and refuted class by (criterion, status).
    *decisions* holds those of the decision classes, written out, strongest verdict first.
    *side_class* and *decision_class* give the id of each class; *summary* holds the decision
    classes in terms of the classes of the criteria.
    """

    sides: Mapping[Side, Expression]
    decisions: Mapping[Verdict, Expression]
    side_class: Mapping[Side, str]
    decision_class: Mapping[Verdict, str]
    summary: Mapping[Verdict, Expression]

    def classes(self, view: FactView) -> frozenset[str]:
        """Return the ids of the classes that follow by the Python evaluator."""
        sides = {self.side_class[s] for s, e in self.sides.items() if view.holds(e)}
        decisions = {self.decision_class[v] for v, e in self.decisions.items() if view.holds(e)}
        return frozenset(sides | decisions)


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
        self._side = {name: side for side, name in rules.side_class.items()}
        self._verdict = {name: verdict for verdict, name in rules.decision_class.items()}
        self._class_node = {name: NamedNode(namespace + name) for name in self._side}
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
        return {case: self._statuses(names) for case, names in self.classify(cases).items()}

    def verdicts(self, cases: Sequence[Case]) -> dict[str, Verdict]:
        """Return the verdict for every case, by case id."""
        return {case: self._verdicts(names)[0] for case, names in self.classify(cases).items()}

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
        verdict, *also = self._verdicts(names)
        supports = (
            () if verdict is Verdict.CANNOT_TELL else view.supports(self.rules.decisions[verdict])
        )
        results = self._results(names, view, verdict)
        decisive = [result for result in results if result.decisive]
        weakest = min((result.link for result in decisive), key=strength, default=None)
        settling = (
            find_settlings(
                case.facts, self.rules.decisions, self.hierarchy, self.guideline.observables
            )
            if verdict is Verdict.CANNOT_TELL
            else ()
        )
        return Derivation(
            case=case,
            verdict=verdict,
            also=tuple(also),
            criteria=results,
            supports=supports,
            settling=settling,
            flips=find_flips(case.facts, self.rules.decisions, self.hierarchy),
            weakest=weakest,
            weakest_criteria=tuple(r.criterion for r in decisive if r.link is weakest),
        )

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

    def _statuses(self, names: Iterable[str]) -> dict[str, Status]:
        status = dict.fromkeys(self.guideline.criteria, Status.UNKNOWN)
        for name in names:
            if name in self._side:
                criterion, side = self._side[name]
                if status[criterion] is not Status.UNKNOWN:
                    raise CaseError(f"{criterion} is met and refuted: the case contradicts itself.")
                status[criterion] = side
        return status

    def _verdicts(self, names: Iterable[str]) -> list[Verdict]:
        follow = {self._verdict[name] for name in names if name in self._verdict}
        return [verdict for verdict in Verdict if verdict in follow] or [Verdict.CANNOT_TELL]

    def _results(
        self, names: Iterable[str], view: FactView, verdict: Verdict
    ) -> tuple[CriterionResult, ...]:
        results = []
        for criterion_id, status in self._statuses(names).items():
            criterion = self.guideline.criteria[criterion_id]
            side = self.rules.sides.get((criterion_id, status))
            supports = supports_of(criterion, self.guideline)
            results.append(
                CriterionResult(
                    criterion=criterion_id,
                    status=status,
                    facts=() if side is None else view.supports(side),
                    supports=supports,
                    link=best_link(supports),
                    decisive=_is_decisive(criterion.role, status, verdict),
                )
            )
        return tuple(results)

    def _agree(self, case: Case, names: frozenset[str], view: FactView) -> None:
        by_python = self.rules.classes(view)
        if by_python != names:
            differ = ", ".join(sorted(by_python ^ names))
            raise DisagreementError(f"SPARQL and Python differ on {case.id}: {differ}.")


def _is_decisive(role: Role, status: Status, verdict: Verdict) -> bool:
    match verdict:
        case Verdict.CONTRAINDICATED:
            return role is Role.EXCLUSION and status is Status.MET
        case Verdict.NOT_INDICATED:
            return role is Role.INCLUSION and status is Status.REFUTED
        case Verdict.INDICATED:
            return role is not Role.SUPPORTING
        case Verdict.CANNOT_TELL:
            return False


def _rows(store: Store, query: str) -> list[tuple[str, str]]:
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("A compiled query is a SELECT.")
    return [(case.value, name.value) for case, name in solutions]
