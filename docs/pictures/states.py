"""Which pictures are taken: every page in the states that matter, and the few of the README."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote_plus

from pictures import acts, past
from pictures.acts import Act

from kg.exercises import load_exercises

_FOUND = "has=BilateralFractureConfirmedOnMri&has=SevereLowBackPain&has=DisablingLowBackPain"
_KNOWN = f"{_FOUND}&has=PainPersistingDespiteConservativeManagement&lacks=Malignancy"
_INDICATED = (
    f"{_KNOWN}&has=FractureAttributedPain&lacks=Infection&lacks=Coagulopathy"
    "&lacks=BoneCementComponentAllergy&lacks=DisplacedSacralFracture"
    "&ConservativeManagementDuration=exactly:4"
)
_IMAGING = "/quiz?section=section-imaging-findings"
_EXAM = "/quiz?kind=true-false-cannot-tell&mode=exam"


@dataclass(frozen=True)
class State:
    """
    A page in a state worth a picture.

    *act* is done on the page first. *whole* takes more than the window shows. *learner* is one with
    a past, "" a new one. *refused* says that the address is to be answered with an error.
    """

    name: str
    address: str
    act: Act = lambda page: None
    whole: bool = False
    learner: str = ""
    refused: bool = False


_STUDY = (
    State("home", "/", whole=True),
    State("home-known", "/", whole=True, learner=past.STEADY),
    State("menu", "/", acts.open_menu),
    State("about", "/about", whole=True),
    State("today-new", "/today", whole=True),
    State("today-due", "/today", whole=True, learner=past.STEADY),
    State("today-late", "/today", whole=True, learner=past.LATE),
    State("today-clear", "/today", whole=True, learner=past.CLEAR),
    State("today-after", _IMAGING, acts.after_a_quiz("/today"), whole=True),
    State("progress-new", "/progress", whole=True),
    State("progress-first", _IMAGING, acts.after_a_quiz("/progress"), whole=True),
    State("progress", "/progress", whole=True, learner=past.STEADY),
    State("you-new", "/you"),
    State("you", "/you", whole=True, learner=past.STEADY),
    State("you-several", _IMAGING, acts.start_then("/you"), whole=True),
    State("you-added", "/you", acts.add_learner),
    State("you-delete", "/you/delete", learner=past.STEADY),
    State("you-delete-nothing", "/you/delete"),
    State("you-deleted", _IMAGING, acts.delete_learner),
    State("cases", "/cases"),
    State("cases-decided", "/cases", whole=True, learner=past.STEADY),
    State("cases-missed", "/cases?show=missed", learner=past.STEADY),
    State("cases-none-missed", "/cases?show=missed"),
    State("case", "/cases/the-ferryman"),
    State("case-guided", "/cases/the-card-in-the-wallet?guide=1"),
    State("case-asked", "/cases/the-card-in-the-wallet", acts.ask, whole=True),
    State("case-told", "/cases/the-ferryman?whole=1", whole=True),
    State("case-reason", "/cases/the-card-in-the-wallet?guide=1", acts.reason),
    State("case-waits", "/cases/the-card-in-the-wallet", acts.reason_then("/cases")),
    State("case-waits-today", "/cases/the-card-in-the-wallet", acts.reason_then("/today"), True),
    State("case-reasons", "/cases/the-card-in-the-wallet?guide=1", acts.explain, whole=True),
    State("case-exact", "/cases/the-card-in-the-wallet", acts.explain_exactly),
    State("case-granted", "/cases/choir-practice-another-form", acts.take_for_granted, whole=True),
    State("case-twin", "/cases/the-card-in-the-wallet", acts.compare),
    State("case-cannot-tell", "/cases/a-change-of-clinic?whole=1", acts.cannot_tell),
    State("case-next-fact", "/cases/a-change-of-clinic?whole=1", acts.obtain, whole=True),
    State("case-decided", "/cases/the-ferryman?whole=1", acts.decide, whole=True),
    State("case-wrong", "/cases/behind-the-counter?whole=1", acts.decide, whole=True),
    State("case-overtaken", "/cases/the-ferryman?whole=1", acts.overtake),
    State("what-if", "/what-if"),
    State("what-if-search", "/what-if", acts.search_facts),
    State("what-if-open", f"/what-if?{_KNOWN}&lacks=Infection"),
    State("what-if-indicated", f"/what-if?{_INDICATED}", whole=True),
    State("what-if-kept", f"/what-if?{_KNOWN}&lacks=Infection", acts.keep),
    State("what-if-refused", f"/what-if?{_KNOWN}&has=Malignancy"),
    State("what-if-unknown-name", f"/what-if?{_FOUND}&has=Scoliosis"),
    State("quiz", "/quiz", whole=True),
    State("quiz-exam", "/quiz", acts.choose_exam),
    State("quiz-past", "/quiz", whole=True, learner=past.STEADY),
    State("quiz-question", "/quiz?section=section-contraindications", acts.start_quiz),
    State("quiz-unanswered", "/quiz?kind=numeric", acts.start_quiz),
    State("quiz-feedback", "/quiz?section=section-contraindications", acts.answer_first, True),
    State("quiz-result", _IMAGING, acts.answer_all, whole=True),
    State("quiz-deleted", _IMAGING, acts.answer_after_deletion),
    State("exam-question", _EXAM, acts.start_quiz),
    State("exam-hand-in", _EXAM, acts.ask_to_hand_in),
    State("exam-result", _EXAM, acts.hand_in, whole=True),
    State("exam-over", f"/quiz/{past.TIMED_OUT}", whole=True, learner=past.STEADY),
    State("item", "/items/the-figure-that-decides"),
    State("item-empty", "/items/the-figure-that-decides", acts.answer_nothing),
    State("item-right", "/items/the-figure-that-decides", acts.answer, whole=True),
    State("item-answered", "/items/contraindications-without-citation", acts.answer, whole=True),
    State("item-case", "/items/quarry-weakest-link"),
)
_EXPLORE = (
    State("explore", "/explore"),
    State("explore-uncited", "/explore?show=uncited"),
    State("explore-search", "/explore?q=infection"),
    State("explore-nothing", "/explore?q=xylophone"),
    State("graph", "/explore/graph"),
    State("graph-search", "/explore/graph?q=coagulopathy"),
    State("graph-focus", "/explore/graph?focus=I4&hops=2"),
    State("graph-further", "/explore/graph?focus=I3&hops=3"),
    State("graph-path", "/explore/graph?from=X1&to=ref-4"),
    State("graph-decides", "/explore/graph?ask=decides"),
    State("graph-uncited", "/explore/graph?ask=uncited"),
    State("graph-fell", "/explore/graph?ask=if-fell&reference=ref-1"),
    State("graph-finding", "/explore/graph?ask=from-finding&finding=Infection"),
    State("graph-read", "/explore/graph?ask=read"),
    State("map", "/explore/map", whole=True),
    State("statement", "/statements/st-02d", whole=True),
    State("statement-uncited", "/statements/st-17a", acts.open_all, whole=True),
    State("criterion", "/terms/I4", whole=True),
    State("reference", "/terms/ref-1", whole=True),
    State("not-found", "/cases/no-such-case", refused=True),
    State("not-found-alike", "/cases/the-ferrymen", refused=True),
    State("not-found-anything", "/nowhere", refused=True),
    State("failure", "/always-fails", refused=True),
)
_GG = "PREFIX gg: <https://w3id.org/guidegraph/schema/>\n"
_BS = "https://w3id.org/guidegraph/bilateral-sacroplasty/0.1.0"


def _asks(text: str, view: str = "") -> str:
    """Return the address of a query, its answer in *view*."""
    return f"/query?q={quote_plus(_GG + text)}" + (f"&view={view}" if view else "")


_KINDS = "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?s gg:hasKind ?kind } GROUP BY ?kind ORDER BY ?n"
_LINES = "SELECT ?line (COUNT(*) AS ?n) WHERE { ?s gg:sourceLine ?line } GROUP BY ?line"
_CITES = "SELECT ?statement ?reference WHERE { ?statement gg:cites ?reference }"
_FOLLOWS = (
    f"SELECT ?x\nFROM <{_BS}>\nFROM <{_BS}/inferred>\n"
    "WHERE { VALUES ?code { 'X4' } ?x a gg:Criterion ; gg:code ?code }"
)
_NOTHING = "SELECT ?s WHERE {\n  ?s gg:hasKind gg:Contraindication ;\n    gg:codes ?code .\n}"
_LOST = "SELECT ?s ?c WHERE {\n  ?s gg:citationStatus gg:Uncited .\n  ?c gg:cites ?r .\n}"
_QUERY = (
    State("query", "/query"),
    State("query-result", "/query?name=contraindications-without-citation", acts.answered),
    State("query-graph", _asks(_CITES, "graph"), acts.viewed, whole=True),
    State("query-bars", _asks(_KINDS, "chart"), acts.viewed, whole=True),
    State("query-dots", _asks(_LINES, "chart"), acts.viewed, whole=True),
    State("query-pivot", _asks(_CITES, "pivot"), acts.viewed, whole=True),
    State("query-plan", "/query?name=neighbourhood-of-a-criterion", acts.plan, whole=True),
    State("query-plan-apart", _asks(_LOST), acts.plan, whole=True),
    State("query-why", _asks(_FOLLOWS), acts.explain_row, whole=True),
    State("query-empty", _asks(_NOTHING), acts.explained_empty, whole=True),
    State("query-fault", f"/query?q={quote_plus('SELECT ?s WHERE { ?s ?p }')}", acts.failed),
)
_SPARQL = (
    State("exercises", "/query/exercises", whole=True),
    State("exercise", "/query/exercises/" + load_exercises()[0].name),
    State("ontology", "/ontology", whole=True),
    State("ontology-term", "/ontology/schema/Criterion", whole=True),
)
_AUTHOR = (
    State("author", "/author"),
    State("author-item", "/author", acts.write_item),
    State("author-vignette", "/author", acts.write_vignette),
    State("author-versions", "/author", acts.compare_versions, whole=True),
    State("author-twins", "/author", acts.find_twins, whole=True),
    State("author-delete", "/author", acts.ask_to_delete),
    State("propose", "/author/generate", whole=True),
    State("proposed", "/author/generate?what=boundary&count=2", whole=True),
    State("coverage", "/author/coverage", whole=True),
    State("impact", "/author/impact", whole=True),
    State("impact-of-six-weeks", "/author/impact?threshold=I4&to=6", whole=True),
    State("statistics", "/author/statistics", whole=True),
)
STATES = _STUDY + _EXPLORE + _QUERY + _SPARQL + _AUTHOR

# The name in docs/images, with the state and the view that it shows.
PUBLISHED = {
    "case": ("case-wrong", "wide-light"),
    "what-if": ("what-if-open", "wide-dark"),
    "quiz": ("item-answered", "wide-light"),
    "graph": ("graph-focus", "wide-light"),
    "query": ("query-result", "wide-light"),
    "author": ("author-item", "wide-light"),
    "phone": ("item-answered", "phone-dark"),
}
