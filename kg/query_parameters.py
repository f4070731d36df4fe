"""
Values for the variables of a query, put into its text.

What comes out is SPARQL 1.1 that any engine reads: the outermost group of the query starts with a
VALUES clause, so that each variable is bound before anything is matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.errors import MalformedQueryError, UnknownNameError
from kg.namespaces import PREFIXES
from kg.query_text import QueryForm, Token, TokenKind, keyword, read_form, tokens

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")
_CURIE = re.compile(r"(\w+):([\w-]+(?:\.[\w-]+)*)\Z")
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def with_values(text: str, values: Mapping[str, str]) -> str:
    """
    Return the query *text* with its variables bound.

    Args:
        text: A SPARQL query.
        values: By the name of the variable: an IRI in angle brackets, a name with one of our
            prefixes (`bs:X4`), a number, true or false; anything else is a text.

    Raises:
        UnknownNameError: If the query has no such variable.
        MalformedQueryError: If it has no group to bind variables in, or an IRI is none.
        QueryError: If it is no query at all.
    """
    if not values:
        return text
    form = read_form(text)
    found = list(tokens(text))
    known = {t.text[1:] for t in found if t.kind is TokenKind.VARIABLE}
    for name in values:
        if name not in known:
            raise UnknownNameError("variable of the query", name, sorted(known))
    start = _group(found, form)
    names = " ".join(f"?{name}" for name in values)
    terms = " ".join(term(value) for value in values.values())
    return f"{text[:start]} VALUES ({names}) {{ ({terms}) }} {text[start:]}"


def term(value: str) -> str:
    """
    Return *value* as a term of SPARQL: see `with_values`.

    Raises:
        MalformedQueryError: If it is in angle brackets and no IRI.
    """
    if value.startswith("<") and value.endswith(">"):
        if _NO_IRI.search(value[1:-1]):
            raise MalformedQueryError(f"{value} is no IRI: leave out what cannot stand in one.")
        return value
    if match := _CURIE.match(value):
        prefix, name = match.groups()
        if prefix in PREFIXES:
            return f"<{PREFIXES[prefix]}{name}>"
    if value in {"true", "false"} or _NUMBER.match(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("\n", "\\n").replace("\r", "\\r")


def _group(found: list[Token], form: QueryForm) -> int:
    """Return where the outermost group begins, just behind its brace."""
    braces = list(_outermost(found))
    # CONSTRUCT has its template before its pattern, and a short form in which both are one.
    wanted = 2 if form is QueryForm.CONSTRUCT else 1
    if len(braces) < wanted:
        raise MalformedQueryError("This query has no group { } in which a variable can be bound.")
    return braces[wanted - 1].start + 1


def _outermost(found: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in found:
        if keyword(token) == "VALUES" and depth == 0:
            return
        if token.kind is TokenKind.OPEN:
            if token.text == "{" and depth == 0:
                yield token
            depth += 1
        elif token.kind is TokenKind.CLOSE:
            depth -= 1
