"""
Lays a SPARQL text out: a line for every pattern, indented, keywords in capitals.

Only white space and the case of keywords change. Comments and strings stay as they are, and so does
everything else that was written, token for token. A text that is no whole query, or nested more
deeply than any that is answered, is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from kg.query_limits import Limits
from kg.query_text import Token, TokenKind, keyword, tokens_and_comments, without_full_stops
from kg.query_words import KEYWORDS

_WIDTH = 100
_INDENT = "  "
_DEEPEST = Limits().depth
_LONGEST_GROUP = 60  # characters, of a group that is kept on one line
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_CLAUSES = frozenset({"FROM", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
_PARTS = frozenset({"FILTER", "OPTIONAL", "BIND", "VALUES", "MINUS", "GRAPH", "SERVICE"})
_PARTNERS = {"{": "}", "(": ")", "[": "]"}


class _Place(Enum):
    """What is open around a token."""

    QUERY = auto()
    GROUP = auto()
    DATA = auto()
    LINE = auto()  # A group or data that is kept on one line.
    BRACKET = auto()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token, and the line breaks and any white space that were written before it."""

    token: Token
    text: str
    lines: int
    gap: bool

    @property
    def word(self) -> str:
        return keyword(self.token)

    @property
    def is_comment(self) -> bool:
        return self.token.kind is TokenKind.COMMENT


def formatted(text: str) -> str:
    """Return *text* laid out; as it is, if a bracket or a string in it is not closed."""
    pieces = _pieces(text)
    if not pieces or not _is_whole(pieces):
        return text
    return _Layout(pieces).text()


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    end = 0
    for token in tokens_and_comments(text):
        before = text[end : token.start]
        end = token.start + len(token.text)
        shown = token.text
        if token.kind is TokenKind.WORD and "\\" not in shown:
            shown = KEYWORDS.get(shown.upper(), shown)
        elif token.kind is TokenKind.COMMENT:
            shown = shown.rstrip()
        name = without_full_stops(shown) if token.kind is TokenKind.NAME else shown
        lines = before.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        pieces.append(_Piece(token, name, lines, bool(before)))
        # A full stop at the end of a name ends the triple.
        stop = Token(TokenKind.OTHER, ".", end)
        pieces += [_Piece(stop, ".", 0, False)] * (len(shown) - len(name))
    return pieces


def _is_whole(pieces: list[_Piece]) -> bool:
    opened: list[str] = []
    for piece in pieces:
        kind = piece.token.kind
        if kind is TokenKind.OPEN_STRING:
            return False
        if kind is TokenKind.OPEN:
            opened.append(_PARTNERS[piece.text])
            if len(opened) > _DEEPEST:
                return False
        elif kind is TokenKind.CLOSE and (not opened or opened.pop() != piece.text):
            return False
    return not opened


