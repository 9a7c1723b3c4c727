"""Every act on a ballot × every role × every state of the ballot: who may, and that nobody else changes anything (integrity 3.7)."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, func, select
from time_machine import Traveller
from werkzeug.test import TestResponse

from tests import make
from tests.ballots.board import DAY, Board
from tests.ballots.hall import Hall
from tests.ballots.test_blocs import filed, opened
from tests.ballots.test_elections import held
from tests.ballots.test_elections import opened as elect
from tests.ballots.test_presence import MEETING
from tests.ballots.test_proxies import WORDS, give
from tests.ballots.test_scheduling import planned
from tests.ballots.test_ties import tied
from tests.ballots.test_unblocking import blocked
from tests.support.client import Client
from workbench.ballots import actions, challenges, electing, late, recusing
from workbench.ballots.models import Ballot, Vote
from workbench.members import refusals
from workbench.members.models import Member
from workbench.minutes import heads
from workbench.minutes.models import Minute

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]

ACTS = (
    "open",
    "vote",
    "extend",
    "close",
    "decide",
    "adopt",
    "attend",
    "give a vote",
    "vote for another",
    "recuse",
    "ask",
    "object",
    "seat",
    "void",
    "contest",
    "recount",
    "reconsider",
    "opine",
    "open a bloc",
    "vote at once",
    "take out",
    "call off",
    "unblock",
    "overrule",
    "hold an election",
    "elect",
    "leave an election",
    "give a seat",
)
OFFICERS, VOTERS = {"secretary", "chair"}, {"member", "secretary", "chair"}
OPENING = {"rule": "substantive", "closes_at": "2026-07-01T12:00", "sure": "yes"}
# “newcomer” is a member who joined after the ballot had opened.
# “director” sits in the board alone.
SEATED = {*VOTERS, "newcomer", "recused"}
# state of the ballot -> act -> who may; nobody else, and no other act
STATES: dict[str, dict[str, set[str]]] = {
    "before": {"open": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "beside another": {"open": OFFICERS, "open a bloc": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "in a bloc": {"extend": OFFICERS, "vote": VOTERS, "vote at once": VOTERS, "take out": VOTERS, "void": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "scheduled": {"call off": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "blocked": {"unblock": {"member"}, "overrule": OFFICERS, "open": OFFICERS, "opine": OFFICERS, "void": OFFICERS, "contest": {*VOTERS, "newcomer"}, "reconsider": {"member"}, "recuse": {*VOTERS, "newcomer"}},
    "open": {"extend": OFFICERS, "void": OFFICERS, "vote": VOTERS, "recuse": {*VOTERS, "newcomer"}},
    "meeting": {"attend": OFFICERS, "give a vote": OFFICERS, "vote for another": {"member"}, "extend": OFFICERS, "void": OFFICERS, "vote": VOTERS, "recuse": {*VOTERS, "newcomer"}},
    "everybody voted": {"extend": OFFICERS, "void": OFFICERS, "vote": VOTERS, "close": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "over": {"close": OFFICERS, "void": OFFICERS},
    "carried": {"adopt": OFFICERS, "void": OFFICERS, "contest": SEATED, "reconsider": VOTERS},
    "rejected": {"void": OFFICERS, "contest": SEATED, "reconsider": VOTERS},
    "contested": {"void": OFFICERS, "contest": SEATED, "recount": {"member", "newcomer", "chair"}},
    "tied": {"decide": {"chair"}, "void": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "adopted": {},
    "to be ratified": {"ask": OFFICERS, "void": OFFICERS, "contest": SEATED, "reconsider": VOTERS, "seat": OFFICERS, "recuse": {*VOTERS, "newcomer", "director"}},
    "asked": {"extend": OFFICERS, "vote": {"chair", "director"}, "void": OFFICERS, "seat": OFFICERS, "recuse": {*VOTERS, "newcomer", "director"}},
    "ratified": {"adopt": OFFICERS, "void": OFFICERS, "contest": SEATED, "reconsider": {"chair", "director"}, "seat": OFFICERS},
    "election": {"seat": OFFICERS, "elect": VOTERS, "leave an election": VOTERS, "extend": OFFICERS, "void": OFFICERS},
    "election tied": {"seat": OFFICERS, "decide": {"chair"}, "void": OFFICERS},
    "elected": {"hold an election": OFFICERS, "seat": OFFICERS, "give a seat": OFFICERS, "void": OFFICERS, "contest": {*VOTERS, "newcomer"}, "opine": {"member", "secretary"}},
    "time to object": {"object": {*VOTERS, "director"}, "void": OFFICERS, "contest": SEATED, "reconsider": VOTERS, "seat": OFFICERS, "recuse": {*VOTERS, "newcomer", "director"}},
}  # fmt: skip


def arranged(hall: Hall, clock: Traveller, state: str) -> dict[str, Member | None]:
    """A ballot in this state, and somebody of every role."""
    people: dict[str, Member | None] = {
        "public": None, "observer": make.member(hall.session, "observer"), "administrator": make.member(hall.session, "administrator"),
        "member": hall.members[1], "recused": hall.members[2], "secretary": hall.secretary, "chair": hall.chair,
    }  # fmt: skip
    if state == "tied":
        people.pop("recused")
        tied(hall, "chair_casting")
    elif "elect" in state:
        if state != "election":
            people.pop("recused")
        electoral(hall, clock, state)
    elif state == "blocked":
        people.pop("recused")
        people["member"] = blocked(hall) and hall.members[4]
    elif state in ("beside another", "in a bloc", "scheduled"):
        proposals = [hall.proposal()] if state == "scheduled" else filed(hall)[:2]
        for proposal in proposals:
            recusing.recuse(hall.session, hall.members[2], proposal, reason="I work for one whom it names.")
        if state == "in a bloc":
            opened(hall, proposals)
        elif state == "scheduled":
            planned(hall, proposals[0])
    elif state in ("to be ratified", "asked", "ratified", "time to object"):
        people["director"] = staged(hall, clock, state)
    else:
        proposal = hall.proposal()
        recusing.recuse(hall.session, hall.members[2], proposal, reason="I work for one whom it names.")
        ballot = (
            None
            if state == "before"
            else hall.ballot(proposal, rule=meeting(hall) if state == "meeting" else "substantive")
        )
        for member in (
            hall.everybody if state in ("everybody voted", "carried", "rejected", "contested", "adopted") else ()
        ):
            if ballot and member is not hall.members[2]:
                hall.vote(member, ballot, "against" if state == "rejected" else "for")
        if ballot and state == "meeting":
            give(hall, ballot, hall.members[3], hall.members[1])
        if state == "over":
            clock.shift(timedelta(days=14))
        if ballot and state in ("carried", "rejected", "contested", "adopted"):
            actions.close(hall.session, hall.secretary, ballot)
        if ballot and state == "contested":
            challenges.challenge(hall.session, hall.members[3], ballot, wrong="One vote is missing.")
        if ballot and state == "adopted":
            hall.adopt(ballot)
    people["newcomer"] = make.member(hall.session)
    hall.session.commit()
    return people


def electoral(hall: Hall, clock: Traveller, state: str) -> None:
    """An election from which one member is recused."""
    if state == "election":
        ballot = elect(hall, "approvals")
        electing.recuse(hall.session, hall.members[2], ballot, reason="I work for one of them.")
    else:
        held(hall, "approvals", *(("+1 +3", "+1 +3", "+1 +4", "+4") if state == "election tied" else ("+1 +3",)))
        clock.shift(2 * DAY)


def meeting(hall: Hall) -> str:
    """The name of a rule that counts who is present."""
    committee = hall.config.committee
    hall.config.__dict__["committee"] = dataclasses.replace(
        committee, rules={**committee.rules, "meeting": MEETING | {"proxy": "written"}}
    )
    return "meeting"


def staged(hall: Hall, clock: Traveller, state: str) -> Member:
    """The committee carried it, and this is what is owed to it; somebody who sits in the board alone."""
    board, proposal = Board.beside(hall), hall.proposal()
    recusing.recuse(hall.session, hall.members[2], proposal, reason="I work for one whom it names.")
    ballot = board.ballot(proposal, rule="calm" if state == "time to object" else "owing")
    for member in hall.everybody:
        if member is not hall.members[2]:
            hall.vote(member, ballot)
    actions.close(hall.session, hall.secretary, ballot)
    if state != "time to object":
        clock.shift(2 * DAY)
    if state in ("asked", "ratified"):
        asked = board.ask(ballot)
        if state == "ratified":
            board.answers(asked, "for", "for", "for")
    return board.outside[0]


def sent(client: Client, act: str) -> TestResponse:
    """The form of this act as its page would send it."""
    assert client.arranged
    every = client.arranged.exec(select(Ballot).order_by(col(Ballot.no).desc())).all()
    no, fingerprint = (every[0].no, every[0].fingerprint) if every else (1, "")
    newcomer = client.arranged.exec(select(func.max(Member.id))).one()
    maker = client.arranged.exec(select(Vote.member_id).where(Vote.choice == "block")).first() or 0
    forms: dict[str, tuple[str, dict[str, Any]]] = {
        "open": ("/proposals/1/ballots", {"revision": "1", **OPENING}),
        "vote": (f"/ballots/{no}/votes", {"choice": "abstain", "fingerprint": fingerprint}),
        "extend": (f"/ballots/{no}/extend", {"extend_to": "2026-07-01T12:00", "extend_reason": "Two are ill."}),
        "close": (f"/ballots/{no}/close", {}),
        "attend": (f"/ballots/{no}/presence", {"present": "1"}),
        "give a vote": (f"/ballots/{no}/proxies", {"holder": "7", "proxy_words": WORDS}),
        "vote for another": (
            f"/ballots/{no}/proxies/6",
            {"proxy_choice": "for", "proxy_fingerprint": fingerprint, "proxy_sure": "yes"},
        ),
        "decide": ("/ballots/1/decide", {"option": "0", "picks": "3", "reason": "The text is clear as it stands."}),
        "adopt": (f"/ballots/{no}/adopt", {}),
        "ask": ("/ballots/1/ratification", {"closes_at": "2026-07-01T12:00", "sure": "yes"}),
        "object": ("/ballots/1/objections", {"objection": "It costs too much."}),
        "void": (f"/ballots/{no}/void", {"ground": "roll", "void_reason": "One seat is missing."}),
        "contest": (f"/ballots/{no}/challenges", {"wrong": "One vote is missing."}),
        "recount": (f"/ballots/{no}/recount", {"outcome": "confirmed", "answer": "I counted them."}),
        "reconsider": (f"/ballots/{no}/reconsider", {"motion": "We overlooked a sentence."}),
        "opine": (f"/ballots/{no}/opinions", {"opinion": "It costs too much."}),
        "seat": ("/bodies/board/members", {"member": str(newcomer)}),
        "open a bloc": ("/blocs", {"proposals": ["1", "2"], "revision-1": "1", "revision-2": "1", **OPENING}),
        "vote at once": (
            "/blocs/1/votes",
            {"choice": "abstain", **{f"fingerprint-{one.no}": one.fingerprint for one in every}},
        ),
        "take out": ("/blocs/1/out", {"item": "2", "why": "It needs a debate."}),
        "call off": ("/ballots/scheduled/1/cancel", {"why": "It comes too soon."}),
        "unblock": (f"/ballots/{no}/blocks/withdraw", {"unblock": "The catalogue was mended."}),
        "overrule": (f"/ballots/{no}/blocks/{maker}", {"upheld": "no", "ruling": "The catalogue has its own rule."}),
        "hold an election": (
            "/elections",
            {
                "body": "board",
                "question": "Who sits in the board?",
                "others": "Ada\nBea",
                **OPENING,
                "rule": "approvals",
            },
        ),
        "elect": (f"/ballots/{no}/choice", {"approved": "1", "fingerprint": fingerprint}),
        "leave an election": (f"/ballots/{no}/recusal", {"recusal": "I work for one of them."}),
        "give a seat": (f"/ballots/{no}/seats/1", {"member": str(newcomer)}),
        "recuse": ("/proposals/1/recusals", {"reason": "I work for one whom it names."}),
    }
    address, words = forms[act]
    return client.send(address, **words)


class Kept:
    """The database and the repository of an instance as they are now, to come back to."""

    def __init__(self, hall: Hall, engine: Engine, folder: Path) -> None:
        hall.session.commit()
        self.hall, self.engine, self.rows, self.folder = hall, engine, sqlite3.connect(":memory:"), folder
        self._copied(into=self.rows)
        shutil.copytree(hall.repository.path, folder)

    def restore(self) -> None:
        self.hall.session.rollback()
        self._copied(out_of=self.rows)
        shutil.rmtree(self.hall.repository.path)
        shutil.copytree(self.folder, self.hall.repository.path)
        (self.hall.config.instance / heads.FILE).unlink(missing_ok=True)  # or what is gone would be missed

    def _copied(self, *, into: sqlite3.Connection | None = None, out_of: sqlite3.Connection | None = None) -> None:
        with self.engine.connect() as opened:
            live = opened.connection.driver_connection
            assert isinstance(live, sqlite3.Connection)
            (out_of or live).backup(into or live)


@pytest.mark.parametrize("state", STATES)
def test_who_may_is_let_through_and_nobody_else_does_anything(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path, state: str
) -> None:
    people = arranged(hall, clock, state)
    kept = Kept(hall, client.application.extensions["engine"], tmp_path / "repository")
    last, wrong = select(func.max(Minute.seq)), list[str]()
    before = hall.session.exec(last).one()
    for role, act in product(people, ACTS):
        if act == "hold an election" and "elect" not in state:
            continue  # its rules and its body are not there
        if act == ACTS[0]:
            client.sign_out()
            if person := people[role]:
                client.sign_in(person)
        answer = sent(client, act)
        is_asked_to_sign_in = "/sign-in" in (answer.location or "")
        if role in STATES[state].get(act, ()):
            is_right = answer.status_code == 303 and not is_asked_to_sign_in
            kept.restore()
        else:
            is_right = answer.status_code in (403, 404, 409) or (role == "public" and is_asked_to_sign_in)
        # what was tried and may not be done is on record, and nothing else comes of it
        did = {*hall.session.exec(select(Minute.act).where(col(Minute.seq) > before))} - {refusals.ACT}
        if not is_right or did - {late.ACT}:
            wrong.append(f"{role}, {act}: {answer.status}")
        if did or not is_right:
            kept.restore()
    assert not wrong, wrong
