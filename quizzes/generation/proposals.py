"""
Proposals: an item as it would stand in its file, proven and linted before anybody sees it.

What is proposed is plain data in the form of the content files, so that an accepted proposal is a
file like any other, and is judged like one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any

import yaml

from kg.case import Absent, Fact, Present, Value
from kg.model import Guideline
from quizzes.errors import ContentError
from quizzes.generation.difficulty import Knobs, Level, level_of, predicted_difficulty
from quizzes.loading import read_item
from quizzes.proving import KeyedItem, Prover
from quizzes.yaml_source import parse_yaml


class ProposalKind(Enum):
    """What a generated item asks for."""

    RECALL = "recall"
    APPLICATION = "application"
    BOUNDARY = "boundary"
    CANNOT_TELL = "cannot-tell"
    NEXT_FACT = "next-fact"
    CONTRAST = "contrast"
    RESTS_ON = "rests-on"


@dataclass(frozen=True)
class Proposal:
    """
    A draft of an item.

    *data* is what its file would hold, without id, kind of content and guideline. *about* names the
    criterion or statement that it is made for, *verdict* that of its case, empty without one.
    """

    kind: ProposalKind
    about: str
    folder: str
    data: Mapping[str, Any]
    knobs: Knobs
    verdict: str = ""

    @property
    def id(self) -> str:
        """A name made of what it asks for and a digest, the same on every run."""
        digest = sha256(repr(self.data).encode()).hexdigest()[:6]
        about = "".join(c if c.isalnum() else "-" for c in self.about.lower())
        return f"{self.kind.value}-{about}-{digest}"

    @property
    def difficulty(self) -> float:
        """The predicted share of wrong first answers."""
        return predicted_difficulty(self.knobs)

    @property
    def level(self) -> Level:
        """The prediction in a word."""
        return level_of(self.difficulty)

    @property
    def signature(self) -> str:
        """What makes it the same item as another, whatever its wording: case and claims."""
        return signature_of(self.data)

    def yaml(self, guideline: Guideline) -> str:
        """Return the text of its file; `status: draft`, for an educator to change and accept."""
        head = {
            "id": self.id,
            "kind": self.data["kind"],
            "guideline": guideline.slug,
            "status": "draft",
            "tags": ["generated", self.kind.value, f"predicted-{self.level.value}"],
        }
        rest = {key: value for key, value in self.data.items() if key not in head}
        return written({**head, **rest})


def signature_of(data: Mapping[str, Any]) -> str:
    """Return what makes an item the same as another: its case and its claims."""
    options = data.get("options", [])
    claims = sorted(repr(option.get("claim", option.get("answer"))) for option in options)
    asked = tuple(data.get(key) for key in ("case", "vignette", "claim", "answer_from", "steps"))
    return repr((asked, claims))


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a proposal is no item: what could not be proven, or what the linter found."""

    proposal: Proposal
    reasons: tuple[str, ...]


def proven(proposal: Proposal, guideline: Guideline, prover: Prover) -> KeyedItem | Rejected:
    """
    Return the item with its key, or why there is none.

    An option that is merely unstated, neither proven right nor proven wrong, is a reason.
    """
    content = proposal.yaml(guideline).encode()
    try:
        source = parse_yaml(content, proposal.id, f"{proposal.folder}/{proposal.id}.yaml")
        return prover.item(read_item(source, guideline), {})
    except ContentError as error:
        return Rejected(proposal, tuple(str(defect) for defect in error.defects))


def option(
    id_: str, text: str, claim: Mapping[str, Any], rationale: str, statements: tuple[str, ...]
) -> dict[str, Any]:
    """Return one option as its file holds it."""
    return {
        "id": id_,
        "text": text,
        "claim": dict(claim),
        "rationale": rationale,
        "statements": list(dict.fromkeys(statements)),
    }


def facts_data(facts: frozenset[Fact], guideline: Guideline) -> dict[str, Any]:
    """Return a case as its file holds it."""
    present = sorted(fact.finding for fact in facts if isinstance(fact, Present))
    absent = sorted(fact.finding for fact in facts if isinstance(fact, Absent))
    values: dict[str, dict[str, Any]] = {}
    for fact in sorted(facts, key=repr):
        if isinstance(fact, Value):
            held = values.setdefault(fact.observable, {})
            held[fact.bound.value] = fact.amount
            held["unit"] = guideline.observables[fact.observable].ucum
    parts: dict[str, Any] = {"present": present, "absent": absent, "values": values}
    return {key: value for key, value in parts.items() if value}


def fact_data(fact: Fact, guideline: Guideline) -> dict[str, Any]:
    """Return one fact as a claim holds it."""
    match fact:
        case Present(finding):
            return {"present": finding}
        case Absent(finding):
            return {"absent": finding}
        case Value():
            return {"values": facts_data(frozenset({fact}), guideline)["values"]}


def written(data: Mapping[str, Any]) -> str:
    """Return *data* as YAML in the order given, numbers as they are."""
    return yaml.dump(
        dict(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96, indent=2
    )


class _Dumper(yaml.SafeDumper):
    """Writes what content files hold."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key, as the files that people write do."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Write out what stands twice."""
        return True


def _number(dumper: yaml.SafeDumper, amount: Decimal) -> yaml.ScalarNode:
    text = format(amount.normalize(), "f")
    tag = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", text)


_Dumper.add_representer(Decimal, _number)
