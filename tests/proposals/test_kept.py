"""What is kept of a page is never older than what it shows, and never shown to whom it was not made for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from bench.together import forget
from tests import make
from tests.proposals.writers import FREE, SINGS, Writers
from tests.support.client import Client
from workbench import db
from workbench.members import actions as members
from workbench.members.models import Member
from workbench.proposals import (
    actions,
    comments,
    dispositions,
    leaving,
    links,
    marks,
    queries,
    remarks,
    suggestions,
    views,
)
from workbench.proposals.models import Comment, Proposal

TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')
ANY_TOKEN = re.compile(r'(?:name="csrf_token" value=|X-CSRFToken": )"[^"]*"')
PAGES = ("/proposals/1", "/proposals/1?view=split", "/proposals/1/revisions/1")


def page(client: Client, viewer: Member | None, address: str) -> str:
    client.sign_in(viewer) if viewer else client.sign_out()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return ANY_TOKEN.sub("", answer.text)


def thread(writers: Writers, **about: str) -> Comment:
    return comments.post(
        writers.session, writers.other, first(writers), clause_id="lending-terms", body="Is it?", **about
    )


def first(writers: Writers) -> Proposal:
    return writers.session.get_one(Proposal, 1)


def said(writers: Writers) -> Comment:
    return writers.session.get_one(Comment, 1)


def taken(writers: Writers) -> None:
    told = thread(writers, kind="suggestion", wording="A loan costs a smile.", quote="A loan costs nothing.")
    draft = suggestions.take(writers.session, writers.author, told)
    draft.title, draft.note = "Lend for a smile", "As suggested."
    writers.file(draft)


def reopened(writers: Writers) -> None:
    comments.settle(writers.session, writers.author, said(writers), outcome="Talked about.")
    comments.reopen(writers.session, writers.author, said(writers))


def another_text(writers: Writers) -> None:
    writers.adopt(("A loan costs nothing for the first month.", "A loan costs a little."))
    thread(writers)  # an adoption is minuted, which this short way to a version is not


ACTS: dict[str, Callable[[Writers], object]] = {
    "a comment": thread,
    "a comment for the committee": lambda w: thread(w, audience="committee"),
    "a concern": lambda w: thread(w, kind="concern", remedy="Keep the fee."),
    "a reply": lambda w: comments.reply(w.session, w.author, said(w), body="It is."),
    "other words": lambda w: comments.edit(w.session, w.other, said(w), body="Is it really?"),
    "settled": lambda w: comments.settle(w.session, w.author, said(w), outcome="Talked about."),
    "settled and opened again": reopened,
    "disposed of": lambda w: dispositions.dispose(w.session, w.author, said(w), value="rejected", reason="No."),
    "withdrawn": lambda w: comments.withdraw(w.session, w.other, said(w), why="Never mind."),
    "a note": lambda w: remarks.keep(w.session, w.other, first(w), "note", body="Mine.", clause_id="lending-terms"),
    "a suggestion taken": taken,
    "muted": lambda w: marks.follow(w.session, w.author, first(w), choice="mute"),
    "marked as read": lambda w: marks.read(w.session, w.author, first(w)),
    "marked as unread": lambda w: marks.unread(w.session, w.author, first(w)),
    "another revision": lambda w: w.file(w.draft(SINGS, of=first(w))),
    "another proposal": lambda w: w.filed(SINGS, title="Humming too"),
    "another text": another_text,
    "a case": lambda w: make.case(w.session, {"lending-terms": "met"}, actor=w.secretary),
    "a proposal withdrawn": lambda w: actions.withdraw(w.session, w.author, first(w), reason="It is not wanted."),
    "a role taken away": lambda w: members.set_roles(w.session, make.member(w.session, "administrator"), w.other, roles=["observer"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("act", ACTS)
def test_after_an_act_every_reader_sees_what_a_program_without_memory_shows(
    app: Flask, client: Client, writers: Writers, act: str
) -> None:
    writers.filed(FREE)
    thread(writers)
    thread(writers, audience="committee")
    readers = (writers.author, None, writers.other, writers.secretary, writers.observer)
    places = [(reader, address) for reader in readers for address in PAGES]
    for reader, address in places * 2:
        page(client, reader, address)
    ACTS[act](writers)
    shown = [page(client, reader, address) for reader, address in places]
    again = [page(client, reader, address) for reader, address in places]
    assert again == shown, "a look changes nothing on the page"
    for (reader, address), known in zip(places, shown, strict=True):
        forget()
        app.extensions["pages"].found.clear()
        assert page(client, reader, address) == known, (reader, address)


@pytest.fixture
def looked(client: Client, writers: Writers) -> Client:
    """The author's browser, who has looked at their proposal twice."""
    writers.filed(FREE)
    thread(writers)
    for _ in range(3):
        page(client, writers.author, "/proposals/1")
    return client


