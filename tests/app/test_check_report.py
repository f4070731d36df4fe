"""What a check has found, as text and as data."""

from pathlib import Path

import pytest

from app.check_report import CheckReport, CheckStage, as_data, as_text, counted
from kg.checks import Fault
from kg.validation import Severity


def fault_of(severity: Severity, message: str = "Mend it.") -> Fault:
    return Fault(Path("/here/a.ttl"), 3, "I4", "a_rule", message, severity)


def report_of(*faults: Fault) -> CheckReport:
    return CheckReport((CheckStage("axioms", ((1, "defined class"), (2, "query")), faults, 0.25),))


def test_a_warning_is_shown_and_leaves_the_report_sound() -> None:
    report = report_of(fault_of(Severity.WARNING))

    assert report.sound
    assert as_text(report, Path("/here")).splitlines()[1:] == [
        "",
        "\x1b[1ma.ttl:3: I4\x1b[0m",
        "    Warning: Mend it. (a_rule)",
        "",
        "Sound. 1 warning. 0.2 s",
    ]


def test_the_data_hold_every_fault_and_what_was_looked_at() -> None:
    report = report_of(fault_of(Severity.ERROR))

    assert as_data(report) == {
        "sound": False,
        "seconds": 0.25,
        "stages": [
            {
                "stage": "axioms",
                "checked": {"defined classes": 1, "queries": 2},
                "skipped": None,
                "seconds": 0.25,
                "faults": [
                    {
                        "file": "/here/a.ttl",
                        "line": 3,
                        "term": "I4",
                        "key": "",
                        "rule": "a_rule",
                        "severity": "error",
                        "message": "Mend it.",
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "file", "1 file"),
        (6641, "triple", "6,641 triples"),
        (0, "quality query", "0 quality queries"),
        (35, "case put to HermiT", "35 cases put to HermiT"),
    ],
)
def test_a_number_is_shown_with_its_noun(count: int, noun: str, text: str) -> None:
    assert counted(count, noun) == text
