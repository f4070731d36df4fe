"""What the editor asks of the server, against the REST application as it is served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import httpx
import pytest
from draft_texts import ITEM, VIGNETTE

from app.pages import author, author_editor, author_versions
from app.rest import build_rest
from app.services import Services
from app.visit import Visit, visit_of
from kg.yaml_text import read_yaml_text
from quizzes.drafts.model import DraftStage, Part

SLUG = "bilateral-sacroplasty"
OWN = {"Sec-Fetch-Site": "same-origin"}
SHIPPED = "aftercare-without-reference"
Send = Callable[..., httpx.Response]


@pytest.fixture
def own_services(own_services: Services) -> Services:
    """Those with ids that can be foretold."""
    ids = (f"{number:032x}" for number in count(1))
    return replace(own_services, new_id=lambda: next(ids))


@pytest.fixture
def send(own_services: Services) -> Send:
    """Sends one request as a browser of our own pages would, redirections not followed."""
    rest = build_rest(own_services)

    async def request(method: str, path: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(rest)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, f"/api/drafts/{path}", **options)

    def send(
        path: str, body: Any = None, *, by: str = "Ann", method: str = "POST", **options: Any
    ) -> httpx.Response:
        headers = {**OWN, "Cookie": f"gg-author={by}", **options.pop("headers", {})}
        given = {"data": options.pop("form")} if "form" in options else {"json": body}
        if method == "GET":
            given = {}
        return asyncio.run(request(method, path, headers=headers, **given, **options))

    return send


@pytest.fixture
def draft(own_services: Services) -> str:
    """The id of a draft that can be published."""
    return _started(own_services, ITEM)


def _started(services: Services, text: str, part: Part = Part.ITEM) -> str:
    now = services.clock()
    drafts = services.workshop.drafts
    return drafts.start(services.new_id(), part, SLUG, text, author="Ann", at=now).id


def _data(text: str) -> dict[str, Any]:
    data: dict[str, Any] = read_yaml_text(text.encode()).data
    return {key: value for key, value in data.items() if key != "status"}


def _latest(services: Services, draft: str) -> dict[str, Any]:
    return _data(services.workshop.drafts.draft(draft).latest.text)


@pytest.mark.parametrize(
    ("form", "editor", "heading"),
    [
        (
            {"part": "item", "kind": "numeric", "name": "Wie viel Zement?"},
            "item",
            "Wie viel zement",
        ),
        ({"part": "vignette", "name": "The lamplighter"}, "vignette", "The lamplighter"),
    ],
)
def test_a_new_draft_opens_in_its_editor(
    send: Send, own_services: Services, form: dict[str, str], editor: str, heading: str
) -> None:
    answer = send("new", form={**form, "guideline": SLUG})

    id_ = answer.headers["location"].rpartition("/")[2]
    shown = getattr(author_editor, editor)(own_services, Visit("/", {"id": id_}))
    assert answer.headers["location"] == f"/author/{editor}/{id_}"
    assert shown.title == heading
    assert own_services.workshop.drafts.draft(id_).latest.author == "Ann"


@pytest.mark.parametrize("form", [{}, {"part": "item", "name": "!?"}, {"part": "x", "name": "a"}])
def test_what_names_nothing_starts_nothing(
    send: Send, own_services: Services, form: dict[str, str]
) -> None:
    answer = send("new", form={"guideline": SLUG, **form})

    assert answer.headers["location"] == "/author?said=refused"
    assert own_services.workshop.drafts.all() == ()


def test_a_name_that_content_has_gets_a_number(send: Send, own_services: Services) -> None:
    send("new", form={"part": "item", "name": SHIPPED, "guideline": SLUG})

    (draft,) = own_services.workshop.drafts.all()
    assert _latest(own_services, draft.id)["id"] == f"{SHIPPED}-2"


def test_a_copy_holds_what_was_shipped(send: Send, own_services: Services) -> None:
    send("copy", form={"part": "item", "id": SHIPPED})

    (draft,) = own_services.workshop.drafts.all()
    shipped = own_services.banks[SLUG].items[SHIPPED].item
    copied = _latest(own_services, draft.id)
    assert copied["options"] == shipped.source.data["options"]
    assert "\n" not in copied["explanation"]
    assert send("copy", form={"part": "item", "id": "gone"}).headers["location"].endswith("gone")


@pytest.mark.parametrize("path", ["name", "new", "copy", "import", "x/check", "x/save", "x/stage"])
def test_other_sites_are_refused(send: Send, path: str) -> None:
    assert send(path, {}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_save_is_a_version_of_its_author(send: Send, own_services: Services, draft: str) -> None:
    data = {**_data(ITEM), "explanation": "Else.", "tolerance": 2.5}

    told = send(f"{draft}/save", {"base": 1, "data": data}, by="Zo%C3%AB").json()

    assert (told["parallel"], told["version"]["number"]) == (False, 2)
    assert told["version"]["author"] == "Zoë"
    assert _latest(own_services, draft) == {**data, "tolerance": Decimal("2.5")}


def test_of_two_who_save_the_second_is_told_of_the_first(send: Send, draft: str) -> None:
    for name, text in (("Ann", "Of Ann."), ("Bob", "Of Bob.")):
        data = {**_data(ITEM), "explanation": text}
        told = send(f"{draft}/save", {"base": 1, "data": data}, by=name).json()

    assert (told["parallel"], told["latest"]["author"]) == (True, "Ann")
    assert send(f"{draft}/head", method="GET").json() == told["latest"]


def test_saving_what_is_published_unchanged_leaves_it_published(
    send: Send, own_services: Services, draft: str
) -> None:
    send(f"{draft}/stage", {"base": 1, "stage": "published"})

    told = send(f"{draft}/save", {"base": 1, "data": _data(ITEM)}).json()

    assert told["latest"]["stage"] == "published"
    assert len(own_services.workshop.drafts.versions(draft)) == 2


def test_a_check_tells_of_every_option_and_stores_nothing(
    send: Send, own_services: Services, draft: str
) -> None:
    data = _data(ITEM)
    data["options"][1]["claim"] = {"statement": "st-07a", "section": ""}

    told = send(f"{draft}/check", {"data": data}).json()

    assert [(proof["place"], proof["state"]) for proof in told["proofs"]] == [
        ("options[0]", "right"),
        ("options[1]", "open"),
        ("options[2]", "wrong"),
    ]
    assert (told["ready"], told["todo"]) == (False, 1)
    assert len(own_services.workshop.drafts.versions(draft)) == 1


@pytest.mark.parametrize("field", ["stem", "lead_in", "explanation"])
def test_markup_of_educators_is_shown_and_never_obeyed(send: Send, draft: str, field: str) -> None:
    data = {**_data(ITEM), field: "<script>alert(1)</script><img src=x onerror=alert(1)>"}

    told = send(f"{draft}/check", {"data": data}).json()

    assert "&lt;script&gt;" in told["preview"]
    for html in (told["preview"], told["standing"], told["verdict"]):
        assert "<script" not in html
        assert "<img" not in html


def test_what_keeps_a_draft_from_being_published_is_told_by_its_place(
    send: Send, own_services: Services
) -> None:
    draft = _started(own_services, ITEM.replace("explanation: What", "# What"))

    told = send(f"{draft}/stage", {"base": 1, "stage": "published"}).json()

    note = {"where": "Explanation", "place": "explanation", "text": "This is still empty."}
    assert told == {"blocked": [note]}


def test_a_draft_goes_through_its_stages(send: Send, own_services: Services, draft: str) -> None:
    seen = []
    for base, stage in enumerate(("in review", "draft", "published", "retired"), start=1):
        told = send(f"{draft}/stage", {"base": base, "stage": stage}).json()
        seen.append(told["latest"]["stage"])

    assert seen == ["in review", "draft", "published", "retired"]
    assert own_services.workshop.drafts.draft(draft).is_retired


def test_a_version_is_downloaded_as_the_file_that_it_would_be(
    send: Send, own_services: Services, draft: str
) -> None:
    answer = send(f"{draft}/yaml?version=1", method="GET")

    assert answer.text == own_services.workshop.drafts.version(draft, 1).text
    assert (
        answer.headers["content-disposition"] == "attachment; filename*=UTF-8''what-excludes.yaml"
    )


def test_yaml_that_is_brought_along_becomes_a_draft_of_its_part(
    send: Send, own_services: Services
) -> None:
    told = [send("import", {"text": text}).json() for text in (ITEM, VIGNETTE)]

    parts = [draft.part for draft in own_services.workshop.drafts.all()]
    assert sorted(part.value for part in parts) == ["item", "vignette"]
    assert [one["go"].split("/")[2] for one in told] == ["item", "vignette"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "This is not YAML"),
        ("- 1", "holds no keys"),
        ("id: x", "There is no guideline 'None' here. Write: guideline: bilateral-sacroplasty"),
        ("guideline: [1]", "There is no guideline"),
    ],
)
def test_what_cannot_be_brought_along_says_why(send: Send, text: str, said: str) -> None:
    assert said in send("import", {"text": text}).json()["said"]


def test_an_earlier_version_is_saved_again(send: Send, own_services: Services, draft: str) -> None:
    send(f"{draft}/save", {"base": 1, "data": {**_data(ITEM), "explanation": "Else."}})

    answer = send(f"{draft}/restore", form={"number": "1"})

    assert answer.headers["location"] == f"/author/item/{draft}"
    assert _latest(own_services, draft) == _data(ITEM)
    assert len(own_services.workshop.drafts.versions(draft)) == 3


def test_a_comment_is_kept_with_its_version(send: Send, own_services: Services, draft: str) -> None:
    told = send(f"{draft}/comments", {"base": 1, "text": " Really? "}, by="Bob").json()

    (comment,) = own_services.workshop.drafts.comments(draft)
    assert told == {"author": "Bob", "text": "Really?", "version": 1}
    assert (comment.author, comment.text) == ("Bob", "Really?")
    assert "1 to 4000" in send(f"{draft}/comments", {"base": 1, "text": ""}).json()["said"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"{'f' * 32}/check", {"data": {}}, 404),
        ("DRAFT/check", {}, 400),
        ("DRAFT/check", [], 400),
        ("DRAFT/save", {"data": {}}, 400),
        ("DRAFT/stage", {"base": 1, "stage": "lost"}, 400),
        ("DRAFT/check", {"data": {"stem": "x" * 400_000}}, 413),
    ],
)
def test_what_no_editor_sends_is_refused(
    send: Send, draft: str, path: str, body: Any, status: int
) -> None:
    assert send(path.replace("DRAFT", draft), body).status_code == status


def test_the_name_of_an_author_is_a_setting_of_the_browser(send: Send) -> None:
    answer = send("name", form={"name": "  Zoë Müller "})

    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("gg-author=")]
    value = cookie.partition("=")[2].partition(";")[0]
    assert visit_of("/author", {}, {}, {"gg-author": value}).author == "Zoë Müller"
    assert "HttpOnly" in cookie


def test_the_overview_lists_drafts_and_content(own_services: Services, draft: str) -> None:
    body = str(author.page(own_services, Visit("/author", author="Ann")).body)

    assert f'href="/author/item/{draft}"' in body
    assert f'href="/items/{SHIPPED}"' in body
    assert body.count("data-row") == 1 + sum(
        len(bank.items) + len(bank.vignettes) for bank in own_services.banks.values()
    )


def test_standings_are_told_for_all_of_them(send: Send, own_services: Services, draft: str) -> None:
    told = send("standings", method="GET").json()

    assert told[draft][0] == 0
    assert told[f"item/{SHIPPED}"][0] == 0


def test_versions_of_one_sitting_stand_together(
    send: Send, own_services: Services, draft: str
) -> None:
    for number in (1, 2):
        data = {**_data(ITEM), "explanation": f"Thought {number}."}
        send(f"{draft}/save", {"base": number, "data": data})
    send(f"{draft}/stage", {"base": 3, "stage": "published"})

    versions = own_services.workshop.drafts.versions(draft)
    together = author_versions.sittings(versions)

    assert [[v.number for v in sitting.versions] for sitting in together] == [[4], [3, 2, 1]]
    assert versions[-1].stage is DraftStage.PUBLISHED


def test_two_versions_are_compared_line_by_line() -> None:
    lines = author_versions.changed_lines("a\nb\nc\n", "a\nB\nc\n")

    assert [line.sign + line.text for line in lines] == [" a", "-b", "+B", " c", "…"]


GIFT = """
// question: 1
::Cement:: How much? {=4 to 6 mL ~60 mL ~nothing}

::Age:: Is there an age limit? {F}
"""


def test_questions_of_other_software_become_drafts_that_say_what_is_to_be_linked(
    send: Send, own_services: Services
) -> None:
    told = send("import", {"text": GIFT, "form": "gift", "guideline": SLUG}).json()

    drafts = own_services.workshop.drafts
    comments = [drafts.comments(draft.id)[0] for draft in drafts.all()]
    assert told == {"go": "/author?stage=draft"}
    assert len(comments) == 2
    assert all(comment.text.startswith("To be linked: ") for comment in comments)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"text": "<quiz", "form": "moodle", "guideline": SLUG}, "The text"),
        ({"text": "// nothing", "form": "gift", "guideline": SLUG}, "There is no question in it."),
        (
            {"text": GIFT, "form": "gift", "guideline": "colds"},
            "There is no guideline 'colds' here.",
        ),
    ],
)
def test_questions_that_cannot_be_read_say_why(
    send: Send, own_services: Services, asked: dict[str, str], said: str
) -> None:
    assert said in send("import", asked).json()["said"]
    assert own_services.workshop.drafts.all() == ()
