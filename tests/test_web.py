"""What every page stands on: headers, forms, numbers in addresses, slots."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, Response
from pydantic import BaseModel, Field
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from tests import make
from tests.support.client import Client
from workbench import create_app, web
from workbench.config import Config
from workbench.errors import NotHere, Refusal

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


class Form(BaseModel):
    title: str = Field(min_length=1, max_length=5)
    rows: list[str] = []


def submit(app: Flask, words: dict[str, Any], act: Any = lambda form: form) -> Any:
    """What becomes of a form: the form as read, or (status, words, errors) as it is shown again."""
    shown: list[Any] = []

    def again(typed: web.Words, errors: web.Errors) -> Response:
        shown.extend((typed, errors))
        return Response("the form")

    with app.test_request_context("/", method="POST", data=words):
        answer = web.submitted(Form, act, again)
    return (answer.status_code, *shown) if shown else answer


def refuse(no: Refusal) -> Any:
    def act(_form: Form) -> None:
        raise no

    return act


def test_a_form_is_read_with_every_value_and_the_line_ends_of_the_text(app: Flask) -> None:
    form = submit(app, {"title": "a\r\nb", "rows": ["1", "2"]})
    assert (form.title, form.rows) == ("a\nb", ["1", "2"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"title": ""}, "Fill this in before you go on."),
        ({}, "Fill this in before you go on."),
        ({"title": "too long"}, "This is too long: at most 5 characters fit. Shorten it."),
    ],
)
def test_a_form_that_cannot_be_read_is_shown_again_with_a_sentence(app: Flask, words: Any, sentence: str) -> None:
    status, typed, errors = submit(app, words | {"rows": ["1", "2"]})
    assert (status, errors, typed.getlist("rows")) == (422, {"title": sentence}, ["1", "2"])


def test_a_refused_act_stands_beside_its_field_with_its_status(app: Flask) -> None:
    words = {"title": "text"}
    assert submit(app, words, refuse(Refusal("No.", field="rows")))[::2] == (422, {"rows": "No."})
    assert submit(app, words, refuse(Refusal("Late.", status=409)))[::2] == (409, {"form": "Late."})
    for no in (NotHere(), Refusal("Not you.", status=403)):
        with pytest.raises(Refusal):
            submit(app, words, refuse(no))


def test_a_field_that_was_not_sent_is_empty(app: Flask) -> None:
    words = web.Words(MultiDict({"title": "one"}))
    assert (words["title"], words["body"], words.getlist("body")) == ("one", "", [])
    assert app.jinja_env.from_string("{{ words.title }}{{ words.body }}").render(words=words) == "one"


@pytest.mark.parametrize(
    ("query", "value"),
    [("n=12", 12), ("", None), ("n=", None), ("n=0", None), ("n=-3", None), ("n=9" * 30, None), ("n=1e3", None)],
)
def test_a_number_in_an_address_is_one_or_is_not_there(app: Flask, query: str, value: int | None) -> None:
    with app.test_request_context(f"/?{query}"):
        assert web.number("n") == value


def test_every_answer_keeps_scripts_frames_and_prying_out(client: Client) -> None:
    for address in ("/sign-in", "/nothing", "/healthz"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers, "there is no https on one's own machine"


def test_what_a_member_sees_is_kept_by_nobody_and_what_never_changes_for_good(session: Session, client: Client) -> None:
    assert client.get("/cases").headers["Cache-Control"] == "no-cache"
    assert client.sign_in(make.member(session)).get("/cases").headers["Cache-Control"] == "no-store"
    with client.application.test_request_context():
        address = web.static("app.css")
    with client.get(address) as style, client.get("/static/app.css") as unnamed:
        assert "immutable" in style.headers["Cache-Control"] and "immutable" not in unnamed.headers["Cache-Control"]


def test_a_workbench_that_others_reach_sends_its_cookies_over_https_alone(instance: Config) -> None:
    app = create_app(Config(instance.instance, instance.database, loopback=False, testing=True))
    answer = app.test_client().get("/sign-in")
    assert "Secure" in answer.headers["Set-Cookie"] and "max-age" in answer.headers["Strict-Transport-Security"]
    app.extensions["engine"].dispose()


def test_a_slot_holds_what_the_rooms_put_there_the_highest_first(app: Flask) -> None:
    web.slot("test", lambda thing: f"<b>{thing}</b>", app)
    web.slot("test", lambda thing: None, app)
    web.slot("test", lambda thing: "<i>2</i>", app)
    with app.app_context():
        assert web.pieces("test", 1) == "<i>2</i><b>1</b>"
        assert web.pieces("empty", 1) == ""


def test_after_a_plain_form_one_reads_the_result_and_after_htmx_one_is_told(app: Flask) -> None:
    with app.test_request_context():
        seen = web.see("cases.show", "reading", no=3)
        assert (seen.status_code, seen.location) == (303, "/cases/3#reading")
        assert web.said(Response(), "Filed.").headers["HX-Trigger"] == '{"said": "Filed."}'


def test_a_name_the_workbench_does_not_answer_to_is_refused_before_a_link_is_made_with_it(client: Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400 and "does not answer to this name" in answer.text
