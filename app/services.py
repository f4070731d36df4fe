"""What the pages work with, built once when the process starts and shared by all sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from secrets import token_hex
from typing import Any

from app.downloads import Downloads
from app.examinations import Examinations
from app.mutation_runs import MutationRuns
from app.proposals import Proposals
from app.query_log import QueryLog
from app.told_case import ToldCases
from kg.dataset import GraphDataset
from kg.engine import QueryEngine
from kg.exports.source import ExportSource
from kg.library import Library
from quizzes.bank import ItemBank
from quizzes.drafts.workshop import Workshop
from quizzes.records import Records


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def unguessable_id() -> str:
    """Return 128 random bits in hexadecimal."""
    return token_hex(16)


@dataclass(frozen=True)
class Services:
    """
    The collaborators of every page.

    Attributes:
        library: Guidelines and their reasoners.
        banks: Items and vignettes by the slug of their guideline.
        records: The log of answers and decisions.
        sandbox: Runs SPARQL text from outside.
        workshop: Drafts of authors; what they publish is in `banks`.
        dataset: The named graphs that queries from outside read.
        mutation: What the item banks would notice, worked out in the background.
        proposals: Offers to authors, worked out a few at a time.
        query_log: Counts the queries that others send.
        at_hand: Answers from the same data here, whatever `sandbox` is; None for `sandbox`.
        clock: Returns the present moment, with its time zone.
        new_id: Returns a fresh id that nobody can guess.
    """

    # Left out of the repr: Bokeh formats what it is given for its log at each start, and formatting
    # a whole guideline for every route took most of the time.
    library: Library = field(repr=False)
    banks: Mapping[str, ItemBank] = field(repr=False)
    records: Records
    sandbox: QueryEngine
    workshop: Workshop = field(repr=False)
    dataset: GraphDataset = field(repr=False)
    mutation: MutationRuns = field(default_factory=MutationRuns, repr=False)
    proposals: Proposals[Any] = field(default_factory=Proposals, repr=False)
    query_log: QueryLog = field(default_factory=QueryLog, repr=False)
    at_hand: QueryEngine | None = None
    clock: Callable[[], datetime] = now
    new_id: Callable[[], str] = unguessable_id

    @cached_property
    def downloads(self) -> Downloads:
        """The data as files to take along."""
        return Downloads(ExportSource(self.library, self.dataset))

    @cached_property
    def cases(self) -> ToldCases:
        """The cases as they are told to learners."""
        return ToldCases(self.banks, self.library)

    @cached_property
    def examinations(self) -> Examinations:
        """What grades queries that are handed in."""
        return Examinations(self.library)
