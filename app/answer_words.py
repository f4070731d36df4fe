"""The answers of the graph in words: each in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kg.derivation import Verdict
from kg.graph_questions import (
    Answer,
    Course,
    Deciding,
    Effect,
    Fallen,
    Readings,
    Resting,
    Uncited,
)
from kg.nodes import Relation
from kg.projection import Projection


def sentence(answer: Answer, graph: Projection) -> str:
    """Return the answer in one sentence."""
    match answer:
        case Deciding(criteria, tested, _, silent):
            all_ = len(criteria) + len(silent)
            rest = f"; {listed(silent)} {_verb(silent, 'decides', 'decide')} nothing"
            return (
                f"{len(criteria)} of {_many(all_, 'criterion')} decide, and they test "
                f"{_many(len(tested), 'finding or value')}{rest if silent else ''}."
            )
        case Resting():
            return _resting(answer, graph)
        case Uncited(statements, criteria, alone, _, asked):
            given = f"{len(statements)} of {_many(asked, 'statement')} {_is(statements)} uncited"
            if not criteria:
                return f"{given}; no criterion is derived from {_verb(statements, 'it', 'them')}."
            follow = f"{_many(len(criteria), 'criterion')} {_verb(criteria, 'is', 'are')} derived"
            follow += f" from {_verb(statements, 'it', 'them')}"
            rest = f", {len(alone)} of them from nothing else: {listed(alone)}" if alone else ""
            return f"{given}; {follow}{rest}."
        case Fallen():
            return _fallen(answer, graph)
        case Course(finding, present, absent):
            label = graph.node(finding).label
            return f"With {label}, {_half(present)}; once that is ruled out, {_half(absent)}."
        case Readings(decisions, others, _, criteria):
            every = len(decisions) + len(others)
            touching = f"{len(decisions)} {_touch(decisions)} {_many(len(criteria), 'criterion')}"
            return (
                f"{_many(every, 'encoding decision')} {'says' if every == 1 else 'say'} how the "
                f"source was read: {touching}, {len(others)} {_touch(others)} none."
            )


def _resting(answer: Resting, graph: Projection) -> str:
    count = len(answer.statements)
    name = graph.node(answer.reference).name
    if not count:
        return f"No statement cites {name}, and so no decision rests on it."
    given = f"{_many(count, 'statement')} {_verb(answer.statements, 'cites', 'cite')} {name}"
    if not answer.criteria:
        them = _verb(answer.statements, "it", "them")
        return f"{given}, and no criterion is derived from {them}: no decision rests on it."
    follow = f"{given}, and {_many(len(answer.criteria), 'criterion')} "
    follow += f"{_verb(answer.criteria, 'follows', 'follow')}: {listed(answer.criteria)}"
    if not any(graph.targets(c, Relation.DECIDES) for c in answer.criteria):
        return f"{follow}, which decide{'s' if len(answer.criteria) == 1 else ''} nothing."
    return f"{follow}."


def _fallen(answer: Fallen, graph: Projection) -> str:
    name = graph.node(answer.reference).name
    parts = [
        f"{listed(ids)} would {words}"
        for ids, words in (
            (answer.lost, "lose every statement"),
            (answer.uncited, "keep uncited statements only"),
            (answer.weakened, "keep a cited one"),
        )
        if ids
    ]
    if answer.lost:
        return f"If {name} fell, {'; '.join(parts)}."
    if not parts:
        count = len(answer.statements)
        only = f"the {_many(count, 'statement')} that {_verb(answer.statements, 'cites', 'cite')}"
        parts = [f"{only} it alone {_verb(answer.statements, 'decides', 'decide')} nothing"]
    rest = f"; {'; '.join(parts)}" if answer.statements else ""
    return f"If {name} fell, no criterion would lose every statement{rest}."


def _half(effects: Sequence[Effect]) -> str:
    """Return what follows, as a clause: the strongest verdict, or what it counts towards."""
    decided = {verdict for effect in effects for verdict in effect.decided}
    for verdict in Verdict:
        if verdict in decided:
            by = [e for e in effects if verdict in e.decided]
            return f"the case is {verdict.value}, because {_sides(by)}"
    counting = [e for e in effects if e.counting]
    if counting:
        verdicts = dict.fromkeys(v.value for e in counting for v in e.counting)
        return f"{_sides(counting)}, one of the conditions for “{' or '.join(verdicts)}”"
    return f"{_sides(effects)}, which decides nothing" if effects else "nothing follows"


def _sides(effects: Sequence[Effect]) -> str:
    groups_: dict[tuple[bool, str], list[str]] = {}
    for effect in effects:
        groups_.setdefault((effect.alone, effect.status.value), []).append(effect.criterion)
    return listed(
        [
            f"{listed(ids)} {_is(ids)} {status}"
            if alone
            else f"{listed(ids)} {_verb(ids, 'has', 'have')} part of what it takes to be {status}"
            for (alone, status), ids in groups_.items()
        ]
    )


def _many(count: int, noun: str) -> str:
    plural = {"criterion": "criteria", "finding or value": "findings or values"}
    return f"{count} {noun if count == 1 else plural.get(noun, noun + 's')}"


def _verb(ids: Collection[str], one: str, many: str) -> str:
    return one if len(ids) <= 1 else many


def _touch(ids: Collection[str]) -> str:
    return "touches" if len(ids) == 1 else "touch"


def _is(ids: Collection[str]) -> str:
    return "is" if len(ids) == 1 else "are"


def listed(words: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
