"""The nodes and edges of a guideline's graph, read from its values and from the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kg.axioms import Has, InClass, Lacks, Measure, leaves
from kg.model import CitationStatus, Guideline, Statement
from kg.namespaces import namespace_of
from kg.rules import Rules

#: Marks a topic that the guideline does not speak of: it serves as a wrong answer to a question.
ONLY_ALTERNATIVE = "not in the guideline"


class NodeKind(Enum):
    """What a node stands for."""

    REFERENCE = "reference"
    SECTION = "section"
    STATEMENT = "statement"
    TOPIC = "topic"
    ENCODING_DECISION = "encoding decision"
    OBSERVABLE = "observable"
    FINDING = "finding"
    CRITERION = "criterion"
    VERDICT = "verdict"


class Relation(Enum):
    """How the source of an edge is related to its target."""

    CITES = "cites"
    IN_SECTION = "in section"
    ABOUT = "about"
    SPEAKS_OF = "speaks of"
    CONCERNS = "concerns"
    DERIVED_FROM = "derived from"
    TESTS = "tests"
    BROADER = "broader"
    INCOMPATIBLE = "incompatible"
    DECIDES = "decides"


@dataclass(frozen=True, slots=True)
class Node:
    """
    A term of the guideline.

    Attributes:
        id: The readable id.
        kind: What it is.
        label: A phrase for findings and topics, a sentence for statements.
        tag: A word that qualifies it: a role, "uncited", how far a reference is resolved, "added"
            for a finding that the source does not use. May be empty.
        definition: More words on it; may be empty.
        iri: The whole IRI.
    """

    id: str
    kind: NodeKind
    label: str
    tag: str
    definition: str
    iri: str

    @property
    def name(self) -> str:
        """The kind, with the id where readers know the term by it: "criterion I4", "finding"."""
        kind: str = self.kind.value
        match self.kind:
            case NodeKind.STATEMENT | NodeKind.CRITERION | NodeKind.ENCODING_DECISION:
                return f"{kind} {self.id}"
            case NodeKind.REFERENCE:
                return f"{kind} {self.id.rpartition('-')[2]}"
            case _:
                return kind


@dataclass(frozen=True, slots=True)
class Edge:
    """*source* is related to *target*; *note* says under which condition, if under one only."""

    source: str
    target: str
    relation: Relation
    note: str = ""


def nodes_of(guideline: Guideline, rules: Rules) -> Iterator[Node]:
    """Yield the node of every term that an edge can reach, kind by kind, as the source has them."""
    for r in guideline.references.values():
        label = r.bibliography or "No work was found that this number could stand for."
        tag, definition = r.confidence.value, r.design
        yield Node(r.id, NodeKind.REFERENCE, label, tag, definition, r.iri)
    for s in guideline.sections.values():
        yield Node(s.id, NodeKind.SECTION, s.title, "", "", s.iri)
    for t in guideline.statements.values():
        tag = "uncited" if t.citation_status is CitationStatus.UNCITED else ""
        yield Node(t.id, NodeKind.STATEMENT, t.text, tag, t.note, t.iri)
    said = set(_topics_said(guideline))
    for topic in guideline.topics.values():
        tag = topic.kind if topic.id in said else f"{topic.kind}, {ONLY_ALTERNATIVE}"
        yield Node(topic.id, NodeKind.TOPIC, topic.label, tag, topic.definition, topic.iri)
    for d in guideline.encoding_decisions.values():
        yield Node(d.id, NodeKind.ENCODING_DECISION, d.title, "", d.reading, d.iri)
    for o in guideline.observables.values():
        yield Node(o.id, NodeKind.OBSERVABLE, o.label, f"in {o.unit_label}", o.definition, o.iri)
    for f in guideline.findings.values():
        tag = "added" if f.encoded else ""
        yield Node(f.id, NodeKind.FINDING, f.label, tag, f.definition, f.iri)
    for c in guideline.criteria.values():
        yield Node(c.id, NodeKind.CRITERION, c.label, c.role.value, c.definition, c.iri)
    for verdict, name in rules.decision_class.items():
        iri = namespace_of(guideline.slug) + name
        yield Node(name, NodeKind.VERDICT, verdict.value, "", "", iri)


def edges_of(guideline: Guideline, rules: Rules) -> Iterator[Edge]:
    """Yield every edge once."""
    for section in guideline.sections.values():
        if section.parent is not None:
            yield Edge(section.id, section.parent, Relation.IN_SECTION)
    for statement in guideline.statements.values():
        yield Edge(statement.id, statement.section, Relation.IN_SECTION)
        yield from (Edge(statement.id, ref, Relation.CITES) for ref in statement.references)
        yield from (Edge(statement.id, topic, Relation.ABOUT) for topic in statement.topics)
        further = (topic for topic in _spoken_of(statement) if topic not in statement.topics)
        yield from (Edge(statement.id, topic, Relation.SPEAKS_OF) for topic in further)
    for decision in guideline.encoding_decisions.values():
        for concerned in (*decision.statements, *decision.criteria):
            yield Edge(decision.id, concerned, Relation.CONCERNS)
    for finding in guideline.findings.values():
        yield from (Edge(finding.id, parent, Relation.BROADER) for parent in finding.parents)
        for other in finding.incompatible:
            # The relation is symmetric: the edge starts at the first of both, whoever states it.
            if finding.id < other or finding.id not in guideline.findings[other].incompatible:
                yield Edge(finding.id, other, Relation.INCOMPATIBLE)
    for criterion in guideline.criteria.values():
        for statement_id in criterion.statements:
            yield Edge(criterion.id, statement_id, Relation.DERIVED_FROM)
    yield from dict.fromkeys(_tests(rules))
    for verdict, expression in rules.summary.items():
        by_class = {name: side for side, name in rules.side_class.items()}
        for leaf in leaves(expression):
            if isinstance(leaf, InClass):
                criterion_id, status = by_class[leaf.name]
                target = rules.decision_class[verdict]
                yield Edge(criterion_id, target, Relation.DECIDES, f"when {status.value}")


def _spoken_of(statement: Statement) -> dict[str, None]:
    """Return the topics that the contents of a statement name, each once."""
    return dict.fromkeys(t for c in statement.contents for t in (c.subject, c.value))


def _topics_said(guideline: Guideline) -> Iterator[str]:
    for statement in guideline.statements.values():
        yield from (*statement.topics, *_spoken_of(statement))


def _tests(rules: Rules) -> Iterator[Edge]:
    for (criterion, _), expression in rules.sides.items():
        for leaf in leaves(expression):
            if isinstance(leaf, Has | Lacks):
                yield Edge(criterion, leaf.finding, Relation.TESTS)
            elif isinstance(leaf, Measure):
                yield Edge(criterion, leaf.observable, Relation.TESTS)
