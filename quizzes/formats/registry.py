"""The formats by name, and writing in one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from kg.errors import UnknownNameError
from quizzes.formats.anki import as_anki
from quizzes.formats.csv_table import as_csv
from quizzes.formats.exported import ExportedItem
from quizzes.formats.gift import as_gift
from quizzes.formats.h5p import as_h5p
from quizzes.formats.handout import as_handout
from quizzes.formats.moodle import as_moodle_xml
from quizzes.formats.qti import Version
from quizzes.formats.qti_package import as_qti
from quizzes.formats.xapi import as_xapi_activities

#: Renders items at a moment; only formats that carry a date look at it.
Writer = Callable[[Sequence[ExportedItem], datetime], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """
    A format to export to.

    *name* is what commands and addresses call it, *title* what people do, *ending* that of a file;
    *purpose* says in a few words what it is for.
    """

    name: str
    title: str
    purpose: str
    ending: str
    media_type: str
    writer: Writer


_ALL = (
    Format("moodle", "Moodle XML", "question bank of Moodle", "xml", "text/xml", as_moodle_xml),
    Format("gift", "GIFT", "plain text that Moodle and others read", "gift", "text/plain", as_gift),
    Format("anki", "Anki", "cards to repeat", "apkg", "application/octet-stream", as_anki),
    Format(
        "qti3",
        "QTI 3.0",
        "content package for assessment systems",
        "qti3.zip",
        "application/zip",
        partial(as_qti, Version.V3_0),
    ),
    Format(
        "qti21",
        "QTI 2.1",
        "the same for older systems",
        "qti21.zip",
        "application/zip",
        partial(as_qti, Version.V2_1),
    ),
    Format("h5p", "H5P", "interactive question set", "h5p", "application/zip", as_h5p),
    Format("csv", "CSV", "spreadsheets and programs", "csv", "text/csv", as_csv),
    Format(
        "handout",
        "Handout",
        "to print, without answers",
        "html",
        "text/html",
        partial(as_handout, False),
    ),
    Format(
        "handout-with-answers",
        "Handout with answers",
        "to print for the teacher",
        "answers.html",
        "text/html",
        partial(as_handout, True),
    ),
    Format(
        "xapi",
        "xAPI",
        "activity definitions for a learning record store",
        "xapi.json",
        "application/json",
        as_xapi_activities,
    ),
)

#: Every format by its name.
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}


def find_format(name: str) -> Format:
    """
    Return the format called *name*.

    Raises:
        UnknownNameError: If there is none; the message offers close matches.
    """
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    return FORMATS[name]


def write(format_name: str, items: Sequence[ExportedItem], at: datetime) -> bytes:
    """
    Return *items* in a format.

    Args:
        format_name: A name of `FORMATS`.
        items: What to export, in this order.
        at: The moment of the export, with its time zone; Anki and handouts carry it.

    Raises:
        UnknownNameError: If there is no such format.
    """
    return find_format(format_name).writer(items, at)
