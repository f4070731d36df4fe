"""
How well the linter finds planted flaws, and how often it cries wolf: `python linter_scores.py`.

Each rule gets flaws that are planted in shipped items, which are free of findings, and is run over
all shipped items as well, where each finding is a false alarm. Nothing is drawn at random.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import yaml
from flaw_places import Data, Operator
from item_flaws import OPERATORS
from semantic_flaws import SEMANTIC

from kg.library import open_library
from quizzes.bank import ItemBank, content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.lint.bank_rules import blueprint, key_position, longest_is_key
from quizzes.lint.context import LintContext
from quizzes.lint.examined import Examined
from quizzes.lint.linter import Check, lint_item
from quizzes.lint.rules import RULES
from quizzes.lint.semantic import boundary_ambiguity, stale
from quizzes.loading import read_item
from quizzes.model import ChoiceKey, ChoiceStep, Item
from quizzes.proving import Prover
from quizzes.review import item_basis
from quizzes.yaml_source import parse_yaml

FLAWS = 10
_SLUG = "bilateral-sacroplasty"


@dataclass(frozen=True)
class Score:
    """What one rule found: flaws planted and found, clean ones shown and cried wolf over."""

    rule: str
    flaws: int
    found: int
    clean: int
    alarms: int

    @property
    def recall(self) -> float:
        return self.found / self.flaws

    @property
    def false_alarms(self) -> float:
        return self.alarms / self.clean


def shipped_context() -> LintContext:
    library = open_library()
    knowledge = Knowledge(library.guideline(_SLUG), library.reasoner(_SLUG).assess)
    return LintContext(load_bank(content_folder(), knowledge), knowledge)


def scores(context: LintContext) -> dict[str, Score]:
    """Return the score of every rule but S0, which is about files that cannot be read."""
    clean = [_codes(keyed.item, context) for keyed in context.bank.items.values()]
    planted = {rule: _planted(op, context) for rule, op in {**SEMANTIC, **OPERATORS}.items()}
    planted["W7"] = _told_elsewhere(context)
    found = {
        rule: [rule in _codes(item, context) for item in items] for rule, items in planted.items()
    }
    found["S5"] = list(_stale(context))
    found["S6"] = list(_on_the_boundary(context))
    items = {
        rule: Score(rule, len(hits), sum(hits), len(clean), sum(rule in codes for codes in clean))
        for rule, hits in found.items()
    }
    return {rule: score for rule, score in {**items, **_of_banks(context)}.items() if rule in RULES}


def table(found: dict[str, Score]) -> str:
    """Return the scores as a table, in the order of the rules."""
    rows = [f"{'rule':<6}{'flaws':>6}{'found':>6}{'recall':>8}{'clean':>7}{'alarms':>7}"]
    rows += [
        f"{rule:<6}{score.flaws:>6}{score.found:>6}{score.recall:>8.0%}{score.clean:>7}"
        f"{score.alarms:>7}"
        for rule in RULES
        if (score := found.get(rule))
    ]
    return "\n".join(rows)


def _codes(item: Item, context: LintContext) -> set[str]:
    return {finding.rule for finding in lint_item(item, context)}


def _finds(check: Check, item: Item, context: LintContext) -> bool:
    """Tell whether one check finds something; all checks would take longer."""
    keyed = Prover(context.knowledge, context.bank.vignettes).item(item, context.bank.vignettes)
    return any(check(Examined(item, keyed, context)))


def _data(item: Item) -> Data:
    text = (content_folder() / item.source.file).read_text("utf-8")
    data: Data = yaml.safe_load(text)
    return data


def _read(data: Data, context: LintContext) -> Item:
    # JSON is YAML, and never has the anchors that a YAML writer puts where a value comes twice.
    source = parse_yaml(json.dumps(data).encode(), data["id"], f"{data['id']}.yaml")
    return read_item(source, context.bank.guideline)


def _planted(operator: Operator, context: LintContext) -> list[Item]:
    flawed: list[Item] = []
    order = sorted(context.bank.items)
    Random(4).shuffle(order)
    for id_ in order * 3:
        if len(flawed) == FLAWS:
            break
        keyed = context.bank.items[id_]
        data = _data(keyed.item)
        if operator(data, len(flawed), _keys(keyed.key.steps)):
            flawed.append(_read(data, context))
    return flawed


def _keys(steps: tuple[Any, ...]) -> frozenset[str]:
    return frozenset(id_ for key in steps if isinstance(key, ChoiceKey) for id_ in key.options)


def _told_elsewhere(context: LintContext) -> list[Item]:
    """Plant W7: the question and the answer of one item in the stem of another."""
    flawed: list[Item] = []
    items = [k.item for k in context.bank.items.values() if not (k.item.stem or k.case)]
    telling = [
        key
        for key in context.keys
        if sum(context.share.get(root, 0) < 0.2 for root in key.stems) >= 2
        and key.asked - key.stems
    ]
    for item, key in zip(items, telling, strict=False):
        if item.id != key.item and len(flawed) < FLAWS:
            data = _data(item)
            data["stem"] = f"{key.question.rstrip('?')}: {key.text}."
            flawed.append(_read(data, context))
    return flawed


def _changed(context: LintContext, statement: str, **changes: Any) -> LintContext:
    """Return the context with one statement of the guideline changed."""
    guideline = context.bank.guideline
    new = replace(guideline.statements[statement], **changes)
    drafted = replace(guideline, statements={**guideline.statements, statement: new})
    knowledge = Knowledge(drafted, context.knowledge.assess)
    bank: ItemBank = replace(context.bank, guideline=drafted)
    return LintContext(bank, knowledge)


def _stale(context: LintContext) -> Iterator[bool]:
    """Note a review, then change what the item rests on; unchanged, it must not be stale."""
    for keyed in list(context.bank.items.values())[:: len(context.bank.items) // FLAWS][:FLAWS]:
        data = _data(keyed.item)
        data["reviewed"] = {"version": "0", "basis": item_basis(keyed, context.bank.guideline)}
        item = _read(data, context)
        others = sorted(set(context.bank.guideline.statements) - _named(data))
        elsewhere = _changed(context, others[0], text="Something else is said here")
        later = _changed(context, keyed.statements[0], text="It is said otherwise now")
        untouched = not _finds(stale, item, context) and not _finds(stale, item, elsewhere)
        yield untouched and _finds(stale, item, later)


def _named(data: Data) -> set[str]:
    """Return every statement that stands anywhere in the file."""
    return {word.strip("[],{}'\":") for word in str(data).split() if "st-" in word}


def _on_the_boundary(context: LintContext) -> Iterator[bool]:
    """Put a value on the threshold and hedge it, or take the 'at least' out of the source."""
    words = ("about three", "around 3", "roughly three", "approximately 3", "nearly three")
    words += ("almost 3", "some three", "circa 3", "perhaps three", "maybe 3")
    for index, hedged in enumerate(words):
        item = _duration_item(context, index, f"Management has gone on for {hedged} weeks.")
        yield _finds(boundary_ambiguity, item, context)
    exact = _duration_item(context, 99, "Management has gone on for exactly three weeks.")
    yield not _finds(boundary_ambiguity, exact, context)
    point = context.bank.guideline.statements["st-02d"].quantities[0]
    vague = context
    for statement in ("st-02d", "st-12b"):
        vague = _changed(vague, statement, quantities=(replace(point, upper=point.lower),))
    for index in range(3):
        item = _duration_item(context, index, "Management has gone on for exactly three weeks.")
        yield _finds(boundary_ambiguity, item, vague)


def _duration_item(context: LintContext, n: int, stem: str) -> Item:
    data = _data(context.bank.items["coagulopathy-of-unknown-kind"].item)
    data["id"] = f"three-weeks-{n}"
    data["stem"] = stem
    data["claim"] = {"criterion": "I4", "status": "met"}
    data["case"] = {"values": {"ConservativeManagementDuration": {"exactly": 3, "unit": "wk"}}}
    return _read(data, context)


def _of_banks(context: LintContext) -> dict[str, Score]:
    """Score the rules on a whole bank: ten banks with the flaw, twenty shuffled ones without."""
    all_items = [Examined(k.item, k, context) for k in context.bank.items.values()]
    single = [e for e in all_items if any(choice.has_one_key for choice in e.choices)]
    flawed = [[_with_key_at(e, place % 3) for e in single] for place in range(10)]
    mixed = [[_shuffled(e, random) for e in single] for random in map(Random, range(20))]
    long = [[_with_long_key(e, random) for e in single] for random in map(Random, range(10))]
    gaps = [[e for e in all_items if e.keyed and c not in e.keyed.criteria] for c in _ten(context)]
    return {
        "B1": _score(
            "B1", [any(key_position(b)) for b in flawed], [any(key_position(b)) for b in mixed]
        ),
        "B2": _score(
            "B2", [any(longest_is_key(b)) for b in long], [any(longest_is_key(b)) for b in mixed]
        ),
        "B3": _score(
            "B3",
            [any(blueprint(b, context)) for b in gaps],
            [any(blueprint(all_items[n:] + all_items[:n], context)) for n in range(20)],
        ),
    }


def _ten(context: LintContext) -> list[str]:
    return list(context.bank.guideline.criteria)[:10]


def _score(rule: str, flawed: list[bool], clean: list[bool]) -> Score:
    return Score(rule, len(flawed), sum(flawed), len(clean), sum(clean))


def _reordered(examined: Examined, order: Any) -> Examined:
    steps = tuple(
        replace(step, options=tuple(order(step, key)))
        if isinstance(step, ChoiceStep) and isinstance(key, ChoiceKey) and not step.fixed_order
        else step
        for step, key in zip(examined.item.steps, _key_steps(examined), strict=True)
    )
    return replace(examined, item=replace(examined.item, steps=steps))


def _key_steps(examined: Examined) -> tuple[Any, ...]:
    return examined.keyed.key.steps if examined.keyed else ()


def _with_key_at(examined: Examined, place: int) -> Examined:
    def order(step: ChoiceStep, key: ChoiceKey) -> list[Any]:
        wrong = [option for option in step.options if option.id not in key.options]
        right = [option for option in step.options if option.id in key.options]
        return [*wrong[:place], *right, *wrong[place:]]

    return _reordered(examined, order)


def _shuffled(examined: Examined, random: Random) -> Examined:
    return _reordered(examined, lambda step, _: random.sample(step.options, len(step.options)))


def _with_long_key(examined: Examined, random: Random) -> Examined:
    def order(step: ChoiceStep, key: ChoiceKey) -> list[Any]:
        return [
            replace(option, text=option.text + " and so on" * 5)
            if option.id in key.options and random.random() < 0.8
            else option
            for option in step.options
        ]

    return _reordered(examined, order)


if __name__ == "__main__":
    print(table(scores(shipped_context())))  # noqa: T201 - it is there to be read
