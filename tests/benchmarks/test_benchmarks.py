"""The benchmarks run, and their engines agree. Nothing here is about time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from benchmarks.cases import draw_cases
from benchmarks.engines import Oxigraph
from benchmarks.learners import choose
from benchmarks.reasoning import DisagreementError, decide
from kg.derivation import Verdict
from kg.reasoner import Reasoner

ROOT = Path(__file__).parents[2]
RANDOM = Random(1)


@pytest.mark.oracle
def test_every_part_runs_and_all_engines_agree() -> None:
    command = [sys.executable, "-W", "error", "-m", "benchmarks", "--quick"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)

    assert run.returncode == 0, run.stderr
    assert "All engines agreed on all of" in run.stdout
    assert "of 10 items, median" in run.stdout
    assert "/what-if" in run.stdout
    assert "5 learners" in run.stdout


def test_the_same_seed_draws_the_same_cases_and_every_verdict_comes_up(reasoner: Reasoner) -> None:
    cases = draw_cases(reasoner, 200)

    assert cases == draw_cases(reasoner, 200)
    assert set(reasoner.verdicts(cases).values()) == set(Verdict)


def test_a_wrong_answer_of_an_engine_stops_the_run(reasoner: Reasoner) -> None:
    cases = draw_cases(reasoner, 5)
    truth = dict(reasoner.classify(cases)) | {"case-3": frozenset({"I1Met"})}

    with pytest.raises(DisagreementError, match="case-3"):
        decide(Oxigraph(reasoner), cases, truth)


QUESTION = """
<button data-event="previous">Back</button>
<form data-event="answer" data-required="answer">
  <input type="hidden" name="step" value="1">
  <input type="radio" name="answer" value="b"><input type="radio" name="confidence" value="3">
  <button type="submit">Check</button>
</form>
"""


@pytest.mark.parametrize(
    ("html", "event"),
    [
        (QUESTION, ("answer", {"step": ["1"], "answer": ["b"]})),
        ('<button data-event="again">Again</button>', ("again", {})),
    ],
)
def test_a_learner_does_what_the_page_offers(
    html: str, event: tuple[str, dict[str, list[str]]]
) -> None:
    assert choose(html, RANDOM) == event


def test_a_learner_whom_nothing_leads_on_stops_the_run() -> None:
    with pytest.raises(LookupError, match="Nothing here leads on"):
        choose("<p>The end</p>", RANDOM)
