"""The ontology as a document of itself, and one term of it as RDF has it."""

from __future__ import annotations

import re

from app.dereference import EXTENSIONS, HTML
from app.errors import PageNotFoundError
from app.query_links import describe_link
from app.resource_links import ONTOLOGY, resource_page
from app.services import Services
from app.shell import Page, Width
from app.templating import opening_capital, render
from app.terms import page_of_iri
from app.visit import Visit, link
from kg.dataset import SCHEMA
from kg.errors import suggest
from kg.graphs import TITLES, GraphRole
from kg.namespaces import BASE, PREFIXES, local_name
from kg.ontology_view import OntologyView, view_ontology
from kg.term_view import TermView, view_term

_DOCUMENTS = {
    "text/turtle": "Turtle",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF/XML",
    "application/n-triples": "N-Triples",
    "application/trig": "TriG",
}
_LONGEST_TITLE = 90
_ID = re.compile(r"[a-z]+-\d")
_HUMP = re.compile(r"(?<=[a-z])[A-Z]")


def page(services: Services, visit: Visit) -> Page:
    """Return the document of the schema."""
    return _ontology(services, SCHEMA)


def of_owner(services: Services, visit: Visit) -> Page:
    """Return the document of the ontology that `owner` names, or the page of a single term."""
    owner = visit.parameters["owner"]
    if view_ontology(services.dataset, owner) is not None:
        return _ontology(services, owner)
    return _term(services, owner)


def term(services: Services, visit: Visit) -> Page:
    """Return the page of one term; the parameters are the parts of its IRI."""
    parts = (visit.parameters.get(name, "") for name in ("owner", "group", "name"))
    return _term(services, "/".join(part for part in parts if part))


def _ontology(services: Services, owner: str) -> Page:
    view = view_ontology(services.dataset, owner)
    if view is None:
        raise PageNotFoundError(f"There is no ontology named '{owner}'.")
    others = [
        (name, resource_page(BASE + name))
        for name in (SCHEMA, *services.library.guidelines)
        if name != owner
    ]
    return Page(
        title=view.title,
        lede=view.description,
        eyebrow=f"Ontology · version {view.version}",
        width=Width.WIDE,
        breadcrumbs=() if owner == SCHEMA else (("Ontology", ONTOLOGY),),
        body=render(
            "ontology.html.j2",
            view=view,
            others=others,
            roles=_roles(view),
            downloads=_downloads(view.iri),
            prefixes={p: n for p, n in PREFIXES.items() if n.startswith(BASE)},
            resource_page=resource_page,
        ),
    )


def _term(services: Services, path: str) -> Page:
    iri = BASE + path
    view = view_term(services.dataset, iri)
    if view is None:
        raise PageNotFoundError(f"Nothing is known of <{iri}>.", _alike(services, path))
    owner = path.partition("/")[0]
    return Page(
        title=_title(view),
        lede=view.definition,
        eyebrow=_kind(view),
        width=Width.WIDE,
        breadcrumbs=_above(services, owner),
        body=render(
            "resource.html.j2",
            view=view,
            name=local_name(iri),
            downloads=_downloads(iri),
            query=describe_link(iri),
            reading=_reading_page(services, iri),
            is_ours=lambda other: other.startswith(BASE),
            resource_page=resource_page,
        ),
    )


def _title(view: TermView) -> str:
    # A label may begin with an id, which stays as it is: "st-02d: ...".
    begins_with_id = _ID.match(view.label) is not None
    text = view.label if begins_with_id else opening_capital(view.label)
    return text if len(text) <= _LONGEST_TITLE else text[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _kind(view: TermView) -> str:
    """Return the classes of ours that a term is in, else what OWL says that it is."""
    ours = [named.text for named in view.types if named.iri.startswith(BASE)]
    others = [local_name(named.iri) for named in view.types]
    said = ", ".join(ours) or next(iter(sorted(others)), "term")
    return opening_capital(_HUMP.sub(lambda found: f" {found[0].lower()}", said))


def _above(services: Services, owner: str) -> tuple[tuple[str, str], ...]:
    trail = [("Ontology", ONTOLOGY)]
    if owner in services.library.guidelines:
        trail.append((services.library.guidelines[owner].title, resource_page(BASE + owner)))
    return tuple(trail)


def _downloads(iri: str) -> list[tuple[str, str]]:
    extension_of = {m: e for e, m in EXTENSIONS.items() if m != HTML}
    path = "/id/" + resource_page(iri).removeprefix(f"{ONTOLOGY}/")
    return [(title, path + extension_of[m]) for m, title in _DOCUMENTS.items()]


def _reading_page(services: Services, iri: str) -> str | None:
    """Return the page that shows the term to learners, None if there is none."""
    path = iri.removeprefix(BASE)
    owner, _, name = path.partition("/")
    group, _, content = name.partition("/")
    bank = services.banks.get(owner)
    if bank is not None and group == GraphRole.ITEMS.value and content in bank.items:
        return link(f"/items/{content}", {})
    if bank is not None and group == GraphRole.VIGNETTES.value and content in bank.vignettes:
        return link(f"/cases/{content}", {})
    return page_of_iri(services.library, iri)


def _roles(view: OntologyView) -> list[tuple[str, str, str]]:
    return [(graph.iri, graph.role.value, TITLES[graph.role]) for graph in view.graphs]


def _alike(services: Services, path: str) -> tuple[tuple[str, str], ...]:
    owner, _, name = path.partition("/")
    view = view_ontology(services.dataset, owner)
    if view is None:
        return ()
    groups = (view.classes, *view.properties.values(), *view.individuals.values())
    known = {entry.name: entry for group in groups for entry in group}
    close = [known[near] for near in suggest(name, known)]
    return tuple((f"{entry.name}: {entry.label}", resource_page(entry.iri)) for entry in close)
