"""Every act on a ballot × every role × every state of the ballot: who may, and that nobody else changes anything (integrity 3.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import func, select
from time_machine import Traveller
from werkzeug.test import TestResponse

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_ties import tied
from tests.support.client import Client
from workbench.ballots import actions, recusing
from workbench.members.models import Member
from workbench.minutes.models import Minute

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]

ACTS = ("open", "vote", "close", "decide", "adopt", "recuse")
OFFICERS, VOTERS = {"secretary", "chair"}, {"member", "secretary", "chair"}
# “newcomer” is a member who joined after the ballot had opened.
ROLES = ("public", "observer", "newcomer", "member", "recused", "secretary", "chair", "administrator")
# state of the ballot -> act -> who may; nobody else, and no other act
STATES: dict[str, dict[str, set[str]]] = {
    "before": {"open": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "open": {"vote": VOTERS, "recuse": {*VOTERS, "newcomer"}},
    "everybody voted": {"vote": VOTERS, "close": OFFICERS, "recuse": {*VOTERS, "newcomer"}},
    "over": {"close": OFFICERS},
    "carried": {"adopt": OFFICERS},
    "rejected": {},
    "tied": {"decide": {"chair"}, "recuse": {*VOTERS, "newcomer"}},
    "adopted": {},
}  # fmt: skip
ALLOWED = [(state, act, role) for state, acts in STATES.items() for act, may in acts.items() for role in sorted(may)]


def arranged(hall: Hall, clock: Traveller, state: str) -> dict[str, Member | None]:
    """A ballot in this state, and somebody of every role."""
    people: dict[str, Member | None] = {
        "public": None, "observer": make.member(hall.session, "observer"), "administrator": make.member(hall.session, "administrator"),
        "member": hall.members[1], "recused": hall.members[2], "secretary": hall.secretary, "chair": hall.chair,
    }  # fmt: skip
    if state == "tied":
        people.pop("recused")
        tied(hall, "chair_casting")
    else:
        proposal = hall.proposal()
        recusing.recuse(hall.session, hall.members[2], proposal, reason="I work for one whom it names.")
        ballot = None if state == "before" else hall.ballot(proposal)
        for member in hall.everybody if state in ("everybody voted", "carried", "rejected", "adopted") else ():
            if ballot and member is not hall.members[2]:
                hall.vote(member, ballot, "against" if state == "rejected" else "for")
        if state == "over":
            clock.shift(timedelta(days=14))
        if ballot and state in ("carried", "rejected", "adopted"):
            actions.close(hall.session, hall.secretary, ballot)
        if ballot and state == "adopted":
            hall.adopt(ballot)
    people["newcomer"] = make.member(hall.session)
    hall.session.commit()
    return people


def sent(client: Client, person: Member | None, act: str) -> TestResponse:
    """The form of this act as its page would send it."""
    client.sign_out()
    if person:
        client.sign_in(person)
    fingerprint = client.arranged and client.arranged.exec(select(actions.Ballot.fingerprint)).first()
    forms: dict[str, tuple[str, dict[str, str]]] = {
        "open": (
            "/proposals/1/ballots",
            {"revision": "1", "rule": "substantive", "closes_at": "2026-07-01T12:00", "sure": "yes"},
        ),
        "vote": ("/ballots/1/votes", {"choice": "abstain", "fingerprint": fingerprint or ""}),
        "close": ("/ballots/1/close", {}),
        "decide": ("/ballots/1/decide", {"option": "0", "reason": "The text is clear as it stands."}),
        "adopt": ("/ballots/1/adopt", {}),
        "recuse": ("/proposals/1/recusals", {"reason": "I work for one whom it names."}),
    }
    address, words = forms[act]
    return client.send(address, **words)


@pytest.mark.parametrize("state", STATES)
def test_nobody_else_does_anything(hall: Hall, client: Client, clock: Traveller, state: str) -> None:
    people = arranged(hall, clock, state)
    last = select(func.max(Minute.seq))
    before = hall.session.exec(last).one()
    for role in (role for role in ROLES if role in people):
        for act in (act for act in ACTS if role not in STATES[state].get(act, ())):
            answer = sent(client, people[role], act)
            is_asked_to_sign_in = role == "public" and (answer.location or "").startswith("/sign-in")
            assert answer.status_code in (403, 404, 409) or is_asked_to_sign_in, f"{role}, {act}: {answer.status}"
    assert hall.session.exec(last).one() == before


@pytest.mark.parametrize(("state", "act", "role"), ALLOWED)
def test_who_may_is_let_through(hall: Hall, client: Client, clock: Traveller, state: str, act: str, role: str) -> None:
    people = arranged(hall, clock, state)
    answer = sent(client, people[role], act)
    assert answer.status_code == 303 and "/sign-in" not in answer.location, answer.status
