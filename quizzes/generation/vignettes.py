"""Whole vignettes for a wanted verdict, set of criteria and difficulty, alone or with a twin."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from kg.case import Case
from kg.derivation import Derivation, Status, Verdict
from kg.drafts import Draft, deciding
from kg.edits import apply_edit
from kg.evaluation import FactSet
from quizzes.generation.changes import likely_changes
from quizzes.generation.difficulty import Knobs, Level, level_of, predicted_difficulty
from quizzes.generation.patients import Patient, PatientMaker
from quizzes.generation.proposals import facts_data, written
from quizzes.generation.story import story

_TITLES = (
    "A folder of reports",
    "The second opinion",
    "A short summary",
    "Before the visit",
    "At the end of the shift",
    "A letter from the practice",
    "The weekly conference",
    "One more look at the file",
    "A question on the ward",
    "The call from a colleague",
)

#: How many patients are made before a wish is given up.
_TRIALS = 60
_MOST_IRRELEVANT = 4


@dataclass(frozen=True)
class VignetteProposal:
    """A draft of a vignette: what its file would hold, without id and guideline."""

    data: dict[str, Any]
    derivation: Derivation
    knobs: Knobs
    twin: str = ""

    @property
    def id(self) -> str:
        """A name made of its title and a digest, the same on every run."""
        facts = {key: self.data.get(key) for key in ("present", "absent", "values")}
        digest = sha256(repr(facts).encode()).hexdigest()[:6]
        return f"{self.data['title'].lower().replace(' ', '-')}-{digest}"

    @property
    def verdict(self) -> Verdict:
        """The derived verdict, which no file holds."""
        return self.derivation.verdict

    @property
    def level(self) -> Level:
        """How hard it is predicted to be."""
        return level_of(predicted_difficulty(self.knobs))

    def yaml(self, slug: str) -> str:
        """Return the text of its file, a draft for an educator to change and accept."""
        head = {"id": self.id, "guideline": slug, "status": "draft"}
        tail = {"twin_of": self.twin} if self.twin else {}
        return written({**head, **self.data, **tail})


def propose_vignette(
    draft: Draft,
    verdict: Verdict,
    seed: str,
    criteria: frozenset[str] = frozenset(),
    level: Level | None = None,
) -> VignetteProposal | None:
    """
    Return a vignette with *verdict*; None if no such patient was found.

    Args:
        draft: The guideline.
        verdict: What must follow.
        seed: Any text; the same one gives the same vignette.
        criteria: One of these turns the verdict; any may if empty.
        level: How hard it should be predicted to be; any if None.
    """
    random = Random(f"{seed}\nvignette")  # noqa: S311 - texts are varied, nothing is kept secret
    maker = PatientMaker(draft, random)
    wanted: list[str | None] = [*sorted(criteria)] or [None]
    for _ in range(_TRIALS):
        chosen = random.choice(wanted)
        patient = maker.patient(verdict, chosen, random.randint(0, _MOST_IRRELEVANT))
        if patient is None:
            continue
        proposal = _proposal(patient, draft, random)
        if level is None or proposal.level is level:
            return proposal
    return None


def propose_twin(vignette: VignetteProposal, draft: Draft, seed: str) -> VignetteProposal | None:
    """Return the contrast twin of *vignette*: one fact away, with another verdict."""
    random = Random(f"{seed}\ntwin")  # noqa: S311 - as above
    derivation = vignette.derivation
    found = likely_changes(Patient(derivation, None, frozenset()), draft, random)
    if found is None:
        return None
    _, fact, _ = found
    facts = apply_edit(derivation.case.facts, fact, draft.hierarchy)
    result = draft.assess(Case("twin", draft.guideline.slug, facts))
    if not isinstance(result, Derivation) or not _is_one_change(derivation.case.facts, facts):
        return None
    told = _proposal(Patient(result, None, frozenset()), draft, random)
    return VignetteProposal(told.data, told.derivation, told.knobs, twin=vignette.id)


def _proposal(patient: Patient, draft: Draft, random: Random) -> VignetteProposal:
    guideline = draft.guideline
    statuses = {result.criterion: result.status for result in patient.derivation.criteria}
    turning = patient.criterion or next(
        (c for c in deciding(guideline) if patient.derivation.criterion(c).decisive),
        deciding(guideline)[0],
    )
    unknown = [c for c in deciding(guideline) if statuses[c] is Status.UNKNOWN]
    title = random.choice(_TITLES)
    return VignetteProposal(
        data={
            "title": title,
            "narrative": story(patient.facts, guideline, random, paragraphs=True),
            **facts_data(patient.facts, guideline),
            "teaches": [turning],
            "comment": f"Generated. It turns on {turning}:"
            f" {guideline.criteria[turning].definition}",
        },
        derivation=patient.derivation,
        knobs=Knobs(
            criteria=len(deciding(guideline)),
            irrelevant=len(patient.added),
            similar=0.5,
            unknown=bool(unknown),
        ),
    )


def _is_one_change(before: FactSet, after: FactSet) -> bool:
    return len(before - after) <= 1 and len(after - before) <= 1
