"""The guideline as a document: every statement in our own words, with all that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.components.quantity import amount
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.terms import DOCUMENT, Subject, subject_of
from app.visit import Visit, link
from kg.model import (
    CitationStatus,
    Criterion,
    EncodingDecision,
    Guideline,
    Reference,
    Role,
    Section,
    Statement,
)
from kg.nodes import Node, NodeKind

_ALL, _DECIDES, _UNCITED = "all", "decides", "uncited"


@dataclass(frozen=True)
class Entry:
    """A statement with what it rests on and what rests on it."""

    statement: Statement
    references: tuple[Reference, ...]
    criteria: tuple[Criterion, ...]
    decisions: tuple[EncodingDecision, ...]


@dataclass(frozen=True)
class Part:
    """A section with its entries; *level* is that of its heading."""

    section: Section
    level: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Filter:
    """A choice of statements, with the number of those that it leaves."""

    label: str
    href: str
    count: int
    current: bool


def page(services: Services, visit: Visit) -> Page:
    """
    Return the document.

    The query string narrows it: `show` is "all", "decides", "uncited" or the id of a reference, `q`
    holds words that a statement must have.
    """
    subject = subject_of(services, visit)
    guideline = subject.guideline
    show, text = visit.first("show", _ALL), visit.first("q").strip()
    choices = _choices(guideline)
    keep = choices.get(show, choices[_ALL])[1]
    entries = [_entry(statement, guideline) for statement in guideline.statements.values()]
    shown = [e for e in entries if keep(e) and (not text or _has(e.statement, text))]
    return Page(
        title=guideline.title,
        eyebrow="The guideline, statement by statement",
        lede=(
            "Every claim of the source in our own words, with its line, its force and what it "
            "rests on."
        ),
        width=Width.WIDE,
        body=render(
            "explore.html.j2",
            subject=subject,
            parts=_parts(guideline, shown),
            filters=_filters(subject, choices, entries, show, text),
            text=text,
            show=show,
            total=len(entries),
            count=len(shown),
            other_terms=_other_terms(subject, text),
            amount=amount,
            term_page=lambda term: subject.page(subject.projection.node(term.id)),
        ),
    )


def _entry(statement: Statement, guideline: Guideline) -> Entry:
    return Entry(
        statement=statement,
        references=tuple(guideline.references[ref] for ref in statement.references),
        criteria=tuple(c for c in guideline.criteria.values() if statement.id in c.statements),
        decisions=tuple(
            d for d in guideline.encoding_decisions.values() if statement.id in d.statements
        ),
    )


def _has(statement: Statement, text: str) -> bool:
    whole = f"{statement.id} {statement.text} {statement.note} {statement.kind}".casefold()
    return all(word in whole for word in text.casefold().split())


def _choices(guideline: Guideline) -> dict[str, tuple[str, Callable[[Entry], bool]]]:
    def rests_on(reference: Reference) -> Callable[[Entry], bool]:
        return lambda entry: reference in entry.references

    return {
        _ALL: ("All", lambda _: True),
        _DECIDES: ("Decides", lambda e: any(c.role is not Role.SUPPORTING for c in e.criteria)),
        _UNCITED: (
            "Uncited",
            lambda e: e.statement.citation_status is CitationStatus.UNCITED,
        ),
        **{r.id: (f"Reference {r.number}", rests_on(r)) for r in guideline.references.values()},
    }


def _filters(
    subject: Subject,
    choices: dict[str, tuple[str, Callable[[Entry], bool]]],
    entries: list[Entry],
    show: str,
    text: str,
) -> list[Filter]:
    def href(key: str) -> str:
        query = {"show": key if key != _ALL else "", "q": text, **subject.query}
        return link(DOCUMENT, {name: value for name, value in query.items() if value})

    return [
        Filter(
            label,
            href(key),
            sum(keep(e) and (not text or _has(e.statement, text)) for e in entries),
            current=key == (show if show in choices else _ALL),
        )
        for key, (label, keep) in choices.items()
    ]


def _parts(guideline: Guideline, entries: list[Entry]) -> list[Part]:
    """Return the sections that hold an entry or the heading of one, in the order of the source."""
    within: dict[str, list[Entry]] = {}
    needed: set[str] = set()
    for entry in entries:
        within.setdefault(entry.statement.section, []).append(entry)
        section: str | None = entry.statement.section
        while section is not None:
            needed.add(section)
            section = guideline.sections[section].parent
    return [
        Part(section, _level(section, guideline), tuple(within.get(section.id, ())))
        for section in guideline.sections.values()
        # The title of the source is the heading of the page.
        if section.id in needed and (section.parent is not None or section.id in within)
    ]


def _level(section: Section, guideline: Guideline) -> int:
    level = 1
    while section.parent is not None:
        section = guideline.sections[section.parent]
        level += 1
    return max(level, 2)


def _other_terms(subject: Subject, text: str) -> tuple[Node, ...]:
    found = subject.projection.search(text, most=40)
    return tuple(n for n in found if n.kind not in (NodeKind.STATEMENT, NodeKind.SECTION))[:8]
