"""Too few voted: the same text may be balloted again once, within 30 days; else the proposal lapses (procedure 2.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.proposals.desk import words_in
from tests.support.client import Client
from workbench import turns
from workbench.ballots import actions
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import comments, periods, queries
from workbench.proposals.models import Proposal

MONTH = timedelta(days=30)


def missed(hall: Hall, clock: Traveller, proposal: Proposal | None = None) -> Proposal:
    """A ballot in which one of seven voted, with its result on record."""
    ballot = hall.ballot(proposal, days=7)
    hall.votes(ballot, for_=1)
    clock.shift(timedelta(days=7))
    assert actions.close(hall.session, hall.chair, ballot).outcome == "no_quorum"
    return queries.proposal(hall.session, ballot.proposal_no)


def whys(app: Flask, hall: Hall, member: Member) -> list[str]:
    hall.session.commit()
    with app.app_context():
        return [turn.why for turn in turns.of(hall.session, member)]


def test_the_same_text_is_balloted_once_more_and_lapses_when_too_few_vote_again(clock: Traveller, hall: Hall) -> None:
    proposal = missed(hall, clock)
    assert proposal.state == "no_quorum"
    clock.shift(MONTH - timedelta(days=1))
    assert missed(hall, clock, proposal).state == "lapsed" and hall.check() == []


def test_no_second_ballot_opens_past_a_comment_that_has_no_outcome(clock: Traveller, hall: Hall) -> None:
    proposal = missed(hall, clock)
    said = comments.post(hall.session, hall.members[1], proposal, clause_id="reading-silence", body="Why so few?")
    with pytest.raises(Refusal, match="A comment has no outcome yet"):
        hall.ballot(proposal)
    comments.settle(hall.session, hall.chair, said, outcome="It was the holidays.")
    assert hall.ballot(proposal).revision == proposal.revision


def test_without_another_ballot_within_thirty_days_it_lapses(app: Flask, clock: Traveller, hall: Hall) -> None:
    proposal = missed(hall, clock)
    assert "It missed its quorum: open a ballot again on the same text, or it lapses." in whys(app, hall, hall.chair)
    clock.shift(MONTH)
    with pytest.raises(Refusal, match="It lapsed on 10 June 2026.* without another ballot on the same text"):
        hall.ballot(proposal)
    with pytest.raises(Refusal, match="It lapsed on"):
        hall.proposal(("what is said to", "what is shown to"), revises=proposal)
    periods.due(hall.session)
    assert proposal.state == "lapsed" and hall.check() == []


def test_another_text_may_miss_its_quorum_anew(clock: Traveller, hall: Hall) -> None:
    proposal = missed(hall, clock)
    hall.proposal(("what is done for", "what is done at once for"), revises=proposal)
    assert proposal.state == "discussion" and missed(hall, clock, proposal).state == "no_quorum"


def test_the_page_says_until_when_it_may_be_balloted_again(clock: Traveller, hall: Hall, client: Client) -> None:
    proposal = missed(hall, clock)
    hall.session.commit()
    page = words_in(client.get(f"/proposals/{proposal.no}").text)
    assert "The same text may be put to a ballot once more" in page
    assert "It lapses on 10 June 2026, 10:00 UTC without another ballot on the same text." in page
    missed(hall, clock, proposal)
    hall.session.commit()
    page = words_in(client.get(f"/proposals/{proposal.no}").text)
    assert "It lapsed: two ballots on the same text missed the quorum." in page
