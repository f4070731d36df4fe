"""The terms that the editor offers while typing, as the browser reads them."""

from __future__ import annotations

from kg.namespaces import OWL
from kg.vocabulary import Vocabulary, written


def offered(vocabulary: Vocabulary) -> dict[str, list[list[object]]]:
    """
    Return the terms with a prefix: properties, classes that have members, and all names.

    A property is a list of name, label and the classes it occurs on; the others of name and label.
    """
    members = {one for name in vocabulary.names.values() for one in name.classes}
    classes = sorted(members, key=lambda iri: (iri.startswith(OWL), iri))
    return {
        "properties": [
            [written(p.iri), p.label, [written(one) for one in sorted(p.subjects)]]
            for p in vocabulary.properties.values()
            if _is_short(p.iri)
        ],
        "classes": [[written(iri), _label(iri, vocabulary)] for iri in classes if _is_short(iri)],
        "names": [[written(n.iri), n.label] for n in vocabulary.names.values() if _is_short(n.iri)],
    }


def _label(iri: str, vocabulary: Vocabulary) -> str:
    return vocabulary.names[iri].label if iri in vocabulary.names else ""


def _is_short(iri: str) -> bool:
    return not written(iri).startswith("<")
