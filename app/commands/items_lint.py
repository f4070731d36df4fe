"""`guidegraph items lint` and `guidegraph items reviewed`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from app.commands.exits import FOUND, own_errors, wrong
from app.commands.options import FIRST_GUIDELINE, ContentFolder, GuidelineOfItems
from kg.errors import UnknownNameError
from kg.library import open_library
from quizzes.bank import ItemBank, content_folder, load_bank
from quizzes.errors import ContentError
from quizzes.judgement import Knowledge
from quizzes.lint.context import LintContext
from quizzes.lint.findings import LintFinding, Severity
from quizzes.lint.linter import finding_of, lint_bank, lint_item, lint_vignette
from quizzes.lint.rules import RULES
from quizzes.loading import read_item, read_vignette
from quizzes.model import Reviewed
from quizzes.review import item_basis, stamped, vignette_basis
from quizzes.yaml_source import YamlSource, read_yaml


class LintFormat(Enum):
    """How `items lint` prints."""

    TEXT = "text"
    JSON = "json"


def lint(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            help="Ids of items or vignettes, YAML files, or a folder; everything if left out.",
            metavar="[ID|FILE|FOLDER]...",
            show_default=False,
        ),
    ] = None,
    content: ContentFolder = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(help="Only this rule, such as W4; may be repeated.", show_default=False),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 on warnings too, not on errors alone.")
    ] = False,
    format: Annotated[LintFormat, typer.Option(help="How to print.")] = LintFormat.TEXT,
    guideline: GuidelineOfItems = FIRST_GUIDELINE,
) -> None:
    """
    Find faults of items and vignettes: errors block publishing, warnings are advice.

    Exit codes: 0 no error; 1 an error, or with --strict a warning; 2 the call is wrong.
    """
    wanted = what or []
    folders = [Path(one) for one in wanted if Path(one).is_dir()]
    if len(folders) > 1 or (folders and content):
        raise wrong("One folder at a time: give it as the argument or with --content.")
    with own_errors():
        rules = {_rule(code) for code in rule or RULES}
        context = _context(guideline, folders[0] if folders else content or content_folder())
        names = [one for one in wanted if Path(one) not in folders]
        found = [f for f in _found(names, context) if f.rule in rules]
    if format is LintFormat.JSON:
        typer.echo(json.dumps([_data(finding) for finding in found], indent=2, ensure_ascii=False))
    else:
        typer.echo(_text(found))
    serious = [f for f in found if strict or f.severity is Severity.ERROR]
    raise typer.Exit(FOUND if serious else 0)


def reviewed(
    ids: Annotated[
        list[str], typer.Argument(help="Ids of items or vignettes that you have read again.")
    ],
    by: Annotated[str, typer.Option(help="Who has read them, as learners will see it.")] = "",
    content: ContentFolder = None,
    guideline: GuidelineOfItems = FIRST_GUIDELINE,
) -> None:
    """Note in content files that they were reviewed against the guideline as it is now."""
    folder = content or content_folder()
    with own_errors():
        bank = _context(guideline, folder).bank
        for id_ in ids:
            if id_ not in _names(bank):
                raise UnknownNameError("sound item or vignette", id_, _names(bank))
        today = datetime.now(UTC).date().isoformat()
        for id_ in ids:
            source, basis = _source_and_basis(id_, bank)
            path = folder / source.file
            review = Reviewed(bank.guideline.version, basis, by, today)
            path.write_text(stamped(path.read_text("utf-8"), review), encoding="utf-8")
            typer.echo(f"{path}: reviewed against version {review.version}.")


def _source_and_basis(id_: str, bank: ItemBank) -> tuple[YamlSource, str]:
    if id_ in bank.items:
        keyed = bank.items[id_]
        return keyed.item.source, item_basis(keyed, bank.guideline)
    vignette = bank.vignettes[id_]
    return vignette.source, vignette_basis(vignette, bank.derivations[id_], bank.guideline)


def _context(slug: str, folder: Path) -> LintContext:
    if not any((folder / part).is_dir() for part in ("items", "vignettes")):
        raise wrong(f"{folder} has neither a folder 'items' nor a folder 'vignettes'.")
    library = open_library()
    knowledge = Knowledge(library.guideline(slug), library.reasoner(slug).assess)
    bank = load_bank(folder, knowledge, others=set(library.guidelines) - {slug})
    return LintContext(bank, knowledge)


def _found(names: list[str], context: LintContext) -> tuple[LintFinding, ...]:
    if not names:
        return lint_bank(context)
    found: list[LintFinding] = []
    for name in names:
        path = Path(name)
        found += _of_file(path, context) if path.suffix == ".yaml" else _of_id(name, context)
    return tuple(found)


def _of_id(id_: str, context: LintContext) -> tuple[LintFinding, ...]:
    bank = context.bank
    if id_ in bank.items:
        return lint_item(bank.items[id_].item, context)
    if id_ in bank.vignettes:
        return lint_vignette(bank.vignettes[id_], context)
    defects = tuple(finding_of(defect) for defect in bank.defects if defect.item == id_)
    if not defects:
        raise UnknownNameError("item or vignette", id_, _names(bank))
    return defects


def _of_file(path: Path, context: LintContext) -> tuple[LintFinding, ...]:
    try:
        source = read_yaml(path)
        if isinstance(source.data, dict) and "narrative" in source.data:
            return lint_vignette(read_vignette(source, context.bank.guideline), context)
        return lint_item(read_item(source, context.bank.guideline), context)
    except ContentError as error:
        return tuple(finding_of(defect) for defect in error.defects)


def _names(bank: ItemBank) -> set[str]:
    return {*bank.items, *bank.vignettes}


def _rule(code: str) -> str:
    if code.upper() not in RULES:
        raise UnknownNameError("rule", code, RULES)
    return code.upper()


def _data(finding: LintFinding) -> dict[str, object]:
    rule = RULES[finding.rule]
    return {
        **asdict(finding),
        "severity": finding.severity.value,
        "name": rule.name,
        "source": rule.source,
    }


def _text(found: list[LintFinding]) -> str:
    lines = []
    for finding in found:
        lines.append(str(finding))
    kinds = Counter(finding.severity for finding in found)
    counted = [f"{kinds[one]} {one.value}{'' if kinds[one] == 1 else 's'}" for one in Severity]
    lines.append(", ".join(counted) + ".")
    if found:
        named = {f.rule: RULES[f.rule] for f in found}
        lines += [f"  {r.code} {r.name}: {r.summary} ({r.source})" for r in named.values()]
    return "\n".join(lines)
