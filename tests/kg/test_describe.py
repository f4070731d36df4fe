import pyoxigraph
import pytest

from kg.describe import describe_term

TURTLE = b"""
@prefix e: <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

e:Pain rdfs:label "Pain"@en ; e:definition [ e:text "It hurts." ; e:source ( e:A e:B ) ] .
e:BackPain rdfs:subClassOf e:Pain ; rdfs:label "Back pain"@en ; e:note "not about Pain" .
e:LegPain e:unlike e:BackPain .
[] e:about e:Pain .
"""


@pytest.fixture(scope="module")
def store():
    store = pyoxigraph.Store()
    store.load(TURTLE, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def canonical(data, format):
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(data, format))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


EXPECTED = b"""
@prefix e: <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

e:Pain rdfs:label "Pain"@en ; e:definition [ e:text "It hurts." ; e:source ( e:A e:B ) ] .
e:BackPain rdfs:subClassOf e:Pain ; rdfs:label "Back pain"@en .
"""


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"],
)
def test_a_term_is_described_by_its_triples_its_blank_nodes_and_what_points_to_it(
    store, media_type
):
    described = describe_term(store, "http://e/Pain", media_type)

    format = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert canonical(described, format) == canonical(EXPECTED, pyoxigraph.RdfFormat.TURTLE)


def test_the_term_itself_comes_first_and_prefixes_shorten_it(store):
    described = describe_term(store, "http://e/Pain", "text/turtle", {"e": "http://e/"})

    assert described.decode().splitlines()[1].startswith("e:Pain ")


@pytest.mark.parametrize("iri", ["http://e/Absent", "http://e/A", "not an IRI", "http://e/a b"])
def test_nothing_is_said_of_what_no_triple_is_about(store, iri):
    assert describe_term(store, iri, "text/turtle") is None


def test_a_circle_of_blank_nodes_ends():
    store = pyoxigraph.Store()
    circle = b"<http://e/x> <http://e/p> _:a . _:a <http://e/p> _:b . _:b <http://e/p> _:a ."
    store.load(circle, format=pyoxigraph.RdfFormat.TURTLE)

    described = describe_term(store, "http://e/x", "application/n-triples")

    assert len(described.splitlines()) == 3


def test_a_media_type_without_triples_is_an_error_of_the_caller(store):
    with pytest.raises(ValueError, match="text/csv"):
        describe_term(store, "http://e/Pain", "text/csv")
