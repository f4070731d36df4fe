"""Which cases are shown, and in which order."""

from __future__ import annotations

from hashlib import sha256

from quizzes.bank import ItemBank
from quizzes.model import ContentStatus, Vignette


def active(bank: ItemBank) -> list[Vignette]:
    """Return the vignettes that learners see, in the order in which they meet them."""
    seen = [v for v in bank.vignettes.values() if v.status is ContentStatus.ACTIVE]
    return sorted(seen, key=lambda vignette: shuffled(vignette.id))


def shuffled(vignette_id: str) -> bytes:
    """Return a sort key that is always the same and keeps contrast twins apart."""
    return sha256(vignette_id.encode()).digest()
