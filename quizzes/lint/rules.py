"""
The rules of the linter, each with its source.

The flaws are those of the sources; where a rule needs a number (how long is long?), it is ours.
"""

from __future__ import annotations

from quizzes.lint.findings import Rule

# National Board of Medical Examiners: Item-Writing Guide, November 2020.
_NBME = "NBME 2020, technical item flaws"
# Technical flaws in the MIR exam, BMC Medical Education 2016, doi:10.1186/s12909-016-0559-7.
_MIR = "MIR 2016, table 1"
# Haladyna, Downing, Rodriguez 2002, doi:10.1207/s15324818ame1503_5.
_HALADYNA = "Haladyna 2002"
_KEY = "design: keys are derived"
_OURS = "our own"

_ALL = (
    Rule("S0", "unsound file", "The file cannot be read, or its case contradicts itself.", _KEY),
    Rule(
        "S1",
        "key not entailed",
        "No option is proven right, or an option is proven neither right nor wrong.",
        _KEY,
    ),
    Rule("S2", "second right option", "More answers are proven right than may be.", _HALADYNA),
    Rule(
        "S3",
        "overlapping options",
        "Two options say the same, or a number lies in the ranges of both.",
        _HALADYNA,
    ),
    Rule(
        "S4",
        "dead citation",
        "A statement, reference, criterion or other name that the guideline does not have.",
        _KEY,
    ),
    Rule(
        "S5",
        "stale",
        "What the item or vignette rests on in the guideline has changed since its noted review.",
        _KEY,
    ),
    Rule(
        "S6",
        "boundary ambiguity",
        "A value lies on a threshold, and source or story leave open on which side it counts.",
        _KEY,
    ),
    Rule(
        "W1", "grammatical cue", "An option does not follow from the lead-in.", f"{_NBME}; {_MIR}"
    ),
    Rule(
        "W2",
        "logical cue",
        "Some of the options are collectively exhaustive.",
        f"{_NBME}; {_MIR}",
    ),
    Rule(
        "W3",
        "absolute term",
        "'Always', 'never' and the like in an option, other than in words of the source.",
        f"{_NBME}; {_MIR}",
    ),
    Rule("W4", "long key", "The right option is the longest by far.", f"{_NBME}; {_MIR}"),
    Rule(
        "W5",
        "word repeat",
        "A word of the question comes back in the right option and in no other.",
        f"{_NBME}; {_MIR}",
    ),
    Rule(
        "W6",
        "convergence",
        "The right option has most in common with the others.",
        f"{_NBME}; {_MIR}",
    ),
    Rule("W7", "cross-item cue", "The question tells the answer to another item.", _HALADYNA),
    Rule("W8", "negative lead-in", "The question asks for what is not so.", f"{_NBME}; {_MIR}"),
    Rule(
        "W9",
        "combined option",
        "'All of the above', 'none of the above', 'both A and B'.",
        f"{_NBME}; {_MIR}",
    ),
    Rule(
        "W10",
        "vague frequency",
        "'Usually', 'often' and the like in an option, other than where the source is vague.",
        f"{_NBME}; {_MIR}",
    ),
    Rule(
        "W11",
        "inconsistent numbers",
        "Numbers in the options differ in unit, form or precision, or stand in no order.",
        f"{_NBME}; {_MIR}",
    ),
    Rule(
        "W12",
        "unlike options",
        "An option differs from the others in its grammatical form.",
        f"{_NBME}; {_MIR}",
    ),
    Rule("W13", "long option", "An option is long or says two things.", f"{_NBME}; {_MIR}"),
    Rule(
        "W14",
        "unfocused lead-in",
        "The question cannot be answered with the options covered.",
        f"{_NBME}; {_MIR}",
    ),
    Rule("W15", "hinging", "The question leans on the answer to another one.", _MIR),
    Rule(
        "W16",
        "window dressing",
        "The text is long, or many facts of the story bear on no criterion.",
        f"{_HALADYNA}; {_MIR}",
    ),
    Rule("W17", "needless vignette", "No option is about the patient.", _MIR),
    Rule(
        "W18",
        "option count",
        "Fewer than 3 options, or more than 5 (7 where several may be right).",
        _HALADYNA,
    ),
    Rule(
        "W19",
        "implausible distractor",
        "The case, or the kind of the answer, rules an option out at a glance.",
        f"{_HALADYNA}; {_MIR}",
    ),
    Rule("W20", "undefined abbreviation", "An abbreviation is written out nowhere.", _NBME),
    Rule(
        "W21",
        "missing rationale",
        "The rationale of an option is too short to explain, or that of another.",
        "Van der Kleij 2015, elaborated feedback",
    ),
    Rule(
        "W22",
        "irrelevant demographic",
        "Race, religion, origin or orientation, which no criterion asks for.",
        "NBME 2020, patient characteristics",
    ),
    Rule(
        "W23",
        "readability",
        "A misspelt word, a unit outside UCUM, or a question that is hard to read.",
        f"{_HALADYNA}; {_MIR}",
    ),
    Rule("B1", "key position", "The keys stand more often in some places than in others.", _MIR),
    Rule("B2", "longest is key", "The longest option is right more often than by chance.", _MIR),
    Rule(
        "B3",
        "blueprint",
        "A criterion that no item assesses, or one with more than 30 % of the items.",
        _OURS,
    ),
)

#: Every rule by its code, in the order of the codes.
RULES: dict[str, Rule] = {rule.code: rule for rule in _ALL}


def rule_table() -> str:
    """Return all rules as a Markdown table, for the educators' guide."""
    rows = ["| rule | name | what it finds | source |", "|---|---|---|---|"]
    rows += [f"| {r.code} | {r.name} | {r.summary} | {r.source} |" for r in _ALL]
    return "\n".join(rows)
