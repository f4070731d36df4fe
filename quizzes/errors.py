"""
Exceptions of the assessment layer, and the defects that content can have.

QuizError
├── ContentError     an item or vignette file cannot be read; carries every defect found in it
├── ResponseError    a response does not fit the item that it answers
├── ImportFileError  a file of other software cannot be read; names line and remedy
├── DraftError       there is no such draft or version, or it cannot take this step
│   └── DeletedDraftError  there was such a draft; says who deleted it, and when
└── RecordsError     the store of answers holds no such run, or refuses a value
    ├── RunOverError     an answer came after the end of its run
    └── GoneError        a learner was deleted, or there is no such run or learner

A defect is a value: the item bank lists all of them at once instead of stopping at the first.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """
    One fault in a content file, in words that its author can act on.

    *key* is the place within the file, such as `options[2].claim.criterion`, empty for the whole
    file; *item* is the file's stem; *rule* is a short stable name of the check that failed.
    """

    file: str
    line: int
    key: str
    item: str
    rule: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class QuizError(Exception):
    """Base class of everything that `quizzes` raises on purpose."""


class ContentError(QuizError):
    """
    A content file is malformed.

    Attributes:
        defects: Every fault found, at least one, in the order of the file.
    """

    def __init__(self, *defects: Defect) -> None:
        self.defects = defects
        super().__init__("\n".join(str(defect) for defect in defects))


class ResponseError(QuizError):
    """A response does not fit the item that it answers."""


class ImportFileError(QuizError):
    """A file of other software cannot be read; names the file, the line and the remedy."""


class DraftError(QuizError):
    """There is no such draft or version, or it cannot take the step that was asked for."""


class DeletedDraftError(DraftError):
    """There was such a draft; the message says who deleted it, and when."""


class RecordsError(QuizError):
    """The store of answers cannot do what was asked."""


class RunOverError(RecordsError):
    """An answer came after the time limit of its run, or after the exam was handed in."""


class GoneError(RecordsError):
    """A learner was deleted, or a run or learner is not in the store."""
