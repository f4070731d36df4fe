"""The questions that the graph answers: their addresses, and the terms in their answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.answer_words import listed
from app.components.connections import Connection
from app.errors import PageNotFoundError
from app.services import Services
from app.terms import Subject
from kg.errors import UnknownNameError, suggest
from kg.graph_questions import (
    Answer,
    Course,
    Deciding,
    Effect,
    Fallen,
    Readings,
    Resting,
    Uncited,
    from_finding,
    if_it_fell,
    rests_on,
    what_decides,
    what_is_uncited,
    where_read,
)
from kg.nodes import Node, NodeKind, Relation
from kg.projection import Projection


class Ask(Enum):
    """A question; the value is its word in the address."""

    DECIDES = "decides"
    RESTS_ON = "rests-on"
    UNCITED = "uncited"
    IF_FELL = "if-fell"
    FINDING = "from-finding"
    READ = "read"


#: Which questions are about one term, with the name of the parameter that names it.
PARAMETER = {
    Ask.RESTS_ON: ("reference", NodeKind.REFERENCE),
    Ask.IF_FELL: ("reference", NodeKind.REFERENCE),
    Ask.FINDING: ("finding", NodeKind.FINDING),
}

#: Which questions can be asked of one section.
BY_SECTION = frozenset({Ask.RESTS_ON, Ask.UNCITED, Ask.READ})

_NAMES = {
    Ask.DECIDES: "What decides?",
    Ask.RESTS_ON: "What rests on a reference?",
    Ask.UNCITED: "What is uncited?",
    Ask.IF_FELL: "What if a reference fell?",
    Ask.FINDING: "From finding to verdict",
    Ask.READ: "How was the source read?",
}


@dataclass(frozen=True)
class Question:
    """One question with what it is about; *term* and *section* are ids, "" where there is none."""

    ask: Ask
    term: str = ""
    section: str = ""

    def query(self) -> dict[str, str]:
        """Return the query string of its address."""
        name = PARAMETER[self.ask][0] if self.ask in PARAMETER else ""
        given = {"ask": self.ask.value, name: self.term, "section": self.section}
        return {key: value for key, value in given.items() if key and value}


def questions() -> list[tuple[Ask, str]]:
    """Return every question with its name."""
    return list(_NAMES.items())


def question_of(subject: Subject, ask: str, term: str, section: str) -> Question:
    """
    Return the question that an address asks.

    Without a term it is about the first that there is: for a finding, the first that is tested.

    Raises:
        PageNotFoundError: If the address names what there is not; suggests what it may mean.
    """
    by_word = {member.value: member for member in Ask}
    if ask not in by_word:
        near = suggest(ask, by_word) or tuple(by_word)
        raise PageNotFoundError(
            f"The graph has no answer to '{ask}'.",
            tuple((_NAMES[by_word[word]], subject.graph(ask=word)) for word in near),
        )
    question = Question(by_word[ask], term, section if by_word[ask] in BY_SECTION else "")
    if question.ask not in PARAMETER:
        return Question(question.ask, "", question.section)
    if not term:
        return Question(question.ask, _first(subject.projection, question.ask), question.section)
    return question


def answer_of(services: Services, subject: Subject, question: Question) -> Answer:
    """
    Return the answer.

    Raises:
        PageNotFoundError: If the question names a term that there is not.
    """
    graph, section = subject.projection, question.section or None
    try:
        match question.ask:
            case Ask.DECIDES:
                return what_decides(graph)
            case Ask.RESTS_ON:
                return rests_on(graph, question.term, section)
            case Ask.UNCITED:
                return what_is_uncited(graph, section)
            case Ask.IF_FELL:
                return if_it_fell(graph, question.term)
            case Ask.FINDING:
                reasoner = services.library.reasoner(subject.guideline.slug)
                return from_finding(graph, question.term, reasoner.rules, reasoner.hierarchy)
            case Ask.READ:
                return where_read(graph, section)
    except UnknownNameError as error:
        raise PageNotFoundError(str(error), _instead(subject, question, error)) from error


def title(question: Question, graph: Projection) -> str:
    """Return the question as a heading."""
    match question.ask:
        case Ask.RESTS_ON:
            return f"What rests on {graph.node(question.term).name}?"
        case Ask.IF_FELL:
            return f"What if {graph.node(question.term).name} fell?"
        case Ask.FINDING:
            return f"What follows from {graph.node(question.term).label}?"
        case _:
            return _NAMES[question.ask]


def groups(answer: Answer, graph: Projection) -> tuple[Connection, ...]:
    """Return the answer as lists of terms, each under a heading; none is empty."""
    match answer:
        case Deciding(criteria, tested, verdicts, silent):
            lists = [
                ("Decides between", verdicts),
                *(
                    (f"{role.capitalize()} criteria", [c for c in criteria if _tag(graph, c, role)])
                    for role in dict.fromkeys(graph.node(c).tag for c in criteria)
                ),
                ("Decides nothing", silent),
                ("Tested", tested),
            ]
        case Resting(reference, statements, criteria):
            lists = [
                ("Reference", (reference,)),
                ("Criteria that follow", criteria),
                ("Statements that cite it", statements),
            ]
        case Uncited(statements, criteria, alone, _, _):
            lists = [
                ("Criteria on uncited statements only", alone),
                ("Criteria with a cited one too", [c for c in criteria if c not in alone]),
                ("Uncited statements", statements),
            ]
        case Fallen(reference, statements, lost, uncited, weakened):
            lists = [
                ("Would lose every statement", lost),
                ("Would keep uncited ones only", uncited),
                ("Would keep a cited one", weakened),
                ("Statements that would fall", statements),
                ("Reference", (reference,)),
            ]
        case Course(_, present, absent):
            lists = [
                *((f"Present: {_effect(e)}", (e.criterion,)) for e in present),
                *((f"Absent: {_effect(e)}", (e.criterion,)) for e in absent),
            ]
        case Readings(decisions, others, _, _):
            lists = [("They touch criteria", decisions), ("They touch none", others)]
    return tuple(Connection(head, tuple(map(graph.node, ids))) for head, ids in lists if ids)


def _effect(effect: Effect) -> str:
    counts = f", counts for {listed([v.value for v in effect.counting])}" if effect.counting else ""
    decided = f", so {listed([v.value for v in effect.decided])}" if effect.decided else ""
    status = effect.status.value
    return f"{status if effect.alone else f'one part of {status}'}{decided}{counts}"


def _instead(
    subject: Subject, question: Question, error: UnknownNameError
) -> tuple[tuple[str, str], ...]:
    """Return links to the same question about other terms."""
    graph = subject.projection
    if question.section and error.name == question.section:
        return ((title(question, graph), subject.graph(**Question(question.ask).query())),)
    names = error.suggestions or graph.of_kind(PARAMETER[question.ask][1])[:5]
    others = [Question(question.ask, name, question.section) for name in names]
    return tuple((title(other, graph), subject.graph(**other.query())) for other in others)


def _first(graph: Projection, ask: Ask) -> str:
    ids = graph.of_kind(PARAMETER[ask][1])
    tested = [i for i in ids if graph.sources(i, Relation.TESTS)]
    return next(iter(tested or ids), "")


def _tag(graph: Projection, node_id: str, tag: str) -> bool:
    node: Node = graph.node(node_id)
    return node.tag == tag
