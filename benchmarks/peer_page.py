"""
The named peer of the what-if page: the same widgets on a stock Panel page.

A `FastListTemplate` with one radio group a finding, two inputs for the value and two HTML panes,
served by `pn.serve` as the documentation of Panel shows it. It computes and renders the very same
outcome; only how page and event are made differs. Run as a program it prints its address.
"""

from __future__ import annotations

from decimal import Decimal

import panel as pn
from panel.template import FastListTemplate

from app.pages.what_if import outcome
from benchmarks.addresses import DECISIVE, SLUG
from kg.case import Absent, Bound, Fact, Present, Value
from kg.library import open_library
from kg.reasoner import Reasoner

_CHOICES = ["unknown", "present", "absent"]


def page(reasoner: Reasoner) -> FastListTemplate:
    """Return one session of the page."""
    guideline = reasoner.guideline
    radios = {
        finding.id: pn.widgets.RadioButtonGroup(
            name=finding.label,
            options=_CHOICES,
            css_classes=["toggle"] if finding.id == DECISIVE else [],
        )
        for finding in guideline.findings.values()
    }
    labels = {finding.id: pn.pane.Str(finding.label) for finding in guideline.findings.values()}
    bounds = {o: pn.widgets.Select(options=[b.value for b in Bound]) for o in guideline.observables}
    amounts = {o: pn.widgets.FloatInput(value=None) for o in guideline.observables}
    verdict = pn.pane.HTML(css_classes=["verdict"])
    details = pn.pane.HTML(css_classes=["details"])

    def facts() -> frozenset[Fact]:
        entered: set[Fact] = {Present(f) for f, r in radios.items() if r.value == "present"}
        entered |= {Absent(f) for f, r in radios.items() if r.value == "absent"}
        for observable, amount in amounts.items():
            if amount.value is not None:
                bound = Bound(bounds[observable].value)
                entered.add(Value(observable, bound, Decimal(str(amount.value))))
        return frozenset(entered)

    def follow(*_: object) -> None:
        latest = outcome(reasoner, facts())
        verdict.object, details.object = str(latest.verdict), str(latest.details)

    for widget in (*radios.values(), *bounds.values(), *amounts.values()):
        widget.param.watch(follow, "value")
    follow()
    rows = [pn.Row(labels[finding], radios[finding]) for finding in radios]
    rows += [pn.Row(bounds[o], amounts[o]) for o in bounds]
    return FastListTemplate(title="What if", main=[pn.Row(pn.Column(*rows), verdict, details)])


def main() -> None:
    """Serve the page on a free port until the process is ended."""
    reasoner = open_library().reasoner(SLUG)
    server = pn.serve(
        {"what-if": lambda: page(reasoner)},
        port=0,
        address="127.0.0.1",
        show=False,
        start=False,
        check_unused_sessions_milliseconds=5_000,
        unused_session_lifetime_milliseconds=10_000,
    )
    print(f"http://127.0.0.1:{server.port}/what-if", flush=True)
    server.start()
    server.io_loop.start()


if __name__ == "__main__":
    main()
