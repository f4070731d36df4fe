from decimal import Decimal

import pytest

from kg.errors import UnknownNameError
from kg.model import Confidence, Role
from quizzes.document_claims import (
    CitedClaim,
    CitesClaim,
    ConcernsClaim,
    ConfidenceClaim,
    ContentClaim,
    DecidingStatementClaim,
    DesignClaim,
    ForceClaim,
    KindClaim,
    QuantityClaim,
    RestsOnClaim,
    RoleClaim,
    SectionClaim,
    enclosing_sections,
)
from quizzes.judgement import Truth
from quizzes.quantities import QuantityBound

EXACTLY, LOWER, UPPER = QuantityBound.EXACTLY, QuantityBound.LOWER, QuantityBound.UPPER
NUMERATOR, DENOMINATOR = QuantityBound.NUMERATOR, QuantityBound.DENOMINATOR
TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def amounts(quantity, unit, statement="st-3", **bounds):
    pairs = tuple((QuantityBound(name), Decimal(value)) for name, value in bounds.items())
    return QuantityClaim(statement, quantity, pairs, unit)


@pytest.mark.parametrize(
    ("claim", "truth"),
    [
        (CitedClaim("st-1", True), TRUE),
        (CitedClaim("st-1", False), FALSE),
        (CitedClaim("st-2", False), TRUE),
        (CitesClaim("st-3", 2), TRUE),
        (CitesClaim("st-3", 3), FALSE),
        (CitesClaim("st-2", 1), FALSE),
        (SectionClaim("st-1", "who"), TRUE),
        (SectionClaim("st-1", "whole"), TRUE),
        (SectionClaim("st-1", "how"), FALSE),
        (ForceClaim("st-3", "typically"), TRUE),
        (ForceClaim("st-3", "asserted"), FALSE),
        (KindClaim("st-2", "contraindication"), TRUE),
        (KindClaim("st-2", "indication"), FALSE),
        (DecidingStatementClaim("st-1", True), TRUE),
        (DecidingStatementClaim("st-3", True), FALSE),
        (DecidingStatementClaim("st-4", False), TRUE),
        (ConfidenceClaim(3, Confidence.UNRESOLVED), TRUE),
        (ConfidenceClaim(3, Confidence.CONFIRMED), FALSE),
        (DesignClaim(1, "a trial"), TRUE),
        (DesignClaim(1, "a cookbook"), FALSE),
        (DesignClaim(3, "a trial"), UNKNOWN),
        (RoleClaim("S1", Role.SUPPORTING), TRUE),
        (RoleClaim("S1", Role.INCLUSION), FALSE),
        (RestsOnClaim("X1", "st-2"), TRUE),
        (RestsOnClaim("X1", "st-1"), FALSE),
        (ContentClaim("Broth", "servedIn", "Bowl"), TRUE),
        (ContentClaim("Broth", "servedIn", "Cup"), FALSE),
        (ContentClaim("Broth", "servedIn", "Bread"), UNKNOWN),
        (ContentClaim("Broth", "goesWith", "Rice"), UNKNOWN),
        (ContentClaim("Bread", "servedIn", "Bowl"), UNKNOWN),
        (ConcernsClaim("A1", "X1"), TRUE),
        (ConcernsClaim("A1", "st-2"), TRUE),
        (ConcernsClaim("A1", "st-1"), FALSE),
        (ConcernsClaim("A2", "st-1"), FALSE),
    ],
    ids=str,
)
def test_a_claim_on_the_source_is_true_false_or_unknown(guideline, claim, truth):
    assert claim.judge(guideline).truth is truth


@pytest.mark.parametrize(
    ("claim", "truth"),
    [
        (amounts("volume", "mL", lower=200, upper=300), TRUE),
        (amounts("volume", "L", lower="0.2"), TRUE),
        (amounts("volume", "mL", lower=200, upper=310), FALSE),
        (amounts("volume", "mL", exactly=250), FALSE),
        (amounts(1, "mL", lower=200), TRUE),
        (amounts("happy eaters", "{#}", numerator=11, denominator=13), TRUE),
        (amounts("happy eaters", "{#}", numerator=13, denominator=13), FALSE),
        (amounts("happy eaters", "{#}", lower=11), UNKNOWN),
        (amounts(None, "d", "st-1", lower=3), TRUE),
        (amounts(None, "d", "st-1", lower=4), FALSE),
        (amounts(None, "d", "st-1", upper=3), UNKNOWN),
        (amounts(None, "d", "st-1", exactly=3), UNKNOWN),
        (amounts(None, "d", "st-1", exactly=4), FALSE),
        (amounts(None, "mL", "st-1", lower=3), UNKNOWN),
    ],
    ids=str,
)
def test_a_claim_on_a_quantity_compares_every_bound_given(guideline, claim, truth):
    assert claim.judge(guideline).truth is truth


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (CitedClaim("st-9", True), "There is no statement named 'st-9'."),
        (CitesClaim("st-1", 4), "There is no reference named '4'."),
        (SectionClaim("st-1", "whom"), "There is no section named 'whom'. Did you mean who"),
        (ForceClaim("st-1", "typical"), "There is no force named 'typical'. Did you mean typical"),
        (KindClaim("st-1", "x"), "There is no statement kind named 'x'."),
        (DesignClaim(1, "trial"), "There is no study design named 'trial'. Did you mean a trial?"),
        (
            RoleClaim("S2", Role.INCLUSION),
            "There is no criterion named 'S2'. Known are: I1, X1, S1.",
        ),
        (ContentClaim("Broth", "servedin", "Cup"), "There is no aspect named 'servedin'. Did you"),
        (ContentClaim("Broth", "servedIn", "Mug"), "There is no topic named 'Mug'."),
        (ConcernsClaim("B1", "X1"), "There is no encoding decision named 'B1'."),
        (ConcernsClaim("A1", "X7"), "There is no statement or criterion named 'X7'."),
        (amounts(None, "mL", lower=1), "There is no quantity of st-3 named '(not named)'."),
        (amounts("volumes", "mL", lower=1), "There is no quantity of st-3 named 'volumes'. Did"),
    ],
    ids=str,
)
def test_a_claim_that_names_nothing_known_offers_what_was_meant(guideline, claim, message):
    with pytest.raises(UnknownNameError) as caught:
        claim.judge(guideline)

    assert str(caught.value).startswith(message)


def test_the_reason_of_a_judgement_says_what_the_source_has(guideline):
    claims = (CitesClaim("st-3", 3), ContentClaim("Broth", "servedIn", "Cup"))

    assert [claim.judge(guideline).reason for claim in claims] == [
        "st-3 cites 1, 2.",
        "broth, is served in: bowl (st-3).",
    ]


def test_enclosing_sections_run_from_the_innermost_outwards(guideline):
    assert [s.id for s in enclosing_sections(guideline, "who")] == ["who", "whole"]
