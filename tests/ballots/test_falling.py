"""What an adoption does to the rivals of the text that was adopted."""

from __future__ import annotations

from tests.ballots.hall import SILENCE, Hall
from tests.support.client import Client
from workbench.ballots import actions
from workbench.proposals import kinds, relations
from workbench.proposals.models import Proposal

OTHERWISE = ("what is said to a reader who sings", "what is sung to a reader who speaks")


def rivals(hall: Hall) -> tuple[Proposal, Proposal]:
    one, two = hall.proposal(SILENCE), hall.proposal(OTHERWISE)
    kinds.declare(hall.session, hall.chair, one, two)
    return one, two


def test_an_open_rival_falls_and_says_because_of_what(hall: Hall) -> None:
    one, two = rivals(hall)
    hall.adopt(hall.carried(one))
    hall.session.refresh(two)
    assert two.state == "fell"
    assert "Fell because of" in [relation.word for relation in relations.of(hall.session, two)]
    assert hall.check() == []


def test_a_rival_in_a_ballot_falls_when_that_is_over(hall: Hall) -> None:
    one, two = rivals(hall)
    mine, theirs = hall.carried(one), hall.ballot(two)
    hall.votes(theirs, for_=7)
    hall.adopt(mine)
    assert hall.session.get_one(Proposal, two.no).state == "balloting"
    actions.close(hall.session, hall.chair, theirs)
    assert hall.session.get_one(Proposal, two.no).state == "fell" and hall.check() == []


def test_a_carried_rival_falls_instead_of_being_discussed_again(hall: Hall) -> None:
    one, two = rivals(hall)
    ballots = [hall.carried(one), hall.carried(two)]
    hall.adopt(ballots[0])
    assert hall.session.get_one(Proposal, two.no).state == "fell" and hall.check() == []


def test_a_rejected_rival_stays_rejected_and_the_other_stands(hall: Hall) -> None:
    one, two = rivals(hall)
    ballot = hall.ballot(one)
    hall.votes(ballot, against=7)
    actions.close(hall.session, hall.chair, ballot)
    assert (one.state, two.state) == ("rejected", "discussion") and hall.check() == []


def test_the_pages_of_a_ballot_name_the_rivals(hall: Hall, client: Client) -> None:
    one, _two = rivals(hall)
    hall.session.commit()
    assert "decided together with" in client.sign_in(hall.chair).get(f"/proposals/{one.no}/ballot").text
    ballot = hall.ballot(one)
    hall.session.commit()
    page = client.get(f"/ballots/{ballot.no}").text
    assert "decided together with" in page and 'href="/proposals/2"' in page
