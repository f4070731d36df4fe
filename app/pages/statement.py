"""One statement, or any other term, with everything that is known of it."""

from __future__ import annotations

from app.case_order import active
from app.components.connections import connections
from app.components.markup import safe_markdown
from app.components.quantity import amount
from app.errors import PageNotFoundError
from app.item_view import KIND_LABELS
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.terms import Subject, node_of, subject_of
from app.visit import Visit, link
from kg.model import Guideline, Statement
from kg.namespaces import BASE
from kg.nodes import Node, NodeKind, Relation
from quizzes.bank import ItemBank
from quizzes.model import ContentStatus, Vignette

_FACTUAL = frozenset({NodeKind.ENCODING_DECISION, NodeKind.REFERENCE})


def page(services: Services, visit: Visit) -> Page:
    """Return the page of the statement that `id` names."""
    subject = subject_of(services, visit)
    node = node_of(subject, visit.parameters["id"])
    if node.kind is not NodeKind.STATEMENT:
        raise PageNotFoundError(
            f"{node.name.capitalize()} is not a statement.",
            ((node.label, subject.page(node)),),
            alike=False,
        )
    statement = subject.guideline.statements[node.id]
    before, after = _beside(statement, subject.guideline)
    bank = services.banks[subject.guideline.slug]
    return _page(
        subject,
        node,
        "statement.html.j2",
        title=f"Statement {statement.id}",
        eyebrow=f"{subject.guideline.sections[statement.section].title} · line {statement.line}",
        lede=statement.text,
        width=Width.WIDE,
        # Shown with their appraisal or reading instead.
        leave_out=(Relation.CITES, Relation.CONCERNS),
        statement=statement,
        references=[subject.guideline.references[ref] for ref in statement.references],
        decisions=[
            d for d in subject.guideline.encoding_decisions.values() if node.id in d.statements
        ],
        before=before,
        after=after,
        amount=amount,
        aspect=subject.guideline.aspects,
        topics=subject.guideline.topics,
        items=_items(bank, statement),
        cases=_cases(bank, statement),
    )


def term(services: Services, visit: Visit) -> Page:
    """Return the page of any other term that `id` names."""
    subject = subject_of(services, visit)
    node = node_of(subject, visit.parameters["id"])
    if node.kind is NodeKind.STATEMENT:
        raise PageNotFoundError(
            f"{node.id} is a statement: it has a page of its own.",
            ((node.label, subject.page(node)),),
            alike=False,
        )
    guideline = subject.guideline
    return _page(
        subject,
        node,
        "term.html.j2",
        title=_title(node),
        eyebrow="" if node.kind is NodeKind.REFERENCE else _capital(node.name),
        # The reading of a decision and the design of a reference are shown among their facts.
        lede=node.definition if node.kind not in _FACTUAL else "",
        width=Width.READING,
        leave_out=(),
        reference=guideline.references.get(node.id),
        decision=guideline.encoding_decisions.get(node.id),
        finding=guideline.findings.get(node.id),
        observable=guideline.observables.get(node.id),
        section=guideline.sections.get(node.id),
        aspects=[a.label for a in guideline.aspects.values() if node.id in a.alternatives],
    )


def _page(
    subject: Subject,
    node: Node,
    template: str,
    title: str,
    eyebrow: str,
    lede: str,
    width: Width,
    leave_out: tuple[Relation, ...],
    **values: object,
) -> Page:
    return Page(
        title=title,
        lede=lede,
        eyebrow=eyebrow,
        width=width,
        breadcrumbs=(("Explore", subject.document()),),
        body=render(
            template,
            subject=subject,
            node=node,
            connections=connections(subject.projection, node.id, leave_out),
            term_page=lambda term: subject.page(subject.projection.node(term.id)),
            address=node.iri.replace(BASE, "/id/"),
            describe=link("/query", {"q": f"DESCRIBE <{node.iri}>"}),
            **values,
        ),
    )


def _items(bank: ItemBank, statement: Statement) -> list[tuple[str, str, str]]:
    """Return id, kind and lead-in of the active items that assess *statement*."""
    return [
        (item.id, KIND_LABELS[item.kind], safe_markdown(item.steps[0].lead_in).striptags())
        for keyed in bank.items.values()
        if statement.id in keyed.statements and (item := keyed.item).status is ContentStatus.ACTIVE
    ]


def _cases(bank: ItemBank, statement: Statement) -> list[Vignette]:
    """Return the active vignettes that teach a criterion derived from *statement*."""
    criteria = {c.id for c in bank.guideline.criteria.values() if statement.id in c.statements}
    return [vignette for vignette in active(bank) if not criteria.isdisjoint(vignette.teaches)]


def _title(node: Node) -> str:
    if node.kind is NodeKind.REFERENCE:
        return node.name.capitalize()
    return _capital(node.label)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _beside(
    statement: Statement, guideline: Guideline
) -> tuple[Statement | None, Statement | None]:
    """Return the statements before and after *statement* in its section, None where it ends."""
    section = [s for s in guideline.statements.values() if s.section == statement.section]
    place = section.index(statement)
    return (
        section[place - 1] if place > 0 else None,
        section[place + 1] if place + 1 < len(section) else None,
    )
