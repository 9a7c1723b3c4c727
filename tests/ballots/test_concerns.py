"""A concern outlives the ballot it was raised in; who votes follows the proposal, and reads what changed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.support.client import Client
from workbench.ballots import actions
from workbench.errors import Refusal
from workbench.proposals import comments, marks, queries


def test_a_concern_raised_while_a_ballot_is_open_stands_when_the_ballot_comes_to_nothing(
    clock: Traveller, hall: Hall
) -> None:
    session, ballot = hall.session, hall.ballot(days=7)
    proposal = queries.proposal(session, ballot.proposal_no)
    raised = comments.post(
        session, hall.members[2], proposal, clause_id="reading-silence", body="Done by whom?", kind="concern",
        remedy="Say by whom.",
    )  # fmt: skip
    hall.votes(ballot, for_=1)
    clock.shift(timedelta(days=8))
    assert actions.close(session, hall.chair, ballot).outcome == "no_quorum"
    assert [one.id for one in comments.concerns(session, proposal)] == [raised.id]
    with pytest.raises(Refusal, match=f"comment {raised.id}"):
        hall.ballot(proposal)
    comments.settle(session, hall.chair, raised, outcome="The text need not name them.")
    assert hall.ballot(proposal).no == 2


def test_who_votes_follows_the_proposal(hall: Hall) -> None:
    ballot, voter = hall.ballot(), hall.members[3]
    proposal = queries.proposal(hall.session, ballot.proposal_no)
    assert marks.of(hall.session, voter, proposal) is None
    hall.vote(voter, ballot)
    assert [(mark.follows, mark.revision) for mark, _ in marks.followed(hall.session, voter)] == [("act", 1)]


def test_since_one_voted_the_page_holds_the_text_voted_on_against_the_current_one(
    clock: Traveller, hall: Hall, client: Client
) -> None:
    session, ballot, voter = hall.session, hall.ballot(days=7), hall.members[3]
    proposal = queries.proposal(session, ballot.proposal_no)
    hall.vote(voter, ballot)
    clock.shift(timedelta(days=8))
    actions.close(session, hall.chair, ballot)
    client.sign_in(voter)
    assert "since you voted" not in client.get(f"/proposals/{proposal.no}").text
    hall.proposal(("what is done for", "what is done at once for"), revises=proposal)
    assert "What changed since you voted, on revision 1" in client.get(f"/proposals/{proposal.no}").text
    page = client.get(f"/proposals/{proposal.no}/since-my-vote").text
    assert "Since you voted" in page and "1 reworded" in page and "at once" in page
    client.sign_in(hall.members[4])
    assert client.get(f"/proposals/{proposal.no}/since-my-vote").status_code == 404
