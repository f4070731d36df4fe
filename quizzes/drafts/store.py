"""
The store of drafts: versions that are only added to, and comments on them.

A draft that was never published can be deleted as a whole. Two authors may edit one draft. Each
saves against the version that she has read; the second is told, and what she wrote is kept as a
parallel version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select, true
from sqlalchemy.exc import DBAPIError

from quizzes.database import is_violation, open_database
from quizzes.drafts.model import Comment, Draft, DraftStage, Part, Saved, Version
from quizzes.drafts.tables import DELETED_DRAFT, DRAFT, DRAFT_COMMENT, DRAFT_VERSION
from quizzes.errors import DeletedDraftError, DraftError

_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_AUTHOR = 80
_LONGEST_TEXT = 200_000
#: Of a comment, in characters.
LONGEST_COMMENT = 4_000
# Each attempt that fails means that somebody else has saved a version, so a few are enough.
_ATTEMPTS = 20


class Drafts:
    """
    The drafts at an SQLAlchemy URL, which may be that of the learners' records.

    Any number of processes and threads may have the same store open. *patience* is how many
    seconds one writer waits for another.

    Raises:
        RecordsError: If a newer version of the program has written the store.
    """

    def __init__(self, url: str, patience: float = 30) -> None:
        self._engine = open_database(url, patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def start(
        self, draft: str, part: Part, guideline: str, text: str, *, author: str, at: datetime
    ) -> Draft:
        """
        Store a new draft with its first version.

        Raises:
            DraftError: If the id is malformed or taken, or a value too long.
        """
        if not _ID.fullmatch(draft):
            raise DraftError(f"'{draft}' is no id of a draft: 32 hexadecimal digits are needed.")
        first = Version(draft, 1, None, author, at, DraftStage.DRAFT, text)
        head = {"id": draft, "part": part.value, "guideline": guideline, "started": at}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(DRAFT).values(**head))
                _insert(connection, first)
        except DBAPIError as error:
            if is_violation(error):
                raise DraftError(f"There is a draft {draft} already.") from error
            raise
        return Draft(draft, part, guideline, at, first, None)

    def save(
        self,
        draft: str,
        base: int,
        text: str,
        *,
        author: str,
        at: datetime,
        stage: DraftStage | None = None,
    ) -> Saved:
        """
        Append a version made from version *base*.

        A text that differs in nothing from the latest version adds no version. *stage* left out
        means the one at which an author writes on: what was published or retired becomes a draft.

        Raises:
            DraftError: If there is no such draft or base, or a value is too long.
        """
        for _ in range(_ATTEMPTS):
            # The number is read first: whoever saves after that takes it, and we look again.
            top = self._top(draft)
            latest = self.draft(draft).latest
            if not 1 <= base <= top:
                raise DraftError(f"The draft {draft} has no version {base}.")
            to = stage or _written_on(latest.stage)
            if (text, to) == (latest.text, latest.stage):
                return Saved(latest, latest)
            parallel = latest.number != base
            version = Version(draft, top + 1, base, author, at, to, text, parallel)
            if self._append(version):
                return Saved(version, latest if parallel else version)
        raise DraftError(f"The draft {draft} is saved by too many at once. Save again.")

    def delete(self, draft: str, last: int, *, author: str, at: datetime) -> bool:
        """
        Delete a draft with its versions and comments, and return whether that was done.

        It is not if version *last* is no more the last one, parallel or not, or if any version was
        published: between reading a draft and deleting it somebody else may have saved.

        Raises:
            DraftError: If there is no such draft.
        """
        with self._engine.connect() as connection, connection.begin() as transaction:
            # Written first: on SQLite whoever saves waits from here on, on PostgreSQL from the next
            # line on, and then finds no draft.
            gone = {"id": draft, "author": author, "deleted": at}
            try:
                connection.execute(insert(DELETED_DRAFT).values(**gone))
            except DBAPIError as error:
                if is_violation(error):
                    raise self._missing(draft) from error
                raise
            connection.execute(select(DRAFT).where(DRAFT.c.id == draft).with_for_update())
            of_draft = select(DRAFT_VERSION.c.number, DRAFT_VERSION.c.stage)
            versions = connection.execute(of_draft.where(DRAFT_VERSION.c.draft == draft)).all()
            if not versions:
                raise self._missing(draft)
            was_published = any(one.stage == DraftStage.PUBLISHED.value for one in versions)
            if was_published or max(one.number for one in versions) != last:
                transaction.rollback()
                return False
            for table in (DRAFT_COMMENT, DRAFT_VERSION):
                connection.execute(delete(table).where(table.c.draft == draft))
            connection.execute(delete(DRAFT).where(DRAFT.c.id == draft))
        return True

    def draft(self, draft: str) -> Draft:
        """
        Return a draft.

        Raises:
            DraftError: If there is no such draft; a DeletedDraftError if it was deleted.
        """
        found = self._drafts(DRAFT.c.id == draft)
        if not found:
            raise self._missing(draft)
        return found[0]

    def all(self) -> tuple[Draft, ...]:
        """Return all drafts, the one saved last first."""
        drafts = self._drafts(true())
        return tuple(sorted(drafts, key=lambda draft: draft.latest.saved, reverse=True))

    def versions(self, draft: str) -> tuple[Version, ...]:
        """
        Return all versions of a draft, the first one first.

        Raises:
            DraftError: If there is no such draft.
        """
        rows = self._rows(
            select(DRAFT_VERSION)
            .where(DRAFT_VERSION.c.draft == draft)
            .order_by(DRAFT_VERSION.c.number)
        )
        if not rows:
            raise self._missing(draft)
        return tuple(_version(row) for row in rows)

    def version(self, draft: str, number: int) -> Version:
        """
        Return one version of a draft.

        Raises:
            DraftError: If there is none of this number.
        """
        for version in self.versions(draft):
            if version.number == number:
                return version
        raise DraftError(f"The draft {draft} has no version {number}.")

    def comment(self, comment: Comment) -> None:
        """
        Append a comment on a version.

        Raises:
            DraftError: If there is no such version, or the comment is empty or too long.
        """
        self.version(comment.draft, comment.version)
        if not 0 < len(comment.text.strip()) <= LONGEST_COMMENT:
            raise DraftError(f"A comment has 1 to {LONGEST_COMMENT} characters.")
        _check_author(comment.author)
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(DRAFT_COMMENT).values(**asdict(comment)))
        except DBAPIError as error:
            if is_violation(error):  # deleted in between
                raise self._missing(comment.draft) from error
            raise

    def comments(self, draft: str) -> tuple[Comment, ...]:
        """Return the comments on a draft, in the order written."""
        of_draft = select(DRAFT_COMMENT).where(DRAFT_COMMENT.c.draft == draft)
        rows = self._rows(of_draft.order_by(DRAFT_COMMENT.c.id))
        return tuple(
            Comment(row.draft, row.version, row.author, row.written, row.text) for row in rows
        )

    def _missing(self, draft: str) -> DraftError:
        """Return what to say of a draft that is not there."""
        for row in self._rows(select(DELETED_DRAFT).where(DELETED_DRAFT.c.id == draft)):
            who = row.author or "Somebody"
            return DeletedDraftError(f"{who} deleted this draft on {row.deleted:%Y-%m-%d}.")
        return DraftError(f"There is no draft {draft}.")

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _drafts(self, which: ColumnElement[bool]) -> list[Draft]:
        with self._engine.connect() as connection:
            heads = connection.execute(select(DRAFT).where(which)).all()
            latest = _last(connection, which)
            published = _last(connection, which, DraftStage.PUBLISHED)
            retired = _last(connection, which, DraftStage.RETIRED)
        return [
            _draft(head, latest[head.id], published.get(head.id), retired.get(head.id))
            for head in heads
            if head.id in latest  # or else deleted in between
        ]

    def _top(self, draft: str) -> int:
        """Return the number of the last version, parallel or not."""
        of_draft = select(func.max(DRAFT_VERSION.c.number)).where(DRAFT_VERSION.c.draft == draft)
        with self._engine.connect() as connection:
            return connection.execute(of_draft).scalar_one() or 0

    def _append(self, version: Version) -> bool:
        """Insert a version and return whether its number was free."""
        try:
            with self._engine.begin() as connection:
                _insert(connection, version)
        except DBAPIError as error:
            if is_violation(error):
                return False
            raise
        return True


def _insert(connection: Connection, version: Version) -> None:
    _check_author(version.author)
    if len(version.text) > _LONGEST_TEXT:
        raise DraftError(f"The text has more than {_LONGEST_TEXT} characters. Shorten it.")
    values = {**asdict(version), "stage": version.stage.value}
    connection.execute(insert(DRAFT_VERSION).values(**values))


def _check_author(author: str) -> None:
    if len(author) > _LONGEST_AUTHOR:
        raise DraftError(f"The name of an author has at most {_LONGEST_AUTHOR} characters.")


def _written_on(stage: DraftStage) -> DraftStage:
    return stage if stage is DraftStage.IN_REVIEW else DraftStage.DRAFT


def _last(
    connection: Connection, which: ColumnElement[bool], stage: DraftStage | None = None
) -> dict[str, Version]:
    """Return the last version of each draft that is not parallel, at *stage* if given."""
    table = DRAFT_VERSION
    numbers = (
        select(table.c.draft, func.max(table.c.number).label("number"))
        .join(DRAFT, DRAFT.c.id == table.c.draft)
        .where(which, ~table.c.parallel)
        .group_by(table.c.draft)
    )
    if stage is not None:
        numbers = numbers.where(table.c.stage == stage.value)
    last = numbers.subquery()
    is_last = (last.c.draft == table.c.draft) & (last.c.number == table.c.number)
    rows = connection.execute(select(table).join(last, is_last))
    return {row.draft: _version(row) for row in rows}


def _draft(
    row: Row[Any], latest: Version, published: Version | None, retired: Version | None
) -> Draft:
    is_retired = retired is not None and (published is None or retired.number > published.number)
    return Draft(row.id, Part(row.part), row.guideline, row.started, latest, published, is_retired)


def _version(row: Row[Any]) -> Version:
    values = dict(row._mapping)
    return Version(**{**values, "stage": DraftStage(values["stage"])})
