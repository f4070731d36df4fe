"""Forms and downloads of learners, against the REST application as it is served."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from study_history import answer_items, bank_of, decide, study_for_weeks

from app.pages import you
from app.rest import build_rest
from app.services import Services
from app.visit import Visit
from quizzes.entries import RunMode

ANN, BOB = "a" * 32, "b" * 32
OWN = {"Sec-Fetch-Site": "same-origin"}
ITEM = "cement-volume-upper-end"

Send = Callable[..., httpx.Response]


@pytest.fixture
def own_services(study_services: Services) -> Services:
    ids = (f"{number:032x}" for number in count(1))
    return replace(study_services, new_id=lambda: next(ids))


@pytest.fixture
def send(own_services: Services) -> Send:
    """Sends one request as a browser of our own pages would, redirections not followed."""
    rest = build_rest(own_services)

    async def request(method: str, path: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(rest)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, f"/api/learner/{path}", **options)

    def send(
        method: str, path: str, *learners: str, headers: dict[str, str] = OWN, **fields: str
    ) -> httpx.Response:
        cookies = {"gg-learner": learners[0], "gg-learners": ".".join(learners)} if learners else {}
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        options = {"data": fields} if method == "POST" else {}
        return asyncio.run(request(method, path, headers={**headers, "Cookie": jar}, **options))

    return send


def _held(answer: httpx.Response) -> tuple[str, list[str]]:
    """Return the learner and all learners whom the browser is told to remember."""
    return answer.cookies["gg-learner"], answer.cookies["gg-learners"].split(".")


POSTS = ("study", "profile", "add", "switch", "delete")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://elsewhere"},
        {"Origin": "null"},
        {"Origin": "http://here.elsewhere"},
        {},
    ],
    ids=lambda headers: " ".join(f"{k}:{v}" for k, v in headers.items()) or "nothing",
)
def test_a_form_of_another_site_is_refused(
    send: Send, own_services: Services, path: str, headers: dict[str, str]
) -> None:
    answer_items(own_services, ANN, [ITEM], own_services.clock())

    answer = send("POST", path, ANN, headers=headers, confirmed="yes", learner=ANN)

    assert answer.status_code == 403
    assert len(own_services.records.answers(ANN)) == 1
    assert [profile.learner for profile in own_services.records.profiles()] == [ANN]


def test_a_form_is_known_by_its_origin_where_the_browser_tells_no_site(
    send: Send, own_services: Services
) -> None:
    answer = send("POST", "add", ANN, headers={"Origin": "http://here"}, name="Bob")

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)],
)
def test_a_download_may_be_asked_for_by_hand_but_not_by_another_site(
    send: Send, site: str, status: int
) -> None:
    answer = send("GET", "export.json", ANN, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == status


def test_a_visitor_who_starts_to_study_becomes_a_learner_with_a_run(
    send: Send, own_services: Services
) -> None:
    slug = bank_of(own_services).guideline.slug

    answer = send("POST", "study", guideline=slug, device_zone="Europe/Vienna")

    learner, everybody = _held(answer)
    [run] = own_services.records.runs(learner)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/quiz/{run.id}")
    assert run.mode is RunMode.STUDY
    assert everybody == [learner]
    assert own_services.records.profile(learner).time_zone == "Europe/Vienna"
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie


def test_the_zone_of_the_device_does_not_replace_the_one_of_a_learner(
    send: Send, own_services: Services
) -> None:
    own_services.records.add_learner(ANN, own_services.clock())
    slug = bank_of(own_services).guideline.slug

    send("POST", "study", ANN, guideline=slug, device_zone="Europe/Vienna")

    assert own_services.records.profile(ANN).time_zone == "UTC"


def test_a_zone_that_does_not_exist_is_left_out(send: Send, own_services: Services) -> None:
    slug = bank_of(own_services).guideline.slug

    answer = send("POST", "study", guideline=slug, device_zone="Mars/Olympus")

    learner, _ = _held(answer)
    assert own_services.records.profile(learner).time_zone == "UTC"
    assert len(own_services.records.runs(learner)) == 1


def test_an_unknown_guideline_starts_nothing(send: Send, own_services: Services) -> None:
    answer = send("POST", "study", ANN, guideline="nothing-such")

    assert answer.status_code == 404
    assert own_services.records.profiles() == ()


def test_a_profile_is_changed_and_the_page_shows_it(send: Send, own_services: Services) -> None:
    values = {"name": " Ann ", "time_zone": "Asia/Tokyo", "new_per_day": "3"}

    answer = send("POST", "profile", ANN, reviews_per_day="25", **values)

    profile = own_services.records.profile(ANN)
    assert answer.headers["location"] == "/you?said=saved"
    assert (profile.name, profile.time_zone) == ("Ann", "Asia/Tokyo")
    assert (profile.new_per_day, profile.reviews_per_day) == (3, 25)
    body = you.page(own_services, Visit("/you", learner=ANN, learners=(ANN,))).body
    assert "<option selected>Asia/Tokyo</option>" in body
    assert 'value="25"' in body


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 81},
        {"time_zone": "Mars/Olympus"},
        {"new_per_day": "-1"},
        {"reviews_per_day": "many"},
        {"reviews_per_day": "99999999999"},
    ],
)
def test_a_profile_that_cannot_be_is_refused(
    send: Send, own_services: Services, wrong: dict[str, str]
) -> None:
    values = {"name": "Ann", "time_zone": "UTC", "new_per_day": "3", "reviews_per_day": "25"}
    own_services.records.add_learner(ANN, own_services.clock())
    before = own_services.records.profile(ANN)

    answer = send("POST", "profile", ANN, **{**values, **wrong})

    assert answer.headers["location"] == "/you?said=refused"
    assert own_services.records.profile(ANN) == before


def test_learners_of_a_browser_are_added_and_switched_and_kept_apart(
    send: Send, own_services: Services
) -> None:
    answer_items(own_services, ANN, [ITEM], own_services.clock())

    added = send("POST", "add", ANN, name="Bob")
    bob, everybody = _held(added)
    back = send("POST", "switch", bob, ANN, learner=ANN)

    assert everybody == [bob, ANN]
    assert own_services.records.profile(bob).name == "Bob"
    assert own_services.records.answers(bob) == ()
    assert _held(back) == (ANN, [ANN, bob])
    page = you.page(own_services, Visit("/you", learner=ANN, learners=(ANN, bob))).body
    assert 'Switch<span class="gg-sr"> to Bob</span>' in page


def test_the_code_of_another_browser_brings_its_learner(send: Send, own_services: Services) -> None:
    answer_items(own_services, BOB, [ITEM], own_services.clock())

    answer = send("POST", "switch", ANN, learner=f" {BOB.upper()} ")

    assert _held(answer) == (BOB, [BOB, ANN])


@pytest.mark.parametrize("code", ["", "c" * 32, "../../etc", "a"])
def test_a_code_that_nobody_has_changes_nothing(send: Send, code: str) -> None:
    answer = send("POST", "switch", ANN, learner=code)

    assert answer.headers["location"] == "/you?said=unknown"
    assert "set-cookie" not in answer.headers


def test_a_browser_remembers_a_dozen_learners_and_no_more(send: Send) -> None:
    many = [f"{number:032x}" for number in range(100, 112)]

    answer = send("POST", "add", *many, name="One more")

    assert answer.headers["location"] == "/you?said=full"


def test_ids_of_other_learners_are_on_no_page(own_services: Services) -> None:
    answer_items(own_services, BOB, [ITEM], own_services.clock())

    body = you.page(own_services, Visit("/you", learner=ANN, learners=(ANN,))).body

    assert BOB not in body


def test_deleting_takes_two_steps(send: Send, own_services: Services) -> None:
    answer_items(own_services, ANN, [ITEM], own_services.clock())

    answer = send("POST", "delete", ANN)

    assert answer.headers["location"] == "/you/delete"
    assert len(own_services.records.answers(ANN)) == 1


def test_everything_is_deleted_and_the_browser_gets_a_fresh_id(
    send: Send, own_services: Services
) -> None:
    now = own_services.clock()
    answer_items(own_services, ANN, [ITEM], now)
    decide(own_services, ANN, next(iter(bank_of(own_services).vignettes)), now)
    answer_items(own_services, BOB, [ITEM], now)

    answer = send("POST", "delete", ANN, confirmed="yes")

    learner, everybody = _held(answer)
    assert answer.headers["location"] == "/you?said=deleted"
    assert learner not in (ANN, BOB)
    assert everybody == [learner]
    assert not any(own_services.records.export_learner(ANN).values())
    assert len(own_services.records.answers(BOB)) == 1


def test_after_deleting_the_browser_goes_on_as_its_next_learner(
    send: Send, own_services: Services
) -> None:
    for learner in (ANN, BOB):
        own_services.records.add_learner(learner, own_services.clock())

    answer = send("POST", "delete", ANN, BOB, confirmed="yes")

    assert _held(answer) == (BOB, [BOB])


def test_the_second_step_says_what_is_deleted(own_services: Services) -> None:
    answer_items(own_services, ANN, [ITEM], own_services.clock())

    asked = you.delete(own_services, Visit("/you/delete", learner=ANN, learners=(ANN,))).body
    nothing = you.delete(own_services, Visit("/you/delete")).body

    assert "1 quiz run, 1 answer, 0 decisions on cases and 0 cases of your own" in asked
    assert "There is nothing to delete" in nothing


def test_the_exports_hold_what_is_kept_of_the_learner_and_nobody_else(
    send: Send, own_services: Services
) -> None:
    study_for_weeks(own_services, ANN, own_services.clock(), days=2)
    answer_items(own_services, BOB, [ITEM], own_services.clock() - timedelta(days=1))
    kept = len(own_services.records.answers(ANN))

    whole = send("GET", "export.json", ANN)
    tables = send("GET", "export.zip", ANN)
    statements = send("GET", "export.jsonl", ANN)

    assert len(json.loads(whole.content)["answer"]) == kept
    with zipfile.ZipFile(io.BytesIO(tables.content)) as folder:
        assert {"learner.csv", "answer.csv", "quiz_run.csv"} <= set(folder.namelist())
    lines = [json.loads(line) for line in statements.text.splitlines()]
    assert {line["actor"]["account"]["name"] for line in lines} == {ANN}
    for answer in (whole, tables, statements):
        assert BOB.encode() not in answer.content
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert "access-control-allow-origin" not in answer.headers


def test_there_is_no_export_of_another_kind(send: Send) -> None:
    assert send("GET", "export.exe", ANN).status_code == 404


def test_a_download_without_a_learner_adds_nobody(send: Send, own_services: Services) -> None:
    answer = send("GET", "export.json")

    assert answer.status_code == 404
    assert own_services.records.profiles() == ()


def test_a_form_that_is_too_long_is_refused(send: Send) -> None:
    assert send("POST", "add", ANN, name="x" * 5_000).status_code == 413
