"""Every no and every fault is a page that says what happened and what to do next, and never fails itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from tests import make
from tests.support.client import Client
from workbench import db, web
from workbench.config import Config
from workbench.errors import Fault, Refusal
from workbench.members import permissions
from workbench.members.models import Member


@pytest.fixture
def secretary(session: Session, client: Client) -> Member:
    """Signed in as a secretary who is a member too."""
    made = make.member(session, "member", "secretary", name="Ada Reed")
    client.sign_in(made)
    return made


def is_page(answer: str) -> bool:
    return answer.startswith("<!doctype html>") and '<main id="main"' in answer


def test_what_is_not_there_is_a_page_with_ways_on(client: Client) -> None:
    for address in ("/nothing", "/cases/999", f"/cases/{10**30}", "/cases/1%00", "/cases?state=%00", "/static/no.css"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert is_page(answer.text) and 'href="/definition"' in answer.text and 'href="/minutes"' in answer.text


def test_htmx_gets_the_piece_in_place_of_the_page(client: Client) -> None:
    answer = client.get("/cases/999", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer.text.lstrip().startswith('<div class="errors" role="alert"') and "There is no case 999" in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_an_act_that_comes_too_late_is_a_conflict(session: Session, client: Client, secretary: Member) -> None:
    case = make.case(session, {"reading-anyone": "met"}, settled=True)
    answer = client.send(f"/cases/{case.no}/settle")
    assert answer.status_code == 409 and is_page(answer.text) and "settled already" in answer.text


def test_an_address_that_does_not_take_the_request_says_what_it_takes(client: Client) -> None:
    answer = client.post("/minutes")
    assert answer.status_code == 405 and is_page(answer.text)
    assert "GET" in answer.headers["Allow"]


def test_more_than_two_megabytes_are_refused_before_anything_is_read(client: Client, secretary: Member) -> None:
    answer = client.send("/cases", system="x" * 2_000_001)
    assert answer.status_code == 413 and is_page(answer.text) and "2 MB" in answer.text


def test_a_character_that_no_database_keeps_is_refused(client: Client, secretary: Member) -> None:
    answer = client.send("/cases", system="a\0b")
    assert answer.status_code == 422 and "U+0000" in answer.text


def test_a_form_without_its_token_changes_nothing(session: Session, client: Client, secretary: Member) -> None:
    case = make.case(session)
    answer = client.post(f"/cases/{case.no}/settle")
    assert answer.status_code == 409 and is_page(answer.text) and "reload" in answer.text
    assert case.state == "open"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_form_sent_from_another_site_is_refused(client: Client) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    assert client.post("/sign-in", headers={"Origin": "http://localhost"}).status_code == 422
    for origin in ("https://evil.example", "null", "http://localhost:8001"):
        assert client.post("/sign-in", headers={"Origin": origin}).status_code == 403, origin
    for site in ("cross-site", "same-site"):
        answer = client.post("/sign-in", headers={"Sec-Fetch-Site": site, "Origin": "http://localhost"})
        assert answer.status_code == 403 and "another site" in answer.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_every_unsafe_route_wants_a_token(app: Flask, client: Client) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            with app.test_request_context():
                where = app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, 1))
            assert client.post(where).status_code == 409, rule


def meet(app: Flask, troubles: Iterator[Exception]) -> None:
    """Two more addresses: one that meets the next trouble, and one that changes something first."""

    def meets() -> str:
        raise next(troubles)

    def writes_then_meets() -> str:
        web.session().add(Member(name="Half Done", email="half@library.example", joined_at=db.now()))
        web.session().flush()
        raise next(troubles)

    app.add_url_rule("/meets", "meets", meets)
    app.add_url_rule("/writes", "writes", writes_then_meets, methods=["POST"])


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    for endpoint in ("meets", "writes"):
        monkeypatch.setitem(permissions.ROUTES, endpoint, "read")


@pytest.mark.usefixtures("lenient")
def test_trouble_is_a_page_and_what_was_begun_is_taken_back(app: Flask, client: Client, session: Session) -> None:
    troubles = {
        RuntimeError("abc"): 500,
        Fault("no object abc"): 503,
        Refusal("Not now.", details=("line 1", "line 2")): 422,
    }
    meet(app, iter([trouble for trouble in troubles for _ in range(3)]))
    for status in troubles.values():
        assert is_page(client.get("/meets").text)
        answer = client.send("/writes")
        assert answer.status_code == status and is_page(answer.text)
        assert "abc" not in answer.text, "what is broken inside is for the log"
        assert ("line 2" in answer.text) == (status == 422)
        assert not session.exec(select(Member).where(Member.name == "Half Done")).all()
        piece = client.get("/meets", headers={"HX-Request": "true"})
        assert piece.status_code == status and "<html" not in piece.text


def test_a_record_that_cannot_be_kept_is_not_said_to_be_kept(
    app: Flask, client: Client, session: Session, secretary: Member
) -> None:
    session.commit()

    def full(_connection: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(app.extensions["engine"], "commit", full)
    answer = client.send("/cases", system="Open shelf", release="first", vendor="Town", version="2")
    assert answer.status_code == 503 and is_page(answer.text) and "Location" not in answer.headers


def break_database(instance: Config, app: Flask, request: pytest.FixtureRequest) -> None:
    """The file is overwritten with garbage; the server has lost the database."""
    if instance.database:
        request.getfixturevalue("postgresql").drop(instance.database)
        return
    app.extensions["engine"].dispose()
    for path in instance.instance.glob("workbench.db*"):
        path.write_bytes(b"garbage" * 10_000)


def test_without_its_database_every_page_says_so(
    app: Flask, client: Client, instance: Config, secretary: Member, session: Session, request: pytest.FixtureRequest
) -> None:
    session.close()
    break_database(instance, app, request)
    for who in (client, client.sign_out()):
        for address in ("/", "/definition", "/cases", "/minutes", "/minutes.jsonl", "/members", "/healthz"):
            answer = who.get(address)
            assert answer.status_code == 503 and is_page(answer.text), address
            assert "cannot be read just now" in answer.text
        piece = who.get("/cases", headers={"HX-Request": "true"})
        assert piece.status_code == 503 and piece.text.lstrip().startswith('<div class="errors"')
        assert who.send("/sign-in", email="ada@library.example", password="whatever it was").status_code == 503
        client.sign_in(secretary)
    with client.get("/static/app.css") as style:
        assert style.status_code == 200


def test_without_its_repository_reading_goes_on(
    session: Session, client: Client, instance: Config, secretary: Member
) -> None:
    case = make.case(session, {"reading-anyone": "met"})
    repository = Path(instance.repository)
    shutil.rmtree(repository / "objects")
    shutil.rmtree(repository / "refs")
    (repository / "HEAD").write_text("garbage")
    for address in (
        "/",
        "/definition",
        "/definition/1",
        "/cases",
        f"/cases/{case.no}",
        "/minutes",
        "/members",
        "/healthz",
    ):
        assert client.get(address).status_code == 200, address
    assert client.send(f"/cases/{case.no}/settle").status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_page_of_an_error_never_fails_itself(app: Flask, client: Client, instance: Config) -> None:
    (instance.instance / "committee.toml").write_text("name = ")
    instance.__dict__.pop("committee", None)
    app.extensions["workbench"].__dict__.pop("committee", None)
    answer = client.get("/nothing")
    assert answer.status_code == 404 and answer.mimetype == "text/plain"
    assert answer.text.startswith("There is nothing at this address")
