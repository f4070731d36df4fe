"""
Verifies the nanopublications of TriG files with the hash of the library `nanopub`.

    python nanopub_verify.py FILE...

For each file there is an entry with the code of every nanopublication and the code that the library
works out for its four graphs. The hash is called itself: the library's own `is_valid` looks at
neither hash nor signature (nanopub 2.0.1).
"""

import json
import logging
import sys
import warnings

# The library speaks of ConjunctiveGraph, which rdflib is about to drop, and rdflib of the space
# that the specification puts in place of the code.
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

from nanopub.trustyuri.rdf.RdfHasher import make_hash  # noqa: E402
from rdflib import RDF, Dataset, Namespace  # noqa: E402

NP = Namespace("http://www.nanopub.org/nschema#")


def codes(path):
    dataset = Dataset()
    dataset.parse(path, format="trig")
    found = {}
    for this, _, _, head in dataset.quads((None, RDF.type, NP.Nanopublication, None)):
        links = (NP.hasAssertion, NP.hasProvenance, NP.hasPublicationInfo)
        parts = [head, *(dataset.graph(head).value(this, link) for link in links)]
        quads = [
            (part, *triple) for part in parts for triple in dataset.graph(part).triples((None,) * 3)
        ]
        code = this.rpartition("/")[2]
        found[code] = make_hash(quads, code)
    return found


json.dump([codes(path) for path in sys.argv[1:]], sys.stdout)
