"""The measurements of the web app as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.measure import high
from benchmarks.pages import Events, PageReport
from benchmarks.report import Target, seconds, table, times
from benchmarks.visits import WHAT_IF

_PEER = "stock Panel page"


def show(report: PageReport) -> str:
    """Return all tables about the web app."""
    parts = [_opened(report), _events(report)]
    parts += [text for text in (_screen(report), _rest(report)) if text]
    return "\n\n".join(parts)


def aims(report: PageReport) -> list[Target]:
    """Return what was aimed at for the web app."""
    return list(_aims(report))


def _aims(report: PageReport) -> Iterator[Target]:
    yield Target("server start to first page", 5, report.start.wall, "s")
    yield Target("... in CPU", 5, report.start.cpu, "s CPU")
    route, most = max(report.opened.items(), key=lambda item: item[1])
    yield Target(f"server CPU to open the costliest page ({route})", 150, most * 1e3, "ms CPU")
    ratio = report.events.crowd.cpu / report.events.one.cpu
    yield Target(f"an event with {report.size.crowd} sessions open to one with 1", 1.2, ratio, "x")
    if report.screen is not None:
        shown = median(report.screen.drawn) * 1e3
        yield Target("what-if click to screen, Chromium, median", 100, shown, "ms")
    if report.memory is not None:
        first, last = report.memory.cleaned[0], report.memory.cleaned[-1]
        name = f"memory kept after {report.size.visits} visits, first and next time"
        yield Target(name, 10, first - report.memory.warm, "MB")
        yield Target("... the next time", 10, last - first, "MB")


def _opened(report: PageReport) -> str:
    rows = [(route, seconds(cpu)) for route, cpu in report.opened.items()]
    note = ""
    if report.peer_opened is not None:
        rows.append((_PEER, seconds(report.peer_opened)))
        ratio = report.peer_opened / report.opened[WHAT_IF]
        note = f"\n\nThe {_PEER} costs {times(ratio)} what {WHAT_IF} does, with the same widgets."
    return table(("page opened", "server CPU"), rows) + note


def _events(report: PageReport) -> str:
    rows = [_event_row(WHAT_IF, report.events)]
    if report.peer_events is not None:
        rows.append(_event_row(_PEER, report.peer_events))
    crowd = report.size.crowd
    head = ("event", "CPU, 1 open", f"CPU, {crowd} open", "ratio", "answer, median", "95 %")
    return table(head, rows)


def _event_row(name: str, events: Events) -> tuple[str, ...]:
    one, crowd = events.one, events.crowd
    return (
        name,
        seconds(one.cpu),
        seconds(crowd.cpu),
        times(crowd.cpu / one.cpu),
        seconds(median(one.latencies)),
        seconds(high(one.latencies)),
    )


def _screen(report: PageReport) -> str:
    found = ((WHAT_IF, report.screen), (_PEER, report.peer_screen))
    rows = [
        (name, *_spread(screen.changed), *_spread(screen.drawn))
        for name, screen in found
        if screen is not None
    ]
    head = ("click in Chromium", "changed, median", "95 %", "drawn, median", "95 %")
    return table(head, rows) if rows else ""


def _rest(report: PageReport) -> str:
    rows: list[tuple[str, ...]] = []
    if report.endpoint is not None:
        spans = report.endpoint
        rows += [
            ("trivial query at /sparql", *_spread(spans.trivial)),
            ("page event", *_spread(spans.alone)),
            ("page event beside a hostile query", *_spread(spans.beside)),
            ("hostile query refused", *_spread(spans.stopped)),
        ]
    text = table(("wall time", "median", "95 %"), rows) if rows else ""
    if report.memory is None:
        return text
    memory = report.memory
    head = ("server memory", "resident MB")
    steps: list[tuple[str, ...]] = [("warm", f"{memory.warm:.0f}")]
    for n, (after, cleaned) in enumerate(zip(memory.after, memory.cleaned, strict=True), start=1):
        visits = n * report.size.visits
        steps.append((f"after {visits} visits", f"{after:.0f}"))
        steps.append((f"after {visits} visits and clean-up", f"{cleaned:.0f}"))
    return f"{text}\n\n{table(head, steps)}".strip()


def _spread(values: Sequence[float]) -> tuple[str, str]:
    return seconds(median(values)), seconds(high(values)) if len(values) > 1 else ""
