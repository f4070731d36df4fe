"""
Asks an endpoint the queries of a file, as JSON by name, with SPARQLWrapper, and prints the answers.

Rows hold terms by variable, a yes or no is a boolean, a graph is a list of triples in the order of
their text. Each query goes by GET and by POST, which must agree.
"""

import json
import sys
from pathlib import Path

from rdflib import BNode, URIRef
from SPARQLWrapper import GET, JSON, POST, RDFXML, SPARQLWrapper


def text(term):
    if term["type"] == "uri":
        return f"<{term['value']}>"
    if term["type"] == "bnode":
        return "_:b"
    value = json.dumps(term["value"], ensure_ascii=False)
    if "xml:lang" in term:
        return f"{value}@{term['xml:lang']}"
    return f"{value}^^{term.get('datatype', 'http://www.w3.org/2001/XMLSchema#string')}"


def of_rdflib(term):
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return "_:b"
    value = json.dumps(str(term), ensure_ascii=False)
    datatype = term.datatype or "http://www.w3.org/2001/XMLSchema#string"
    return f"{value}@{term.language}" if term.language else f"{value}^^{datatype}"


def asked(endpoint, query, method):
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(method)
    wrapper.setQuery(query)
    if wrapper.queryType in {"CONSTRUCT", "DESCRIBE"}:
        wrapper.setReturnFormat(RDFXML)
        graph = wrapper.query().convert()
        return sorted({" ".join(map(of_rdflib, triple)) for triple in graph})
    wrapper.setReturnFormat(JSON)
    document = wrapper.query().convert()
    if "boolean" in document:
        return document["boolean"]
    rows = document["results"]["bindings"]
    return [{name: text(term) for name, term in row.items()} for row in rows]


endpoint, file = sys.argv[1:]
answers = {}
for name, query in json.loads(Path(file).read_text("utf-8")).items():
    answers[name] = asked(endpoint, query, GET)
    assert answers[name] == asked(endpoint, query, POST), f"{name}: GET and POST differ"
sys.stdout.write(json.dumps(answers))
