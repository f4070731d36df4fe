"""Items whose texts hold all that formats stumble over, made from a seed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from quizzes.formats.exported import (
    ExportedChoice,
    ExportedError,
    ExportedFeedback,
    ExportedItem,
    ExportedNumber,
    ExportedOption,
    ExportedReference,
    ExportedStatement,
    clean,
)
from quizzes.model import Kind

FRAGMENTS = (
    *("plain words", "ünïcödé", "שלום עולם", "مرحبا", "\u202eright to left\u202c", "日本語", "👩‍⚕️"),
    *(
        "~ = # { } :",
        "~",
        "=",
        "#",
        "{",
        "}",
        ":",
        "::",
        "####",
        "->",
        "{T}",
        "}{",
        "%50%",
        "%-50%",
    ),
    *("\\", "\\\\", "\\n", "\\{", "\\frac{a}{b}", "$$\\sum_{i=1}^n x_i$$", "\\(x^2\\)", "$x$"),
    *("// no comment", "$CATEGORY: none", "[html]", "[markdown]", "&&058;", "&&010", "[id:x]"),
    *("<script>alert(1)</script>", "<b>bold", "</div>", "]]>", "<![CDATA[", "<!-- x -->", "<"),
    *("&amp;", "&#35;", "&lt;", "&", '"quoted"', "'single'", "a < b > c", "{{c1::cloze}}"),
    *(
        "{{FrontSide}}",
        "[sound:x.mp3]",
        "[latex]x[/latex]",
        "*stars*",
        "**bold**",
        "_low_",
        "`code`",
    ),
    *("*open", "***", "/ slash / : tip", "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "'"),
    *("| a | b |", "- entry", "1. first", "1) first", "# heading", "> quoted", "~~~", "+ plus"),
    *(
        "[link](https://example.org/?a=1&b=(2))",
        "![picture](https://example.org/x.png)",
        "a,b;c\td",
    ),
    *(
        "\x00\x07",
        "\ufffe",
        "\x85\u2028\u2029",
        "\u00a0",
        "\u200b",
        "\x7f",
        "e\u0301",
        "𝔘𝔫𝔦",
        "\r\n",
    ),
    *("[,]", "[.]", "[:]", "choice[,]choice", "null", "True", "@score", "%d", "${x}", "#{x}"),
)
_BLOCKS = (
    "- one\n- two\n\n  more",
    "1. one\n2. two",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "    code { } # = ~",
    "> a\n> b",
)


def hostile_text(random: Random, *, block: bool = False) -> str:
    """Return some fragments with words between them, at times a block of Markdown."""
    parts = [random.choice(FRAGMENTS) for _ in range(random.randint(1, 5))]
    text = random.choice((" ", "", "\n", " and ")).join(parts)
    if block and random.random() < 0.2:
        text = f"{text}\n\n{random.choice(_BLOCKS)}"
    return clean(text)


def hostile_items(count: int, seed: int = 1) -> tuple[ExportedItem, ...]:
    """Return *count* items; every kind and the longest keys are among each hundred."""
    random = Random(seed)
    return tuple(_item(random, number) for number in range(count))


def _item(random: Random, number: int) -> ExportedItem:
    kinds = [Kind.SINGLE_BEST_ANSWER, Kind.MULTIPLE_ANSWER, Kind.NUMERIC, Kind.KEY_FEATURE]
    kind = [*kinds, Kind.TRUE_FALSE_CANNOT_TELL][number % 5]
    match kind:
        case Kind.NUMERIC:
            steps: tuple[ExportedChoice | ExportedNumber, ...] = (_number(random),)
        case Kind.KEY_FEATURE:
            steps = (_choice(random, multiple=False), _choice(random, multiple=True))
        case Kind.TRUE_FALSE_CANNOT_TELL:
            steps = (replace(_choice(random, multiple=False), fixed_order=True),)
        case _:
            steps = (_choice(random, multiple=kind is Kind.MULTIPLE_ANSWER),)
    return ExportedItem(
        id=f"{number}-hostile",
        version=f"{random.getrandbits(256):064x}",
        kind=kind,
        title=" ".join(hostile_text(random).split()) or "A title",
        guideline="broth-for-colds",
        guideline_title="Broth: for {colds} = #1/2",
        guideline_version="1.0",
        story=random.choice(("", hostile_text(random, block=True))),
        stem=random.choice(("", hostile_text(random, block=True))),
        steps=steps,
        explanation=random.choice(("", hostile_text(random, block=True))),
        tags=random.choice(((), ("evidence",), ("a-b", "c2"))),
        license=random.choice(("", "MIT", "CC BY 4.0")),
    )


def _choice(random: Random, *, multiple: bool) -> ExportedChoice:
    count = random.randint(3, 8)
    right = set(random.sample(range(count), random.randint(1, count) if multiple else 1))
    options = tuple(
        ExportedOption(
            id=f"{place}-option",
            text=f"{hostile_text(random)} {place}",
            right=place in right,
            feedback=_feedback(random),
        )
        for place in range(count)
    )
    return ExportedChoice(_lead_in(random), options, multiple, fixed_order=False)


def _number(random: Random) -> ExportedNumber:
    places = random.randint(0, 3)
    amount = Decimal(random.randint(0, 10**6)).scaleb(-places)
    tolerance = Decimal(random.choice((0, 0, 1, 5))).scaleb(-places)
    steps = random.sample(range(10, 30), random.randint(0, 2))
    errors = tuple(
        ExportedError(amount + Decimal(step).scaleb(-places), _feedback(random)) for step in steps
    )
    unit = random.choice(("", "weeks", "mL", "%"))
    return ExportedNumber(_lead_in(random), amount, tolerance, unit, _feedback(random), errors)


def _lead_in(random: Random) -> str:
    return f"Which {hostile_text(random)}?"


def _feedback(random: Random) -> ExportedFeedback:
    statements = tuple(
        ExportedStatement(
            id=f"st-{number}",
            text=hostile_text(random),
            section=hostile_text(random) or "Who",
            line=number,
            citation_status="cited" if number % 2 else "uncited",
            references=(ExportedReference(number, "probable", hostile_text(random), ""),)
            if number % 2
            else (),
        )
        for number in random.sample(range(1, 9), random.randint(0, 2))
    )
    return ExportedFeedback(random.choice(("", hostile_text(random, block=True))), statements)
