"""The check of everything that curators and educators write, stage by stage."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from app.check_report import CheckReport, CheckStage
from kg.case import Case
from kg.checks import (
    Fault,
    Outcome,
    check_agreement,
    check_axioms,
    check_files,
    check_oracle,
    check_questions,
    check_rules,
    check_source,
)
from kg.errors import KnowledgeGraphError
from kg.library import Library
from kg.oracle import Progress
from quizzes.bank import ItemBank, load_bank
from quizzes.judgement import Knowledge

#: Opened around a stage of that title; gives what the stage tells its progress.
Watch = Callable[[str], AbstractContextManager[Progress]]

_AFTER_FILES = "Mend the files first."
_AFTER_AXIOMS = "Mend shapes and axioms first."


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """The document that a guideline encodes, with the file that *text* was read from."""

    file: Path
    text: str
    guideline: str


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check: two folders, where wanted a source document, and whether to ask HermiT."""

    ontology: Path
    content: Path
    source: SourceDocument | None
    oracle: bool


def run_check(
    request: CheckRequest, watch: Watch, clock: Callable[[], float] = perf_counter
) -> CheckReport:
    """
    Run every stage that can be run; takes seconds, with HermiT half a minute.

    Args:
        request: What to check.
        watch: Shows that a stage is at work.
        clock: Returns seconds, for the durations in the report.
    """
    return _Check(request, watch, clock).report()


class _Check:
    """Collects the stages of one report."""

    def __init__(self, request: CheckRequest, watch: Watch, clock: Callable[[], float]) -> None:
        self._request = request
        self._watch = watch
        self._clock = clock
        self._stages: list[CheckStage] = []

    def report(self) -> CheckReport:
        self._run_all()
        return CheckReport(tuple(self._stages))

    def _run_all(self) -> None:
        root = self._request.ontology
        self._stage("ontology files", lambda _: check_files(root))
        if self._stages[-1].faults:
            self._skip(_AFTER_FILES, "shapes and quality", "axioms")
            self._skip_knowledge(_AFTER_FILES)
            return
        self._stage("shapes and quality", lambda _: check_rules(root))
        library = self._axioms(root)
        if library is None:
            self._skip_knowledge(_AFTER_AXIOMS)
        else:
            self._knowledge(library, root)

    def _axioms(self, root: Path) -> Library | None:
        opened: list[Library | None] = []

        def look(_: Progress) -> Outcome:
            outcome, library = check_axioms(root)
            opened.append(library)
            return outcome

        self._stage("axioms", look)
        return opened[0] if opened else None

    def _knowledge(self, library: Library, root: Path) -> None:
        banks: list[ItemBank] = []

        def content(_: Progress) -> Outcome:
            banks.extend(_load_banks(library, self._request.content))
            return _content_outcome(banks, self._request.content)

        self._stage("stored questions", lambda _: check_questions(library))
        self._stage("items and vignettes", content)
        cases: dict[str, list[Case]] = {
            bank.guideline.slug: [vignette.case for vignette in bank.vignettes.values()]
            for bank in banks
        }
        self._stage("evaluators agree", lambda _: check_agreement(library, cases))
        if (source := self._request.source) is not None:
            self._stage(
                "source document",
                lambda _: check_source(library, root, source.guideline, source.file, source.text),
            )
        if self._request.oracle:
            self._stage(
                "HermiT agrees", lambda progress: check_oracle(library, root, cases, progress)
            )
        else:
            self._skip("Left out, as asked.", "HermiT agrees")

    def _skip_knowledge(self, why: str) -> None:
        source = ["source document"] if self._request.source else []
        self._skip(
            why,
            *("stored questions", "items and vignettes", "evaluators agree", *source),
            "HermiT agrees",
        )

    def _stage(self, title: str, look: Callable[[Progress], Outcome]) -> None:
        start = self._clock()
        with self._watch(title) as progress:
            try:
                outcome = look(progress)
            except KnowledgeGraphError as error:
                outcome = Outcome((), (Fault(None, None, "", "stage", str(error)),))
        seconds = self._clock() - start
        self._stages.append(CheckStage(title, outcome.counts, outcome.faults, seconds))

    def _skip(self, why: str, *titles: str) -> None:
        self._stages += [CheckStage(title, (), (), 0.0, skipped=why) for title in titles]


def _load_banks(library: Library, folder: Path) -> list[ItemBank]:
    slugs = set(library.guidelines)
    return [
        load_bank(folder, Knowledge(guideline, library.reasoner(slug).assess), slugs - {slug})
        for slug, guideline in library.guidelines.items()
    ]


def _content_outcome(banks: list[ItemBank], folder: Path) -> Outcome:
    # A file that cannot be read is a defect for every guideline, since none can claim it.
    # Vignettes go first: a defect of one is the cause of defects of its items.
    defects = sorted(
        {defect for bank in banks for defect in bank.defects},
        key=lambda defect: (not defect.file.startswith("vignettes"), defect),
    )
    counts = (
        (sum(len(bank.items) for bank in banks), "sound item"),
        (sum(len(bank.vignettes) for bank in banks), "sound vignette"),
    )
    faults = tuple(
        Fault(
            folder / defect.file,
            defect.line,
            defect.item,
            defect.rule,
            defect.message,
            key=defect.key,
        )
        for defect in defects
    )
    return Outcome(counts, faults)
