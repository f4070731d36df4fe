"""
Serves the app in child processes that somebody kills.

Usage: python serve_until_killed.py PORT DATABASE_URL. Prints "ready" once guideline and items are
loaded. Then, for each line on standard input, it forks a child that opens the records, listens
on PORT and serves, and prints the child's process id when it listens. Loading once is what lets a
test afford fifty lives; records, server and sessions are new in each of them.
"""

import gc
import os
import signal
import sys
from dataclasses import replace

from fastapi import FastAPI

from app.server import build_server, run
from app.services import Services
from app.templating import ENVIRONMENT
from kg.dataset import build_dataset
from kg.library import open_library
from quizzes.bank import content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.records import Records
from quizzes.resources import graph_contents


def main(port: int, database: str) -> None:
    library = open_library()
    banks = {
        slug: load_bank(content_folder(), Knowledge(guideline, library.reasoner(slug).assess))
        for slug, guideline in library.guidelines.items()
    }
    # Cases and quizzes, which are all that is opened, neither query the dataset nor write drafts.
    dataset = build_dataset(library, graph_contents(banks))
    services = Services(library, banks, records=None, sandbox=None, workshop=None, dataset=dataset)
    for template in ENVIRONMENT.list_templates():
        ENVIRONMENT.get_template(template)
    gc.freeze()  # or the first collection of each child would copy all of it
    tell("ready")
    child = 0
    try:
        for _ in sys.stdin:
            if child:
                os.waitpid(child, 0)
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                serve(port, database, services, writing)
            os.close(writing)
            with os.fdopen(reading) as listening:
                listening.readline()
            tell(str(child))
    finally:
        if child:
            os.kill(child, signal.SIGKILL)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve(port: int, database: str, services: Services, writing: int) -> None:
    with Records(database) as records:
        server = build_server(replace(services, records=records), port=port, rest=FastAPI())
        os.write(writing, b"listening\n")
        os.close(writing)
        run(server)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
