"""W16, W17, W19, W21 and W22: what the item tells, and whether it needs it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from quizzes.case_claims import DecisiveFactClaim, implies
from quizzes.claims import needs_case
from quizzes.document_claims import ContentClaim
from quizzes.lint.examined import Answer, Choice, Examined, ExaminedVignette, Found, Readable
from quizzes.lint.findings import Span
from quizzes.lint.words import word_count
from quizzes.model import ChoiceStep

# The thresholds of this module are our own.
_MOST_WORDS = 180
_MOST_UNUSED = 0.4
_MANY_UNUSED = 4  # facts; a case of which little is known is not dressed up
_FEWEST_REASON_WORDS = 8

_DEMOGRAPHIC = re.compile(
    r"\b(?:caucasian|african[- ]american|asian|hispanic|latin[oax]|indigenous|aboriginal|native "
    r"american|black (?:man|woman|male|female|patient|person)|white (?:man|woman|male|female|"
    r"patient|person)|(?:his|her|their) (?:race|ethnicity|skin colou?r|religion|nationality)|"
    r"muslim|jewish|christian|hindu|buddhist|catholic|protestant|atheist|heterosexual|homosexual|"
    r"gay|lesbian|bisexual|transgender|(?:im|em)migrant|refugee|foreigner|of (?:\w+ )?(?:descent|"
    r"origin|ancestry))\b",
    re.IGNORECASE,
)


def window_dressing(examined: Examined) -> Iterator[Found]:
    """W16 of an item: a stem that takes long to read."""
    if examined.stem:
        yield from _too_long(examined.stem.place, examined.stem.text)


def window_dressing_of_story(examined: ExaminedVignette) -> Iterator[Found]:
    """W16 of a vignette: a long story, or one of which much bears on no criterion."""
    yield from _too_long("narrative", examined.vignette.case.narrative)
    facts = examined.vignette.case.facts
    used = {
        fact
        for result in examined.derivation.criteria
        for support in result.facts
        for fact in support
    }
    unused = len(facts - used)
    share = unused / max(1, len(facts))
    if unused >= _MANY_UNUSED and share > _MOST_UNUSED:
        yield Found(
            "",
            None,
            f"{share:.0%} of the facts bear on no criterion.",
            "Leave out those that neither mislead on purpose nor make the patient a person.",
        )


def _too_long(place: str, text: str) -> Iterator[Found]:
    count = word_count(text)
    if count > _MOST_WORDS:
        message = f"The text has {count} words, so that reading is tested."
        yield Found(place, None, message, f"Tell it in {_MOST_WORDS} words at most.")


def needless_vignette(examined: Examined) -> Iterator[Found]:
    """W17: a patient in an item of which every claim is about the document."""
    item = examined.item
    if item.vignette is None and item.case is None:
        return
    claims = [
        option.claim
        for step in item.steps
        if isinstance(step, ChoiceStep)
        for option in step.options
    ]
    if not any(needs_case(claim) for claim in claims):
        place = "vignette" if item.vignette is not None else "case"
        yield Found(
            place,
            None,
            "No option claims anything of this patient, so the story is read for nothing.",
            "Ask about the patient, or take the story away.",
        )


def implausible_distractor(examined: Examined) -> Iterator[Found]:
    """W19: a wrong option that the case or the kind of the answer rules out at a glance."""
    for choice in examined.choices:
        if not choice.keyed or choice.is_scale:
            continue
        kinds = _kinds(choice, examined)
        for answer in choice.wrong:
            message = _why_implausible(answer, examined)
            if not message and _is_alone(answer, choice, kinds):
                message = f"This is of the kind {kinds[answer.option.id]}; no other option is."
            if message:
                remedy = "Take an answer that somebody who half knows would give."
                yield Found(answer.text.place, None, message, remedy)


def _why_implausible(answer: Answer, examined: Examined) -> str:
    claim, case = answer.option.claim, examined.keyed.case if examined.keyed else None
    knowledge = examined.context.knowledge
    if case is None or not isinstance(claim, DecisiveFactClaim):
        return ""
    if implies(case.facts, claim.fact, knowledge):
        return ""
    return "The case does not have this fact, so it is ruled out by reading."


def _kinds(choice: Choice, examined: Examined) -> dict[str, str]:
    """Return the kind of topic that each option gives as an answer to the one aspect asked for."""
    topics = examined.context.bank.guideline.topics
    claims = {answer.option.id: answer.option.claim for answer in choice.answers}
    given = {id_: claim for id_, claim in claims.items() if isinstance(claim, ContentClaim)}
    # Where each option names an aspect of its own, each is of the kind that its aspect asks for.
    if len({claim.aspect for claim in given.values()}) != 1:
        return {}
    return {id_: topics[claim.value].kind for id_, claim in given.items()}


def _is_alone(answer: Answer, choice: Choice, kinds: dict[str, str]) -> bool:
    if len(kinds) < len(choice.answers):
        return False
    spread = Counter(kinds.values())
    return spread[kinds[answer.option.id]] == 1 and max(spread.values()) > 1


def missing_reason(examined: Examined) -> Iterator[Found]:
    """W21: a rationale too short to explain, or the same on two options."""
    for choice in examined.choices:
        seen: dict[str, str] = {}
        for answer in choice.answers:
            text = " ".join(answer.rationale.text.casefold().split())
            count = word_count(text)
            if count < _FEWEST_REASON_WORDS:
                yield Found(
                    answer.rationale.place,
                    None,
                    f"The rationale has {count} words: it says that, and hardly why.",
                    "Name the criterion or the line that makes it right or wrong.",
                )
            elif text in seen:
                yield Found(
                    answer.rationale.place,
                    None,
                    f"This is the rationale of {seen[text]} as well.",
                    "Say of each option by itself why it is right or wrong.",
                )
            seen.setdefault(text, answer.place)


def irrelevant_demographic(examined: Readable) -> Iterator[Found]:
    """W22: race, religion, origin or orientation, which no criterion asks for."""
    vocabulary = examined.context.vocabulary
    for text in examined.texts:
        for found in _DEMOGRAPHIC.finditer(text.text):
            if set(found.group().lower().split()) <= vocabulary:
                continue
            yield Found(
                text.place,
                Span(found.start(), found.end()),
                f"'{found.group()}' bears on no criterion and can feed a stereotype.",
                "Leave it out.",
            )
