"""English for generated texts: lists, openings and turns of phrase that any guideline can use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from kg.derivation import Status, Verdict
from kg.model import Role

#: How a patient comes in. `{patient}` is "a 74-year-old patient" or "a patient".
OPENINGS = (
    "{Patient} is presented at the weekly case conference.",
    "{Patient} is referred by letter.",
    "{Patient} is seen on the ward round.",
    "{Patient} comes to the outpatient clinic.",
    "A colleague asks for a second opinion on {patient}.",
    "{Patient} is handed over at the end of the shift.",
    "A general practitioner refers {patient}.",
    "{Patient} is transferred from another hospital.",
)

#: Facts for which the guideline has no sentences; `{list}` is a list of their labels.
RECORDED = ("On record: {list}.", "The file also says: {list}.")

#: `{title}` is that of the guideline, `{verdict}` a decision.
VERDICT_QUESTIONS = (
    "By the criteria of *{title}*, what is the decision for this patient?",
    "Which decision do the criteria of *{title}* lead to?",
    "Going by *{title}*, what follows for this patient?",
)

NEXT_FACT_QUESTIONS = (
    "By *{title}* the case cannot be decided yet. Which question should be put next?",
    "Which answer could settle this case by *{title}*?",
)

CHANGE_QUESTIONS = (
    "Suppose one thing were otherwise. By *{title}*, what would make the decision *{verdict}*?",
    "By *{title}*, which single change would turn the decision into *{verdict}*?",
)

DECIDING_FACT_QUESTIONS = (
    "By *{title}* the decision is *{verdict}*. On which of these facts does it rest?",
    "By *{title}*, which fact makes the decision *{verdict}*?",
)

CRITERION_QUESTIONS = (
    "Which requirement of *{title}* does this patient fail?",
    "Which of these requirements of *{title}* is refuted here?",
)

#: `{told}` is the one sentence that is known.
SHORT_STEMS = (
    "A short referral says no more than this: “{told}”",
    "So far, one entry has been made in the file: “{told}”",
    "A colleague has told you one thing by telephone: “{told}”",
)

ROLE_NOUN = {
    Role.INCLUSION: "requirement",
    Role.EXCLUSION: "contraindication",
    Role.SUPPORTING: "supporting criterion",
}

STATUS_WORD = {Status.MET: "met", Status.REFUTED: "refuted", Status.UNKNOWN: "open"}

VERDICT_TEXT = {verdict: verdict.value.capitalize() for verdict in Verdict}


def pick(random: Random, among: Sequence[str], **words: str) -> str:
    """Return one of some templates with *words* put in."""
    return random.choice(among).format(**words)


def capital(text: str) -> str:
    """Return *text* with a capital first letter and the rest as it is: MRI stays MRI."""
    return text[:1].upper() + text[1:]


def sentence_of(text: str) -> str:
    """Return *text* as a sentence, with a capital and one full stop."""
    return capital(text.strip().rstrip(".")) + "."


def listed(phrases: Iterable[str], last: str = "and") -> str:
    """Return phrases as a list: "a, b and c"; semicolons where a phrase has commas of its own."""
    known = list(phrases)
    if len(known) < 2:
        return "".join(known)
    if any("," in phrase for phrase in known):
        return "; ".join(known[:-1]) + f"; {last} " + known[-1]
    return ", ".join(known[:-1]) + f" {last} " + known[-1]


def merged(phrases: Sequence[str]) -> list[str]:
    """
    Join phrases that differ in their first word only, and short denials.

    "severe low back pain" and "disabling low back pain" become "severe and disabling low back
    pain"; "no infection" and "no coagulopathy" become "no infection or coagulopathy".
    """
    heads: dict[str, list[str]] = {}
    for phrase in phrases:
        first, _, rest = phrase.partition(" ")
        # A head of one word would join what does not belong together.
        joins = " " in rest and first != "no"
        heads.setdefault(rest if joins else "", []).append(first if joins else phrase)
    single = heads.pop("", [])
    stated = [f"{listed(firsts)} {rest}" for rest, firsts in heads.items()]
    stated += [phrase for phrase in single if not phrase.startswith("no ")]
    denied = [phrase.removeprefix("no ") for phrase in single if phrase.startswith("no ")]
    # "no allergy to cement or pain" would say something else.
    short = [phrase for phrase in denied if not set(phrase.split()) & _AMBIGUOUS]
    long = [f"no {phrase}" for phrase in denied if phrase not in short]
    return [*stated, *([f"no {listed(short, 'or')}"] if short else []), *long]


_AMBIGUOUS = {"of", "to", "at", "in", "on", "by", "from", "that", "with"}
