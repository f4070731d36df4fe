"""Content of the small guideline made by hand, each text as it stands in its file."""

SINGLE = """\
id: an-item
kind: single-best-answer
guideline: broth-for-colds
status: active
tags: [soup]
case:
  present: [HeadCold]
  values: {Days: {exactly: 2.9, unit: d}}
stem: A cold.
lead_in: What now?
options:
  - id: broth
    text: Broth
    claim: {verdict: indicated}
    rationale: Because it is a head cold.
    statements: [st-1]
  - id: none
    text: No broth
    claim: {verdict: contraindicated}
    rationale: There is no celery allergy.
    statements: [st-1, st-2]
  - id: later
    text: Broth, were it not for the cold
    claim: {edit: {absent: Cold}, verdict: not indicated}
    rationale: Without a cold there is none.
    statements: [st-1]
explanation: Broth helps.
"""

TRUTH = """\
id: an-item
kind: true-false-cannot-tell
guideline: broth-for-colds
status: draft
lead_in: "True, false or cannot tell: celery is a problem."
case: {present: [HeadCold]}
claim: {criterion: X1, status: met}
options:
  - {answer: cannot tell, rationale: Nobody asked about celery., statements: [st-2]}
  - {answer: true, rationale: Nobody said that it is so., statements: [st-2]}
  - {answer: false, rationale: Nobody said that it is not., statements: [st-2]}
explanation: Ask.
"""

NUMERIC = """\
id: an-item
kind: numeric
guideline: broth-for-colds
status: active
lead_in: How much at most?
answer_from: {statement: st-3, quantity: volume, bound: upper}
unit: mL
tolerance: 0.5
rationale: That is what the source says.
statements: [st-3]
common_errors:
  - {value: 200, rationale: That is the lower end of it., statements: [st-3]}
explanation: A bowl.
"""

KEY_FEATURE = """\
id: an-item
kind: key-feature
guideline: broth-for-colds
status: active
vignette: a-story
steps:
  - lead_in: Is it cited?
    options:
      - id: a
        text: Yes it is
        claim: {statement: st-1, cited: true}
        rationale: It does have a number.
        statements: [st-1]
      - id: b
        text: No
        claim: {statement: st-1, cited: false}
        rationale: It does have a number.
        statements: [st-1]
  - lead_in: Which are?
    kind: multiple-answer
    options:
      - id: a
        text: The first
        claim: {statement: st-1, cited: true}
        rationale: It does have a number.
        statements: [st-1]
      - id: b
        text: The other
        claim: {statement: st-2, cited: true}
        rationale: There is no number on it.
        statements: [st-2]
explanation: Look at the numbers.
"""

VIGNETTE = """\
id: a-story
guideline: broth-for-colds
title: A cold night
narrative: She sneezes.
present: [Sneezing]
absent: [Allergy]
values:
  Days: {at_least: 1, less_than: 3, unit: d}
twin_of: another-story
teaches: [X1]
comment: A comment.
"""
