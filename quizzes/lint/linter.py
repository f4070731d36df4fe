"""Running the rules over an item, a vignette or a whole item bank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from kg.yaml_text import undotted
from quizzes.errors import ContentError, Defect
from quizzes.lint import bank_rules, cues, language, options, questions, semantic, story
from quizzes.lint.context import LintContext
from quizzes.lint.examined import Examined, ExaminedVignette, Found
from quizzes.lint.findings import LintFinding
from quizzes.lint.rules import RULES
from quizzes.model import ContentStatus, Item, Vignette
from quizzes.proving import Prover
from quizzes.yaml_source import YamlSource

#: What looks for the faults of one rule in one item.
Check = Callable[[Examined], Iterator[Found]]

#: The check of each rule. S0 to S4 also come from its proof.
ITEM_CHECKS: tuple[tuple[str, Check], ...] = (
    ("S3", semantic.overlapping_options),
    ("S4", semantic.dead_citation),
    ("S5", semantic.stale),
    ("S6", semantic.boundary_ambiguity),
    ("W1", cues.grammatical_cue),
    ("W2", cues.logical_cue),
    ("W3", cues.absolute_term),
    ("W4", cues.long_key),
    ("W5", cues.word_repeat),
    ("W6", cues.convergence),
    ("W7", cues.cross_item_cue),
    ("W8", questions.negative_lead_in),
    ("W9", options.combined_option),
    ("W10", options.vague_frequency),
    ("W11", options.inconsistent_numbers),
    ("W12", options.unlike_options),
    ("W13", options.long_option),
    ("W14", questions.unfocused_lead_in),
    ("W15", questions.hinging),
    ("W16", story.window_dressing),
    ("W17", story.needless_vignette),
    ("W18", options.option_count),
    ("W19", story.implausible_distractor),
    ("W20", language.undefined_abbreviation),
    ("W21", story.missing_reason),
    ("W22", story.irrelevant_demographic),
    ("W23", language.hard_to_read),
)

#: The same for one vignette.
VIGNETTE_CHECKS: tuple[tuple[str, Callable[[ExaminedVignette], Iterator[Found]]], ...] = (
    ("S5", semantic.stale_story),
    ("W16", story.window_dressing_of_story),
    ("W20", language.undefined_abbreviation),
    ("W22", story.irrelevant_demographic),
    ("W23", language.hard_to_read_story),
)


def lint_item(item: Item, context: LintContext) -> tuple[LintFinding, ...]:
    """
    Return what the rules find in *item*, in the order of its file; errors block publishing.

    The item need not be in the item bank, and its key need not be derivable: what keeps it from
    being derived is among the findings. Findings on its vignette's text are those of
    `lint_vignette`.
    """
    defects: tuple[Defect, ...] = ()
    try:
        keyed = _prover(context).item(item, context.bank.vignettes)
    except ContentError as error:
        keyed, defects = None, error.defects
    examined = Examined(item, keyed, context)
    found = [finding_of(defect) for defect in defects]
    found += _run(ITEM_CHECKS, examined, item.id, item.source)
    return _in_order(found)


def lint_vignette(vignette: Vignette, context: LintContext) -> tuple[LintFinding, ...]:
    """Return what the rules find in the story and the case of *vignette*."""
    known = {**context.bank.vignettes, vignette.id: vignette}
    try:
        derivation = _prover(context, without=vignette.id).vignette(vignette, known)
    except ContentError as error:
        return _in_order(finding_of(defect) for defect in error.defects)
    examined = ExaminedVignette(vignette, derivation, context)
    return _in_order(_run(VIGNETTE_CHECKS, examined, vignette.id, vignette.source))


def lint_bank(context: LintContext) -> tuple[LintFinding, ...]:
    """
    Return what the rules find in all content that is not retired, and in the bank as a whole.

    The faults of files that did not get into the item bank come with it.
    """
    bank = context.bank
    items = [k for k in bank.items.values() if k.item.status is not ContentStatus.RETIRED]
    vignettes = [v for v in bank.vignettes.values() if v.status is not ContentStatus.RETIRED]
    found = [finding_of(defect) for defect in bank.defects]
    for keyed in items:
        found += lint_item(keyed.item, context)
    for vignette in vignettes:
        found += lint_vignette(vignette, context)
    return (*_in_order(found), *lint_whole(context))


def lint_whole(context: LintContext) -> tuple[LintFinding, ...]:
    """Return what the rules find in the active items as a whole, and in none of them alone."""
    examined = [
        Examined(keyed.item, keyed, context)
        for keyed in context.bank.items.values()
        if keyed.item.status is ContentStatus.ACTIVE
    ]
    found = {
        "B1": bank_rules.key_position(examined),
        "B2": bank_rules.longest_is_key(examined),
        "B3": bank_rules.blueprint(examined, context),
    }
    return tuple(
        _finding(code, each, "", None) for code, findings in found.items() for each in findings
    )


def finding_of(defect: Defect) -> LintFinding:
    """Return a defect of the item bank as a finding of the rule that it falls under."""
    rule = RULES[semantic.RULE_OF_DEFECT.get(defect.rule, "S0")]
    message, _, remedy = defect.message.rpartition(". ")
    return LintFinding(
        rule=rule.code,
        severity=rule.severity,
        item=defect.item,
        file=defect.file,
        line=defect.line,
        place=defect.key,
        span=None,
        message=f"{message}." if message else defect.message,
        suggestion=remedy if message else "",
    )


def _prover(context: LintContext, without: str | None = None) -> Prover:
    known = context.bank.derivations
    derivations = {id_: each for id_, each in known.items() if id_ != without}
    return Prover(context.knowledge, context.bank.vignettes, derivations)


def _run(
    checks: Iterable[tuple[str, Callable[..., Iterator[Found]]]],
    examined: Examined | ExaminedVignette,
    item: str,
    source: YamlSource,
) -> list[LintFinding]:
    return [
        _finding(code, found, item, source) for code, check in checks for found in check(examined)
    ]


def _finding(code: str, found: Found, item: str, source: YamlSource | None) -> LintFinding:
    finding = LintFinding(
        rule=code,
        severity=RULES[code].severity,
        item=item,
        file="",
        line=0,
        place=found.place,
        span=found.span,
        message=found.message,
        suggestion=found.suggestion,
    )
    if source is None:
        return finding
    return replace(finding, file=source.file, line=source.text.line_of(undotted(found.place)))


def _in_order(findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    order = {code: place for place, code in enumerate(RULES)}
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.file, f.line, order[f.rule], f.message)))
