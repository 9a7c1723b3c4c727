"""Consent: after notice silence is assent, and one objection with a reason stops it, until the next ballot."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.proof.test_verify import Entry, anew, handed_on, named
from tests.support.client import Client
from workbench import db
from workbench.ballots import actions, unblocking
from workbench.ballots.models import Ballot
from workbench.ballots.second import statement
from workbench.errors import Refusal
from workbench.notices import telling
from workbench.proof import export, verify
from workbench.proposals import marks

WEEK = timedelta(days=7)


@pytest.fixture
def ballot(clock: Traveller, hall: Hall) -> Ballot:
    """A consent ballot of a week on an editorial change."""
    committee = hall.config.committee
    rules = {**committee.rules, "silence": {"preset": "committee-editorial"}}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules=rules)
    found = hall.ballot(hall.proposal(claimed="editorial"), rule="silence", days=7)
    hall.session.commit()
    return found


def proved(hall: Hall, folder: Path) -> list[str]:
    """What `workbench check` and verify.py say of the record."""
    folder.mkdir()
    hall.session.flush()
    export.fill(hall.session, hall.repository, "Library committee", folder)
    return [*hall.check(), *verify.verify(folder, ())[1]]


def test_what_nobody_objects_to_is_carried_by_silence_and_adopted(
    clock: Traveller, hall: Hall, ballot: Ballot, tmp_path: Path
) -> None:
    clock.shift(WEEK)
    actions.close(hall.session, hall.secretary, ballot)
    assert ballot.outcome == "adopted" and (ballot.tally or {})["because"] == "Carried by silence: nobody objected."
    clock.shift(timedelta(hours=48))
    hall.adopt(ballot)
    assert proved(hall, tmp_path / "record") == []


def test_an_objection_with_a_reason_stops_it_and_another_ballot_may_follow(
    clock: Traveller, hall: Hall, ballot: Ballot, tmp_path: Path
) -> None:
    hall.votes(ballot, for_=4)
    hall.vote(hall.members[4], ballot, "against", "It changes the meaning.")
    clock.shift(WEEK)
    actions.close(hall.session, hall.secretary, ballot)
    [proposal] = actions.queries.proposals(hall.session, ballot)
    assert (ballot.outcome, proposal.state) == ("blocked", "discussion")
    assert "1 objection stands in its way." in (ballot.tally or {})["because"]
    assert proved(hall, tmp_path / "record") == []
    assert hall.ballot(proposal).no != ballot.no


def test_an_objection_makes_an_editorial_change_a_substantive_one_until_it_is_withdrawn(
    clock: Traveller, hall: Hall, ballot: Ballot, client: Client, tmp_path: Path
) -> None:
    author, maker = hall.members[0], hall.members[4]
    [proposal] = actions.queries.proposals(hall.session, ballot)
    assert statement(hall.session, ballot)["if_objected"] == "substantive"
    marks.looked(hall.session, author, proposal)
    marks.follow(hall.session, author, proposal, choice="follow")
    hall.vote(maker, ballot, "against", "It changes the meaning.")
    clock.shift(WEEK)
    actions.close(hall.session, hall.secretary, ballot)
    assert (proposal.claimed, proposal.state) == ("substantive", "discussion")
    hall.session.commit()
    with client.application.app_context():
        lines = [line.words for line in telling.lines(hall.session, author, db.now())]
    assert any(f"an objection stopped ballot {ballot.no}, so it is substantive from now on" in line for line in lines)
    client.sign_in(author)
    for page in (f"/ballots/{ballot.no}", f"/proposals/{proposal.no}"):
        assert "what any member objects to is of the next higher class" in client.get(page).text
    with pytest.raises(Refusal, match="is not for a change claimed as substantive"):
        hall.ballot(proposal, rule="silence")
    assert proved(hall, tmp_path / "whole") == []
    raised = "proposals.raise_class"

    def told(change: Any) -> list[str]:
        return anew(handed_on(hall, tmp_path / change.__name__), change)

    def unraised(kept: list[Entry]) -> None:
        kept.remove(named(kept, raised))

    def by_an_officer(kept: list[Entry]) -> None:
        named(kept, raised)["actor"] = f"member:{hall.chair.id} {hall.chair.name}"

    def higher(kept: list[Entry]) -> None:
        named(kept, raised)["body"]["rows"][f"proposal:{proposal.no}"]["claimed"] = "scope"

    unblocking.withdraw(hall.session, maker, ballot, reason="I see now.")
    assert (ballot.outcome, proposal.claimed) == ("adopted", "editorial")
    assert "next higher class" not in client.get(f"/proposals/{proposal.no}").text
    clock.shift(timedelta(hours=48))
    assert hall.adopt(ballot).label == "3"
    assert proved(hall, tmp_path / "record") == []
    assert "its class was not raised" in told(unraised)[0]
    assert (
        "no objection made it a change of that class" in told(by_an_officer)[0] and "of that class" in told(higher)[0]
    )


def test_an_objection_without_a_reason_is_sent_back_and_taken_back_it_stops_nothing(
    clock: Traveller, hall: Hall, ballot: Ballot
) -> None:
    with pytest.raises(Refusal, match="An objection stops the change, so it needs its reason"):
        hall.vote(hall.chair, ballot, "against", " ")
    hall.vote(hall.chair, ballot, "against", "Wait.")
    hall.vote(hall.chair, ballot, "abstain")
    clock.shift(WEEK)
    assert actions.close(hall.session, hall.secretary, ballot).outcome == "adopted"


def test_it_lasts_as_long_as_its_rule_says(clock: Traveller, hall: Hall, ballot: Ballot) -> None:
    other = hall.proposal(("Anyone may copy", "Everybody may copy"), claimed="editorial", title="Other")
    with pytest.raises(Refusal, match="voting lasts 7 days"):
        hall.ballot(other, rule="silence", days=6)


def test_its_page_asks_for_agreement_or_objection_and_keeps_the_words_of_a_refused_vote(
    clock: Traveller, hall: Hall, ballot: Ballot, client: Client, session: Session
) -> None:
    client.sign_in(hall.chair)
    page = client.open(f"/ballots/{ballot.no}").text
    assert "who says nothing agrees too" in page and "Silence carries it" in page
    answer = client.send(f"/ballots/{ballot.no}/votes", choice="against", reason="", fingerprint=ballot.fingerprint)
    assert answer.status_code == 422 and "it needs its reason" in answer.text
    client.send(f"/ballots/{ballot.no}/votes", choice="against", reason="No.", fingerprint=ballot.fingerprint)
    assert "You objected." in client.open(f"/ballots/{ballot.no}").text
    clock.shift(WEEK)
    actions.close(session, hall.secretary, ballot)
    session.commit()
    page = client.open(f"/ballots/{ballot.no}").text
    assert "Stopped by an objection" in page and "Objects" in page and "Silent, so they agree" in page
    assert "went back into discussion" in page
    assert client.open(f"/proposals/{ballot.proposal_no}").status_code == client.open("/ballots").status_code == 200
