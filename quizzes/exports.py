"""
Everything of one learner, to take along: JSON, CSV and xAPI.

JSON and CSV hold what is stored, the name too, because they are the learner's own. xAPI is made to
be handed on: its actor is the pseudonym and never a name. A statement that was handed on cannot be
taken back from here; deleting the learner does not reach it.

Of an exam that goes on the answers are exported, and not whether they are right: pages tell nothing
either before it ends. Nor is the verdict of a case whose decision waits for its rationale.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID, uuid5

from quizzes.bank import ItemBank
from quizzes.case_steps import (
    Asked,
    Compared,
    Decided,
    Marked,
    Skipped,
    Wanted,
    facts_to_json,
    step_from_json,
)
from quizzes.entries import Answer, CaseDecision, Progress, QuizRun, RunMode, StepTaken
from quizzes.mastery import is_right
from quizzes.records import Records
from quizzes.results import progress_of, with_end
from quizzes.sealed import sealed_decisions, sealed_runs

#: Under this are the addresses of what xAPI statements are about.
HOME = "https://w3id.org/guidegraph"

_ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
_RESPONDED = "http://adlnet.gov/expapi/verbs/responded"
_ASKED = "http://adlnet.gov/expapi/verbs/asked"
_COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
_SKIPPED = "http://id.tincanapi.com/verb/skipped"
_QUESTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
_ASSESSMENT = "http://adlnet.gov/expapi/activities/assessment"
# A zip file without a date of its own: the same records make the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)

_UNTIL_THE_END = "score, until the exam has ended"
_UNTIL_EXPLAINED = "derived, until the rationale is given"

Statement = dict[str, Any]
Banks = Mapping[str, ItemBank]


def as_json(records: Records, learner: str, at: datetime, banks: Banks) -> str:
    """
    Return everything that is kept of a learner as one JSON document: a list of rows a table.

    The `withheld` of an answer or a decision says what is left out of it, and until when. A run has
    its end even if nobody has noted it.

    Args:
        records: The store.
        learner: The pseudonym.
        at: The present moment.
        banks: All that is asked now: from it follows what has ended.
    """
    kept = _Kept(records, learner, at, banks)
    return json.dumps(kept.told(), indent=2, ensure_ascii=False) + "\n"


def as_csv_zip(records: Records, learner: str, at: datetime, banks: Banks) -> bytes:
    """
    Return everything that is kept of a learner as a zip with one CSV file a table.

    The files are in UTF-8 with a byte-order mark, by which spreadsheets know it. A table without
    rows has no file. Lists and responses are JSON in one field. The rest is as in `as_json`.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for table, rows in _Kept(records, learner, at, banks).told().items():
            if rows:
                folder.writestr(zipfile.ZipInfo(f"{table}.csv", _NO_DATE), _csv(rows))
    return packed.getvalue()


def as_xapi(
    records: Records, learner: str, at: datetime, banks: Banks, home: str = HOME
) -> Iterator[str]:
    """
    Yield xAPI 1.0.3 statements, one a line of JSON without a line end, in the order of the log.

    The steps of one attempt at a case have the same registration as its decision; the step that
    decided is told by the decision. An answer in an exam that goes on is "responded" without a
    score; once the exam has ended it is "answered", a statement of its own. So with a decision
    before and after its rationale.

    Args:
        records: The store.
        learner: The pseudonym.
        at: The present moment.
        banks: All that is asked now: from it follows what has ended.
        home: The home page of the account and the begin of every address.
    """
    made, kept = _Statements(learner, home), _Kept(records, learner, at, banks)
    statements = [
        *(
            made.answered(answer, progress.run, sealed=progress.run.id in kept.sealed_runs)
            for progress in kept.runs
            for answer in progress.answers
        ),
        *filter(None, map(made.stepped, records.steps(learner))),
        *(
            made.decided(decision, sealed=decision.id in kept.sealed_decisions)
            for decision in kept.decisions
        ),
        *(made.completed(progress) for progress in kept.runs if progress.run.finished),
    ]
    for statement in sorted(statements, key=lambda one: (one["timestamp"], one["id"])):
        yield json.dumps(statement, ensure_ascii=False)


