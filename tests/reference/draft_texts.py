"""Texts of drafts that can be published."""

ITEM = """\
id: what-excludes
kind: single-best-answer
guideline: bilateral-sacroplasty
status: draft
lead_in: Which of these lines stands among the contraindications of the source?
options:
  - id: a
    text: Infection at the site
    claim: {statement: st-17a, section: section-contraindications}
    rationale: This line is one of the listed contraindications.
    statements: [st-17a]
  - id: b
    text: Osteoporosis of the bone
    claim: {statement: st-07a, section: section-contraindications}
    rationale: This line describes the patients, and excludes nobody.
    statements: [st-07a]
  - id: c
    text: Advanced age of the patient
    claim: {statement: st-07b, section: section-contraindications}
    rationale: This line describes the patients, and excludes nobody.
    statements: [st-07b]
explanation: What excludes stands in a list of its own.
"""

VIGNETTE = """\
id: the-lamplighter
guideline: bilateral-sacroplasty
status: draft
title: The lamplighter
narrative: A lamplighter has a malignancy of the sacrum.
present: [Malignancy]
teaches: [X1]
"""

ON_VIGNETTE = """\
id: lamplighter-verdict
kind: true-false-cannot-tell
guideline: bilateral-sacroplasty
status: draft
vignette: the-lamplighter
lead_in: Bilateral sacroplasty is not indicated for this patient.
claim: {verdict: not indicated}
options:
  - {answer: true, rationale: A requirement of the source fails., statements: [st-17a]}
  - {answer: false, rationale: A requirement of the source fails., statements: [st-17a]}
  - {answer: cannot tell, rationale: What is known decides the case., statements: [st-17a]}
explanation: One fact can be enough.
"""
