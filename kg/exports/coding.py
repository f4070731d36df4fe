"""
Codes of FHIR for our terms: our own, and those of other vocabularies where a link was verified.

Only exact matches of the mapping tables become further codes, and only on the way out: a mapping
awaits the review of a clinician, so no decision may rest on one, and a case is read by our own
codes alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kg.mappings import Mapping
from kg.namespaces import GG, SKOS

UCUM = "http://unitsofmeasure.org"

# The URI of each vocabulary in HL7's registry of code systems, and whether its codes hold the
# prefix. A vocabulary that is not here is not written.
_SYSTEMS = {
    "HP": ("http://human-phenotype-ontology.org", True),
    "MONDO": ("http://purl.obolibrary.org/obo/mondo.owl", True),
    "NCIT": ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", False),
    "mesh": ("https://www.nlm.nih.gov/mesh", False),
}


class Codes:
    """
    Writes terms of one guideline as FHIR codes.

    Args:
        namespace: Of the guideline's terms: the code system of their ids.
        mappings: Its links to other vocabularies.
    """

    def __init__(self, namespace: str, mappings: Iterable[Mapping] = ()) -> None:
        self.namespace = namespace
        self._others: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for mapping in mappings:
            self._others[mapping.subject].extend(_other(mapping))

    def concept(self, term_id: str, label: str) -> dict[str, Any]:
        """Return a term of the guideline as a CodeableConcept, our own code first."""
        own = {"system": self.namespace, "code": term_id, "display": label}
        return {"coding": [own, *self._others[self.namespace + term_id]], "text": label}


def schema_concept(name: str, label: str) -> dict[str, Any]:
    """Return a term of the schema as a CodeableConcept."""
    return {"coding": [{"system": GG, "code": name, "display": label}], "text": label}


def hl7_concept(system: str, code: str) -> dict[str, Any]:
    """Return a code of one of HL7's own code systems; *system* is the last part of its URI."""
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}]}


def _other(mapping: Mapping) -> Iterator[dict[str, Any]]:
    prefix, _, code = mapping.curie.partition(":")
    if mapping.predicate == SKOS + "exactMatch" and prefix in _SYSTEMS:
        system, with_prefix = _SYSTEMS[prefix]
        written = mapping.curie if with_prefix else code
        yield {"system": system, "code": written, "display": mapping.label}
