"""What a document could say otherwise: one citation, quantity, content or ground changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import Enum

from kg.drafts import with_statement
from kg.model import CitationStatus, Content, Guideline, Quantity, Statement
from kg.rendering import plain_number


class DocumentChange(Enum):
    """What is changed."""

    GROUNDS = "grounds"
    CITATION = "citation"
    QUANTITY = "quantity"
    CONTENT = "content"


#: Kind of change, id of the changed term, the change in words, and the changed guideline.
Changed = tuple[DocumentChange, str, str, Guideline]


def document_changes(guideline: Guideline) -> Iterator[Changed]:
    """Yield every guideline in which the document or its reading says one thing otherwise."""
    yield from _grounds(guideline)
    for statement in guideline.statements.values():
        yield from _citations(statement, guideline)
        yield from _quantities(statement, guideline)
        yield from _contents(statement, guideline)


def _grounds(guideline: Guideline) -> Iterator[Changed]:
    for criterion in guideline.criteria.values():
        for statement in criterion.statements if len(criterion.statements) > 1 else ():
            rest = tuple(other for other in criterion.statements if other != statement)
            criteria = {**guideline.criteria, criterion.id: replace(criterion, statements=rest)}
            text = f"{criterion.id} no longer rests on {statement}"
            yield DocumentChange.GROUNDS, criterion.id, text, replace(guideline, criteria=criteria)


def _citations(statement: Statement, guideline: Guideline) -> Iterator[Changed]:
    def changed(text: str, references: tuple[str, ...]) -> Changed:
        status = CitationStatus.CITED if references else CitationStatus.UNCITED
        new = replace(statement, references=references, citation_status=status)
        drafted = with_statement(guideline, new)
        return DocumentChange.CITATION, statement.id, f"{statement.id} {text}", drafted

    number = {reference.id: reference.number for reference in guideline.references.values()}
    for reference in statement.references:
        rest = tuple(other for other in statement.references if other != reference)
        yield changed(f"no longer cites {number[reference]}", rest)
    others = [reference for reference in number if reference not in statement.references]
    if others and statement.references:
        first, *rest_ = statement.references
        text = f"cites {number[others[0]]} instead of {number[first]}"
        yield changed(text, (others[0], *rest_))
    elif others:
        yield changed(f"cites {number[others[0]]}", (others[0],))


def _quantities(statement: Statement, guideline: Guideline) -> Iterator[Changed]:
    for index, quantity in enumerate(statement.quantities):
        for text, new in _other_numbers(quantity):
            quantities = (
                *statement.quantities[:index],
                *((new,) if new is not None else ()),
                *statement.quantities[index + 1 :],
            )
            yield (
                DocumentChange.QUANTITY,
                statement.id,
                f"{statement.id}, {quantity.label}: {text}",
                with_statement(guideline, replace(statement, quantities=quantities)),
            )


def _other_numbers(quantity: Quantity) -> Iterator[tuple[str, Quantity | None]]:
    yield "deleted", None
    if quantity.numerator is not None and quantity.denominator is not None:
        before = f"{quantity.numerator} of {quantity.denominator}"
        fewer = replace(quantity, numerator=quantity.numerator - 1)
        more = replace(quantity, denominator=quantity.denominator + 1)
        for new in (fewer, more):
            yield f"{before} becomes {new.numerator} of {new.denominator}", new
    elif quantity.lower == quantity.upper and quantity.lower is not None:
        amount = quantity.lower + _step(quantity.lower)
        text = f"{plain_number(quantity.lower)} becomes {plain_number(amount)}"
        yield text, replace(quantity, lower=amount, upper=amount)
    else:
        if quantity.lower is not None:
            amount = quantity.lower + _step(quantity.lower)
            text = f"from {plain_number(quantity.lower)} becomes from {plain_number(amount)}"
            yield text, replace(quantity, lower=amount)
        if quantity.upper is not None:
            amount = quantity.upper + _step(quantity.upper)
            text = f"up to {plain_number(quantity.upper)} becomes up to {plain_number(amount)}"
            yield text, replace(quantity, upper=amount)


def _step(amount: Decimal) -> Decimal:
    """Return one in the last place of *amount*: 0.1 for 8.8, 1 for 12."""
    exponent = amount.as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))


def _contents(statement: Statement, guideline: Guideline) -> Iterator[Changed]:
    for content in statement.contents:
        rest = tuple(other for other in statement.contents if other != content)
        said = _said(content, guideline)
        yield (
            DocumentChange.CONTENT,
            statement.id,
            f"{statement.id}, {said}: deleted",
            with_statement(guideline, replace(statement, contents=rest)),
        )
        others = [v for v in guideline.aspects[content.aspect].alternatives if v != content.value]
        if others:
            other = replace(content, value=others[0])
            yield (
                DocumentChange.CONTENT,
                statement.id,
                f"{statement.id}, {said}: becomes {guideline.topics[others[0]].label}",
                with_statement(guideline, replace(statement, contents=(*rest, other))),
            )


def _said(content: Content, guideline: Guideline) -> str:
    topics = guideline.topics
    aspect = guideline.aspects[content.aspect].label
    return f"{topics[content.subject].label}, {aspect}: {topics[content.value].label}"
