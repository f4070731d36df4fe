"""
Items and vignettes as resources of the graph: what they ask and tell, and what they assess.

Only active content. Which option is right is not among it: no file says so, and the graph is open
to those who are examined. Nothing of any learner is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.dataset import Contents
from kg.graphs import GraphRole
from kg.namespaces import namespace_of
from kg.resources import Resource
from quizzes.bank import ItemBank, KeyedItem
from quizzes.model import ChoiceStep, ContentStatus, Vignette


def graph_contents(banks: Mapping[str, ItemBank]) -> Contents:
    """Return what the item banks, by the slug of their guideline, add to the graphs."""
    return {
        slug: {
            GraphRole.ITEMS: item_resources(bank),
            GraphRole.VIGNETTES: vignette_resources(bank),
        }
        for slug, bank in banks.items()
    }


def item_resources(bank: ItemBank) -> Iterator[Resource]:
    """Yield each active item of *bank*."""
    namespace = namespace_of(bank.guideline.slug)
    for keyed in bank.items.values():
        if keyed.item.status is ContentStatus.ACTIVE:
            yield _item(keyed, namespace)


def vignette_resources(bank: ItemBank) -> Iterator[Resource]:
    """Yield each active vignette of *bank*."""
    namespace = namespace_of(bank.guideline.slug)
    for vignette in bank.vignettes.values():
        if vignette.status is ContentStatus.ACTIVE:
            yield _vignette(vignette, namespace)


def item_iri(namespace: str, item: str) -> str:
    """Return the IRI of an item by its id."""
    return f"{namespace}items/{item}"


def vignette_iri(namespace: str, vignette: str) -> str:
    """Return the IRI of a vignette by its id."""
    return f"{namespace}vignettes/{vignette}"


def _item(keyed: KeyedItem, namespace: str) -> Resource:
    item = keyed.item
    texts = [("itemKind", item.kind.value.replace("-", " "))]
    if item.stem:
        texts.append(("stem", item.stem))
    for step in item.steps:
        texts.append(("leadIn", step.lead_in))
        if isinstance(step, ChoiceStep):
            texts += [("option", option.text) for option in step.options]
    links = [("assesses", namespace + statement) for statement in keyed.statements]
    if item.vignette is not None:
        links.append(("aboutVignette", vignette_iri(namespace, item.vignette)))
    return Resource(
        item_iri(namespace, item.id), "Item", f"item {item.id}", tuple(texts), tuple(links)
    )


def _vignette(vignette: Vignette, namespace: str) -> Resource:
    links = [("teaches", namespace + criterion) for criterion in vignette.teaches]
    if vignette.twin_of is not None:
        links.append(("twinOf", vignette_iri(namespace, vignette.twin_of)))
    return Resource(
        vignette_iri(namespace, vignette.id),
        "Vignette",
        vignette.case.title or vignette.id,
        (("story", vignette.case.narrative),) if vignette.case.narrative else (),
        tuple(links),
    )
