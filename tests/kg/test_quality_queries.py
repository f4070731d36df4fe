"""Each quality query is silent on our data and finds the defect that it is there for."""

import pytest
from pyoxigraph import Store

from kg.sources import load_store, ontology_folder
from kg.stored_queries import StoredQuery, load_stored_queries, stored_query
from kg.validation import check_quality

PREFIXES = """
PREFIX gg: <https://w3id.org/guidegraph/schema/>
PREFIX bs: <https://w3id.org/guidegraph/bilateral-sacroplasty/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX unit: <http://qudt.org/vocab/unit/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def without(triple: str) -> str:
    """Delete the triples of one pattern."""
    return f"DELETE WHERE {{ {triple} }}"


def adding(triples: str) -> str:
    """Insert triples."""
    return f"INSERT DATA {{ {triples} }}"


def instead(term: str, prop: str, value: str) -> str:
    """Give a property another value."""
    return f"DELETE WHERE {{ {term} {prop} ?old }} ; INSERT DATA {{ {term} {prop} {value} }}"


#: Query, defect as an update, and the ids of the terms that the query must name, no others.
DEFECTS = [
    ("missing_label", without("bs:MriStudy rdfs:label ?x"), {"MriStudy"}),
    ("multiple_labels", adding('bs:MriStudy rdfs:label "MR scan"@en'), {"MriStudy"}),
    ("duplicate_label", instead("bs:CtStudy", "rdfs:label", '"MRI"@en'), {"CtStudy", "MriStudy"}),
    ("annotation_whitespace", instead("bs:CtStudy", "rdfs:label", '"CT "@en'), {"CtStudy"}),
    ("annotation_whitespace", instead("bs:A1", "gg:reading", '"Either  one."@en'), {"A1"}),
    ("missing_definition", without("bs:Ilium skos:definition ?x"), {"Ilium"}),
    ("missing_definition", without("gg:cites skos:definition ?x"), {"cites"}),
    ("multiple_definitions", adding('bs:Ilium skos:definition "A bone."@en'), {"Ilium"}),
    (
        "duplicate_definition",
        instead("bs:Ilium", "skos:definition", '"Moving X-ray images."@en'),
        {"Ilium", "Fluoroscopy"},
    ),
    ("lowercase_definition", instead("bs:Ilium", "skos:definition", '"a bone."@en'), {"Ilium"}),
    ("lowercase_definition", instead("bs:Ilium", "skos:definition", '"A bone"@en'), {"Ilium"}),
    (
        "missing_ontology_title",
        without("<https://w3id.org/guidegraph/bilateral-sacroplasty> dcterms:title ?x"),
        {"bilateral-sacroplasty"},
    ),
    (
        "missing_ontology_description",
        without("<https://w3id.org/guidegraph/schema> dcterms:description ?x"),
        {"schema"},
    ),
    (
        "missing_ontology_license",
        without("<https://w3id.org/guidegraph/schema> dcterms:license ?x"),
        {"schema"},
    ),
    (
        "invalid_entity_uri",
        adding("<https://w3id.org/guidegraph/bilateral-sacroplasty/Bone_Cement> a gg:Topic"),
        {"Bone_Cement"},
    ),
    ("undeclared_term", adding("bs:st-02a gg:about bs:Sacrumm"), {"st-02a"}),
    ("undeclared_property", adding("bs:st-02a gg:sites bs:ref-1"), {"sites"}),
    (
        "finding_without_absence_class",
        adding("bs:Fever rdfs:subClassOf gg:Finding"),
        {"Fever"},
    ),
    (
        "finding_without_absence_class",
        without("?x gg:absenceOf bs:PmmaAllergy"),
        {"PmmaAllergy"},
    ),
    ("finding_without_stage", without("bs:PmmaAllergy gg:learntBy ?x"), {"PmmaAllergy"}),
    ("finding_without_stage", without("bs:PainScore gg:learntBy ?x"), {"PainScore"}),
    (
        "absence_class_axiom_mismatch",
        instead("bs:NoPain", "gg:absenceOf", "bs:LowBackPain"),
        {"NoPain"},
    ),
    ("absence_class_axiom_mismatch", without("bs:NoPain owl:equivalentClass ?x"), {"NoPain"}),
    (
        "undefined_finding_in_axiom",
        """DELETE { ?r owl:someValuesFrom bs:Osteoporosis }
           INSERT { ?r owl:someValuesFrom bs:Osteoporsis }
           WHERE { bs:S1Met owl:equivalentClass/owl:intersectionOf/rdf:rest*/rdf:first ?r .
                   ?r owl:someValuesFrom bs:Osteoporosis }""",
        {"S1Met"},
    ),
    (
        "incompatible_without_axiom",
        """DELETE { ?axiom rdfs:subClassOf bs:NoUncorrectableCoagulopathy }
           WHERE { ?axiom rdfs:subClassOf bs:NoUncorrectableCoagulopathy }""",
        {"CorrectableCoagulopathy", "UncorrectableCoagulopathy"},
    ),
    (
        "axiom_without_incompatible",
        without("bs:CorrectableCoagulopathy gg:incompatibleWith ?x"),
        {"CorrectableCoagulopathy"},
    ),
    (
        "incompatible_one_way",
        without("bs:UncorrectableCoagulopathy gg:incompatibleWith ?x"),
        {"CorrectableCoagulopathy"},
    ),
    ("criterion_without_statement", without("bs:X3 gg:derivedFrom ?x"), {"X3"}),
    ("criterion_without_class", without("bs:X3 gg:refutedClass ?x"), {"X3"}),
    ("criterion_code_mismatch", instead("bs:X3", "gg:code", '"X9"'), {"X3"}),
    ("criterion_class_of_another", instead("bs:X3", "gg:metClass", "bs:X2Met"), {"X3"}),
    (
        "criterion_unit_mismatch",
        instead("bs:ConservativeManagementDuration", "gg:unit", "unit:DAY"),
        {"I4"},
    ),
    (
        "threshold_not_in_statement",
        """DELETE { ?facet xsd:maxExclusive 3.0 } INSERT { ?facet xsd:maxExclusive 4.0 }
           WHERE { ?facet xsd:maxExclusive 3.0 }""",
        {"I4"},
    ),
    (
        "threshold_not_in_statement",
        instead("bs:st-02d-minimum-duration", "gg:lowerBound", "6.0")
        + " ; "
        + instead("bs:st-12b-typical-duration", "gg:lowerBound", "6.0"),
        {"I4"},
    ),
    (
        "criterion_in_no_decision",
        adding("bs:X9 a gg:ExclusionCriterion ; gg:metClass bs:X9Met"),
        {"X9"},
    ),
    (
        "statement_without_citation_status",
        without("bs:st-05b gg:citationStatus ?x"),
        {"st-05b"},
    ),
    ("cited_without_reference", without("bs:st-05b gg:cites ?x"), {"st-05b"}),
    ("uncited_with_reference", adding("bs:st-17a gg:cites bs:ref-3"), {"st-17a"}),
    ("label_without_id", instead("bs:st-17a", "rdfs:label", '"st-18b: x"@en'), {"st-17a"}),
    (
        "line_digest_disagreement",
        instead("bs:st-54c", "gg:sourceLine", "58"),
        {"st-54c", "st-58a"},
    ),
    ("reference_never_cited", without("?x gg:cites bs:ref-4"), {"ref-4"}),
    ("quantity_without_unit", without("bs:st-52a-rate gg:unit ?x"), {"st-52a-rate"}),
    ("quantity_without_unit", without("bs:st-52a-rate gg:ucumCode ?x"), {"st-52a-rate"}),
    ("unit_code_mismatch", instead("bs:st-52a-rate", "gg:ucumCode", '"mL"'), {"st-52a-rate"}),
    ("unit_code_mismatch", instead("bs:st-52a-rate", "gg:unit", "unit:WK"), {"st-52a-rate"}),
    ("number_not_decimal", instead("bs:st-52a-rate", "gg:upperBound", "1.2e1"), {"st-52a-rate"}),
    ("number_not_decimal", instead("bs:PainScore", "gg:maximumValue", "10"), {"PainScore"}),
    (
        "facet_not_decimal",
        """DELETE { ?facet xsd:maxExclusive 3.0 } INSERT { ?facet xsd:maxExclusive 3.0e0 }
           WHERE { ?facet xsd:maxExclusive 3.0 }""",
        {"I4Refuted"},
    ),
    ("orphan_quantity", without("?x gg:hasQuantity bs:st-52a-rate"), {"st-52a-rate"}),
    ("orphan_quantity", without("?x gg:hasContent bs:st-53a-course"), {"st-53a-course"}),
    (
        "topic_without_statement",
        without("?x gg:about bs:CareTeam ") + " ; " + without("?x gg:subject bs:CareTeam"),
        {"CareTeam"},
    ),
    ("encoded_topic_asserted", adding("bs:st-02a gg:about bs:LowViscosity"), {"LowViscosity"}),
    (
        "contradicting_contents",
        adding(
            "bs:st-99a-path gg:subject bs:LongAxisApproach ; gg:aspect bs:needlePath ;"
            " gg:value bs:LateralToMedial"
        ),
        {"LongAxisApproach"},
    ),
    (
        "value_not_an_alternative",
        instead("bs:st-53a-course", "gg:value", "bs:HighLevel"),
        {"st-53a-course"},
    ),
]


def name_of(query: StoredQuery) -> str:
    return query.name


@pytest.fixture(scope="module")
def store() -> Store:
    return load_store(ontology_folder())


@pytest.mark.parametrize("query", load_stored_queries("quality"), ids=name_of)
def test_our_data_have_no_defect_of_this_kind(query: StoredQuery, store: Store) -> None:
    assert list(check_quality(store, query)) == []


@pytest.mark.parametrize(("name", "update", "terms"), DEFECTS)
def test_a_planted_defect_is_found_and_named(name: str, update: str, terms: set[str]) -> None:
    store = load_store(ontology_folder())
    store.update(PREFIXES + update)

    found = list(check_quality(store, stored_query("quality", name)))

    assert {finding.term for finding in found} == terms
    assert all(finding.rule == name and finding.message for finding in found)


def test_every_quality_query_has_a_planted_defect() -> None:
    names = {query.name for query in load_stored_queries("quality")}

    assert {name for name, _, _ in DEFECTS} == names


@pytest.mark.parametrize("query", load_stored_queries("quality"), ids=name_of)
def test_a_quality_query_asks_a_question_and_tells_the_remedy(query: StoredQuery) -> None:
    assert query.summary.endswith("?")
    assert query.description.endswith(".")
    assert "quality" in query.tags
