"""
Serves the app in child processes that somebody kills.

Usage: python serve_until_killed.py PORT DATABASE_URL. Prints "ready" once guideline and items are
loaded. Then, for each line on standard input, it forks a child that opens the records, listens
on PORT and serves, and prints the child's process id when it listens. Loading once is what lets a
test afford fifty lives; records, server and sessions are new in each of them.
"""

import os
import signal
import sys

from app.server import build_server, run
from app.services import Services
from kg.library import Library, open_library
from quizzes.bank import ItemBank, content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.records import Records


def main(port: int, database: str) -> None:
    library = open_library()
    banks = {
        slug: load_bank(content_folder(), Knowledge(guideline, library.reasoner(slug).assess))
        for slug, guideline in library.guidelines.items()
    }
    tell("ready")
    child = 0
    try:
        for _ in sys.stdin:
            if child:
                os.waitpid(child, 0)
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                serve(port, database, library, banks, writing)
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


def serve(
    port: int, database: str, library: Library, banks: dict[str, ItemBank], writing: int
) -> None:
    with Records(database) as records:
        server = build_server(
            Services(library, banks, records, sandbox=None, workshop=None, dataset=None), port=port
        )
        os.write(writing, b"listening\n")
        os.close(writing)
        run(server)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
