"""
What a SPARQL text asks for, read from its words without parsing or running it.

This is the courtesy, not the guarantee. It tells a person at once, and in plain words, why a text
is not answered. What keeps a hostile text from doing harm is the confinement of the process that
runs it (`kg.sandbox_worker`), which relies on nothing that is found here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urljoin

from kg.errors import MalformedQueryError, QueryLimitError, RefusedQueryError


class QueryForm(Enum):
    """The four forms of a SPARQL query; the value is its keyword."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


class TokenKind(Enum):
    """The kinds of token that matter here; the value is the group in the pattern below."""

    IRI = "iri"
    STRING = "string"
    OPEN_STRING = "open_string"
    NAME = "name"
    VARIABLE = "variable"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    OPEN = "open"
    CLOSE = "close"
    OTHER = "other"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text as written, at its 0-based *start*."""

    kind: TokenKind
    text: str
    start: int


_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID"})
_PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
_PROLOGUE_PARTS = frozenset({TokenKind.IRI, TokenKind.NAME, TokenKind.STRING})
_FORMS = "SELECT, ASK, CONSTRUCT or DESCRIBE"

# SPARQL 1.1, section 19.8. A codepoint escape may stand for any character of a keyword (19.2), so
# it is part of a word; in a string or an IRI it is part of that, whatever it stands for.
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<blank>   [ \t\r\n]+ )
    | (?P<comment> \#[^\r\n]* )
    | (?P<iri>     < (?: [^\x00-\x20<>"{{}}|^`\\] | {_ESCAPE} )* > )
    | (?P<string>  \"{{3}} (?: \"{{0,2}} (?: [^"\\] | \\. ) )* \"{{3}}
                 | '{{3}} (?: '{{0,2}} (?: [^'\\] | \\. ) )* '{{3}}
                 | " (?: [^"\\\r\n] | \\. )* "
                 | ' (?: [^'\\\r\n] | \\. )* ' )
    | (?P<open_string> ["'] )
    | (?P<variable> [?$] (?: \w | {_ESCAPE} )+ )
    | (?P<language> @ [A-Za-z]+ (?: - [A-Za-z0-9]+ )* )
    | (?P<name>    (?: (?: [^\W\d] | {_ESCAPE} ) (?: [\w.\-] | {_ESCAPE} )* )?
                   : (?: [\w.\-:%] | {_ESCAPE} | \\. )* )
    | (?P<number>  (?: [0-9]+ \.? [0-9]* | \.[0-9]+ ) [eE][+-]?[0-9]+ | [0-9]* \.[0-9]+ | [0-9]+ )
    | (?P<word>    (?: [^\W\d] | {_ESCAPE} ) (?: \w | {_ESCAPE} )* )
    | (?P<open>    [{{(\[] )
    | (?P<close>   [}})\]] )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)

# How nearly every text begins. It is a part of what `read_form` takes, read in one go.
_USUAL_START = re.compile(
    r"""
    (?: [ \t\r\n]++
      | \# [^\r\n]*+
      | PREFIX [ \t]++ (?: [a-z] [\w.\-]*+ )?+ : [ \t]*+ < [^\x00-\x20<>"{}|^`\\]*+ >
    )*+
    (?P<form> SELECT | ASK | CONSTRUCT | DESCRIBE ) (?= [ \t\r\n*?${<] )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

# Not at the end of a name or a longer word, such as someValuesFrom.
_FROM = re.compile(r"(?<![^\W\d])FROM", re.IGNORECASE)

# A whole word; no variable, and not the name behind a prefix.
_OF_GRAPHS = re.compile(r"(?<![\w:?$])(?:FROM|GRAPH)(?!\w)", re.IGNORECASE)

_KINDS: dict[str | None, TokenKind] = {kind.value: kind for kind in TokenKind}


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text* in order, without white space and comments."""
    return (t for t in tokens_and_comments(text) if t.kind is not TokenKind.COMMENT)


def tokens_and_comments(text: str) -> Iterator[Token]:
    """Yield the tokens of *text* in order, without white space."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup in _KINDS:  # All but white space.
            yield Token(_KINDS[match.lastgroup], match.group(), match.start())


def without_full_stops(name: str) -> str:
    """Return a name less the full stops behind it, which end the triple."""
    bare = name.rstrip(".")
    return f"{bare}." if bare.endswith("\\") else bare


def keyword(token: Token) -> str:
    """Return the word in capitals with its codepoint escapes resolved, '' for other tokens."""
    if token.kind is not TokenKind.WORD:
        return ""
    return re.sub(_ESCAPE, _resolve, token.text).upper()


def position(text: str, start: int) -> tuple[int, int]:
    """Return the 1-based line and column of the 0-based offset *start*."""
    line_start = text.rfind("\n", 0, start) + 1
    return text.count("\n", 0, start) + 1, start - line_start + 1


def declared_prefixes(found: Sequence[Token]) -> dict[str, str]:
    """Return the namespaces that PREFIX declares among these tokens, by prefix."""
    return {
        name.text.removesuffix(":"): iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if keyword(word) == "PREFIX" and iri.kind is TokenKind.IRI
    }


def declared_base(found: Sequence[Token], base: str) -> str:
    """Return what relative IRIs start from, by the last BASE among these tokens; else *base*."""
    for word, iri in pairwise(found):
        if keyword(word) == "BASE" and iri.kind is TokenKind.IRI:
            base = urljoin(base, iri.text[1:-1])
    return base


@lru_cache(maxsize=32)  # The endpoint asks, and then the engine that it asks.
def read_form(text: str) -> QueryForm:
    """
    Return the form of the query; only its prologue and first keyword are read.

    Raises:
        RefusedQueryError: If it is an update.
        MalformedQueryError: If it starts with anything but a query form.
    """
    usual = _USUAL_START.match(text)
    if usual is not None:
        return QueryForm[usual["form"].upper()]
    previous = ""
    for token in tokens(text):
        word = keyword(token)
        if word in QueryForm.__members__:
            return QueryForm[word]
        if word in _UPDATES:
            line, _ = position(text, token.start)
            raise RefusedQueryError(
                f"{word} in line {line} would change the data, and the data here can only be read. "
                f"Ask a question with {_FORMS}."
            )
        # A prefix that lacks its colon is a word; the parser says more about it than this can.
        is_prologue = word in _PROLOGUE or token.kind in _PROLOGUE_PARTS or previous == "PREFIX"
        if not is_prologue:
            line, column = position(text, token.start)
            raise MalformedQueryError(
                f"Line {line}, column {column}: a query starts with {_FORMS}, not '{token.text}'.",
                line,
                column,
            )
        previous = word
    raise MalformedQueryError(f"There is no query in this text; it starts with {_FORMS}.", 1, 1)


def check_query(
    text: str, *, max_length: int, max_depth: int, graphs: Collection[str] = (), base: str = ""
) -> QueryForm:
    """
    Return the form of a query that may be run.

    Args:
        text: The SPARQL text.
        max_length: The longest text, in characters.
        max_depth: The deepest nesting of brackets of any kind.
        graphs: The IRIs of the named graphs that FROM may name.
        base: What a relative IRI in the text starts from.

    Raises:
        QueryLimitError: If the text is too long ("length") or nested too deeply ("depth").
        RefusedQueryError: If it is an update, calls another server, or names a graph that is not
            here.
        MalformedQueryError: If it starts with anything but a query form.
    """
    if len(text) > max_length:
        raise QueryLimitError(
            "length",
            f"The query has {len(text):,} characters; {max_length:,} is the most that is read.",
        )
    form = read_form(text)
    if _is_harmless_at_a_glance(text, max_depth):
        return form
    _check(text, max_depth, graphs, base)
    # SPARQL 1.1 has escapes resolved before anything else is read, SPARQL 1.2 in names and strings
    # only. Engines differ; a text must be harmless in both readings.
    resolved = re.sub(_ESCAPE, _resolve, text)
    if resolved != text:
        read_form(resolved)
        _check(resolved, max_depth, graphs, base)
    return form


def is_repeatable(text: str) -> bool:
    """Tell whether a text has the same answer whenever it is asked of the same data."""
    capitals = text.upper()
    # Without reading it closely: most texts hold none of these at all.
    if not ("\\U" in capitals or "NOW" in capitals or "RAND" in capitals or "UUID" in capitals):
        return True
    return not any(keyword(token) in _CHANGING for token in tokens(text))


def names_graphs(text: str) -> bool:
    """Tell whether a query says itself, by FROM, which graphs it reads."""
    return any(keyword(token) == "FROM" for token in tokens(text))


def reads_default_graph(text: str) -> bool:
    """Tell whether a query surely reads the default graph alone, without reading it closely."""
    capitals = text.upper()
    if "\\" in text:
        return False
    may_name_one = "FROM" in capitals or "GRAPH" in capitals
    return not may_name_one or _OF_GRAPHS.search(text) is None


def require_known_graphs(chosen: Iterable[str], graphs: Collection[str]) -> None:
    """
    Check that every graph in *chosen* is one of *graphs*, by IRI.

    Raises:
        RefusedQueryError: If one is not; names it and those that are.
    """
    for iri in chosen:
        if iri not in graphs:
            raise RefusedQueryError(f"There is no graph <{iri}> here. {_those_here(graphs)}")


def _is_harmless_at_a_glance(text: str, max_depth: int) -> bool:
    """Tell whether it holds nothing that `_check` looks for; most texts do not."""
    capitals = text.upper()  # As `keyword` makes them, so that no letter slips through.
    return (
        "SERVICE" not in capitals
        and "\\U" not in capitals
        and ("FROM" not in capitals or _FROM.search(text) is None)
        and sum(map(text.count, "{([")) <= max_depth
    )


def _check(text: str, max_depth: int, graphs: Collection[str], base: str) -> None:
    sources = _Sources(graphs, base)
    depth = 0
    for token in tokens(text):
        if token.kind is TokenKind.OPEN:
            depth += 1
        elif token.kind is TokenKind.CLOSE:
            depth -= 1
        if depth > max_depth:
            line, column = position(text, token.start)
            raise QueryLimitError(
                "depth",
                f"Line {line}, column {column}: more than {max_depth} brackets are open inside "
                "one another. Say it with fewer groups.",
            )
        if keyword(token) == "SERVICE":
            line, column = position(text, token.start)
            raise RefusedQueryError(
                f"Line {line}, column {column}: SERVICE would call another server, and a query "
                "here reaches no other server. Remove the SERVICE clause."
            )
        outside = sources.read(token)
        if outside is not None:
            line, column = position(text, token.start)
            raise RefusedQueryError(
                f"Line {line}, column {column}: FROM names {outside}, which is no graph here. "
                + _those_here(graphs)
            )


class _Sources:
    """Follows a text token by token and says where FROM names a graph that is not known."""

    def __init__(self, graphs: Collection[str], base: str) -> None:
        self._graphs = graphs
        self._prefixes: dict[str, str] = {}
        self._base = base
        self._clause = ""
        self._name = ""

    def read(self, token: Token) -> str | None:
        """Return the graph that *token* names as it is written, None where all is well."""
        clause = self._clause
        word = keyword(token)
        if word in {"PREFIX", "BASE", "FROM"}:
            self._clause = word
        elif clause == "PREFIX" and token.kind is TokenKind.NAME:
            self._name = token.text.removesuffix(":")
            self._clause = "PREFIX NAME"
        elif clause == "PREFIX NAME" and token.kind is TokenKind.IRI:
            self._prefixes[self._name] = self._iri(token)
            self._clause = ""
        elif clause == "BASE" and token.kind is TokenKind.IRI:
            self._base = self._iri(token)
            self._clause = ""
        elif clause == "FROM" and word != "NAMED":
            self._clause = ""
            return None if self._iri(token) in self._graphs else token.text
        return None

    def _iri(self, token: Token) -> str:
        text = re.sub(_ESCAPE, _resolve, token.text)
        if token.kind is TokenKind.IRI:
            return urljoin(self._base, text[1:-1])
        prefix, _, name = text.partition(":")
        return self._prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", name)


def _those_here(graphs: Collection[str]) -> str:
    if not graphs:
        return "There is one graph here, which every query reads."
    return f"Those here: {', '.join(sorted(graphs))}."


def _resolve(escape: re.Match[str]) -> str:
    code = int(escape.group()[2:], 16)
    # No character of its own: a half of a surrogate pair, or beyond the last.
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else escape.group()
