from decimal import Decimal
from pathlib import Path

import pytest

from kg.library import open_library
from kg.model import (
    Aspect,
    CitationStatus,
    Confidence,
    Content,
    Criterion,
    EncodingDecision,
    Finding,
    Guideline,
    Observable,
    Quantity,
    Reference,
    Role,
    Section,
    Statement,
    Topic,
)
from quizzes.bank import content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.yaml_source import parse_yaml

SLUG = "bilateral-sacroplasty"


@pytest.fixture(scope="session")
def guideline():
    """A small guideline made by hand: broth for colds."""
    return Guideline(
        slug="broth-for-colds",
        iri="https://example.org/broth/",
        title="Broth for colds",
        version="1",
        disclaimer="",
        source_digest="",
        sections=_by_id(
            Section("whole", "", "Broth for colds", 1, None),
            Section("who", "", "Who gets broth", 2, "whole"),
            Section("how", "", "How to serve it", 5, "whole"),
        ),
        statements=_by_id(
            _statement(
                "st-1",
                "who",
                "indication",
                "asserted",
                ("ref-1",),
                quantities=(_quantity("days of cold", 3, None, "d"),),
            ),
            _statement("st-2", "who", "contraindication", "asserted", ()),
            _statement(
                "st-3",
                "how",
                "detail",
                "typically",
                ("ref-1", "ref-2"),
                quantities=(
                    _quantity("volume", 200, 300, "mL"),
                    Quantity("happy eaters", None, None, 11, 13, "eaters", "{#}", ""),
                ),
                contents=(
                    Content("Broth", "servedIn", "Bowl"),
                    Content("Broth", "goesWith", "Bread"),
                ),
            ),
            _statement("st-4", "who", "descriptor", "asserted", ()),
        ),
        references=_by_id(
            _reference("ref-1", 1, Confidence.CONFIRMED, "a trial"),
            _reference("ref-2", 2, Confidence.PROBABLE, "a cookbook"),
            _reference("ref-3", 3, Confidence.UNRESOLVED, ""),
        ),
        findings=_by_id(
            _finding("Cold"),
            _finding("HeadCold", parents=("Cold",)),
            _finding("Allergy"),
            _finding("CeleryAllergy", parents=("Allergy",), incompatible=("LovesCelery",)),
            _finding("LovesCelery", incompatible=("CeleryAllergy",)),
            _finding("Sneezing"),
        ),
        observables=_by_id(
            Observable("Days", "", "days", "", "", "DAY", "d", "days", Decimal(0), None),
            Observable("Age", "", "age", "", "", "YR", "a", "years", Decimal(0), None),
        ),
        criteria=_by_id(
            Criterion("I1", "", "a cold", "", Role.INCLUSION, ("st-1",), ()),
            Criterion("X1", "", "celery allergy", "", Role.EXCLUSION, ("st-2",), ("A1",)),
            Criterion("S1", "", "sneezing", "", Role.SUPPORTING, ("st-4",), ()),
        ),
        encoding_decisions=_by_id(
            EncodingDecision("A1", "", "Celery", "", "", "", "", ("st-2",), ("X1",)),
            EncodingDecision("A2", "", "All", "", "", "", "", (), ()),
        ),
        topics=_by_id(*(_topic(name) for name in ("Broth", "Bowl", "Cup", "Bread", "Rice"))),
        aspects=_by_id(
            Aspect("servedIn", "", "is served in", True, ("Bowl", "Cup")),
            Aspect("goesWith", "", "goes with", False, ()),
        ),
    )


@pytest.fixture(scope="session")
def library():
    return open_library()


@pytest.fixture(scope="session")
def knowledge(library):
    """The real guideline with its real reasoner."""
    return Knowledge(library.guideline(SLUG), library.reasoner(SLUG).assess)


@pytest.fixture(scope="session")
def bank(knowledge):
    """All the content that is shipped."""
    return load_bank(content_folder(), knowledge)


@pytest.fixture
def source():
    """Return a function that reads YAML text as if it stood in a file of that stem."""

    def parse(text, stem="an-item"):
        return parse_yaml(text.encode(), stem, f"{stem}.yaml")

    return parse


@pytest.fixture
def content(tmp_path):
    """Return a content folder to write into, by names such as "items/who/an-item.yaml"."""

    class Folder:
        path: Path = tmp_path

        def write(self, name: str, text: str) -> None:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    return Folder()


def _by_id(*things):
    return {thing.id: thing for thing in things}


def _statement(id_, section, kind, force, references, quantities=(), contents=()):
    status = CitationStatus.CITED if references else CitationStatus.UNCITED
    return Statement(
        id=id_,
        iri="",
        text=f"What {id_} says",
        line=1,
        section=section,
        kind=kind,
        force=force,
        citation_status=status,
        references=references,
        quantities=quantities,
        contents=contents,
        topics=(),
        note="",
    )


def _quantity(label, lower, upper, ucum):
    bounds = [None if bound is None else Decimal(bound) for bound in (lower, upper)]
    return Quantity(label, *bounds, None, None, ucum, ucum, "")


def _reference(id_, number, confidence, design):
    return Reference(id_, "", number, confidence, "", "", "", design, "", ())


def _finding(id_, parents=(), incompatible=()):
    return Finding(id_, "", id_.lower(), f"no {id_.lower()}", "", "", parents, incompatible, False)


def _topic(id_):
    return Topic(id_, "", id_.lower(), "", "thing")
