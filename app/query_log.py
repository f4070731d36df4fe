"""
How queries from outside went, in numbers alone: no text of a query and no address is kept.

The numbers are those of this process since it started, written as the text format of Prometheus.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from itertools import accumulate

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""The upper bounds of the classes of durations, in seconds."""


class QueryLog:
    """Counts outcomes, durations and limits; threads may share it."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._outcomes: Counter[str] = Counter()
        self._limits: Counter[str] = Counter()
        self._durations = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0
        self._express = 0

    def record(
        self, outcome: str, seconds: float, limit: str | None = None, *, express: bool = False
    ) -> None:
        """
        Count one query.

        Args:
            outcome: What came of it, such as "answered", "cached" or "malformed".
            seconds: How long it took.
            limit: The limit that stopped it or cut its answer, None if it met none.
            express: Whether a responder of the express lane answered it.
        """
        with self._changing:
            self._outcomes[outcome] += 1
            self._durations[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds
            self._express += express
            if limit is not None:
                self._limits[limit] += 1

    def text(self) -> str:
        """Return all numbers in the text format of Prometheus, version 0.0.4."""
        with self._changing:
            outcomes, limits = sorted(self._outcomes.items()), sorted(self._limits.items())
            counts, total = list(accumulate(self._durations)), self._seconds
            express = self._express
        name = "guidegraph_sparql"
        bounds = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
        lines = [
            f"# HELP {name}_queries_total Queries by what came of them.",
            f"# TYPE {name}_queries_total counter",
            *(f'{name}_queries_total{{outcome="{key}"}} {count}' for key, count in outcomes),
            f"# HELP {name}_limits_total Queries that met a limit, by the limit.",
            f"# TYPE {name}_limits_total counter",
            *(f'{name}_limits_total{{limit="{key}"}} {count}' for key, count in limits),
            f"# HELP {name}_express_total Queries that were answered in the express lane.",
            f"# TYPE {name}_express_total counter",
            f"{name}_express_total {express}",
            f"# HELP {name}_seconds How long queries took.",
            f"# TYPE {name}_seconds histogram",
            *(
                f'{name}_seconds_bucket{{le="{bound}"}} {count}'
                for bound, count in zip(bounds, counts, strict=True)
            ),
            f"{name}_seconds_sum {total:g}",
            f"{name}_seconds_count {counts[-1]}",
        ]
        return "\n".join(lines) + "\n"
