from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.exports.nanopublications import broken_nanopublications
from kg.exports.source import ExportedFile
from kg.model import Guideline
from kg.namespaces import GG, RDF

_NP = "http://www.nanopub.org/nschema#"
_PROV = "http://www.w3.org/ns/prov#"


@pytest.fixture(scope="module")
def content(files: dict[str, ExportedFile]) -> str:
    return files["bilateral-sacroplasty.nanopubs.trig"].content.decode()


@pytest.fixture(scope="module")
def store(content: str) -> Store:
    store = Store()
    store.extend(parse(content, format=RdfFormat.TRIG))
    return store


def test_every_nanopublication_is_sound(content: str) -> None:
    assert broken_nanopublications(content.encode()) == {}


@pytest.mark.parametrize(
    ("written", "tampered"),
    [
        ("The pain must be severe", "The pain may be severe"),
        ("gg:citationStatus gg:Uncited", "gg:citationStatus gg:Cited"),
        ("gg:sourceLine 12", "gg:sourceLine 13"),
        ("The GuideGraph authors", "Somebody else"),
    ],
)
def test_any_change_is_noticed(content: str, written: str, tampered: str) -> None:
    assert written in content

    assert broken_nanopublications(content.replace(written, tampered, 1).encode())


def test_a_nanopublication_without_its_assertion_is_broken(content: str) -> None:
    code = content.split("#assertion> {", 1)[0].rpartition("/")[2]
    cut = content.replace(f"{code}#assertion> {{", f"{code}#other> {{", 1)

    assert list(broken_nanopublications(cut.encode()).values()) == [
        "hasAssertion names 1 graphs with 0 triples"
    ]


def test_there_is_one_for_each_statement(store: Store, guideline: Guideline) -> None:
    kind = NamedNode(GG + "Statement")
    asserted = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, NamedNode(RDF + "type"), kind)
        if quad.graph_name.value.endswith("#assertion")
    }

    assert asserted == {statement.iri for statement in guideline.statements.values()}


def test_an_assertion_says_what_the_document_states_and_not_that_it_is_so(
    store: Store, guideline: Guideline
) -> None:
    comments = {
        quad.object.value
        for quad in store
        if quad.predicate.value.endswith("#comment")
        and quad.graph_name.value.endswith("#assertion")
    }

    assert comments == {
        f"The document “{guideline.title}” states, in our words: {statement.text}"
        for statement in guideline.statements.values()
    }


def test_provenance_holds_line_section_and_citations(store: Store, guideline: Guideline) -> None:
    statement = guideline.statements["st-39a"]
    node = NamedNode(statement.iri)

    def said(name: str) -> set[str]:
        found = store.quads_for_pattern(node, NamedNode(GG + name), None)
        return {q.object.value for q in found if q.graph_name.value.endswith("#provenance")}

    assert said("sourceLine") == {str(statement.line)}
    assert said("inSection") == {guideline.sections[statement.section].iri}
    assert said("cites") == {guideline.references[r].iri for r in statement.references}
    sources = store.quads_for_pattern(None, NamedNode(_PROV + "hadPrimarySource"), None)
    assert {quad.object.value for quad in sources} == {guideline.iri}
