"""
The first guideline decided by brute force, and a generator of consistent cases.

Written from the design, not from the ontology, and sharing no code with the package but the values
that stand for facts: its own hierarchy, its own criteria, its own idea of a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.derivation import Status, Verdict

SLUG = "bilateral-sacroplasty"
WEEKS = "ConservativeManagementDuration"

PARENT = {
    "SacralInsufficiencyFracture": "SacralFracture",
    "UnilateralSacralInsufficiencyFracture": "SacralInsufficiencyFracture",
    "BilateralSacralInsufficiencyFracture": "SacralInsufficiencyFracture",
    "BilateralFractureConfirmedOnMriOrCt": "BilateralSacralInsufficiencyFracture",
    "BilateralFractureConfirmedOnMri": "BilateralFractureConfirmedOnMriOrCt",
    "BilateralFractureConfirmedOnCt": "BilateralFractureConfirmedOnMriOrCt",
    "DisplacedSacralFracture": "SacralFracture",
    "DisplacedFractureNeedingStabilization": "DisplacedSacralFracture",
    "AsymptomaticSacralFracture": "SacralFracture",
    "LowBackPain": "Pain",
    "SevereLowBackPain": "LowBackPain",
    "DisablingLowBackPain": "LowBackPain",
    "ChronicLowBackPain": "LowBackPain",
    "FractureAttributedPain": "Pain",
    "PainPersistingDespiteConservativeManagement": "Pain",
    "LimitedMobilityDueToPain": "Pain",
    "PainLimitingQualityOfLife": "Pain",
    "ActiveInfectionAtProcedureSite": "Infection",
    "InfectionElsewhere": "Infection",
    "SacralMetastasis": "Malignancy",
    "UncorrectableCoagulopathy": "Coagulopathy",
    "CorrectableCoagulopathy": "Coagulopathy",
    "PmmaAllergy": "BoneCementComponentAllergy",
}
ROOTS = ("Osteoporosis", "PainRelievedByConservativeManagement")
FINDINGS = sorted({*PARENT, *PARENT.values(), *ROOTS})
EXCLUSIVE = (
    ("UnilateralSacralInsufficiencyFracture", "BilateralSacralInsufficiencyFracture"),
    ("AsymptomaticSacralFracture", "FractureAttributedPain"),
    ("PainRelievedByConservativeManagement", "PainPersistingDespiteConservativeManagement"),
    ("CorrectableCoagulopathy", "UncorrectableCoagulopathy"),
)
MET_BY_PRESENCE = {
    "I1": "BilateralSacralInsufficiencyFracture",
    "I2": "BilateralFractureConfirmedOnMriOrCt",
    "I5": "PainPersistingDespiteConservativeManagement",
    "X1": "ActiveInfectionAtProcedureSite",
    "X2": "UncorrectableCoagulopathy",
    "X3": "BoneCementComponentAllergy",
    "X4": "DisplacedFractureNeedingStabilization",
    "X5": "AsymptomaticSacralFracture",
    "S1": "Osteoporosis",
    "S2": "LimitedMobilityDueToPain",
}
MET_BY_ABSENCE = {"I6": "Malignancy", "I7": "Infection"}
PAIN = ("SevereLowBackPain", "DisablingLowBackPain")
INCLUSIONS = ("I1", "I2", "I3", "I4", "I5", "I6", "I7")
EXCLUSIONS = ("X1", "X2", "X3", "X4", "X5")


@cache
def up(finding: str) -> frozenset[str]:
    return frozenset({finding}) | (up(PARENT[finding]) if finding in PARENT else frozenset())


@dataclass
class BruteForce:
    """Everything that follows from some facts, worked out one finding at a time."""

    facts: frozenset[Fact]

    def has(self, finding: str) -> bool:
        return any(isinstance(f, Present) and finding in up(f.finding) for f in self.facts)

    def lacks(self, finding: str) -> bool:
        stated = any(isinstance(f, Absent) and f.finding in up(finding) for f in self.facts)
        pairs = [*EXCLUSIVE, *((b, a) for a, b in EXCLUSIVE)]
        return stated or any(self.has(one) and other in up(finding) for one, other in pairs)

    def weeks(self, bound: Bound) -> list[Decimal]:
        return [f.amount for f in self.facts if isinstance(f, Value) and f.bound is bound]

    def statuses(self) -> dict[str, Status]:
        exact, least = self.weeks(Bound.EXACTLY), self.weeks(Bound.AT_LEAST)
        below = self.weeks(Bound.LESS_THAN)
        sides = {c: (self.has(f), self.lacks(f)) for c, f in MET_BY_PRESENCE.items()}
        sides |= {c: (self.lacks(f), self.has(f)) for c, f in MET_BY_ABSENCE.items()}
        sides["I3"] = (all(map(self.has, PAIN)), any(map(self.lacks, PAIN)))
        enough = any(w >= 3 for w in exact) or any(w >= 3 for w in least)
        sides["I4"] = (enough, any(w < 3 for w in exact) or any(w <= 3 for w in below))
        return {
            c: Status.MET if met else Status.REFUTED if refuted else Status.UNKNOWN
            for c, (met, refuted) in sides.items()
        }

    def verdict(self) -> Verdict:
        return decide(self.statuses())

    def contradicts_itself(self) -> bool:
        least, below = self.weeks(Bound.AT_LEAST), self.weeks(Bound.LESS_THAN)
        exact = self.weeks(Bound.EXACTLY)
        return (
            any(self.has(f) and self.lacks(f) for f in FINDINGS)
            or any(a >= b for a in (*exact, *least) for b in below)
            or any(e < a for e in exact for a in least)
            or len(set(exact)) > 1
        )


def decide(status: dict[str, Status]) -> Verdict:
    if any(status[c] is Status.MET for c in EXCLUSIONS):
        return Verdict.CONTRAINDICATED
    if any(status[c] is Status.REFUTED for c in INCLUSIONS):
        return Verdict.NOT_INDICATED
    met = all(status[c] is Status.MET for c in INCLUSIONS)
    if met and all(status[c] is Status.REFUTED for c in EXCLUSIONS):
        return Verdict.INDICATED
    return Verdict.CANNOT_TELL


def weeks(bound: Bound, amount: str) -> Value:
    return Value(WEEKS, bound, Decimal(amount))


ENOUGH = [
    *([weeks(Bound.EXACTLY, a)] for a in ("3", "3.0", "3.000000000000000001", "4", "26")),
    *([weeks(Bound.AT_LEAST, a)] for a in ("3", "3.5", "4")),
    [weeks(Bound.AT_LEAST, "3"), weeks(Bound.LESS_THAN, "5")],
]
TOO_SHORT = [
    *([weeks(Bound.EXACTLY, a)] for a in ("2.9", "2.999999999999999999", "0")),
    *([weeks(Bound.LESS_THAN, a)] for a in ("3", "2.9", "1")),
    [weeks(Bound.AT_LEAST, "1"), weeks(Bound.LESS_THAN, "3")],
]
UNSETTLED = [
    *([weeks(Bound.AT_LEAST, a)] for a in ("2.9", "2.999999999999999999")),
    *([weeks(Bound.LESS_THAN, a)] for a in ("3.000000000000000001", "4")),
    [],
]
BILATERAL = "BilateralFractureConfirmedOn"
# One choice of each line makes a case that is indicated.
INDICATED: list[list[list[Fact]]] = [
    [[Present(BILATERAL + how)] for how in ("Mri", "Ct", "MriOrCt")],
    [[Present("SevereLowBackPain")]],
    [[Present("DisablingLowBackPain")]],
    [[*choice] for choice in ENOUGH],
    [[Present("PainPersistingDespiteConservativeManagement")]],
    [[Absent("Malignancy")]],
    [[Absent("Infection")]],
    [
        [Absent("UncorrectableCoagulopathy")],
        [Absent("Coagulopathy")],
        [Present("CorrectableCoagulopathy")],
    ],
    [[Absent("BoneCementComponentAllergy")]],
    [[Absent("DisplacedSacralFracture")], [Absent("DisplacedFractureNeedingStabilization")]],
    [[Absent("AsymptomaticSacralFracture")], [Present("FractureAttributedPain")]],
]
LEAVES: list[Fact] = [
    *map(Present, [*MET_BY_PRESENCE.values(), *MET_BY_ABSENCE.values(), *PAIN]),
    *map(Absent, [*MET_BY_PRESENCE.values(), *MET_BY_ABSENCE.values(), *PAIN]),
    weeks(Bound.AT_LEAST, "3"),
    weeks(Bound.LESS_THAN, "3"),
]


def draw_facts(random: Random) -> frozenset[Fact]:
    """Start from an indicated case; take away, turn around and add at random."""
    lines = [random.choice(choices) for choices in INDICATED]
    for _ in range(random.choice((0, 0, 1, 2, 6))):
        lines.pop(random.randrange(len(lines)))
    facts = {fact for line in lines for fact in line}
    if random.random() < 0.3:
        facts -= {f for f in facts if isinstance(f, Value)}
        facts |= set(random.choice(random.choice((TOO_SHORT, UNSETTLED))))
    for _ in range(random.choice((0, 0, 1, 1, 2, 4))):
        among = random.choice((FINDINGS, [MET_BY_PRESENCE[c] for c in EXCLUSIONS]))
        new: Fact = random.choice((Present, Absent))(random.choice(among))
        if isinstance(new, Present):
            facts -= {Absent(f) for f in up(new.finding)}
        else:
            facts = {
                f for f in facts if not (isinstance(f, Present) and new.finding in up(f.finding))
            }
        facts.add(new)
    return frozenset(facts)


def draw_cases(count: int) -> list[Case]:
    random = Random(20261122)
    drawn: list[Case] = []
    while len(drawn) < count:
        facts = draw_facts(random)
        if not BruteForce(facts).contradicts_itself():
            drawn.append(Case(f"drawn-{len(drawn)}", SLUG, facts))
    return drawn


def sample(cases: list[Case], each: int) -> list[Case]:
    """Return the first *each* cases of every verdict."""
    by_verdict: dict[Verdict, list[Case]] = {verdict: [] for verdict in Verdict}
    for case in cases:
        by_verdict[BruteForce(case.facts).verdict()].append(case)
    return [case for found in by_verdict.values() for case in found[:each]]


def renamed(facts: Iterable[frozenset[Fact]]) -> list[Case]:
    return [Case(str(n), SLUG, known) for n, known in enumerate(facts)]
