"""`guidegraph dataset`."""

from __future__ import annotations

import sys

from app.commands.exits import own_errors


def dataset() -> None:
    """Write every named graph as N-Quads, to be loaded into a SPARQL server."""
    # Imported late: the other commands do not wait for the item bank.
    from kg.dataset import build_dataset
    from kg.library import open_library
    from quizzes.bank import content_folder, load_bank
    from quizzes.judgement import Knowledge
    from quizzes.resources import graph_contents

    with own_errors():
        library = open_library()
        banks = {
            slug: load_bank(
                content_folder(),
                Knowledge(guideline, library.reasoner(slug).assess),
                others=set(library.guidelines) - {slug},
            )
            for slug, guideline in library.guidelines.items()
        }
        sys.stdout.buffer.write(build_dataset(library, graph_contents(banks)).dump_named())
