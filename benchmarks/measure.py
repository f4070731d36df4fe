"""
Costs, taken so that other work on the machine disturbs them little.

CPU time counts only what the measured code used, children included; it is what is compared. Wall
time is shown where waiting is the point. Whoever compares two things runs them in turn, round after
round, and takes the medians.
"""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median, quantiles
from typing import TypeVar

T = TypeVar("T")

PACKAGES = ("pyoxigraph", "rdflib", "owlready2", "panel", "panel-material-ui", "bokeh", "tornado")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU and of wall time."""

    cpu: float
    wall: float


def measure(work: Callable[[], T]) -> tuple[Cost, T]:
    """Return what *work* costs and what it returns."""
    cpu, wall = _cpu(), time.perf_counter()
    result = work()
    return Cost(_cpu() - cpu, time.perf_counter() - wall), result


def typical(costs: Sequence[Cost]) -> Cost:
    """Return the median of each of the two times."""
    return Cost(median(c.cpu for c in costs), median(c.wall for c in costs))


def high(values: Sequence[float]) -> float:
    """Return the 95th percentile of at least two values."""
    return quantiles(values, n=20, method="inclusive")[-1]


def machine() -> str:
    """Return the machine and the versions that the figures hold for."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores {platform.machine()}, {platform.system()}, load {load:.1f};"
        f" Python {platform.python_version()}; {versions}"
    )


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
