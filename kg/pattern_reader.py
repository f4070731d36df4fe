"""
Reads the patterns of a SELECT or ASK query.

A parser that answers queries forgets where each pattern stood; who explains or mends a text must
know. This one reads what a query asks for, keeps the place of every term, and takes what it need
not understand (filters, sub-patterns of MINUS) as text. It expects a text that the engine accepts.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.namespaces import BASE, RDF
from kg.query_patterns import Element, Part, PartKind, PatternQuery, Spot, Triple
from kg.query_text import (
    Token,
    TokenKind,
    declared_base,
    declared_prefixes,
    keyword,
    tokens,
    without_full_stops,
)


def read_patterns(text: str) -> PatternQuery | None:
    """Return the patterns of a SELECT or ASK query, None for a text that is read no further."""
    found = _tokens(text)
    start = next((i for i, t in enumerate(found) if keyword(t) in {"SELECT", "ASK"}), None)
    if start is None or any(keyword(t) in {"CONSTRUCT", "DESCRIBE"} for t in found):
        return None
    reader = _Reader(text, found, text[: found[start].start])
    try:
        return reader.query(start, len(found))
    except (_UnreadError, IndexError):
        return None


class _UnreadError(Exception):
    """The text has a form that is not read here."""


def _tokens(text: str) -> list[Token]:
    """Return the tokens; the full stop after a name is one of its own."""
    found: list[Token] = []
    for token in tokens(text):
        name = without_full_stops(token.text) if token.kind is TokenKind.NAME else token.text
        found.append(Token(token.kind, name, token.start))
        for extra in range(len(name), len(token.text)):
            found.append(Token(TokenKind.OTHER, ".", token.start + extra))
    return found


_PARTS = {kind.value for kind in PartKind} - {"UNION", "SELECT"}
_TERMS = {TokenKind.VARIABLE, TokenKind.NAME, TokenKind.IRI, TokenKind.NUMBER, TokenKind.WORD}


class _Reader:
    def __init__(self, text: str, found: list[Token], prologue: str) -> None:
        self._text = text
        self._tokens = found
        self._prologue = prologue
        self._prefixes = declared_prefixes(found)
        self._base = declared_base(found, BASE)
        self._datasets = ""
        self._at = 0
        self._fresh = 0

    # ------------------------------------------------------------ queries and groups
    def query(self, first: int, end: int) -> PatternQuery:
        """Read the query whose form is the token *first*; tokens from *end* on are not its own."""
        brace = first
        while self._tokens[brace].text != "{":
            brace = self._after(brace)
        sources = [i for i in range(first, brace) if keyword(self._tokens[i]) == "FROM"]
        where = brace - 1 if keyword(self._tokens[brace - 1]) == "WHERE" else brace
        head_end = self._tokens[sources[0] if sources else where].start
        if sources:
            stop = self._tokens[where].start
            self._datasets = self._text[self._tokens[sources[0]].start : stop].strip()
        close = self._after(brace) - 1
        elements = self._group(brace, close)
        tail_end = self._tokens[end].start if end < len(self._tokens) else len(self._text)
        return PatternQuery(
            self._text,
            self._prologue,
            self._text[self._tokens[first].start : head_end].strip(),
            self._datasets,
            elements,
            self._tokens[where].start,
            self._tokens[close].start,
            self._text[self._tokens[close].start + 1 : tail_end].strip(),
            self._prefixes,
            self._base,
        )

    def _after(self, index: int) -> int:
        """Return the index after a token, or after all that it opens."""
        depth = 0
        while True:
            kind = self._tokens[index].kind
            depth += (kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE)
            index += 1
            if depth <= 0:
                return index

    def _group(self, brace: int, close: int) -> tuple[Element, ...]:
        """Read what stands between the tokens *brace* and *close*."""
        if keyword(self._tokens[brace + 1]) == "SELECT":
            inner = self.query(brace + 1, close)
            return (self._made(PartKind.QUERY, brace, close + 1, query=inner),)
        resume, self._at = self._at, brace + 1
        elements: list[Element] = []
        while self._at < close:
            token = self._tokens[self._at]
            if token.text == ".":
                self._at += 1
            elif token.text == "{":
                elements += self._alternatives(close)
            elif keyword(token) in _PARTS:
                elements.append(self._part(PartKind(keyword(token))))
            else:
                elements += self._sentence()
        self._at = resume
        return tuple(elements)

    def _alternatives(self, close: int) -> list[Element]:
        first = self._at
        branches: list[tuple[Element, ...]] = []
        while True:
            end = self._after(self._at)
            branches.append(self._group(self._at, end - 1))
            self._at = end
            if end >= close or keyword(self._tokens[end]) != "UNION":
                break
            self._at = end + 1
        if len(branches) == 1:
            return list(branches[0])
        return [self._made(PartKind.UNION, first, self._at, tuple(branches))]

    def _part(self, kind: PartKind) -> Part:
        first = self._at
        index = first + 1
        ends = "{" if kind not in {PartKind.FILTER, PartKind.BIND} else "({"
        while self._tokens[index].text not in ends:
            if kind is PartKind.VALUES and self._tokens[index].text == "(":
                index = self._after(index) - 1
            index += 1
        opened = index
        self._at = self._after(index)
        end = self._at
        branches: tuple[tuple[Element, ...], ...] = ()
        graph = None
        if kind in {PartKind.OPTIONAL, PartKind.GRAPH}:
            branches = (self._group(opened, end - 1),)
        if kind is PartKind.GRAPH:
            graph = self._spot(first + 1, opened)
        self._at = end
        return self._made(kind, first, end, branches, graph=graph)

    def _made(
        self,
        kind: PartKind,
        first: int,
        end: int,
        branches: tuple[tuple[Element, ...], ...] = (),
        query: PatternQuery | None = None,
        graph: Spot | None = None,
    ) -> Part:
        start, last = self._tokens[first].start, self._tokens[end - 1]
        stop = last.start + len(last.text)
        return Part(kind, self._text[start:stop], start, stop, branches, query, graph)

    # ------------------------------------------------------------ triples
    def _sentence(self) -> list[Triple]:
        found: list[Triple] = []
        starts_with_bracket = self._tokens[self._at].text == "["
        subject = self._term(found)
        if not (starts_with_bracket and self._tokens[self._at].text in {".", "}"}):
            self._properties(subject, found)
        return found

    def _properties(self, subject: Spot, found: list[Triple]) -> None:
        continues = False
        while True:
            before = len(found)
            path = self._path()
            objects = 0
            while True:
                found += self._steps(subject, path, self._term(found))
                objects += 1
                if self._tokens[self._at].text != ",":
                    break
                self._at += 1
            if continues and objects == 1 and len(found) == before + 1:
                last = found[-1]
                found[-1] = Triple(last.subject, last.predicate, last.object, continues=True)
            continues = True
            if self._tokens[self._at].text != ";":
                return
            while self._tokens[self._at].text == ";":
                self._at += 1
            if self._tokens[self._at].text in {".", "}", "]"}:
                return

    def _path(self) -> list[Spot]:
        """Read a verb: one path, or its steps where they follow one another."""
        first = self._at
        steps: list[Spot] = []
        simple = True
        while True:
            start = self._at
            while self._tokens[self._at].text in {"^", "!"}:
                self._at += 1
            token = self._tokens[self._at]
            if token.text != "(" and token.kind not in _TERMS:
                raise _UnreadError
            self._at = self._after(self._at)
            if self._tokens[self._at].text in {"*", "+", "?"}:
                self._at += 1
            steps.append(self._spot(start, self._at))
            if self._tokens[self._at].text not in {"/", "|"}:
                break
            simple = simple and self._tokens[self._at].text == "/"
            self._at += 1
        return steps if simple else [self._spot(first, self._at)]

    def _steps(self, subject: Spot, path: list[Spot], end: Spot) -> Iterator[Triple]:
        for index, step in enumerate(path):
            target = end if index == len(path) - 1 else self._new_variable()
            yield Triple(subject, step, target)
            subject = target

    def _term(self, found: list[Triple]) -> Spot:
        first, token = self._at, self._tokens[self._at]
        if token.text == "[":
            return self._blank(found)
        if token.text == "(":
            return self._collection(found)
        self._at += 1
        if token.text in {"-", "+"}:
            self._at += 1
        elif token.kind is TokenKind.STRING:
            following = self._tokens[self._at]
            if following.kind is TokenKind.LANGUAGE:
                self._at += 1
            elif following.text == "^":
                self._at += 3
        elif token.kind not in _TERMS:
            raise _UnreadError
        spot = self._spot(first, self._at)
        if token.text.startswith("_:"):
            return Spot(f"?blank_{token.text[2:]}", spot.start, spot.end)
        return spot

    def _blank(self, found: list[Triple]) -> Spot:
        self._at += 1
        node = self._new_variable()
        if self._tokens[self._at].text != "]":
            self._properties(node, found)
        self._at += 1
        return node

    def _collection(self, found: list[Triple]) -> Spot:
        self._at += 1
        head = node = self._new_variable()
        while self._tokens[self._at].text != ")":
            found.append(Triple(node, Spot(f"<{RDF}first>"), self._term(found)))
            last = self._tokens[self._at].text == ")"
            following = Spot(f"<{RDF}nil>") if last else self._new_variable()
            found.append(Triple(node, Spot(f"<{RDF}rest>"), following))
            node = following
        self._at += 1
        return head

    def _new_variable(self) -> Spot:
        self._fresh += 1
        return Spot(f"?step_{self._fresh}")

    def _spot(self, first: int, end: int) -> Spot:
        start, last = self._tokens[first].start, self._tokens[end - 1]
        stop = last.start + len(last.text)
        return Spot(self._text[start:stop], start, stop)
