"""
Says in a sentence that a person can act on why a text is not SPARQL, and where.

The parser alone cannot: it reports the furthest place that it looked at, which lies up to a long
keyword behind the fault, and every token that could have stood somewhere on the way there. So the
fault is found as the first token with which the text up to there stops being the start of a query.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise

from kg.errors import MalformedQueryError
from kg.query_text import Token, TokenKind, keyword, position, tokens

Parse = Callable[[str], str | None]
"""Returns the parser's message for a text, or None for a query."""

_PARSER_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
# Longer than any keyword, so that looking for a keyword never reaches the end of the text.
_PADDING = "\n" + " " * 40
# Among the expected tokens the parser names a broken rule as a sentence of three words or more.
_RULE = re.compile(r"(?:^|, )([A-Z][A-Za-z]*(?: [\w?'()-]+){2,})(?=, |$)")
_UNGROUPED = "The SELECT contains a variable that is unbound"
_PARTNERS = {"{": "}", "(": ")", "[": "]"}


def explain(text: str, parse: Parse) -> MalformedQueryError | None:
    """Return the error that describes why *text* is not SPARQL, None if it is."""
    message = parse(text + _PADDING)
    if message is None:
        return None
    found = list(tokens(text))
    wrong = bisect_left(found, True, key=lambda token: not _is_viable(_upto(text, token), parse))
    if wrong == len(found):
        start, sentence = _fault_of_the_whole(found, message)
    else:
        start = found[wrong].start
        sentence = _fault_of_a_token(text, found, wrong, parse)
    line, column = position(text, start)
    return MalformedQueryError(f"Line {line}, column {column}: {sentence}", line, column)


def _upto(text: str, token: Token) -> str:
    return text[: token.start + len(token.text)]


def _is_viable(start_of_query: str, parse: Parse) -> bool:
    """Tell whether the parser has no objection before the end of what it is given."""
    padded = start_of_query + _PADDING
    match = _PARSER_MESSAGE.search(parse(padded) or "")
    return match is None or (int(match[1]), int(match[2])) == position(padded, len(padded))


def _fault_of_the_whole(found: Sequence[Token], message: str) -> tuple[int, str]:
    match = _PARSER_MESSAGE.search(message)
    rule = _broken_rule(match[3]) if match else message
    if rule:
        return found[-1].start if found else 0, rule
    unclosed = _unclosed(found)
    if unclosed:
        return unclosed[-1].start, f"this '{unclosed[-1].text}' is never closed."
    end = found[-1].start + len(found[-1].text) if found else 0
    return end, "the query ends too early."


def _fault_of_a_token(text: str, found: Sequence[Token], wrong: int, parse: Parse) -> str:
    token = found[wrong]
    before = found[:wrong]
    if token.kind is TokenKind.OPEN_STRING:
        return f"the string that starts with {token.text} here is never closed."
    if token.kind is TokenKind.NAME:
        prefix = token.text.split(":", 1)[0]
        if prefix not in _declared_prefixes(before):
            return f"the prefix '{prefix}:' is not declared. Add PREFIX {prefix}: <...> at the top."
    if token.kind is TokenKind.IRI and ":" not in token.text:
        return f"{token.text} is not a whole IRI, such as <https://...>, and there is no BASE."
    if token.text == "<":
        return "this '<' starts no IRI; an IRI ends with '>' and holds no space or quote."
    if token.kind is TokenKind.CLOSE:
        unclosed = _unclosed(before)
        if not unclosed:
            return f"this '{token.text}' closes nothing."
        if _PARTNERS[unclosed[-1].text] != token.text:
            line, column = position(text, unclosed[-1].start)
            return (
                f"'{token.text}' cannot close the '{unclosed[-1].text}' "
                f"of line {line}, column {column}."
            )
    match = _PARSER_MESSAGE.search(parse(_upto(text, token) + _PADDING) or "")
    rule = _broken_rule(match[3]) if match else ""
    follows = f" after '{before[-1].text}'" if before else ""
    return rule or f"'{token.text}' cannot stand here{follows}."


def _declared_prefixes(found: Sequence[Token]) -> set[str]:
    named = pairwise(found)
    return {"_"} | {b.text.split(":", 1)[0] for a, b in named if keyword(a) == "PREFIX"}


def _unclosed(found: Sequence[Token]) -> list[Token]:
    unclosed: list[Token] = []
    for token in found:
        if token.kind is TokenKind.OPEN:
            unclosed.append(token)
        elif token.kind is TokenKind.CLOSE and unclosed:
            unclosed.pop()
    return unclosed


def _broken_rule(expected: str) -> str:
    rule = _RULE.search(expected)
    if rule is None:
        return ""
    if rule[1] == _UNGROUPED:
        return (
            "SELECT lists a variable that has no single value in a group. "
            "Add it to GROUP BY, or aggregate it."
        )
    return f"the parser says: {rule[1]}."
