"""The guideline as a graph: around one term, from one term to another, or how it decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.answer_words import sentence
from app.components.connections import connections, path_steps
from app.components.graph_view import graph_view
from app.errors import PageNotFoundError
from app.graph_answers import (
    BY_SECTION,
    PARAMETER,
    Ask,
    Question,
    answer_of,
    groups,
    question_of,
    questions,
    title,
)
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.terms import Subject, node_of, subject_of
from app.visit import Visit
from kg.answer_drawings import draw_answer
from kg.nodes import Node, NodeKind

_HOPS = (1, 2, 3)
_FEW = 12
_TITLE = "The guideline as a graph"


@dataclass(frozen=True)
class _State:
    """What the address says about a neighbourhood; `query` turns it into an address again."""

    focus: str
    hops: int = 1
    hide: frozenset[NodeKind] = frozenset()
    opened: frozenset[NodeKind] = frozenset()
    section: str = ""

    def query(self) -> dict[str, Any]:
        """Return the query string, without what is so by default."""
        given = {
            "focus": self.focus,
            "hops": str(self.hops) if self.hops > 1 else "",
            "hide": _values(self.hide),
            "open": _values(self.opened),
            "section": self.section,
        }
        return {key: value for key, value in given.items() if value}


def page(services: Services, visit: Visit) -> Page:
    """
    Return the page of the graph.

    The query string holds `ask` for a question (with `reference`, `finding` and `section`), `focus`
    for what is near a term (with `hops`, `hide`, `open` and `section`), `from` and `to` for a path,
    or `q` for a search; without any of them the page shows how the guideline decides.
    """
    subject = subject_of(services, visit)
    if ask := visit.first("ask").strip():
        return _asked(services, subject, ask, visit)
    if visit.first("from") or visit.first("to"):
        return _path(subject, visit.first("from").strip(), visit.first("to").strip())
    if visit.first("focus"):
        return _neighbourhood(subject, _state(visit))
    if text := visit.first("q").strip():
        return _search(subject, text)
    return _overview(subject)


def _asked(services: Services, subject: Subject, ask: str, visit: Visit) -> Page:
    named = question_of(subject, ask, "", "").ask
    parameter = PARAMETER[named][0] if named in PARAMETER else ""
    question = question_of(
        subject, ask, visit.first(parameter).strip(), visit.first("section").strip()
    )
    answer = answer_of(services, subject, question)
    opened = _kinds(visit.query.get("open", ()))
    graph = subject.projection
    heading = title(question, graph)

    def focus_on(node: Node) -> str:
        return subject.graph(focus=node.id)

    def open_kind(kind: NodeKind) -> str:
        return subject.graph(**question.query(), open=_values(opened | {kind}))

    return _page(
        subject,
        title=heading,
        drawing=graph_view(draw_answer(graph, answer, opened), heading, focus_on, open_kind),
        side=render(
            "graph_answer.html.j2",
            groups=groups(answer, graph),
            focus_on=focus_on,
            rules=named is Ask.DECIDES,
        ),
        answer=sentence(answer, graph),
        question=question,
        choices=_choices(subject, question, parameter),
        sections=_sections(subject) if named in BY_SECTION else (),
        section=question.section,
        kept=[(key, value) for key, value in question.query().items() if key != "section"],
    )


def _choices(subject: Subject, question: Question, parameter: str) -> dict[str, Any] | None:
    """Return the terms that the question can be about, None if it is about none."""
    if not parameter:
        return None
    kind = PARAMETER[question.ask][1]
    terms = [subject.projection.node(node_id) for node_id in subject.projection.of_kind(kind)]
    href = [subject.graph(**replace(question, term=node.id).query()) for node in terms]
    return {
        "name": parameter,
        "terms": list(zip(terms, href, strict=True)),
        "kept": [(k, v) for k, v in question.query().items() if k != parameter],
        # A few are links; many, with long names, are a list to choose from.
        "few": kind is NodeKind.REFERENCE and len(terms) <= _FEW,
    }


def _sections(subject: Subject) -> list[tuple[str, str]]:
    """Return id and title of the sections that hold statements, those within others indented."""
    guideline = subject.guideline
    return [
        (section.id, ("– " if guideline.sections[section.parent].parent else "") + section.title)
        for section in guideline.sections.values()
        if section.parent is not None and subject.projection.statements_in(section.id)
    ]


def _neighbourhood(subject: Subject, state: _State) -> Page:
    focus = node_of(subject, state.focus, lambda node: subject.graph(focus=node.id))
    kinds = frozenset(NodeKind) - state.hide
    if state.section:
        _require_section(subject, state)
    view = subject.projection.neighbourhood(
        focus.id, state.hops, kinds, state.opened, state.section or None
    )

    def at(other: _State) -> str:
        return subject.graph(**other.query())

    def focus_on(node: Node) -> str:
        return at(replace(state, focus=node.id, opened=frozenset()))

    def toggled(kind: NodeKind) -> str:
        return at(replace(state, hide=state.hide ^ {kind}))

    return _page(
        subject,
        title=f"{_capital(_called(focus))} in the graph",
        drawing=graph_view(
            view,
            f"What is near {_called(focus)}",
            focus_on,
            lambda kind: at(replace(state, opened=state.opened | {kind})),
        ),
        side=render(
            "graph_focus.html.j2",
            subject=subject,
            node=focus,
            connections=connections(subject.projection, focus.id),
            focus_on=focus_on,
            decision=subject.guideline.encoding_decisions.get(focus.id),
        ),
        steps=[(hops, at(replace(state, hops=hops)), hops == state.hops) for hops in _HOPS],
        legend=[(kind, toggled(kind), kind not in state.hide) for kind in NodeKind],
        focus=focus,
        sections=_sections(subject),
        section=state.section,
        kept=_pairs(replace(state, section="").query()),
    )


def _require_section(subject: Subject, state: _State) -> None:
    if state.section not in subject.guideline.sections:
        whole = subject.graph(**replace(state, section="").query())
        raise PageNotFoundError(
            f"There is no section named '{state.section}'.", (("All sections", whole),), alike=False
        )


def _pairs(query: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the fields of a form that keeps *query*."""
    return [
        (key, value)
        for key, values in query.items()
        for value in ((values,) if isinstance(values, str) else values)
    ]


