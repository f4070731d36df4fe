"""The services, opened and closed: the one place where the parts of the program meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.errors import StartupError
from app.services import Services
from kg.dataset import GraphDataset, build_dataset
from kg.engine import QueryEngine
from kg.library import open_library
from kg.query_limits import Limits
from kg.remote import RemoteEngine
from kg.sandbox import QuerySandbox
from quizzes.bank import content_folder, load_bank
from quizzes.drafts.store import Drafts
from quizzes.drafts.workshop import Workshop
from quizzes.judgement import Knowledge
from quizzes.records import Records
from quizzes.resources import graph_contents


@contextmanager
def open_services(folder: Path, sparql: str = "") -> Iterator[Services]:
    """
    Open everything that the pages need; close it at the end.

    Args:
        folder: Where answers are kept; made if it is missing.
        sparql: The address of a SPARQL server that answers queries from outside; "" for none, they
            are then answered here.

    Raises:
        StartupError: If the folder cannot be written to.
        KnowledgeGraphError: If the ontology is not sound; `guidegraph check` says more.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartupError(
            f"{folder} cannot be made ({error.strerror}). Choose another."
        ) from error
    library = open_library()
    slugs = set(library.guidelines)
    knowledge = {
        slug: Knowledge(guideline, library.reasoner(slug).assess)
        for slug, guideline in library.guidelines.items()
    }
    shipped = {
        slug: load_bank(content_folder(), known, others=slugs - {slug})
        for slug, known in knowledge.items()
    }
    # What ships; a draft that is published later is in the item bank and not in the graph.
    dataset = build_dataset(library, graph_contents(shipped))
    database = f"sqlite:///{folder / 'records.sqlite3'}"
    with (
        _engines(dataset, sparql) as (sandbox, at_hand),
        Records(database) as records,
        Drafts(database) as drafts,
    ):
        workshop = Workshop(shipped, knowledge, drafts)
        yield Services(
            library, workshop.banks, records, sandbox, workshop, dataset, at_hand=at_hand
        )


@contextmanager
def _engines(dataset: GraphDataset, sparql: str) -> Iterator[tuple[QueryEngine, QueryEngine]]:
    """Yield what answers queries from outside, and what answers from the same data here."""
    sandbox = partial(QuerySandbox, dataset.dump(), Limits(), graphs=dataset.names)
    if not sparql:
        with sandbox() as here:
            yield here, here
        return
    with RemoteEngine(sparql, dataset, Limits()) as elsewhere, sandbox() as here:
        yield elsewhere, here
