"""What exports are written from, and a file that is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.dataset import GraphDataset
from kg.library import Library
from kg.mappings import Mapping, read_mappings
from kg.namespaces import BASE, DCTERMS
from kg.sources import ontology_folder

_CREATED = NamedNode(DCTERMS + "created")


@dataclass(frozen=True)
class ExportSource:
    """
    What exports are written from.

    Attributes:
        library: The guidelines.
        dataset: Their named graphs.
        root: The ontology folder from which both were opened.
    """

    library: Library
    dataset: GraphDataset
    root: Path = field(default_factory=ontology_folder)

    def created(self, owner: str) -> str:
        """
        Return the day (ISO 8601) on which the version at hand of *owner* was made.

        Exports bear this day and not that of writing: the same data gives the same bytes.
        """
        return self._created[owner]

    @property
    def newest(self) -> str:
        """The day of the newest ontology in the dataset."""
        return max(self._created.values())

    def mappings(self, slug: str) -> tuple[Mapping, ...]:
        """Return the links of one guideline to outside vocabularies; none if it has no table."""
        return mappings_of(slug, self.root)

    @cached_property
    def _created(self) -> dict[str, str]:
        return dict(self._days())

    def _days(self) -> Iterator[tuple[str, str]]:
        for owner in ("schema", *self.library.guidelines):
            found = self.library.store.quads_for_pattern(NamedNode(BASE + owner), _CREATED, None)
            for quad in found:
                if isinstance(quad.object, Literal):
                    yield owner, quad.object.value


@dataclass(frozen=True)
class ExportedFile:
    """
    A file as it is written.

    Attributes:
        name: Without a folder.
        title: What it holds, in a few words.
        media_type: With its character set where that is not fixed by the type.
        content: The bytes.
        format: The name of the format in `kg.exports.registry`.
    """

    name: str
    title: str
    media_type: str
    content: bytes = field(repr=False)
    format: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content in hexadecimal."""
        return sha256(self.content).hexdigest()


def mappings_of(slug: str, root: Path | None = None) -> tuple[Mapping, ...]:
    """Return the links of one guideline to outside vocabularies; none if it has no table."""
    path = (root or ontology_folder()) / "mappings" / f"{slug}.sssom.tsv"
    return tuple(read_mappings(path)) if path.exists() else ()
