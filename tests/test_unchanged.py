"""A page of the public record is made once, and is never older than the record."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session

from tests.ballots.hall import Hall
from tests.support.client import Client
from workbench import unchanged
from workbench.config import Config
from workbench.proposals import comments

PAGES = (
    "/definition", "/definition/versions", "/definition/2", "/proposals", "/proposals/1", "/proposals/1?view=split",
    "/proposals/1/revisions/1", "/proposals/1/compare/base...1", "/proposals/over", "/proposals/together", "/cases", "/minutes",
)  # fmt: skip


@pytest.fixture
def hall(session: Session, instance: Config) -> Hall:
    made = Hall.of(session, instance)
    made.proposal()
    session.commit()
    return made


def stamp(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.headers["ETag"]


def test_a_reader_who_has_a_page_is_told_that_nothing_changed(hall: Hall, client: Client) -> None:
    for address in PAGES:
        known = stamp(client, address)
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b""), address
        assert client.get(address).data == client.get(address).data != b"", address


def test_an_act_makes_every_page_anew(hall: Hall, session: Session, client: Client) -> None:
    known = stamp(client, "/proposals/1")
    comments.post(session, hall.members[1], hall.proposal(title="Another"), clause_id="lending-terms", body="A zebra?")
    session.commit()
    answer = client.get("/proposals/1", headers={"If-None-Match": known})
    assert answer.status_code == 200 and answer.headers["ETag"] != known
    assert "A zebra?" in client.get("/proposals/2").text


def test_the_clock_ends_a_ballot_on_the_page_too(
    clock: time_machine.Traveller, hall: Hall, session: Session, client: Client
) -> None:
    hall.ballot(days=3)
    session.commit()
    clock.shift(timedelta(days=3, minutes=-2))
    known = stamp(client, "/proposals/2")
    for minutes, status in ((1, 304), (2, 200)):
        clock.shift(timedelta(minutes=minutes))
        assert client.get("/proposals/2", headers={"If-None-Match": known}).status_code == status


def test_what_a_member_sees_is_kept_nowhere(hall: Hall, app: Flask, client: Client) -> None:
    known = stamp(client, "/proposals/1")
    held = dict(app.extensions["pages"].found)
    answer = client.sign_in(hall.chair).get("/proposals/1", headers={"If-None-Match": known})
    assert answer.status_code == 200 and "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store" and hall.chair.name in answer.text
    assert app.extensions["pages"].found == held
    assert hall.chair.name not in client.sign_out().get("/proposals/1").text


def test_a_piece_for_htmx_is_no_page(hall: Hall, client: Client) -> None:
    page, piece = client.get("/proposals/1"), client.get("/proposals/1", headers={"HX-Request": "true"})
    assert "ETag" not in piece.headers and len(piece.data) < len(page.data)
    assert client.get("/proposals/1").data == page.data


def test_an_alarm_is_shown_at_once(hall: Hall, app: Flask, client: Client) -> None:
    client.get("/proposals/1")
    app.extensions["alarm"] = "The repository does not agree with the record."
    assert "does not agree" in client.get("/proposals/1").text


def test_a_page_that_is_not_there_is_not_held(hall: Hall, app: Flask, client: Client) -> None:
    assert client.get("/proposals/977").status_code == 404
    assert not app.extensions["pages"].found


@pytest.mark.parametrize("kind", ["sqlite"])
def test_no_more_is_held_than_there_is_room_for(instance: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "MOST", 10)
    monkeypatch.setattr(unchanged, "LARGEST", 6)
    pages = unchanged.Pages(instance)
    for name, size in (("a", 4), ("b", 4), ("a", 5), ("c", 7), ("d", 5)):
        pages.keep(name, (b"x" * size,))
    assert (list(pages.found), pages.size) == (["a", "d"], 10)
    assert pages.get("a") == (b"x" * 5,) and pages.get("b") is None
    pages.keep("e", (b"x" * 5,))
    assert list(pages.found) == ["a", "e"]


def test_no_page_starts_a_process(hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(subprocess.Popen, "__init__", lambda *words, **named: started.append(words))
    for address in (*PAGES, "/", "/ballots", "/search?q=lending", "/members"):
        client.sign_in(hall.chair).get(address)
        client.sign_out().get(address)
    assert started == []


def test_a_page_asks_as_many_questions_however_much_there_is(
    hall: Hall, session: Session, app: Flask, client: Client
) -> None:
    proposal = hall.proposal(title="Another")
    pages = ("/", "/proposals", "/proposals/2", "/proposals/over", "/proposals/2/dispositions")
    asked: list[object] = []
    event.listen(app.extensions["engine"], "before_cursor_execute", lambda *words: asked.append(words[2]))

    def questions(count: int) -> dict[str, int]:
        for number in range(count):
            comments.post(
                session, hall.members[number % 5], proposal, clause_id="lending-terms", body=f"Remark {number}"
            )
        session.commit()
        found = {}
        for address in pages:
            client.sign_in(hall.chair).get(address)
            asked.clear()
            assert client.get(address).status_code == 200
            found[address] = len(asked)
        return found

    questions(1)  # whoever has looked before is told what is new
    few = questions(8)
    assert questions(20) == few


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_is_no_page_and_comes_as_a_file_each_time(hall: Hall, client: Client) -> None:
    for address in ("/cases/matrix.csv", "/cases/matrix.svg", "/definition/2/documents/library.md"):
        first, again = client.get(address), client.get(address)
        assert first.status_code == again.status_code == 200, address
        for name in ("Content-Type", "Content-Disposition"):
            assert first.headers.get(name) == again.headers.get(name), address
        assert "text/html" not in again.headers["Content-Type"] and again.data == first.data


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_page_is_made_anew_with_new_settings_and_on_a_new_day(
    hall: Hall, instance: Config, client: Client, clock: time_machine.Traveller
) -> None:
    known = stamp(client, "/cases")
    clock.shift(timedelta(days=1))
    other = stamp(client, "/cases")
    assert other != known
    settings = instance.instance / "committee.toml"
    settings.write_text(settings.read_text("utf-8").replace("Library committee", "Reading committee"), "utf-8")
    edition = unchanged.Pages(instance).edition
    assert edition != client.application.extensions["pages"].edition and edition == unchanged.Pages(instance).edition
