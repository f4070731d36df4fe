from dataclasses import replace

from app.item_view import ShownItem
from app.services import Services
from quizzes.bank import ItemBank
from quizzes.model import Reviewed
from quizzes.review import item_basis

ITEM = "anabolic-agents-afterwards"


def test_the_end_of_an_item_tells_who_has_read_it(bank: ItemBank, services: Services) -> None:
    reasoner = services.library.reasoner(bank.guideline.slug)
    keyed = bank.items[ITEM]
    noted = Reviewed("0.1.0", item_basis(keyed, bank.guideline), "Dr. B.", "2026-11-22")
    read = replace(keyed, item=replace(keyed.item, reviewed=noted))

    told = [ShownItem(one, bank.guideline, "").closing(reasoner).review for one in (keyed, read)]

    assert told == [
        "Not reviewed by a clinician.",
        "Reviewed by Dr. B. on 2026-11-22, against version 0.1.0 of the guideline.",
    ]
