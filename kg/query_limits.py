"""What a query from outside may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What one query may take, and how many run at once.

    *seconds* is wall time; *memory_bytes* comes on top of what the loaded dataset takes;
    *result_bytes* counts the terms of the answer as N-Triples text, before they are put into a
    format; *text_length* is in characters and *depth* in open brackets. A query that finds
    *concurrency* others running waits for *queue_seconds* at the most.
    """

    seconds: float = 5.0
    memory_bytes: int = 256 * 1024 * 1024
    rows: int = 10_000
    result_bytes: int = 8 * 1024 * 1024
    text_length: int = 16_384
    depth: int = 64
    concurrency: int = 4
    queue_seconds: float = 5.0
