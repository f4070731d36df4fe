"""
Proof that an encoding still matches its source document, line by line and number by number.

The document is not part of the data: the encoding keeps for each line its number and a digest. What
is compared: the digest of the document and of each line; the citation markers of a line with the
references of its statements; every other number of a line with the quantities of its statements, in
both directions; the numbers in our own wording with the line; and each threshold in an axiom with
the quantities of the statements from which the criterion follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import NamedNode, Store

from kg.namespaces import namespace_of
from kg.source_encoding import (
    EncodedLine,
    EncodedQuantity,
    Threshold,
    encoded_lines,
    reference_numbers,
    thresholds,
)
from kg.source_report import Check, Mismatch, SourceReport
from kg.source_text import (
    SourceLine,
    digest,
    number_of_words,
    numbers_in,
    read_line,
    split_lines,
)
from kg.terms import Term


def verify_source(store: Store, slug: str, text: str) -> SourceReport:
    """
    Compare the document *text* with the encoding of the guideline *slug* in *store*.

    *text* is the document as its bytes decode: line ends must not have been translated.

    Raises:
        SourceError: If a term lacks what must be compared, such as its line.
        AxiomError: If a criterion has a form that is not understood.
    """
    header = Term(store, NamedNode(namespace_of(slug) + "guideline"))
    encoded = encoded_lines(store, slug)
    lines = split_lines(text)
    in_axioms = tuple(thresholds(store, slug))
    return SourceReport(
        guideline=slug,
        lines=len(lines),
        statements=sum(len(entry.statements) for entry in encoded),
        quantities=sum(len(entry.quantities) for entry in encoded),
        thresholds=len(in_axioms),
        mismatches=(
            *_compare_lines(encoded, lines, reference_numbers(store, slug)),
            *_unencoded(encoded, lines),
            *_compare_thresholds(in_axioms),
            *_compare_document(header, text),
        ),
    )


def _compare_lines(
    encoded: Iterable[EncodedLine], lines: tuple[str, ...], references: Collection[int]
) -> Iterator[Mismatch]:
    place = {digest(line): number for number, line in enumerate(lines, start=1)}
    for entry in encoded:
        text = lines[entry.line - 1] if entry.line <= len(lines) else None
        yield from _compare_digests(entry, text, place)
        if text is not None:
            cited = any(statement.references for statement in entry.statements)
            line = read_line(text, references, cited=cited)
            yield from _compare_citations(entry, line)
            yield from _compare_numbers(entry, line)
            yield from _compare_words(entry, line)
            yield from _compare_wording(entry, line)


def _compare_digests(
    entry: EncodedLine, text: str | None, place: dict[str, int]
) -> Iterator[Mismatch]:
    stands = None if text is None else digest(text)
    for expected in dict.fromkeys(entry.digests.values()):
        if expected == stands:
            continue
        terms = tuple(sorted(term for term, own in entry.digests.items() if own == expected))
        if expected in place:
            what = f"now stands at line {place[expected]}: correct gg:sourceLine"
        elif text is None:
            what = f"is missing: the document ends before line {entry.line}"
        else:
            what = (
                f"was changed; it reads: {text!r}. Read it again, correct what it says, then set"
                f" gg:lineDigest to {stands}"
            )
        yield Mismatch(
            Check.LINE,
            entry.line,
            terms,
            found=stands or "no such line",
            expected=expected,
            message=f"Line {entry.line}, encoded as {_join(terms)}, {what}.",
        )


def _compare_citations(entry: EncodedLine, line: SourceLine) -> Iterator[Mismatch]:
    union = {number for statement in entry.statements for number in statement.references}
    if set(line.markers) == union:
        return
    found = _join(map(str, line.markers)) or "none"
    expected = _join(map(str, sorted(union))) or "none"
    yield Mismatch(
        Check.CITATIONS,
        entry.line,
        entry.terms,
        found=found,
        expected=expected,
        message=(
            f"References cited in line {entry.line} of the document: {found}; by"
            f" {_join(entry.terms)}: {expected}. Correct gg:cites and gg:citationStatus."
        ),
    )


def _compare_numbers(entry: EncodedLine, line: SourceLine) -> Iterator[Mismatch]:
    in_digits = [quantity for quantity in entry.quantities if not quantity.words]
    stated = Counter(number for quantity in in_digits for number in quantity.numbers)
    written = Counter(line.numbers)
    for number in (written - stated).elements():
        yield Mismatch(
            Check.NUMBERS,
            entry.line,
            entry.terms,
            found=str(number),
            expected="a quantity with this number",
            message=(
                f"Line {entry.line} of the document has the number {number}, which is neither a"
                f" citation nor a quantity of {_join(entry.terms)}. Add or correct a quantity."
            ),
        )
    surplus = stated - written
    for quantity in in_digits:
        for number in quantity.numbers:
            if surplus[number]:
                yield _not_written(entry, quantity, str(number))


def _compare_words(entry: EncodedLine, line: SourceLine) -> Iterator[Mismatch]:
    for quantity in entry.quantities:
        if not quantity.words:
            continue
        if quantity.words.lower() not in line.text.lower():
            yield _not_written(entry, quantity, f"'{quantity.words}'")
        meant = number_of_words(quantity.words)
        if quantity.numbers != (meant,):
            stated = _join(map(str, quantity.numbers)) or "no number"
            meaning = "no number that is known here" if meant is None else str(meant)
            yield Mismatch(
                Check.WORDING,
                entry.line,
                (*entry.holders(quantity), quantity.id),
                found=stated,
                expected=meaning,
                message=(
                    f"{quantity.id} says {stated}, but its words '{quantity.words}' mean {meaning}."
                    " Correct the quantity or gg:wordedAs."
                ),
            )


def _not_written(entry: EncodedLine, quantity: EncodedQuantity, what: str) -> Mismatch:
    holders = entry.holders(quantity)
    return Mismatch(
        Check.NUMBERS,
        entry.line,
        (*holders, quantity.id),
        found=f"no {what}",
        expected=what,
        message=(
            f"{quantity.id} of {_join(holders)} says {what}, which line {entry.line} of the"
            " document does not. Correct the quantity."
        ),
    )


def _compare_wording(entry: EncodedLine, line: SourceLine) -> Iterator[Mismatch]:
    for statement in entry.statements:
        for number in numbers_in(statement.text):
            if number not in line.numbers:
                yield Mismatch(
                    Check.WORDING,
                    entry.line,
                    (statement.id,),
                    found=str(number),
                    expected=f"only numbers of line {entry.line}",
                    message=(
                        f"The text of {statement.id} says {number}, which line {entry.line} of the"
                        " document does not. Correct gg:text."
                    ),
                )


def _unencoded(encoded: Iterable[EncodedLine], lines: tuple[str, ...]) -> Iterator[Mismatch]:
    known = {entry.line for entry in encoded}
    for number, text in enumerate(lines, start=1):
        if text and number not in known:
            yield Mismatch(
                Check.LINE,
                number,
                (),
                found=text,
                expected="no such line",
                message=(
                    f"Line {number} of the document is not encoded: {text!r}. Add a statement or"
                    " a section for it."
                ),
            )


def _compare_thresholds(in_axioms: Iterable[Threshold]) -> Iterator[Mismatch]:
    for threshold in in_axioms:
        amount = threshold.measure.amount
        if amount in threshold.given:
            continue
        given = _join(map(str, sorted(threshold.given))) or "no number in that unit"
        yield Mismatch(
            Check.THRESHOLD,
            None,
            (threshold.criterion, threshold.class_id, *threshold.statements),
            found=str(amount),
            expected=given,
            message=(
                f"{threshold.class_id} of criterion {threshold.criterion} compares"
                f" {threshold.measure.observable} with {amount}; the statements behind it,"
                f" {_join(threshold.statements)}, give {given}. Correct the axiom in criteria.ttl."
            ),
        )


def _compare_document(header: Term, text: str) -> Iterator[Mismatch]:
    expected, found = header.needed_text("gg:sourceDigest"), digest(text)
    if found != expected:
        yield Mismatch(
            Check.DOCUMENT,
            None,
            (header.id,),
            found=found,
            expected=expected,
            message=(
                "The document is not the one that was encoded. When no line is named any more,"
                f" only white space differs: set gg:sourceDigest to {found}."
            ),
        )


def _join(names: Iterable[str]) -> str:
    return ", ".join(names)
