"""The form whose every action is one message, without a browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from markupsafe import Markup
from quiz_reader import Reader

from app.components.answer_form import AnswerForm, answer_form


def test_a_failing_event_is_reported_and_the_form_goes_on() -> None:
    def fail(form: AnswerForm, name: str, fields: object) -> None:
        raise RuntimeError("secret detail")

    reader = Reader(answer_form(Markup("<p>One</p>"), fail, "It did not work."))

    reader.do("answer")

    assert reader.sent == [{"refused": "It did not work."}]
    assert reader.html == "<p>One</p>"


def test_a_form_refuses_plain_strings() -> None:
    with pytest.raises(TypeError, match="takes Markup"):
        answer_form("<p>One</p>", lambda *_: None, "")


@pytest.mark.parametrize(
    "data",
    [None, "answer", {"event": 1, "fields": {}}, {"event": "x"}, {"event": "x", "fields": []}],
)
def test_a_message_of_another_form_is_left_alone(data: object) -> None:
    called: list[object] = []
    form = answer_form(Markup(), lambda *given: called.append(given), "")

    form._msg__callbacks[0](SimpleNamespace(data=data))

    assert called == []
