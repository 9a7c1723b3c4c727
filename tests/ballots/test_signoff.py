"""A sign-off: everybody sees it; enough sign-offs begin the last period, a block stops it, and cleared it begins again from the start."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.support.client import Client
from workbench.ballots import actions, queries, recusing, waiting
from workbench.ballots.models import Ballot
from workbench.db import now

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIGNOFF: dict[str, Any] = {
    "method": "signoff", "title": "Sign-off", "for_classes": ["substantive"], "stages": [{"comment": "P3D"}],
    "pass": [[{"count": ["F"], "op": ">", "ratio": "1/2", "of": ["E"]}]],
}  # fmt: skip


@pytest.fixture
def ballot(clock: Traveller, hall: Hall) -> Ballot:
    """Open for seven days, with seven on its roll; its last period is three days."""
    committee = hall.config.committee
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, "signoff": SIGNOFF})
    found = hall.ballot(hall.proposal(), rule="signoff", days=7)
    hall.session.commit()
    return found


def test_enough_sign_offs_begin_the_last_period_and_after_it_the_result_is_recorded(
    clock: Traveller, hall: Hall, ballot: Ballot, tmp_path: Path
) -> None:
    hall.votes(ballot, for_=4)
    assert queries.result(hall.session, ballot).outcome == "final_comment"
    assert "its last period for comments is not over" in str(refused(actions.close, hall.session, hall.chair, ballot))
    clock.shift(3 * DAY)
    assert "the last period for comments is over" in str(refused(hall.vote, hall.members[3], ballot, "block", "Late."))
    assert any("record the result" in turn.why for turn in waiting.turns(hall.session, hall.chair, now()))
    assert actions.close(hall.session, hall.chair, ballot).outcome == "adopted"
    clock.shift(2 * DAY)
    hall.adopt(ballot)
    assert proved(hall, tmp_path / "record") == []


def test_a_block_of_the_last_hour_stops_it_and_cleared_the_clock_begins_again(
    clock: Traveller, hall: Hall, ballot: Ballot, tmp_path: Path
) -> None:
    opened = ballot.closes_at
    clock.shift(3 * DAY)
    hall.votes(ballot, for_=4)
    clock.shift(3 * DAY - HOUR)
    assert "A block stops the change, so it needs its reason" in str(refused(hall.vote, hall.chair, ballot, "block"))
    hall.vote(hall.members[4], ballot, "block", "It breaks the catalogue.")
    assert queries.result(hall.session, ballot).outcome == "blocked"
    clock.shift(HOUR)
    hall.vote(hall.members[4], ballot, "abstain")
    assert ballot.closes_at == now() + 3 * DAY > opened
    clock.shift(2 * DAY)
    assert refused(actions.close, hall.session, hall.chair, ballot).status == 409
    clock.shift(DAY)
    assert actions.close(hall.session, hall.chair, ballot).outcome == "adopted"
    assert proved(hall, tmp_path / "record") == []


def test_a_block_that_stands_at_the_close_sends_it_back_into_discussion(
    clock: Traveller, hall: Hall, ballot: Ballot, tmp_path: Path
) -> None:
    hall.votes(ballot, for_=4)
    hall.vote(hall.members[4], ballot, "block", "It breaks the catalogue.")
    clock.shift(7 * DAY)
    actions.close(hall.session, hall.chair, ballot)
    [proposal] = queries.proposals(hall.session, ballot)
    assert (ballot.outcome, proposal.state) == ("blocked", "discussion")
    assert proved(hall, tmp_path / "record") == []


def test_a_recusal_that_completes_it_begins_the_last_period_then(
    clock: Traveller, hall: Hall, ballot: Ballot, tmp_path: Path
) -> None:
    hall.votes(ballot, for_=3)
    clock.shift(6 * DAY)
    for who in hall.members[3:]:
        recusing.recuse(hall.session, who, queries.proposals(hall.session, ballot)[0], reason="They pay me.")
    assert ballot.closes_at == now() + 3 * DAY
    clock.shift(3 * DAY)
    assert actions.close(hall.session, hall.chair, ballot).outcome == "adopted"
    assert proved(hall, tmp_path / "record") == []


def test_its_page_shows_who_signed_off_and_what_is_still_missing(
    clock: Traveller, hall: Hall, ballot: Ballot, client: Client, session: Session
) -> None:
    client.sign_in(hall.chair)
    sent = {"choice": "block", "fingerprint": ballot.fingerprint}
    assert client.send(f"/ballots/{ballot.no}/votes", **sent, reason="").status_code == 422
    assert client.send(f"/ballots/{ballot.no}/votes", **sent, reason="It breaks.").status_code == 303
    page = client.open(f"/ballots/{ballot.no}").text
    assert "You blocked it." in page and "1 block has to be withdrawn or overruled first." in page
    client.send(f"/ballots/{ballot.no}/votes", choice="for", fingerprint=ballot.fingerprint)
    hall.votes(ballot, for_=2)
    session.commit()
    page = client.open(f"/ballots/{ballot.no}").text
    assert "You signed off." in page and "Signs off" in page and "2 more for" in page
    hall.vote(hall.members[0], ballot)
    hall.vote(hall.members[1], ballot)
    session.commit()
    assert "It carries on" in client.open(f"/ballots/{ballot.no}").text
