"""
Values for the variables of a query, put into its text.

What comes out is SPARQL 1.1 that any engine reads. A variable to which the query itself gives one
value, `VALUES ?number { 5 }`, gets the new value in that place. For any other, the outermost group
of the query starts with a VALUES clause, so that it is bound before anything is matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.errors import MalformedQueryError, UnknownNameError
from kg.namespaces import PREFIXES
from kg.query_text import QueryForm, Token, TokenKind, declared_prefixes, keyword, read_form, tokens
from kg.vocabulary import written

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")
_CURIE = re.compile(r"(\w+):([\w-]+(?:\.[\w-]+)*)\Z")
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_ALONE = frozenset({TokenKind.IRI, TokenKind.NAME, TokenKind.NUMBER, TokenKind.STRING})


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
    return with_terms(text, {name: term(value) for name, value in values.items()})


def with_terms(text: str, terms: Mapping[str, str]) -> str:
    """
    Return the query *text* with its variables bound to terms that `term` or `text_term` made.

    Raises:
        UnknownNameError, MalformedQueryError, QueryError: As `with_values` does.
    """
    if not terms:
        return text
    form = read_form(text)
    found = list(tokens(text))
    known = {t.text[1:] for t in found if t.kind is TokenKind.VARIABLE}
    for name in terms:
        if name not in known:
            raise UnknownNameError("variable of the query", name, sorted(known))
    prefixes = declared_prefixes(found)
    shown = {name: _short(value, prefixes) for name, value in terms.items()}
    places = {name: place for name, place in _given(found) if name in shown}
    edits = [(_start(place), _end(place), shown[name]) for name, place in places.items()]
    free = {name: value for name, value in shown.items() if name not in places}
    if free:
        start = _group(found, form)
        names = " ".join(f"?{name}" for name in free)
        edits.append((start, start, f" VALUES ({names}) {{ ({' '.join(free.values())}) }} "))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def values_in(text: str) -> dict[str, str]:
    """Return the values that a query gives to its variables, one each, as `with_values` reads."""
    found = list(tokens(text))
    prefixes = declared_prefixes(found)
    return {name: _value(place, prefixes) for name, place in _given(found)}


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
    return text_term(value)


def text_term(value: str) -> str:
    """Return *value* as a text of SPARQL, whatever it looks like."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("\n", "\\n").replace("\r", "\\r")


def _given(found: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    """Yield each variable that stands alone before one value in a VALUES clause, and the value."""
    for index, token in enumerate(found):
        if keyword(token) != "VALUES" or len(found) < index + 5:
            continue
        variable, brace = found[index + 1 : index + 3]
        if variable.kind is not TokenKind.VARIABLE or brace.text != "{":
            continue
        end = next((i for i, t in enumerate(found[index:], index) if t.text == "}"), len(found))
        place = found[index + 3 : end]
        if end < len(found) and _is_one_value(place):
            yield variable.text[1:], place


def _is_one_value(place: Sequence[Token]) -> bool:
    kinds = [token.kind for token in place]
    if len(place) == 1:
        return kinds[0] in _ALONE or place[0].text in {"true", "false"}
    if len(place) == 2:
        is_signed = place[0].text in {"+", "-"} and kinds[1] is TokenKind.NUMBER
        return is_signed or kinds == [TokenKind.STRING, TokenKind.LANGUAGE]
    typed = kinds[0:1] == [TokenKind.STRING] and [t.text for t in place[1:3]] == ["^", "^"]
    return typed and len(place) == 4


def _value(place: Sequence[Token], prefixes: dict[str, str]) -> str:
    first = place[0]
    if len(place) > 1:
        return "".join(token.text for token in place)
    if first.kind is TokenKind.STRING:
        quotes = 3 if first.text[:3] in {'"""', "'''"} else 1
        return _ESCAPED.sub(_unescaped, first.text[quotes:-quotes])
    if first.kind is TokenKind.IRI:
        return written(first.text[1:-1])
    prefix, colon, name = first.text.partition(":")
    if colon and prefix in prefixes:
        return written(prefixes[prefix] + name)
    return first.text


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1)
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES.get(code, code)


def _short(term: str, prefixes: dict[str, str]) -> str:
    """Return an IRI with a prefix that the query declares; any other term as it is."""
    if not term.startswith("<"):
        return term
    short = written(term[1:-1], prefixes)
    return short if _CURIE.match(short) else term


def _start(place: Sequence[Token]) -> int:
    return place[0].start


def _end(place: Sequence[Token]) -> int:
    return place[-1].start + len(place[-1].text)


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
