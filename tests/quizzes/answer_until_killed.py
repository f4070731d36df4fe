"""
Answers questions in child processes and kills each with SIGKILL at a random moment.

Usage: python answer_until_killed.py URL ROUNDS SEED. Prints, one a line, the position of every
answer that a child had acknowledged before it died.
"""

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime

from quizzes.entries import Answer, QuizRun
from quizzes.records import Records

LEARNER = "a" * 32
RUN = "b" * 32
LENGTH = 10_000


def main(url: str, rounds: int, seed: int) -> None:
    moments = random.Random(seed)
    with Records(url) as records:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        records.add_learner(LEARNER, at)
        records.start_run(QuizRun(RUN, LEARNER, "colds", ("an-item",) * LENGTH, "seed", at))
    first = 0
    for _ in range(rounds):
        acknowledged = one_life(url, first, moments.uniform(0.0, 0.2))
        sys.stdout.writelines(f"{position}\n" for position in acknowledged)
        # The child may have written one answer more than it could acknowledge.
        first += len(acknowledged) + 1


def one_life(url: str, first: int, seconds: float) -> list[int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer_for_ever(url, first, writing)
    os.close(writing)
    with os.fdopen(reading) as acknowledgements:
        head = acknowledgements.readline()  # the child has opened the store
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = acknowledgements.read().splitlines()
    if head != "open\n":
        raise RuntimeError(f"The child died by itself: {head!r}")
    return [int(line) for line in lines]


def answer_for_ever(url: str, first: int, writing: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with Records(url) as records:
        os.write(writing, b"open\n")
        for position in range(first, LENGTH):
            records.record_answer(
                Answer(LEARNER, RUN, position, 0, "an-item", "", "1", {"options": ["a"]}, 1.0, at)
            )
            os.write(writing, f"{position}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
