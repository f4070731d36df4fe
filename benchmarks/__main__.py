"""`python -m benchmarks`: measure, compare, and print the tables."""

from __future__ import annotations

import argparse
import sys

from benchmarks import class_tables, classes, linting, page_tables, pages, reasoning
from benchmarks.addresses import SLUG
from benchmarks.measure import machine
from benchmarks.report import Target, targets
from kg.library import open_library

REASONING, LINTER, PAGES, LEARNERS = "reasoning", "linter", "pages", "learners"
PARTS = (REASONING, LINTER, PAGES, LEARNERS)


def main() -> None:
    """Read the command line and measure what it asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="A little of everything: it works, no figure counts."
    )
    parser.add_argument("--only", choices=PARTS, help="One part of the benchmarks.")
    options = parser.parse_args()
    print(machine(), flush=True)
    aims: list[Target] = []
    parts = PARTS if options.only is None else (options.only,)
    if REASONING in parts:
        _say("Deciding cases ...")
        size = reasoning.QUICK if options.quick else reasoning.FULL
        comparison = reasoning.compare(open_library(), SLUG, size)
        print(f"\n## Cases decided\n\n{reasoning.show(comparison)}", flush=True)
        aims += reasoning.aims(comparison)
    if LINTER in parts:
        _say("Linting ...")
        linted = linting.measure_linting(open_library(), SLUG, 10 if options.quick else None)
        print(f"\n## Items linted\n\n{linting.show(linted)}", flush=True)
        aims += linting.aims(linted)
    if PAGES in parts:
        _say("Opening pages ...")
        report = pages.measure_pages(pages.QUICK if options.quick else pages.FULL)
        print(f"\n## Web app\n\n{page_tables.show(report)}", flush=True)
        aims += page_tables.aims(report)
    if LEARNERS in parts:
        _say("Learning ...")
        found = classes.measure_classes(classes.QUICK if options.quick else classes.FULL)
        print(f"\n## A class of learners\n\n{class_tables.show(found)}", flush=True)
        if not options.quick:
            aims += class_tables.aims(found)
    if not options.quick:
        print(f"\n## Aims\n\n{targets(aims)}")


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