def _path(subject: Subject, start_id: str, end_id: str) -> Page:
    if not (start_id and end_id):
        raise PageNotFoundError("A path needs two ends: give both 'from' and 'to'.")
    start, end = (
        node_of(subject, name, lambda node: subject.graph(focus=node.id))
        for name in (start_id, end_id)
    )
    view = subject.projection.path(start.id, end.id)

    def focus_on(node: Node) -> str:
        return subject.graph(focus=node.id)

    steps = path_steps([placed.edge for placed in view.edges], start.id) if view else ()
    return _page(
        subject,
        title=f"From {_called(start)} to {_called(end)}",
        drawing=graph_view(view, f"Path from {_called(start)} to {_called(end)}", focus_on)
        if view
        else "",
        side=render(
            "graph_path.html.j2",
            start=start,
            end=end,
            steps=[(words, subject.projection.node(node_id)) for words, node_id in steps],
            joined=view is not None,
            focus_on=focus_on,
            reverse=subject.graph(**{"from": end.id, "to": start.id}),
        ),
        start=start,
        end=end,
    )


def _search(subject: Subject, text: str) -> Page:
    found = subject.projection.search(text)
    side = render(
        "graph_search.html.j2",
        text=text,
        found=found,
        focus_on=lambda node: subject.graph(focus=node.id),
    )
    return _overview(subject, side, text)


def _overview(subject: Subject, side: Any = None, text: str = "") -> Page:
    def focus_on(node: Node) -> str:
        return subject.graph(focus=node.id)

    return _page(
        subject,
        title=_TITLE,
        drawing=graph_view(subject.projection.overview(), "How the guideline decides", focus_on),
        side=side or render("graph_overview.html.j2", subject=subject),
        text=text,
    )


def _page(subject: Subject, title: str, drawing: Any, side: Any, **values: Any) -> Page:
    given = {
        **dict.fromkeys(("steps", "legend", "sections", "kept"), ()),
        **dict.fromkeys(("focus", "start", "end", "question", "choices"), None),
        **dict.fromkeys(("text", "answer", "section"), ""),
    }
    return Page(
        title=title,
        width=Width.WIDE,
        breadcrumbs=(
            ("Explore", subject.document()),
            *(((_TITLE, subject.graph()),) if title != _TITLE else ()),
        ),
        body=render(
            "explore_graph.html.j2",
            subject=subject,
            drawing=drawing,
            side=side,
            kinds=tuple(NodeKind),
            questions=[(name, subject.graph(ask=ask.value), ask) for ask, name in questions()],
            nodes=subject.projection.nodes.values(),
            **{**given, **values},
        ),
    )


def _state(visit: Visit) -> _State:
    hops = visit.first("hops", "1")
    return _State(
        focus=visit.first("focus").strip(),
        hops=int(hops) if hops in map(str, _HOPS) else 1,
        hide=_kinds(visit.query.get("hide", ())),
        opened=_kinds(visit.query.get("open", ())),
        section=visit.first("section").strip(),
    )


def _kinds(values: tuple[str, ...]) -> frozenset[NodeKind]:
    return frozenset(kind for kind in NodeKind if kind.value in values)


def _values(kinds: frozenset[NodeKind]) -> tuple[str, ...]:
    return tuple(kind.value for kind in NodeKind if kind in kinds)


def _called(node: Node) -> str:
    """Return what to call a term in a heading: its id where it is known by it, else its label."""
    return node.label if node.name == node.kind.value else node.name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
