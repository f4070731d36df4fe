"""
The manifest of all exports: an RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) with checksums.

What a format cannot say is listed with its file, from `kg.exports.losses`.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kg.catalog import DATASET
from kg.exports.json_text import write_json
from kg.exports.losses import Loss, losses_of
from kg.exports.source import ExportedFile, ExportSource

MANIFEST = "ro-crate-metadata.json"
ARCHIVE = "guidegraph.zip"

_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_LICENSE = "https://opensource.org/license/mit"
_AUTHORS = "#authors"
# An archive holds the time of each of its files; the earliest that it can hold, always.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def manifest(files: Sequence[ExportedFile], source: ExportSource) -> ExportedFile:
    """Return the description of *files* as an RO-Crate, with the SHA-256 of each."""
    formats = dict.fromkeys(file.format for file in files)
    losses = {format: losses_of(format) for format in formats}
    graph = [
        _descriptor(),
        _root(files, source),
        {"@id": _AUTHORS, "@type": "Organization", "name": "The GuideGraph authors"},
        {"@id": _LICENSE, "@type": "CreativeWork", "name": "MIT License"},
        *(_file(file, losses[file.format]) for file in files),
        *(_loss(loss, n) for found in losses.values() for n, loss in enumerate(found, 1)),
    ]
    context = [f"{_SPECIFICATION}/context", {"sha256": "http://schema.org/sha256"}]
    content = write_json({"@context": context, "@graph": graph})
    title = "what these files are, with checksums"
    return ExportedFile(MANIFEST, title, "application/ld+json", content, "crate")


def archive(files: Sequence[ExportedFile]) -> ExportedFile:
    """Return *files* in one ZIP archive; the same files give the same bytes."""
    content = BytesIO()
    with ZipFile(content, "w") as packed:
        for file in files:
            packed.writestr(ZipInfo(file.name, _NO_TIME), file.content, ZIP_DEFLATED)
    title = "all of these files in one archive"
    return ExportedFile(ARCHIVE, title, "application/zip", content.getvalue(), "archive")


def _descriptor() -> dict[str, Any]:
    return {
        "@id": MANIFEST,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _SPECIFICATION},
        "about": {"@id": "./"},
    }


def _root(files: Sequence[ExportedFile], source: ExportSource) -> dict[str, Any]:
    guidelines = source.library.guidelines.values()
    return {
        "@id": "./",
        "@type": "Dataset",
        "identifier": DATASET,
        "name": "GuideGraph: clinical guidelines as a knowledge graph, for teaching",
        "description": " ".join([f"{g.title}, {g.version}. {g.disclaimer}" for g in guidelines]),
        "datePublished": source.newest,
        "version": ", ".join(f"{g.slug} {g.version}" for g in guidelines),
        "license": {"@id": _LICENSE},
        "author": {"@id": _AUTHORS},
        "sha256": source.dataset.digest,
        "hasPart": [{"@id": file.name} for file in files],
    }


def _file(file: ExportedFile, losses: Sequence[Loss]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@id": file.name,
        "@type": "File",
        "name": file.title,
        "encodingFormat": file.media_type.partition(";")[0],
        "contentSize": str(len(file.content)),
        "sha256": file.sha256,
    }
    if losses:
        described["additionalProperty"] = [
            {"@id": _loss_id(loss, n)} for n, loss in enumerate(losses, 1)
        ]
    return described


def _loss(loss: Loss, number: int) -> dict[str, Any]:
    return {
        "@id": _loss_id(loss, number),
        "@type": "PropertyValue",
        "name": f"not kept in {loss.element}",
        "value": loss.lost,
    }


def _loss_id(loss: Loss, number: int) -> str:
    return f"#{loss.format}-loss-{number}"
