"""Many at once: what each was told is kept is kept, and nothing is in the minutes twice or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlmodel import col, select

from tests import make
from tests.proposals.writers import FREE, SINGS, Writers
from tests.support.client import Client
from workbench import db
from workbench.minutes.models import Minute
from workbench.minutes.record import broken_links
from workbench.proposals.models import Comment, Proposal

WRITERS = 16


def test_sixteen_writers_who_comment_at_once_lose_nothing(app: Flask, writers: Writers) -> None:
    session = writers.session
    writers.filed()
    people = [make.member(session) for _ in range(WRITERS)]
    session.commit()

    def write(n: int) -> list[int]:
        client = app.test_client()
        assert isinstance(client, Client)
        client.sign_in(people[n])
        words = {"clause": "lending-terms", "side": "proposed", "quote": "A loan", "start": "0"}
        return [
            client.send("/proposals/1/comments", body=f"Writer {n}, remark {k}.", **words).status_code for k in range(3)
        ]

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = [status for statuses in pool.map(write, range(WRITERS)) for status in statuses]
    assert answers == [303] * WRITERS * 3
    session.rollback()
    kept = {comment.body for comment in session.exec(select(Comment))}
    assert kept == {f"Writer {n}, remark {k}." for n in range(WRITERS) for k in range(3)}
    entries = session.exec(select(Minute).order_by(col(Minute.seq))).all()
    assert sum(entry.act == "comments.post" for entry in entries) == WRITERS * 3 and list(broken_links(entries)) == []


def test_the_redline_on_every_pause_waits_for_nobody_who_acts(app: Flask, writers: Writers) -> None:
    draft = writers.draft(FREE)
    told = {"turn": draft.turn, "document": next(iter(draft.documents)), "whole": "# Nothing\n"}
    writers.session.flush()
    engine, author, address = app.extensions["engine"], writers.author, f"/drafts/{draft.id}/preview"
    writers.session.commit()
    client = app.test_client()
    assert isinstance(client, Client)
    client.sign_in(author)
    with db.writing(engine) as busy, ThreadPoolExecutor(1) as pool:
        busy.exec(select(Proposal)).all()
        assert pool.submit(lambda: client.send(address, htmx=True, **told).status_code).result(timeout=20) == 200


def test_two_drafts_filed_at_once_get_two_numbers(app: Flask, writers: Writers) -> None:
    session = writers.session
    drafts = [writers.draft(change) for change in (FREE, SINGS)]
    addresses = [(f"/drafts/{draft.id}/file", draft.turn) for draft in drafts]
    session.commit()

    def file(address: str, turn: int) -> int:
        client = app.test_client()
        assert isinstance(client, Client)
        document, text = next(iter(drafts[[one for one, _ in addresses].index(address)].documents.items()))
        told = {
            "turn": turn,
            "interests": "none",
            "document": document,
            "whole": text,
            "title": "T",
            "rationale": "R.",
            "claimed": "editorial",
        }
        return client.sign_in(writers.author).send(address, **told).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda pair: file(*pair), addresses)) == [303, 303]
    session.rollback()
    assert sorted(session.exec(select(Proposal.no))) == [1, 2]
    assert sorted(writers.repository.refs("refs/proposals")) == ["refs/proposals/1/1", "refs/proposals/2/1"]