def test_a_member_who_looks_again_gets_the_page_from_memory(
    looked: Client, writers: Writers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(views, "page_of")
    answer = looked.get("/proposals/1")
    assert writers.author.name in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers
    assert looked.get("/proposals/1?view=split").status_code == 500, "another view was never made"
    assert looked.sign_in(writers.other).get("/proposals/1").status_code == 500, "nobody else gets it"
    thread(writers)
    assert looked.sign_in(writers.author).get("/proposals/1").status_code == 500, "something was said since"


def test_each_browser_gets_its_own_token_in_the_page_from_memory(looked: Client, writers: Writers) -> None:
    other = looked.another().sign_in(writers.author)
    other.get("/proposals/1")
    tokens = []
    for browser in (looked, other):
        text = browser.get("/proposals/1").text
        (token,) = set(TOKEN.findall(text))
        assert f'"X-CSRFToken": "{token}"' in text and "\0" not in text
        answer = browser.post("/proposals/1/follow", data={"csrf_token": token, "choice": "follow"})
        assert answer.status_code == 303
        browser.get("/proposals/1")
        tokens.append(token)
    assert tokens[0].partition(".")[0] != tokens[1].partition(".")[0]


def test_no_token_stands_in_a_thread(looked: Client, writers: Writers) -> None:
    text = looked.get("/proposals/1").text
    assert not TOKEN.search(text[text.index('<div id="text"') : text.index('<section id="cases"')])


def test_what_is_written_raises_the_change_number_and_nothing_else_does(
    app: Flask, client: Client, writers: Writers
) -> None:
    writers.filed(FREE)
    client.sign_in(writers.other)
    writers.session.commit()
    engine = app.extensions["engine"]

    def raised(before: list[int]) -> int:
        with db.reading(engine) as session:
            before.append(session.get_one(db.Change, 1).number)
        return before[-1] - before[-2]

    numbers = [0]
    raised(numbers)
    client.get("/proposals/1")
    with db.reading(engine) as session:
        assert marks.of(session, session.get_one(Member, 2), queries.proposal(session, 1)), "the look is marked"
    assert raised(numbers) == 0, "and is nothing to anybody else"
    assert client.send("/proposals/1/comments", clause="lending-terms", body="x").status_code == 422
    assert client.send("/proposals/9/comments", body="A word.").status_code == 404
    assert raised(numbers) == 0
    assert client.send("/proposals/1/follow", choice="mute").status_code == 303
    assert raised(numbers) == 1
    with pytest.raises(RuntimeError), db.writing(engine) as session:
        queries.proposal(session, 1).title = "Never"
        raise RuntimeError
    assert raised(numbers) == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_the_clock_takes_away_is_gone_from_a_page_that_was_kept(
    client: Client, writers: Writers, clock: time_machine.Traveller
) -> None:
    proposal = writers.filed(FREE)
    writers.session.add(links.Sponsorship(proposal_no=1, member_id=writers.other.id or 0, since=db.now()))
    actions.withdraw(writers.session, writers.author, proposal, reason="It is not wanted.")
    shown = [page(client, writers.other, "/proposals/1") for _ in range(3)][-1]
    assert "Take it over" in shown and "may take it over until" in page(client, None, "/proposals/1")
    clock.shift(leaving.RESCUE + timedelta(seconds=1))
    for reader in (writers.other, None):
        assert "ake it over" not in page(client, reader, "/proposals/1")
