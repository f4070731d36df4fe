"""Processes of the sandbox: many queries at once, and processes that end."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sandbox_data import (
    CROSS,
    GOOD,
    GOOD_TABLE,
    JSON,
    LIMITS,
    MIB,
    RING,
    SETTINGS,
    children,
    is_running,
    linux_only,
    sandbox_and_its_process,
    wait_until,
    zygotes,
)

from kg.errors import QueryError, QueryLimitError
from kg.sandbox import Limits, QuerySandbox
from kg.sandbox_process import Zygote, ZygoteDiedError

SLOW = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"


@pytest.fixture(scope="module")
def sandbox():
    with QuerySandbox(RING, LIMITS) as sandbox:
        yield sandbox


@linux_only
def test_a_process_that_answered_answers_the_next_query_too():
    with sandbox_and_its_process() as (sandbox, zygote):
        sandbox.select(GOOD)
        first = children(zygote)

        sandbox.select(GOOD)

        assert children(zygote) == first


@linux_only
def test_a_process_that_keeps_much_of_its_memory_after_an_answer_retires():
    text = "SELECT * { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 9000 } } ORDER BY ?f ?c"
    with sandbox_and_its_process(replace(LIMITS, memory_bytes=6 * MIB)) as (sandbox, zygote):
        assert sandbox.select(text).truncated == "rows"
        wait_until(lambda: children(zygote) == set())
        assert sandbox.select(GOOD) == GOOD_TABLE


@linux_only
def test_a_waiting_process_that_was_killed_is_replaced_unnoticed():
    with sandbox_and_its_process() as (sandbox, zygote):
        sandbox.select(GOOD)
        (worker,) = children(zygote)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: not is_running(worker))

        assert sandbox.select(GOOD) == GOOD_TABLE


# Many at once, and processes that die


def test_queries_run_at_once_and_do_not_mix(sandbox):
    def ask(number):
        text = f"SELECT ?n {{ <http://e/{number}> <http://e/next> ?n }}"
        return sandbox.select(text).rows[0][0].value

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(100)))

    assert answers == [f"http://e/{number + 1}" for number in range(100)]


def test_a_query_that_finds_no_place_in_time_says_so():
    limits = Limits(seconds=1.0, concurrency=1, queue_seconds=0.05)

    with QuerySandbox(RING, limits) as sandbox, ThreadPoolExecutor(2) as pool:
        errors = [
            pool.submit(sandbox.select, SLOW).exception,
            pool.submit(sandbox.select, SLOW).exception,
        ]
        reasons = sorted(error().limit for error in errors)

        assert reasons == ["queue", "time"]
        assert sandbox.select(GOOD) == GOOD_TABLE


@linux_only
def test_a_process_that_was_killed_is_replaced_unnoticed():
    others = zygotes()
    with sandbox_and_its_process() as (sandbox, zygote):
        os.kill(zygote, signal.SIGKILL)

        assert sandbox.select(GOOD) == GOOD_TABLE
        (replacement,) = zygotes() - others
        assert replacement != zygote


@linux_only
def test_a_query_whose_process_is_killed_under_it_is_asked_again():
    with sandbox_and_its_process() as (sandbox, zygote), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(sandbox.select, SLOW)
        wait_until(lambda: children(zygote))
        (worker,) = children(zygote)
        os.kill(zygote, signal.SIGKILL)

        assert asked.exception().limit == "time"
        wait_until(lambda: not is_running(worker))


@linux_only
def test_no_worker_outlives_the_process_that_forked_it():
    others = children(os.getpid())
    zygote = Zygote(RING, replace(SETTINGS, seconds=60.0))
    (forking,) = children(os.getpid()) - others
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(zygote.ask, SLOW, JSON)
        wait_until(lambda: children(forking))
        (worker,) = children(forking)

        os.kill(forking, signal.SIGKILL)

        wait_until(lambda: not is_running(worker))
        assert isinstance(asked.exception(), ZygoteDiedError)
    zygote.close()


@linux_only
def test_closing_ends_every_process_and_what_comes_after_is_refused():
    others = children(os.getpid())
    sandbox = QuerySandbox(RING, Limits())
    with ThreadPoolExecutor(1) as pool:
        (zygote,) = children(os.getpid()) - others
        asked = pool.submit(sandbox.select, SLOW)
        wait_until(lambda: children(zygote))
        (worker,) = children(zygote)

        sandbox.close()

        assert isinstance(asked.exception(), QueryError | ValueError)
        assert children(os.getpid()) == others
        wait_until(lambda: not is_running(worker))
    with pytest.raises(ValueError, match="closed"):
        sandbox.select(GOOD)
    sandbox.close()


@linux_only
def test_no_process_outlives_the_server():
    server = textwrap.dedent("""
        import os, threading, time
        from pathlib import Path
        from kg.sandbox import Limits, QuerySandbox

        sandbox = QuerySandbox(b"<http://e/1> <http://e/2> <http://e/3> .\\n" , Limits(seconds=60))
        numbers = "1 " * 200
        parts = " ".join(f"VALUES ?x{i} {{ {numbers} }}" for i in range(9))
        text = f"SELECT (COUNT(*) AS ?n) {{ {parts} }}"
        threading.Thread(target=sandbox.select, args=[text], daemon=True).start()

        def children(pid):
            tasks = Path(f"/proc/{pid}/task").glob("*/children")
            return [int(child) for task in tasks for child in task.read_text().split()]

        (zygote,) = children(os.getpid())
        while not children(zygote):
            time.sleep(0.01)
        print(zygote, *children(zygote), flush=True)
        time.sleep(60)
    """)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", server], stdout=subprocess.PIPE, env=environment
    ) as process:
        left = [int(pid) for pid in process.stdout.readline().split()]

        process.kill()

    assert len(left) == 2
    wait_until(lambda: not any(is_running(pid) for pid in left))


# Asked from an event loop


def test_an_event_loop_gets_the_answers_that_a_thread_gets(sandbox):
    texts = [f"SELECT ?n {{ <http://e/{number}> <http://e/next> ?n }}" for number in range(50)]

    async def ask():
        return await asyncio.gather(*(sandbox.answer(text, format=JSON) for text in texts))

    assert asyncio.run(ask()) == [sandbox.run(text, format=JSON) for text in texts]


def test_an_event_loop_goes_on_while_a_query_meets_its_limit(sandbox):
    async def count():
        slow = asyncio.create_task(sandbox.answer(SLOW, format=JSON))
        ticks = 0
        while not slow.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return ticks, slow.exception()

    ticks, error = asyncio.run(count())

    assert isinstance(error, QueryLimitError)
    assert error.limit == "time"
    assert ticks > 10


def test_an_answer_longer_than_a_message_is_whole(sandbox):
    text = f"SELECT ?a ?b ?c {{ {CROSS} }}"

    answer = asyncio.run(sandbox.answer(text, format=JSON))

    assert answer == sandbox.run(text, format=JSON)
    assert len(answer.body) > 65_536


@linux_only
def test_a_process_that_gave_an_event_loop_its_answer_answers_the_next_query_too():
    with sandbox_and_its_process() as (sandbox, zygote):
        asyncio.run(sandbox.answer(GOOD, format=JSON))
        first = children(zygote)

        assert sandbox.select(GOOD) == GOOD_TABLE
        asyncio.run(sandbox.answer(GOOD, format=JSON))

        assert children(zygote) == first


@linux_only
def test_a_process_that_was_killed_is_replaced_unnoticed_by_an_event_loop():
    with sandbox_and_its_process() as (sandbox, zygote):
        os.kill(zygote, signal.SIGKILL)

        assert asyncio.run(sandbox.answer(GOOD, format=JSON)) == sandbox.run(GOOD, format=JSON)
        assert zygote not in zygotes()


@linux_only
def test_a_worker_whose_answer_nobody_waits_for_is_not_asked_again():
    with sandbox_and_its_process() as (sandbox, zygote):

        async def give_up():
            async with asyncio.timeout(0.1):
                await sandbox.answer(SLOW, format=JSON)

        with pytest.raises(TimeoutError):
            asyncio.run(give_up())

        assert sandbox.select(GOOD) == GOOD_TABLE
        wait_until(lambda: len(children(zygote)) == 1)
