"""
The guideline from Python, in five steps: `python docs/first_steps.py`.

It needs nothing but GuideGraph itself. It teaches; nothing here is for clinical use.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import kg

# 1. Open a guideline: once, then use it as often as you like.
guideline = kg.open_guideline("bilateral-sacroplasty")
print(guideline.guideline.title, guideline.guideline.version)

# 2. Assess a case. What you do not name is unknown, which is not the same as absent.
case = guideline.case(
    present=["BilateralFractureConfirmedOnMri", "SevereLowBackPain", "DisablingLowBackPain"],
    absent=["Malignancy", "Infection"],
    values={"ConservativeManagementDuration": {"at_least": 4, "unit": "wk"}},
)
result = guideline.assess(case)

# 3. Explain: criteria, facts, statements, references, what is missing and what would change it.
print(guideline.explain(result))

#    The same as plain data, for JSON or for a program.
for settling in guideline.data(result)["settling"]:
    print(settling["verdict"], "if:", "; ".join(fact["text"] for fact in settling["facts"]))

# 4. Assess many at once: a row for each case, a column for each finding or value. A data frame
#    will do; what comes back is columns again, so `pandas.DataFrame(table)` makes one of it.
table = guideline.assess_table(
    {
        "id": ["anna", "bert", "cleo"],
        "Malignancy": [True, False, None],
        "ActiveInfectionAtProcedureSite": [None, True, None],
        "ConservativeManagementDuration_less_than": [None, None, 3],
    }
)
for name, verdict, weeks in zip(table["id"], table["verdict"], table["I4"], strict=True):
    print(f"{name}: {verdict}; three weeks of conservative management: {weeks}")

# 5. Ask: SPARQL, or a stored question by its name; values for its variables as arguments.
for row in guideline.query("rests-on-reference", statement="bs:st-30a"):
    print(row["line"], row["text"])

# And hand a case to other systems, fact by fact.
with TemporaryDirectory() as folder:
    path = Path(folder) / "case.json"
    path.write_bytes(guideline.write(case, kg.CaseFormat.FHIR, "2026-11-22T09:00:00Z"))
    print("The same case came back:", guideline.read(path) == case)
guideline.close()
