"""English for generated texts: lists, openings and turns of phrase that any guideline can use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from kg.derivation import Status, Verdict
from kg.model import Role

#: How a patient comes in. `{patient}` is "a patient aged 74" or "a patient".
OPENINGS = (
    "{Patient} is presented at the weekly case conference.",
    "A referral for {patient} arrives by letter.",
    "On the ward round, the team stops at the bed of {patient}.",
    "{Patient} comes to the outpatient clinic with a folder of reports.",
    "A colleague calls about {patient} and asks for a second opinion.",
    "In the afternoon clinic, {patient} asks what can be offered.",
    "The registrar hands over {patient} at the end of the shift.",
    "{Patient} has been waiting for a decision since last week.",
    "A general practitioner writes about {patient}.",
    "{Patient} is on the list for tomorrow, and the file is checked once more.",
    "The file of {patient} is opened to prepare the visit.",
    "{Patient} is transferred from another hospital with a short summary.",
)

#: What belongs to a stage, told as a chart does; `{list}` is a list of noun phrases.
TOLD_AT = {
    "history": (
        "History: {list}.",
        "From the history: {list}.",
        "Recorded at the interview: {list}.",
    ),
    "examination": ("Examination: {list}.", "On examination: {list}."),
    "imaging": (
        "Scans: {list}.",
        "The radiology report reads: {list}.",
        "The scans show: {list}.",
    ),
    "laboratory": (
        "Laboratory and chart: {list}.",
        "From the laboratory and the chart: {list}.",
        "The rest of the work-up: {list}.",
    ),
}

#: What has no short denial is told as the answer to its question.
DENIED = (
    "The form answers no to {questions}.",
    "Asked {questions}, the answer is no.",
    "The answer to {questions} is no.",
)

#: One measured value; `{label}` is the observable, `{value}` the value with its unit.
MEASURED = (
    "The {label} is {value}.",
    "The {label} is given as {value}.",
    "Recorded {label}: {value}.",
)

#: The last sentence of a story; `{title}` is that of the guideline.
JUDGED_BY = (
    "The case is judged by *{title}*.",
    "What counts here is *{title}*.",
    "The team goes by *{title}*.",
    "The guideline at hand is *{title}*.",
)

VERDICT_QUESTIONS = (
    "What do the criteria say for this patient?",
    "What is the decision for this patient, going by the criteria?",
    "Which decision follows from what is on file?",
    "Which decision do the criteria support on these facts?",
)

NEXT_FACT_QUESTIONS = (
    "Which question should be put next to settle the case?",
    "The criteria do not decide yet. Which question should be put next?",
    "Which answer could settle the case?",
)

CHANGE_QUESTIONS = (
    "Suppose one thing were otherwise. Which change would make the decision *{verdict}*?",
    "Which single change of the file would turn the decision into *{verdict}*?",
    "With all else the same, which entry would make this case *{verdict}*?",
)

DECIDING_FACT_QUESTIONS = (
    "The decision is *{verdict}*. On which entry in the file does it rest?",
    "Which entry in the file makes this case *{verdict}*?",
)

CRITERION_QUESTIONS = (
    "Which requirement does this case fail?",
    "Which of the requirements is refuted for this patient?",
)

SHORT_STEMS = (
    "So far, one entry in the file bears on this: {facts}.",
    "The referral is brief and says: {facts}.",
    "One entry has been made so far: {facts}.",
    "A message from the ward holds one piece of news: {facts}.",
    "The form is empty but for one line: {facts}.",
    "By telephone you learn one thing: {facts}.",
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
