"""`guidegraph items generate` and `guidegraph items new`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.commands.exits import FOUND, own_errors, wrong
from app.commands.opened import Opened, open_content, progress_bar
from kg.derivation import Verdict
from kg.errors import UnknownNameError
from quizzes.generation.difficulty import Level
from quizzes.generation.gaps import fillings
from quizzes.generation.generator import Generated, Wish, generate, known_signatures
from quizzes.generation.proposals import Proposal, ProposalKind
from quizzes.generation.vignettes import propose_twin, propose_vignette
from quizzes.model import Kind
from quizzes.mutation import run_mutants

#: How many proposals the items that fill gaps are chosen from.
_CANDIDATES = 400

_Content = Annotated[
    Path | None, typer.Option(help="The folder with the content there is; else the installed one.")
]
_Guideline = Annotated[str | None, typer.Option(help="The guideline; the first one if left out.")]
_Criteria = Annotated[
    list[str] | None, typer.Option("--criterion", help="Only for this criterion; may be repeated.")
]
_Verdicts = Annotated[
    list[Verdict] | None, typer.Option("--verdict", help="Only patients with this verdict.")
]
_Levels = Annotated[
    list[Level] | None, typer.Option("--level", help="Only what is predicted to be so hard.")
]
_Seed = Annotated[str, typer.Option(help="The same seed proposes the same.")]
_Out = Annotated[Path | None, typer.Option(help="A content folder to write into; else print.")]


def generate_content(
    count: Annotated[int, typer.Option(min=1, help="How many at most.")] = 10,
    kind: Annotated[
        list[ProposalKind] | None, typer.Option(help="Only this kind; may be repeated.")
    ] = None,
    criterion: _Criteria = None,
    verdict: _Verdicts = None,
    level: _Levels = None,
    vignettes: Annotated[
        bool, typer.Option("--vignettes", help="Propose vignettes with their twins instead.")
    ] = False,
    gaps: Annotated[
        bool,
        typer.Option("--gaps", help="Propose items that notice what the content does not notice."),
    ] = False,
    seed: _Seed = "1",
    out: _Out = None,
    content: _Content = None,
    guideline: _Guideline = None,
) -> None:
    """Propose items or vignettes: keys proven, distractors refuted, lint-clean, as drafts."""
    wish = Wish(
        count=count,
        kinds=frozenset(kind or ()),
        criteria=frozenset(criterion or ()),
        verdicts=frozenset(verdict or ()),
        levels=frozenset(level or ()),
    )
    if vignettes and gaps:
        raise wrong("--gaps proposes items. Leave out --vignettes.")
    with own_errors():
        opened = open_content(guideline, content)
        _require_criteria(wish, opened)
        if gaps:
            files, summary = _for_gaps(wish, opened, seed)
        elif vignettes:
            files = list(_vignettes(wish, opened, seed))
            summary = f"{len(files)} vignettes proposed."
        else:
            found = _generated(wish, opened, seed)
            files = [(_path(p), p.yaml(opened.bank.guideline)) for p, _ in found.accepted]
            summary = _summary(found)
    _write(files, out)
    typer.echo(summary, err=True)
    raise typer.Exit(0 if files or gaps else FOUND)


def new(
    id: Annotated[str, typer.Argument(help="The id, which is the name of the file.", metavar="ID")],
    kind: Annotated[Kind, typer.Option(help="The kind of item.")] = Kind.SINGLE_BEST_ANSWER,
    criterion: _Criteria = None,
    seed: _Seed = "1",
    out: _Out = None,
    content: _Content = None,
    guideline: _Guideline = None,
) -> None:
    """Start an item from one that is sound: change its words, keep or change its claims."""
    wish = Wish(count=1, criteria=frozenset(criterion or ()), forms=frozenset({kind}))
    with own_errors():
        opened = open_content(guideline, content)
        _require_criteria(wish, opened)
        if id in opened.bank.items:
            raise wrong(f"There is an item {id} already. Choose another id.")
        found = _generated(wish, opened, seed)
        if not found.accepted:
            raise wrong(
                f"No {kind.value} item is proposed here. Leave the criterion out, or write it."
            )
        proposal, _ = found.accepted[0]
        text = proposal.yaml(opened.bank.guideline).replace(f"id: {proposal.id}", f"id: {id}", 1)
    _write([(f"items/{proposal.folder}/{id}.yaml", text)], out)


def _require_criteria(wish: Wish, opened: Opened) -> None:
    known = opened.reasoner.guideline.criteria
    for name in sorted(wish.criteria):
        if name not in known:
            raise UnknownNameError("criterion", name, known)


def _generated(wish: Wish, opened: Opened, seed: str) -> Generated:
    with progress_bar("Proposing") as step:
        known = known_signatures(opened.bank)
        return generate(opened.draft, wish, seed, opened.lint, known, step)


def _for_gaps(wish: Wish, opened: Opened, seed: str) -> tuple[list[tuple[str, str]], str]:
    """Return files for the mutants that survive, those that notice the most first."""
    with progress_bar("Changing the guideline") as step:
        report = run_mutants(opened.bank, opened.draft, step)
    surviving = sum(not fate.equivalent for fate in report.survivors)
    if not surviving:
        return [], "The content notices every change that can be noticed."
    found = _generated(replace(wish, count=_CANDIDATES), opened, seed)
    chosen = fillings(report, opened.draft, found.accepted)[: wish.count]
    noticed = sum(len(filling.mutants) for filling in chosen)
    files = [
        (_path(filling.proposal), filling.proposal.yaml(opened.bank.guideline))
        for filling in chosen
    ]
    return files, f"{len(files)} items proposed that notice {noticed} of {surviving} survivors."


def _vignettes(wish: Wish, opened: Opened, seed: str) -> Iterator[tuple[str, str]]:
    """Yield a vignette for each verdict in turn, each followed by its twin."""
    slug = opened.bank.guideline.slug
    wanted = [verdict for verdict in Verdict if verdict in (wish.verdicts or set(Verdict))]
    level = next(iter(wish.levels), None)
    with progress_bar("Proposing") as step:
        for number in range(wish.count):
            step(number, wish.count)
            verdict, own_seed = wanted[number % len(wanted)], f"{seed}-{number}"
            vignette = propose_vignette(opened.draft, verdict, own_seed, wish.criteria, level)
            if vignette is None:
                continue
            yield f"vignettes/{vignette.id}.yaml", vignette.yaml(slug)
            twin = propose_twin(vignette, opened.draft, own_seed)
            if twin is not None:
                yield f"vignettes/{twin.id}.yaml", twin.yaml(slug)


def _path(proposal: Proposal) -> str:
    return f"items/{proposal.folder}/{proposal.id}.yaml"


def _write(files: Iterable[tuple[str, str]], out: Path | None) -> None:
    for name, text in files:
        if out is None:
            typer.echo(f"# {name}\n{text}")
            continue
        path = out / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise wrong(f"{path} cannot be written: {error.strerror or error}.") from error
        typer.echo(str(path))


def _summary(found: Generated) -> str:
    proposals = [proposal for proposal, _ in found.accepted]
    kinds = Counter(proposal.kind.value for proposal in proposals)
    levels = Counter(proposal.level.value for proposal in proposals)

    def counted(counts: Counter[str]) -> str:
        return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))

    return (
        f"{len(proposals)} items proposed ({counted(kinds) or 'none'}); predicted to be:"
        f" {counted(levels) or 'nothing'}. {len(found.rejected)} were written and not proposed,"
        " because of what the linter finds in them."
    )
