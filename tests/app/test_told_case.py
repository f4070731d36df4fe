from dataclasses import replace

from app.services import Services
from app.told_case import ToldCases
from quizzes.bank import ItemBank
from quizzes.model import Reviewed

CARD = "the-card-in-the-wallet"


def test_a_case_tells_who_has_read_it_and_that_it_has_to_be_read_again(
    services: Services, bank: ItemBank
) -> None:
    vignette = bank.vignettes[CARD]
    read = replace(vignette, reviewed=Reviewed("0.0.1", "0" * 16, "Dr. B.", "2026-11-22"))
    banks = [bank, replace(bank, vignettes={**bank.vignettes, CARD: read})]

    cases = [ToldCases({"": one}, services.library).find(CARD) for one in banks]

    assert [case.review for case in cases if case] == [
        "Not reviewed by a clinician.",
        "Reviewed by Dr. B. on 2026-11-22, against version 0.0.1 of the guideline."
        " What it rests on has changed since.",
    ]
