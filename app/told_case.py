"""A case as it is told to learners, with all that its pages show whoever learns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from app.case_order import active
from app.derivation_view import DerivationView, view_of
from app.templating import render
from kg.derivation import Derivation
from kg.library import Library
from kg.model import Guideline
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank
from quizzes.model import Vignette
from quizzes.relevance import Relevance, relevance_of
from quizzes.review import review_words, vignette_basis
from quizzes.twins import Twin, twin_of


@dataclass(frozen=True)
class Told:
    """A vignette with everything that the pages need to know of it; worked out once, on demand."""

    vignette: Vignette
    derivation: Derivation
    bank: ItemBank
    reasoner: Reasoner
    relevance: Relevance

    @property
    def guideline(self) -> Guideline:
        """The guideline that decides the case."""
        return self.bank.guideline

    @cached_property
    def view(self) -> DerivationView:
        """The derivation laid out."""
        return view_of(self.derivation, self.guideline)

    @cached_property
    def markup(self) -> Markup:
        """The derivation as HTML, what decides first, without the banner of its verdict."""
        told = {"without_verdict": True, "decisive_first": True}
        return render("derivation.html.j2", view=self.view, **told)

    @cached_property
    def review(self) -> str:
        """Who has read the vignette, or that nobody has."""
        basis = vignette_basis(self.vignette, self.derivation, self.guideline)
        return review_words(self.vignette.reviewed, basis)

    @cached_property
    def twins(self) -> dict[str, Twin]:
        """The contrast twins of the case by criterion, those that the case teaches first."""
        authored = {
            other.id: self.bank.derivations[other.id]
            for other in active(self.bank)
            if other.id == self.vignette.twin_of or other.twin_of == self.vignette.id
        }
        ordered = dict.fromkeys([*self.vignette.teaches, *self.guideline.criteria])
        found = ((c, twin_of(self.derivation, c, self.reasoner, authored)) for c in ordered)
        return {criterion: twin for criterion, twin in found if twin is not None}


class ToldCases:
    """The cases of all item banks, each kept for as long as its bank is the one in use."""

    def __init__(self, banks: Mapping[str, ItemBank], library: Library) -> None:
        self._banks = banks
        self._library = library
        self._told: dict[str, Told] = {}

    def find(self, vignette: str) -> Told | None:
        """Return the case of this id, None if no bank has it."""
        for bank in self._banks.values():
            if vignette in bank.vignettes:
                told = self._told.get(vignette)
                if told is None or told.bank is not bank:
                    told = self._told[vignette] = self._in(bank, vignette)
                return told
        return None

    def _in(self, bank: ItemBank, vignette: str) -> Told:
        reasoner = self._library.reasoner(bank.guideline.slug)
        relevance = relevance_of(reasoner)
        return Told(bank.vignettes[vignette], bank.derivations[vignette], bank, reasoner, relevance)
