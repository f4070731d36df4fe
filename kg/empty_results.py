"""
Why a query has no answer: the pattern at fault, the kind of fault, and a mended query.

Patterns are left out one at a time. The one without which there are answers, or which has none even
alone, is at fault; what kind of fault it is shows in what would have matched in its place. Whatever
is asked here is asked through the engine of queries from outside, within its limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.empty_faults import Fault, FaultKind
from kg.empty_probe import Probe
from kg.engine import QueryEngine
from kg.errors import QueryError
from kg.graphs import GraphRole, NamedGraph, Selection, of_roles
from kg.namespaces import BASE, DCTERMS, GG, OWL, RDF
from kg.pattern_reader import read_patterns
from kg.pattern_words import MOST_LISTED, lexical_value, listed, names_in, shown
from kg.query_patterns import Element, Part, PartKind, PatternQuery, Spot, Triple, variables
from kg.query_text import keyword, position, tokens
from kg.vocabulary import Vocabulary, written

#: What is stated in so many words where a property has no value.
_ABSENCES = {GG + "cites": (GG + "citationStatus", GG + "Uncited")}
_TYPE = RDF + "type"
# Variables that no query of a person has.
_FOUND, _KIND = "?probe_found", "?probe_kind"
_LITERAL_STARTS = "\"'0123456789+-"
_MOST_KINDS = 20


def diagnose(
    text: str, engine: QueryEngine, vocabulary: Vocabulary, graphs: Sequence[NamedGraph]
) -> Fault | None:
    """
    Return why a SELECT has no rows, or an ASK no match.

    None where there are answers, where no single pattern is at fault, or where the text has a form
    that is not read. An ASK whose terms are all right is answered "no", which is no fault: of an
    ASK only unknown terms, directions, forms of values and what is only inferred are told.

    Args:
        text: A query that the engine accepts.
        engine: Answers the questions that this takes, 40 or fewer in most cases.
        vocabulary: The terms of what *engine* reads.
        graphs: Its named graphs.
    """
    query = read_patterns(text)
    if query is None:
        return None
    try:
        found = _Diagnosis(query, Probe(engine, query), vocabulary, graphs).fault()
    except QueryError:  # A limit was met half-way: no word is better than a guess.
        return None
    asks = any(keyword(token) == "ASK" for token in tokens(text[: query.opens]))
    if asks and found is not None and found.kind not in _OF_ASK:
        return None
    return found


_OF_ASK = {
    FaultKind.UNKNOWN_TERM,
    FaultKind.WRONG_DIRECTION,
    FaultKind.VALUE_FORM,
    FaultKind.NOT_INFERRED,
}


class _Diagnosis:
    def __init__(
        self,
        query: PatternQuery,
        probe: Probe,
        vocabulary: Vocabulary,
        graphs: Sequence[NamedGraph],
        *,
        is_nested: bool = False,
    ) -> None:
        self._query = query
        self._is_nested = is_nested
        self._probe = probe
        self._vocabulary = vocabulary
        self._graphs = graphs
        self._elements = query.elements

    def fault(self) -> Fault | None:
        if self._probe.answers(self._elements):
            return self._tail()
        culprits = self._culprits()
        for found in (
            self._unknown(culprits),
            self._nested(culprits),
            self._turned(culprits),
            self._other_form(culprits),
            self._elsewhere(culprits),
        ):
            if found is not None:
                return found
        # What says most comes first; of equals, what stands first in the text.
        absent = [self._absent(culprit) for culprit in culprits]
        return min(absent, key=lambda found: found[0], default=(0, None))[1]

    # ------------------------------------------------------------ which pattern
    def _culprits(self) -> list[Element]:
        """Return the elements at fault, those that match nothing even alone first."""
        tried = [e for e in self._elements if not _never_empties(e)]
        alone = [e for e in tried if _stands_alone(e) and self._probe.may_answer((e,)) is False]
        if alone:
            return alone
        needed = [e for e in tried if self._probe.answers(self._without(e))]
        if needed:
            return needed
        for end in range(1, len(self._elements) + 1):
            if not self._probe.answers(self._elements[:end]):
                return [self._elements[end - 1]]
        return []

    def _without(self, gone: Element) -> tuple[Element, ...]:
        """Return the others, less the filters that ask for what only *gone* has bound."""
        rest = [e for e in self._elements if e is not gone]
        bound = frozenset(v for e in rest if not _is_filter(e) for v in variables(e.text))
        lost = variables(gone.text) - bound
        return tuple(e for e in rest if not (_is_filter(e) and variables(e.text) & lost))

    # ------------------------------------------------------------ what kind of fault
    def _unknown(self, culprits: list[Element]) -> Fault | None:
        for culprit in culprits:
            for spot, as_property in names_in(culprit):
                iri = self._query.iri(spot.text)
                if iri is None or self._is_known(iri, as_property):
                    continue
                others = self._vocabulary.alike(iri, as_property=as_property)
                names = tuple(written(other, self._query.prefixes) for other in others)
                mended = [self._put(spot, name) for name in names]
                best = next((m for m in mended if self._probe.text_answers(m)), None)
                if best is not None:
                    first = names[mended.index(best)]
                    names = (first, *(name for name in names if name != first))
                role = "property" if as_property else "term"
                message = f"There is no {role} {spot.text} in the data."
                if names:
                    message += f" Did you mean {' or '.join(names[:3])}?"
                made = self._made(FaultKind.UNKNOWN_TERM, spot, message, culprit)
                return replace(
                    made, suggestions=names[:3], mended=best or (mended[0] if mended else None)
                )
        return None

    def _is_known(self, iri: str, as_property: bool) -> bool:
        if as_property:
            return iri in self._vocabulary.properties or iri in self._vocabulary.declared
        return iri in self._vocabulary.names or iri in self._vocabulary.properties

    def _nested(self, culprits: list[Element]) -> Fault | None:
        """Look into a sub-query, or the alternatives of a UNION, that match nothing."""
        for culprit in culprits:
            if not isinstance(culprit, Part):
                continue
            if self._probe.answers((culprit,)):
                continue
            inner = culprit.query
            groups = culprit.branches if culprit.kind is PartKind.UNION else ()
            nested = [inner] if inner is not None else []
            nested += [replace(self._query, elements=group, tail="") for group in groups]
            for query in nested:
                probe = self._probe.within(query)
                found = _Diagnosis(
                    query, probe, self._vocabulary, self._graphs, is_nested=True
                ).fault()
                if found is not None:
                    return found
        return None

    def _turned(self, culprits: list[Element]) -> Fault | None:
        for culprit in _triples(culprits):
            path = culprit.predicate
            back = path.text.startswith("^")
            if path.text[0] in "?$" or (culprit.object.text[0] in _LITERAL_STARTS and not back):
                continue
            if self._query.iri(path.text) == _TYPE and culprit.object.text[0] not in "?$":
                continue  # A class has classes too, and nobody means those.
            turned = Triple(culprit.object, path, culprit.subject)
            if back:
                turned = replace(culprit, predicate=replace(path, text=path.text[1:]))
            if self._matches(culprit, turned):
                return self._made_turned(culprit)
        return None

    def _made_turned(self, culprit: Triple) -> Fault:
        path = culprit.predicate
        simple = not set(path.text) & set("/|*+?!")
        step = f"^{path.text}" if simple else f"^({path.text})"
        if path.text.startswith("^"):
            step = path.text[1:]
        message = (
            f"{path.text} leads the other way: it is said of {_in_words(culprit.object)}, with "
            f"{_in_words(culprit.subject)} as its value."
        )
        made = self._made(FaultKind.WRONG_DIRECTION, path, message, culprit)
        return replace(made, mended=self._put(path, step))

    def _matches(self, culprit: Element, other: Element) -> bool:
        """Tell whether the query has answers with *other* in place of a pattern."""
        group = [other if e is culprit else e for e in self._elements]
        return self._probe.may_answer(group) is True

    def _other_form(self, culprits: list[Element]) -> Fault | None:
        for culprit in _triples(culprits):
            value = lexical_value(culprit.object)
            if value is None:
                continue
            free = replace(culprit, object=Spot(_FOUND))
            same = f'FILTER(LCASE(STR({_FOUND})) = LCASE("{value}"))'
            tried = [free if e is culprit else e for e in self._elements]
            tried.append(Part(PartKind.FILTER, same, -1, -1))
            terms = self._probe.terms(tried, _FOUND, 1)
            if terms:
                message = f"The data has this value as {terms[0]}, not as {culprit.object.text}."
                made = self._made(FaultKind.VALUE_FORM, culprit.object, message, culprit)
                mended = self._put(culprit.object, terms[0])
                return replace(made, suggestions=(terms[0],), mended=mended)
        return None

    def _elsewhere(self, culprits: list[Element]) -> Fault | None:
        if self._query.datasets or not culprits or not self._graphs:
            return None
        stated = (GraphRole.ASSERTED, GraphRole.INFERRED)
        for kind, roles in (
            (FaultKind.NOT_INFERRED, stated),
            (FaultKind.OTHER_GRAPH, tuple(GraphRole)),
        ):
            chosen = of_roles(self._graphs, roles)
            if not self._probe.answers(self._elements, chosen):
                continue
            culprit = self._first_there(culprits, chosen)
            if kind is FaultKind.NOT_INFERRED:
                message = (
                    "No file states this, but it follows from the axioms. Queries read what is "
                    "stated, unless they ask for the graph of what follows."
                )
            else:
                message = "This stands in another graph than the one that is read by default."
            lines = "".join(f"FROM <{iri}>\n" for iri in chosen.default)
            at = self._query.opens
            mended = f"{self._query.text[:at].rstrip()}\n{lines}{self._query.text[at:]}"
            return replace(self._made(kind, culprit, message, culprit), mended=mended)
        return None

    def _first_there(self, culprits: list[Element], chosen: Selection) -> Element:
        """Return the first culprit of which these graphs say more than what is read by default."""
        for culprit in culprits:
            if isinstance(culprit, Triple):
                few = self._probe.count((culprit,))
                if self._probe.count((culprit,), chosen) > few:
                    return culprit
        return culprits[0]

    # ------------------------------------------------------------ nothing would have matched
    def _absent(self, culprit: Element) -> tuple[int, Fault]:
        """Return how little can be said, from 0, and what can be said."""
        if isinstance(culprit, Part):
            return self._absent_part(culprit)
        rest = self._without(culprit)
        predicate = self._query.iri(culprit.predicate.text) or ""
        free = replace(culprit, object=Spot(_FOUND))
        there = self._probe.terms([*rest, free], _FOUND, MOST_LISTED + 1)
        if predicate == _TYPE:
            return 1, self._of_another_class(culprit, there)
        unfit = self._of_another_kind(culprit, rest, predicate)
        if unfit is not None:
            return 1, unfit
        if predicate in _ABSENCES and self._says_absent(culprit, rest, predicate):
            message = (
                f"The source was read for this, and says it nowhere: each has "
                f"{' '.join(written(iri, self._query.prefixes) for iri in _ABSENCES[predicate])}. "
                "Absent, not unknown."
            )
            return 2, self._made(FaultKind.RECORDED_ABSENT, culprit, message, culprit)
        if there or not predicate.startswith((BASE, DCTERMS)):
            known = there and not culprit.object.text.startswith("?")
            message = "It has values here, but none that fits the other patterns."
            if known:
                message = f"Here {culprit.predicate.text} is {listed(there)}."
            return 4, self._made(FaultKind.ABSENT, culprit, message, culprit)
        message = (
            f"Nothing is recorded of {culprit.predicate.text} here. That says neither yes nor no: "
            "unknown is not absent."
        )
        made = self._made(FaultKind.NOT_RECORDED, culprit, message, culprit)
        return 3, replace(made, mended=self._optional(culprit))

    def _absent_part(self, culprit: Part) -> tuple[int, Fault]:
        if culprit.kind in {PartKind.FILTER, PartKind.MINUS}:
            message = f"This {culprit.kind.value} takes away every row that the patterns find."
            return 0, self._made(FaultKind.SIFTED, culprit, message, culprit)
        message = "Nothing in the data matches this together with the rest."
        return 4, self._made(FaultKind.ABSENT, culprit, message, culprit)

    def _of_another_class(self, culprit: Triple, there: Sequence[str]) -> Fault:
        ours = [name for name in there if not name.startswith(("owl:", f"<{OWL}"))]
        message = f"Nothing here is a {culprit.object.text}"
        message += f"; what fits the rest is a {listed(ours)}." if ours else "."
        return self._made(FaultKind.ABSENT, culprit, message, culprit)

    def _says_absent(self, culprit: Triple, rest: Sequence[Element], predicate: str) -> bool:
        prop, value = _ABSENCES[predicate]
        said = Triple(culprit.subject, Spot(f"<{prop}>"), Spot(f"<{value}>"))
        return self._probe.answers([*rest, said])

    def _of_another_kind(
        self, culprit: Triple, rest: Sequence[Element], predicate: str
    ) -> Fault | None:
        """Return that a property is never said of such things as stand here, if it is so."""
        known = self._vocabulary.properties.get(predicate)
        if known is None or not known.subjects:
            return None
        typed = Triple(culprit.subject, Spot(f"<{_TYPE}>"), Spot(_KIND))
        kinds = {
            self._query.iri(term) for term in self._probe.terms([*rest, typed], _KIND, _MOST_KINDS)
        }
        if known.subjects & kinds or not self._probe.answers(rest):
            return None
        if known.objects & kinds:
            return self._made_turned(culprit)
        of = listed([written(iri, self._query.prefixes) for iri in sorted(known.subjects)])
        message = f"{culprit.predicate.text} is said of {of}, never of what stands here."
        return self._made(FaultKind.ABSENT, culprit, message, culprit)

    def _tail(self) -> Fault | None:
        if not self._query.tail:
            return None
        if not self._is_nested and self._probe.text_answers(self._query.text):
            return None
        at = self._query.closes + 1
        start = at + len(self._query.text[at:]) - len(self._query.text[at:].lstrip())
        spot = Spot(self._query.tail, start, start + len(self._query.tail))
        message = "The patterns match; HAVING, LIMIT or OFFSET lets none of the rows through."
        return self._made(FaultKind.SIFTED, spot, message, None)

    # ------------------------------------------------------------ words and texts
    def _made(
        self, kind: FaultKind, place: Element | Spot, message: str, culprit: Element | None
    ) -> Fault:
        line, column = position(self._query.text, place.start) if place.start >= 0 else (None, None)
        without = self._probe.count(self._without(culprit)) if culprit is not None else None
        return Fault(kind, shown(culprit or place), line, column, message, without)

    def _put(self, spot: Spot, text: str) -> str:
        return self._query.text[: spot.start] + text + self._query.text[spot.end :]

    def _optional(self, culprit: Triple) -> str | None:
        if not culprit.continues or min(s.start for s in culprit.spots) < 0:
            return None
        text, close = self._query.text, self._query.closes
        taken = text[: culprit.predicate.start] + text[culprit.object.end : close].lstrip(" ")
        kept = taken.rstrip()
        return f"{kept}\n  OPTIONAL {{ {culprit.text.removesuffix(' .')} }}\n{text[close:]}"


def _triples(elements: Sequence[Element]) -> list[Triple]:
    return [element for element in elements if isinstance(element, Triple)]


def _is_filter(element: Element) -> bool:
    return isinstance(element, Part) and element.kind is PartKind.FILTER


def _never_empties(element: Element) -> bool:
    return isinstance(element, Part) and element.kind in {PartKind.OPTIONAL, PartKind.BIND}


def _stands_alone(element: Element) -> bool:
    return isinstance(element, Triple) or element.kind not in {PartKind.FILTER, PartKind.MINUS}


def _in_words(spot: Spot) -> str:
    return "what it leads to" if spot.start < 0 else spot.text
