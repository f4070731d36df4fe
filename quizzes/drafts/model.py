"""What a draft, its versions and the comments on it are, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from quizzes.model import ContentStatus


class Part(Enum):
    """Which of the two forms of content a draft is."""

    ITEM = "item"
    VIGNETTE = "vignette"


class DraftStage(Enum):
    """Where a version of a draft stands; residents get the published one."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def content_status(self) -> ContentStatus:
        """What the `status` of the content says at this stage."""
        match self:
            case DraftStage.PUBLISHED:
                return ContentStatus.ACTIVE
            case DraftStage.RETIRED:
                return ContentStatus.RETIRED
        return ContentStatus.DRAFT


@dataclass(frozen=True, slots=True)
class Version:
    """
    One saved version; *number* counts from 1 and *base* is the version that it was made from.

    *author* is what the author calls herself, "" if nothing was told. A *parallel* version was
    saved when another author had already saved a later one: it is kept beside, to be merged.
    """

    draft: str
    number: int
    base: int | None
    author: str
    saved: datetime
    stage: DraftStage
    text: str
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reviewer says of a version (plain text, untrusted)."""

    draft: str
    version: int
    author: str
    written: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """
    One draft: its *latest* version, and the one *published* last, None if none was.

    *started* is when its first version was saved. *is_retired* tells that it was withdrawn after
    it was published, or given up before.
    """

    id: str
    part: Part
    guideline: str
    started: datetime
    latest: Version
    published: Version | None
    is_retired: bool = False

    @property
    def served(self) -> Version | None:
        """The version that residents get."""
        return None if self.is_retired else self.published


@dataclass(frozen=True, slots=True)
class Saved:
    """
    What became of a text that was handed in.

    *version* is what was stored. *latest* is the draft's latest version: *version* itself, unless
    somebody else had saved one in between, and *version* is parallel to it.
    """

    version: Version
    latest: Version

    @property
    def is_parallel(self) -> bool:
        """Whether somebody else was faster."""
        return self.version.parallel