class _Kept:
    """What is kept of one learner, and what has ended and what is sealed at a moment."""

    def __init__(self, records: Records, learner: str, at: datetime, banks: Banks) -> None:
        items = {id_: keyed for bank in banks.values() for id_, keyed in bank.items.items()}
        tales = {id_: tale for bank in banks.values() for id_, tale in bank.vignettes.items()}
        self._rows = records.export_learner(learner)
        self.decisions = records.decisions(learner)
        self.sealed_decisions = sealed_decisions(learner, self.decisions, records, tales)
        answers = records.answers(learner)
        # Read after the answers, so that the run of each answer is among them.
        runs = progress_of(records.runs(learner), answers)
        self.runs = [with_end(one, items, at) for one in runs]
        self.sealed_runs = sealed_runs(runs, items, at)

    def told(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows by table, without what may not be told yet."""
        ends = {one.run.id: one.run.finished for one in self.runs}
        runs = [
            {**row, "finished": end.isoformat() if (end := ends.get(row["id"])) else None}
            for row in self._rows["quiz_run"]
        ]
        answers = [
            _told(row, "score", _UNTIL_THE_END if row["run"] in self.sealed_runs else None)
            for row in self._rows["answer"]
        ]
        decisions = [
            _told(row, "derived", _UNTIL_EXPLAINED if row["id"] in self.sealed_decisions else None)
            for row in self._rows["case_decision"]
        ]
        return {**self._rows, "quiz_run": runs, "answer": answers, "case_decision": decisions}


def _told(row: dict[str, Any], field: str, withheld: str | None) -> dict[str, Any]:
    """Return *row* with its `withheld`; if that says anything, without the value of *field*."""
    return {**row, **({field: None} if withheld else {}), "withheld": withheld}


class _Statements:
    """Makes the xAPI statements of one learner."""

    def __init__(self, learner: str, home: str) -> None:
        self._learner = learner
        self._home = home
        account = {"homePage": home, "name": learner}
        self._actor = {"objectType": "Agent", "account": account}

    def answered(self, answer: Answer, run: QuizRun, *, sealed: bool) -> Statement:
        """
        Return the statement of one answer; several steps of an item are told apart by number.

        A *sealed* one does not tell whether the answer is right.
        """
        event, verb = ("response", _RESPONDED) if sealed else ("answer", _ANSWERED)
        score = {"scaled": answer.score, "raw": answer.score, "min": 0, "max": 1}
        grade = {} if sealed else {"score": score, "success": is_right(answer)}
        interaction, response = _response(answer.response)
        result = {**grade, **response, **self._confidence(answer.confidence)}
        versions = {
            self._extension("item-digest"): answer.item_digest,
            self._extension("guideline-version"): answer.guideline_version,
        }
        return {
            **self._head(f"{event}/{answer.run}/{answer.position}/{answer.step}", verb),
            "object": {
                "objectType": "Activity",
                "id": f"{self._home}/item/{answer.item}#step-{answer.step + 1}",
                "definition": {"type": _QUESTION, "interactionType": interaction},
            },
            # An empty result is not valid.
            **({"result": result} if result else {}),
            "context": {
                "registration": str(UUID(run.id)),
                "contextActivities": {
                    "parent": [self._run(run.id)],
                    "grouping": [self._guideline(run.guideline)],
                },
                "extensions": versions | {self._extension("mode"): run.mode.value},
            },
            "timestamp": answer.answered.isoformat(),
        }

    def decided(self, decision: CaseDecision, *, sealed: bool) -> Statement:
        """
        Return the statement of one decision on a vignette.

        A *sealed* one does not tell whether it is right.
        """
        event, verb = ("commitment", _RESPONDED) if sealed else ("decision", _ANSWERED)
        right = is_right(decision)
        score = {"scaled": float(right), "raw": int(right), "min": 0, "max": 1}
        grade = {} if sealed else {"score": score, "success": right}
        derived = {} if sealed else {self._extension("derived"): decision.derived.value}
        return {
            **self._head(f"{event}/{decision.id}", verb),
            "object": {
                "objectType": "Activity",
                "id": f"{self._home}/vignette/{decision.vignette}",
                "definition": {"type": _QUESTION, "interactionType": "choice"},
            },
            "result": {
                **grade,
                "response": decision.chosen.value,
                **self._confidence(decision.confidence),
            },
            "context": {
                "registration": str(UUID(decision.id)),
                "extensions": {
                    self._extension("facts-digest"): decision.facts_digest,
                    self._extension("guideline-version"): decision.guideline_version,
                    **derived,
                },
            },
            "timestamp": decision.decided.isoformat(),
        }

    def stepped(self, taken: StepTaken) -> Statement | None:
        """Return the statement of one step at a case; None for the decision itself."""
        match step_from_json(taken.step):
            case Decided():
                return None
            case Asked(subject):
                return self._step(taken, _ASKED, f"ask-{subject}")
            case Skipped():
                return self._step(taken, _SKIPPED, "rationale")
            case Wanted(subject):
                return self._step(taken, _ANSWERED, "rationale", [subject])
            case Marked(facts):
                named = [" ".join(chain(*fact.items())) for fact in facts_to_json(facts)]
                return self._step(taken, _ANSWERED, "rationale", named)
            case Compared(criterion, choice):
                return self._step(taken, _ANSWERED, f"twin-{criterion}", [choice])

    def _step(
        self, taken: StepTaken, verb: str, part: str, response: Sequence[str] = ()
    ) -> Statement:
        """Return the statement of a step at *part* of a case, with the *response* chosen there."""
        case = f"{self._home}/vignette/{taken.vignette}"
        statement: Statement = {
            **self._head(f"step/{taken.attempt}/{taken.position}", verb),
            "object": {
                "objectType": "Activity",
                "id": f"{case}#{part}",
                "definition": {"type": _QUESTION, "interactionType": "choice"},
            },
            "context": {
                "registration": str(UUID(taken.attempt)),
                "contextActivities": {"parent": [{"objectType": "Activity", "id": case}]},
                "extensions": {self._extension("facts-digest"): taken.facts_digest},
            },
            "timestamp": taken.taken.isoformat(),
        }
        return (
            {**statement, "result": {"response": "[,]".join(response)}} if response else statement
        )

    def completed(self, progress: Progress) -> Statement:
        """Return the statement of a finished run."""
        run = progress.run
        finished = run.finished or run.started
        return {
            **self._head(f"run/{run.id}", _COMPLETED),
            "object": self._run(run.id),
            "result": {
                "completion": True,
                "score": {"scaled": _score(progress)},
                "duration": _duration(finished - run.started),
            },
            "context": {
                "registration": str(UUID(run.id)),
                "contextActivities": {"grouping": [self._guideline(run.guideline)]},
                "extensions": {self._extension("mode"): run.mode.value},
            },
            "timestamp": finished.isoformat(),
        }

    def _head(self, event: str, verb: str) -> Statement:
        display = {"en": verb.rpartition("/")[2]}
        return {
            # The same event has the same id in every export, so that no store takes it twice.
            "id": str(uuid5(UUID(self._learner), event)),
            "actor": self._actor,
            "verb": {"id": verb, "display": display},
            "version": "1.0.3",
        }

    def _run(self, run: str) -> Statement:
        return {
            "objectType": "Activity",
            "id": f"{self._home}/quiz/{run}",
            "definition": {"type": _ASSESSMENT},
        }

    def _guideline(self, slug: str) -> Statement:
        return {"objectType": "Activity", "id": f"{self._home}/{slug}"}

    def _confidence(self, confidence: int | None) -> Statement:
        if confidence is None:
            return {}
        return {"extensions": {self._extension("confidence"): confidence}}

    def _extension(self, name: str) -> str:
        return f"{self._home}/xapi/{name}"


def _score(progress: Progress) -> float:
    """Return the mean over the items answered; what was left out of an exam counts 0."""
    scores: dict[int, list[float]] = {}
    for answer in progress.answers:
        scores.setdefault(answer.position, []).append(answer.score)
    counted = progress.run.items if progress.run.mode is RunMode.EXAM else scores
    return sum(sum(given) / len(given) for given in scores.values()) / max(1, len(counted))


def _response(entry: Any) -> tuple[str, Statement]:
    """Return the kind of interaction, and the response in the notation that SCORM gave xAPI."""
    match entry:
        case {"options": [_, *_] as options}:
            return "choice", {"response": "[,]".join(options)}
        case {"options": _}:
            return "choice", {}
        case {"amount": amount}:
            return "numeric", {"response": str(amount)}
    return "other", {}


def _duration(taken: timedelta) -> str:
    """Return a duration in ISO 8601, to the hundredth of a second, as xAPI compares them."""
    return f"PT{max(0.0, taken.total_seconds()):.2f}S"


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(_flat(rows))
    return text.getvalue().encode("utf-8-sig")


def _flat(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows in which lists and objects are JSON text."""
    for row in rows:
        yield {
            name: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
            for name, value in row.items()
        }
