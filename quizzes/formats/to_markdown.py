"""HTML of other software as the Markdown of our files, with all that Markdown cannot say listed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

_SPACE = " \t\n\f\r"
_SPACES = re.compile(f"[{_SPACE}]+")
# Punctuation that can begin markup anywhere, and what begins some at the start of a line.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)|!(?=\[)")
_AT_START = re.compile(r"(?m)^(\d{1,9}(?=[.)](?:\s|$))|(?=[#=:]|[+-](?:[\s+-]|$)))")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_PLAIN = {"div", "span", "p", "br", "body", "html", "tbody", "thead", "section", "article"}
_HEADINGS = {"h1": "## ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}
_BLOCKS = {
    *("p", "div", "ul", "ol", "pre", "blockquote", "table", "hr", "section", "article"),
    *_HEADINGS,
}


@dataclass(frozen=True, slots=True)
class Converted:
    """Markdown, and the names of what it leaves out, each with what is lost of it."""

    text: str
    left_out: tuple[str, ...]


def to_markdown(text: str) -> Converted:
    """Return HTML as Markdown that renders to the same words in the same structure."""
    if not text.strip(_SPACE):
        return Converted("", ())
    writer = _Writer()
    holder = html.fragment_fromstring(text, create_parent="div")
    for element in list(holder.iter("script", "style")):
        writer.leave_out(f"<{element.tag!s}>")
        element.drop_tree()
    lines = writer.blocks(holder)
    return Converted("\n".join(lines).strip("\n"), tuple(dict.fromkeys(writer.left_out)))


class _Writer:
    """Writes elements as lines of Markdown."""

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def leave_out(self, what: str) -> None:
        """Note what Markdown cannot say."""
        self.left_out.append(what)

    def blocks(self, element: HtmlElement) -> list[str]:
        """Return the lines of an element that holds blocks, text between them, or both."""
        parts: list[list[str]] = []
        run = _Run()
        run.add_text(element.text)
        for child in element:
            if child.tag in _BLOCKS:
                parts += [run.lines(self), self._block(child)]
                run = _Run()
            elif isinstance(child.tag, str):
                run.add_element(child)
            run.add_text(child.tail)
        parts.append(run.lines(self))
        lines: list[str] = []
        for part in filter(None, parts):
            lines += ["", *part] if lines else part
        return lines

    def _block(self, element: HtmlElement) -> list[str]:
        tag = str(element.tag)
        if tag == "hr":
            return ["***"]
        if tag == "pre":
            body = element.text_content().rstrip("\n").split("\n")
            return [f"    {line}" for line in body]
        if tag == "blockquote":
            return [f"> {line}".rstrip() for line in self.blocks(element)]
        if tag in {"ul", "ol"}:
            return self._list(element)
        if tag == "table":
            return self._table(element)
        if tag in _HEADINGS:
            words = " ".join(self.blocks(element))
            return [f"{_HEADINGS[tag]}{words}"] if words else []
        return self.blocks(element)

    def _list(self, element: HtmlElement) -> list[str]:
        lines: list[str] = []
        for number, entry in enumerate(element.iterchildren("li"), 1):
            lead = f"{number}. " if element.tag == "ol" else "- "
            told = self.blocks(entry) or [""]
            # Lists in an entry follow its words without an empty line in what we write ourselves.
            lines.append(f"{lead}{told[0]}".rstrip())
            lines += [f"{' ' * len(lead)}{line}".rstrip() for line in told[1:]]
        return lines

    def _table(self, element: HtmlElement) -> list[str]:
        rows = [
            [" ".join(filter(None, self.blocks(cell))) for cell in row.iterchildren("td", "th")]
            for row in element.iter("tr")
        ]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return []
        filled = [row + [""] * (width - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in filled]
        return [lines[0], f"|{'---|' * width}", *lines[1:]]

    def inline(self, element: HtmlElement) -> str:
        """Return an element within a line."""
        tag = str(element.tag)
        inner = self._inner(element)
        if tag == "code":
            return _code(element.text_content())
        if tag in _MARKS:
            return _marked(inner, _MARKS[tag])
        if tag == "a":
            return self._link(element, inner)
        if tag == "br":
            return "\\\n"
        if tag in {"img", "audio", "video", "object", "iframe", "embed"}:
            source = element.get("src", element.get("data", ""))
            self.leave_out(f"<{tag}> {source}".strip())
            return escaped(element.get("alt", ""))
        if tag not in _PLAIN:
            self.leave_out(f"the mark <{tag}>; its words stay")
        return inner

    def _inner(self, element: HtmlElement) -> str:
        parts = [escaped(element.text)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self.inline(child))
            parts.append(escaped(child.tail))
        return "".join(parts)

    def _link(self, element: HtmlElement, inner: str) -> str:
        address = element.get("href", "")
        if not re.match(r"(https?|mailto):", address):
            self.leave_out(f"the link to {address}" if address else "a link without an address")
            return inner
        safe = re.sub(r"[\s<>()\\]", lambda found: f"%{ord(found[0]):02X}", address)
        return f"[{inner.strip()}](<{safe}>)" if inner.strip() else f"<{safe}>"


class _Run:
    """Text and elements that stand on lines together."""

    def __init__(self) -> None:
        self._parts: list[str | HtmlElement] = []

    def add_text(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def add_element(self, element: HtmlElement) -> None:
        self._parts.append(element)

    def lines(self, writer: _Writer) -> list[str]:
        told = "".join(
            escaped(part) if isinstance(part, str) else writer.inline(part) for part in self._parts
        )
        lines = "\n".join(line.strip(_SPACE) for line in told.split("\n"))
        text = re.sub(r"(\\\n)+\Z", "", lines).strip(_SPACE)
        return _AT_START.sub(r"\1\\", text).split("\n") if text else []


def escaped(text: str | None) -> str:
    """Return words as Markdown that means nothing but these words, white space collapsed."""
    if not text:
        return ""
    return _ANYWHERE.sub(lambda found: f"\\{found[0]}", _SPACES.sub(" ", text))


def _marked(inner: str, mark: str) -> str:
    words = inner.strip(_SPACE)
    if not words:
        return inner
    # Marks must touch words, so white space goes outside.
    before = inner[: len(inner) - len(inner.lstrip(_SPACE))]
    after = inner[len(inner.rstrip(_SPACE)) :]
    return f"{before}{mark}{words}{mark}{after}"


def _code(text: str) -> str:
    words = _SPACES.sub(" ", text)
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}" if words.strip() else words
