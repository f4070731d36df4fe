"""
What is proposed to an author: found anew from a form, so that nobody has to send it back.

The same form gives the same offers. Each of them is proven and free of what the linter finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from app.proposals import Proposals
from app.services import Services
from kg.derivation import Derivation, Verdict
from kg.drafts import draft_of
from quizzes.drafts.check import check_draft
from quizzes.drafts.model import Draft, Part
from quizzes.generation.difficulty import Knobs, Level, level_of, predicted_difficulty
from quizzes.generation.generator import Wish, generate, known_signatures
from quizzes.generation.proposals import ProposalKind
from quizzes.generation.vignettes import propose_vignette
from quizzes.lint.linter import lint_item
from quizzes.model import Vignette
from quizzes.proving import KeyedItem

#: How many offers a page has at most.
MOST = 10
LONGEST_SEED = 40

_SOME = 3
_FIRST_SEED = "1"

# The id in the text of a draft, which is written by us: one line, and no quotes in it.
_ID = re.compile(r"^id: *([\w-]+) *$", re.MULTILINE)

_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class ProposalForm:
    """
    What an author asks for. None and "" ask for nothing in particular.

    *part* is None as long as nothing was asked. *kind* narrows items alone.
    """

    guideline: str
    part: Part | None
    kind: ProposalKind | None
    criterion: str
    verdict: Verdict | None
    level: Level | None
    count: int
    seed: str

    def fields(self) -> dict[str, str]:
        """Return what a form or an address sends to ask for the same again."""
        what = self.kind or self.part
        return {
            "guideline": self.guideline,
            "what": what.value if what else "",
            "criterion": self.criterion,
            "verdict": self.verdict.value if self.verdict else "",
            "level": self.level.value if self.level else "",
            "count": str(self.count),
            "seed": self.seed,
        }

    @property
    def next_seed(self) -> str:
        """The seed to go on with for other offers."""
        head = self.seed.rstrip("0123456789")
        number = str(int(self.seed[len(head) :] or "1") + 1)
        return f"{head[: LONGEST_SEED - len(number)]}{number}"


@dataclass(frozen=True, slots=True)
class Offer:
    """
    One item or vignette that can be taken into a draft with the content file *text*.

    *about* is the criterion or statement that it is made for. *difficulty* is the predicted share
    of wrong first answers, worked out from *knobs*. Of an item there is *keyed*, the item with its
    key; of a *vignette* there is the *derivation* of its verdict. The others are None.
    """

    id: str
    kind: ProposalKind | None
    about: str
    text: str
    knobs: Knobs
    difficulty: float
    level: Level
    keyed: KeyedItem | None = None
    vignette: Vignette | None = None
    derivation: Derivation | None = None

    @property
    def part(self) -> Part:
        """Whether it is an item or a vignette."""
        return Part.VIGNETTE if self.keyed is None else Part.ITEM


def read_form(fields: Callable[[str], str], services: Services) -> ProposalForm | None:
    """
    Return what the *fields* of a form or an address ask for; None without such a guideline.

    What cannot be chosen counts as not chosen.
    """
    slug = fields("guideline") or next(iter(services.banks))
    if slug not in services.banks:
        return None
    what, criterion = fields("what"), fields("criterion")
    kind = _choice(ProposalKind, what)
    count = fields("count")
    return ProposalForm(
        guideline=slug,
        part=Part.ITEM if kind else _choice(Part, what),
        kind=kind,
        criterion=criterion if criterion in services.library.guideline(slug).criteria else "",
        verdict=_choice(Verdict, fields("verdict")),
        level=_choice(Level, fields("level")),
        count=int(count) if count in _COUNTS else _SOME,
        seed=fields("seed").strip()[:LONGEST_SEED] or _FIRST_SEED,
    )


def offers(form: ProposalForm, services: Services) -> tuple[Offer, ...] | None:
    """
    Return what fits *form*, at most as many as it asks for; None while too many others ask.

    May take seconds the first time.
    """
    if form.part is None:
        return ()
    found = _items if form.part is Part.ITEM else _vignettes
    bank = services.banks[form.guideline]
    kept: Proposals[tuple[Offer, ...]] = services.proposals
    return kept.of(form, bank, lambda: tuple(found(form, services)))


def drafts_taken(services: Services, slug: str) -> dict[tuple[Part, str], Draft]:
    """Return the drafts of a guideline by what they are and the id that stands in their text."""
    drafts = [draft for draft in services.workshop.drafts.all() if draft.guideline == slug]
    named = ((draft, _ID.search(draft.latest.text)) for draft in reversed(drafts))
    return {(draft.part, found[1]): draft for draft, found in named if found}


def _items(form: ProposalForm, services: Services) -> Iterator[Offer]:
    draft = draft_of(services.library.reasoner(form.guideline))
    context = services.workshop.context(form.guideline)
    wish = Wish(
        count=form.count,
        kinds=frozenset({form.kind} if form.kind else ()),
        criteria=frozenset({form.criterion} if form.criterion else ()),
        verdicts=frozenset({form.verdict} if form.verdict else ()),
        levels=frozenset({form.level} if form.level else ()),
    )

    def lint(keyed: KeyedItem) -> tuple[str, ...]:
        return tuple(str(finding) for finding in lint_item(keyed.item, context))

    known = known_signatures(services.banks[form.guideline])
    for proposal, keyed in generate(draft, wish, form.seed, lint, known).accepted:
        yield Offer(
            id=proposal.id,
            kind=proposal.kind,
            about=proposal.about,
            text=proposal.yaml(draft.guideline),
            knobs=proposal.knobs,
            difficulty=proposal.difficulty,
            level=proposal.level,
            keyed=keyed,
        )


def _vignettes(form: ProposalForm, services: Services) -> Iterator[Offer]:
    """Yield a vignette for each verdict in turn; one with which none is found is left out."""
    draft = draft_of(services.library.reasoner(form.guideline))
    context = services.workshop.context(form.guideline)
    verdicts = [form.verdict] if form.verdict else list(Verdict)
    criteria = frozenset({form.criterion} if form.criterion else ())
    taken = set(context.bank.vignettes)
    for number in range(form.count):
        if not verdicts:
            return
        verdict = verdicts[number % len(verdicts)]
        made = propose_vignette(draft, verdict, f"{form.seed}-{number}", criteria, form.level)
        if made is None:
            verdicts.remove(verdict)
            continue
        text = made.yaml(form.guideline)
        check = check_draft(text, Part.VIGNETTE, context)
        if made.id in taken or not check.can_be_published:
            continue
        taken.add(made.id)
        difficulty = predicted_difficulty(made.knobs)
        yield Offer(
            id=made.id,
            kind=None,
            about=made.data["teaches"][0],
            text=text,
            knobs=made.knobs,
            difficulty=difficulty,
            level=level_of(difficulty),
            vignette=check.vignette,
            derivation=made.derivation,
        )


def basis(offer: Offer) -> tuple[str, ...]:
    """Return in words what the difficulty of *offer* is predicted from."""
    knobs = offer.knobs
    told = [_counted(knobs.criteria, "criterion", "criteria") + " to work through"]
    if knobs.distance is not None:
        told.append(f"a value {knobs.distance:.0%} away from its threshold")
    if knobs.irrelevant:
        told.append(_counted(knobs.irrelevant, "fact") + " beside the point")
    if knobs.steps:
        told.append(_counted(knobs.steps, "step") + " up or down the findings")
    if knobs.unknown:
        told.append("something unknown to be noticed")
    if offer.part is Part.ITEM:
        told.append(f"{knobs.similar:.0%} of the wrong answers close to the right one")
    else:
        told.append("half of the wrong verdicts taken to be close to the right one")
    return tuple(told)


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def _choice(choices: type[_Choice], value: str) -> _Choice | None:
    return next((choice for choice in choices if choice.value == value), None)


_COUNTS: Mapping[str, int] = {str(number): number for number in range(1, MOST + 1)}