class _Layout:
    """Writes pieces one after the other; a line break is due until the next piece is written."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._lines: list[str] = []
        self._line = ""
        self._open = [_Place.QUERY]
        self._is_due = False  # A line break.
        self._continues = False  # The statement goes on in the next line.
        self._has_prologue = False
        self._has_sources = False
        self._expression = -1  # How much is open around a FILTER or BIND.
        self._takes_group = False

    def text(self) -> str:
        for at, piece in enumerate(self._pieces):
            self._at = at
            if piece.is_comment:
                self._comment(piece)
            else:
                self._write(piece)
        self._end_line()
        return "\n".join(self._lines) + "\n"

    # ------------------------------------------------------------ one piece
    def _comment(self, piece: _Piece) -> None:
        if piece.lines or not self._line:
            self._start_line(piece)
            self._line += piece.text
        else:
            self._line += f"{_INDENT}{piece.text}"
        self._end_line()
        self._is_due = True

    def _write(self, piece: _Piece) -> None:
        place = self._open[-1]
        if piece.text == "}":
            self._close_brace(piece)
        elif piece.text == "{":
            self._open_brace(piece)
        elif piece.token.kind is TokenKind.OPEN:
            self._put(piece)
            self._open.append(_Place.BRACKET)
        elif piece.token.kind is TokenKind.CLOSE:
            self._open.pop()
            self._put(piece)
            if self._expression == len(self._open):
                self._end_statement()
        elif place is _Place.QUERY:
            self._in_query(piece)
        elif place is _Place.GROUP:
            self._in_group(piece)
        else:
            self._put(piece)

    def _in_query(self, piece: _Piece) -> None:
        word = piece.word
        if word in {"PREFIX", "BASE"}:
            self._start_line(piece)
            self._has_prologue = True
        elif word in _FORMS or word in _CLAUSES:
            self._start_line(piece)
            self._has_sources = word == "FROM" or self._has_sources
            self._continues = True
        elif word == "WHERE" and (self._has_sources or self._before().text == "}"):
            self._start_line(piece)
        self._put(piece)
        declares = {self._before().word, self._before(2).word} & {"PREFIX", "BASE"}
        if piece.token.kind is TokenKind.IRI and declares:
            self._end_statement()

    def _in_group(self, piece: _Piece) -> None:
        if piece.word in _PARTS:
            self._start_line(piece)
            self._takes_group = True
            if piece.word in {"FILTER", "BIND"}:
                self._expression = len(self._open)
        elif piece.word == "UNION":
            self._is_due = False
            self._takes_group = True
        elif piece.text in {".", ";"} and self._line:
            self._is_due = False
        self._put(piece)
        if piece.text == ".":
            self._end_statement()
        elif piece.text == ";":
            self._continues = True
            self._is_due = True

    # ------------------------------------------------------------ braces
    def _open_brace(self, piece: _Piece) -> None:
        place = self._open[-1]
        holds_data = self._holds_data()
        if place is _Place.GROUP and not self._takes_group and not holds_data:
            self._start_line(piece)
        self._takes_group = False
        self._put(piece)
        if self._fits(holds_data, is_nested=place is not _Place.QUERY):
            self._open.append(_Place.LINE)
            return
        following = self._after()
        if holds_data:
            self._open.append(_Place.DATA)
        else:
            is_query = following is not None and following.word == "SELECT"
            self._open.append(_Place.QUERY if is_query else _Place.GROUP)
        self._continues = False
        self._has_sources = False
        self._is_due = True

    def _close_brace(self, piece: _Piece) -> None:
        place = self._open.pop()
        if place is not _Place.LINE:
            self._continues = False
            self._start_line(piece, keeps_blank=False)
        self._put(piece)
        if self._open[-1] in {_Place.GROUP, _Place.QUERY}:
            self._end_statement()

    def _holds_data(self) -> bool:
        """Tell whether the brace that follows is that of VALUES."""
        at = self._at - 1
        while at >= 0 and self._pieces[at].is_comment:
            at -= 1
        if at >= 0 and self._pieces[at].text == ")":
            while at >= 0 and self._pieces[at].text != "(":
                at -= 1
        return at >= 1 and self._pieces[at - 1].word == "VALUES"

    def _fits(self, holds_data: bool, *, is_nested: bool) -> bool:
        """Tell whether the group that opens here is one short thing."""
        inner: list[_Piece] = []
        depth = 0
        for piece in self._pieces[self._at + 1 :]:
            depth += (piece.text == "{") - (piece.text == "}")
            if depth < 0:
                break
            inner.append(piece)
        if not inner:
            return True
        if any(piece.is_comment or piece.text in {"{", "}"} for piece in inner):
            return False
        width = sum(len(piece.text) + 1 for piece in inner) + len("{ }")
        room = _WIDTH - len(self._line)
        if holds_data:
            return width <= room
        is_one = not any(p.text in {".", ";"} or p.word in _PARTS for p in inner)
        return is_nested and is_one and width <= min(room, _LONGEST_GROUP)

    # ------------------------------------------------------------ lines
    def _put(self, piece: _Piece) -> None:
        if self._is_due:
            self._start_line(piece)
        before = self._before()
        place = self._open[-1]
        spaced = self._line.strip() != "" and _is_spaced(before, piece, place)
        is_long = piece.text != "{" and len(self._line) + 1 + self._unit() > _WIDTH
        # The lines of a table are those of whoever wrote it.
        is_row = place is _Place.DATA and piece.lines > 0
        if spaced and (is_long or is_row):
            self._continues = place is not _Place.DATA
            self._start_line(piece, keeps_blank=False)
            spaced = False
        self._line += f" {piece.text}" if spaced else piece.text

    def _unit(self) -> int:
        """Return the width of what has to stay together from here on."""
        width, depth = 0, 0
        for index, piece in enumerate(self._pieces[self._at :]):
            if index and depth <= 0 and (piece.gap or piece.text in {"{", "}"}):
                break
            width += len(piece.text) + (1 if index and piece.gap else 0)
            depth += piece.token.kind is TokenKind.OPEN
            depth -= piece.token.kind is TokenKind.CLOSE
            if width > _WIDTH:
                break
        return width

    def _start_line(self, piece: _Piece, *, keeps_blank: bool = True) -> None:
        opens = self._line.endswith("{")
        self._end_line()
        is_after_prologue = self._has_prologue and not self._is_prologue()
        is_blank = piece.lines > 1 and keeps_blank and not opens
        if self._lines and (is_blank or is_after_prologue) and self._lines[-1]:
            self._lines.append("")
        if is_after_prologue:
            self._has_prologue = False
        depth = sum(place in {_Place.QUERY, _Place.GROUP, _Place.DATA} for place in self._open) - 1
        is_clause = self._open[-1] is _Place.QUERY and (
            piece.word in _FORMS or piece.word in _CLAUSES or piece.text in {"{", "WHERE"}
        )
        continues = self._continues and not is_clause and piece.word not in _PARTS
        self._line = _INDENT * (depth + continues)
        if is_clause or piece.word in _PARTS:
            self._continues = False

    def _is_prologue(self) -> bool:
        """Tell whether the piece here belongs to the lines of PREFIX and BASE."""
        ahead = (p for p in self._pieces[self._at :] if not p.is_comment)
        return next((p.word in {"PREFIX", "BASE"} for p in ahead), False)

    def _end_line(self) -> None:
        if self._line.strip():
            self._lines.append(self._line.rstrip())
        self._line = ""
        self._is_due = False

    def _end_statement(self) -> None:
        self._continues = False
        self._expression = -1
        self._is_due = True

    # ------------------------------------------------------------ neighbours
    def _before(self, steps: int = 1) -> _Piece:
        """Return an earlier piece that is no comment, the one here where there is none."""
        found = [
            p for p in self._pieces[max(0, self._at - 4 * steps) : self._at] if not p.is_comment
        ]
        return found[-steps] if len(found) >= steps else self._pieces[self._at]

    def _after(self) -> _Piece | None:
        ahead = (p for p in self._pieces[self._at + 1 :] if not p.is_comment)
        return next(ahead, None)


def _is_spaced(before: _Piece, piece: _Piece, place: _Place) -> bool:
    """Tell whether a space stands between two pieces on a line."""
    one, other = before.text, piece.text
    if (one, other) in {("{", "}"), ("{", "|"), ("|", "}")} and not piece.gap:
        return False
    if one == "{" and other == "}":
        return False
    if one == "(" or other in {")", ","}:
        return False
    if other == ";":
        return place is not _Place.BRACKET
    braces = {"{", "}"}
    return piece.gap or one in braces or other in braces or one in {",", ";"} or other == "."
