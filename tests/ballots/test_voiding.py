"""A void ballot: votes are kept, none counts, its proposal or case is where it was before, and another ballot names it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_ranking import opened, rivals
from tests.proof.test_verify import Entry, anew, bind, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, voiding
from workbench.ballots.models import Ballot
from workbench.minutes.models import Minute
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]


def void(hall: Hall, ballot: Ballot) -> None:
    voiding.void(hall.session, hall.secretary, ballot, ground="roll", reason="One of us was missing.")


def state(hall: Hall, ballot: Ballot) -> str:
    return hall.session.get_one(Proposal, ballot.proposal_no).state


def test_an_open_ballot_is_void_and_the_next_one_names_it(hall: Hall, tmp_path: Path) -> None:
    ballot = hall.ballot()
    hall.votes(ballot, for_=3)
    assert refused(voiding.void, hall.session, hall.members[0], ballot, ground="roll", reason="No.").status == 403
    assert refused(voiding.void, hall.session, hall.chair, ballot, ground="", reason="No.").field == "ground"
    assert refused(voiding.void, hall.session, hall.chair, ballot, ground="roll", reason=" ").field == "void_reason"
    void(hall, ballot)
    assert (ballot.outcome, ballot.tally, state(hall, ballot)) == ("void", None, "discussion")
    assert refused(void, hall, ballot).status == 409
    late = {"choice": "for", "fingerprint": ballot.fingerprint}
    assert refused(actions.vote, hall.session, hall.members[4], ballot, **late).status == 409
    again = hall.ballot(hall.session.get_one(Proposal, ballot.proposal_no))
    opened = hall.session.exec(select(Minute).where(Minute.thing == f"ballot:{again.no}")).one()
    assert opened.body["statement"]["reruns"] == [ballot.no]
    hall.votes(again, for_=7)
    hall.adopt(actions.close(hall.session, hall.secretary, again))
    assert proved(hall, tmp_path / "record") == []


@pytest.mark.parametrize(("votes", "was"), [({"for_": 7}, "adopted"), ({"against": 7}, "rejected"), ({}, "no_quorum")])
def test_a_recorded_result_counts_no_more(
    hall: Hall, clock: Traveller, tmp_path: Path, votes: dict[str, int], was: str
) -> None:
    ballot = hall.ballot()
    hall.votes(ballot, **votes)
    clock.shift(timedelta(days=14))
    assert actions.close(hall.session, hall.secretary, ballot).outcome == was
    void(hall, ballot)
    assert ballot.outcome == "void" and ballot.tally and state(hall, ballot) == "discussion"
    again = hall.ballot(hall.session.get_one(Proposal, ballot.proposal_no))
    clock.shift(timedelta(days=14))
    actions.close(hall.session, hall.secretary, again)
    assert state(hall, ballot) == "no_quorum", "the quorum that a void ballot missed is not missed a second time"
    assert proved(hall, tmp_path / "record") == []


def test_nothing_is_void_of_which_something_came_or_that_has_stood_for_seven_days(hall: Hall, clock: Traveller) -> None:
    ballot = hall.carried()
    hall.adopt(ballot)
    assert "was adopted" in str(refused(void, hall, ballot))
    lost = hall.ballot(hall.proposal(("Anyone may copy", "Nobody may copy"), title="Lost"))
    hall.votes(lost, against=7)
    actions.close(hall.session, hall.secretary, lost)
    clock.shift(timedelta(days=7))
    assert "it stands" in str(refused(void, hall, lost))


def test_a_record_written_anew_makes_no_ballot_void_that_was_not(hall: Hall, tmp_path: Path) -> None:
    ballot = hall.ballot()
    hall.votes(ballot, against=7)
    actions.close(hall.session, hall.secretary, ballot)
    void(hall, ballot)
    hall.ballot(hall.session.get_one(Proposal, ballot.proposal_no))

    def by_a_member(kept: list[Entry]) -> None:
        who = hall.members[0]
        named(kept, "ballots.void")["actor"] = f"member:{who.id} {who.name}"
        row(named(kept, "ballots.void"), "ballot_void")["declared_by"] = who.id

    def too_late(kept: list[Entry]) -> None:
        for entry in kept[kept.index(named(kept, "ballots.void")) :]:
            entry["at"] = (datetime.fromisoformat(entry["at"]) + timedelta(days=8)).isoformat()

    def of_another_text(kept: list[Entry]) -> None:
        row(named(kept, "ballots.void"), "ballot")["fingerprint"] = "0" * 64

    def unnamed(kept: list[Entry]) -> None:
        del named(kept, "ballots.open", 1)["body"]["statement"]["reruns"]
        bind(named(kept, "ballots.open", 1))

    def counted_after_all(kept: list[Entry]) -> None:
        kept.insert(kept.index(named(kept, "ballots.void")) + 1, dict(named(kept, "ballots.close")))

    for number, lie in enumerate([by_a_member, too_late, of_another_text, unnamed, counted_after_all]):
        assert anew(handed_on(hall, tmp_path / str(number)), lie), lie.__name__
    assert anew(handed_on(hall, tmp_path / "whole"), lambda kept: None) == []


def test_its_page_says_so_keeps_votes_unseen_and_leads_to_the_next(hall: Hall, client: Client) -> None:
    ballot = hall.ballot()
    hall.votes(ballot, for_=1, against=1)
    hall.session.commit()
    client.sign_in(hall.secretary)
    address = f"/ballots/{ballot.no}"
    wrong = client.send(f"{address}/void", ground="leak", void_reason=" ")
    assert wrong.status_code == 422 and "Say why" in wrong.text and 'value="leak" checked' in wrong.text
    assert client.send(f"{address}/void", ground="leak", void_reason="A list went round.").status_code == 303
    page = client.open(address).text
    assert "A list went round." in page and "All votes are kept, and none counts." in page and "Roll call" not in page
    assert f'href="/proposals/{ballot.proposal_no}/ballot"' in page
    assert "Void" in client.open("/ballots").text and "declared void" in client.open("/minutes").text
    assert "Void: ballot" in client.open("/calendar.ics").text


def test_rivals_go_back_together_and_the_winner_that_was_named_wins_nothing(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    pair = rivals(hall, ("Anyone may copy", "Everybody may copy"), ("Anyone may copy", "All may copy"))
    ballot = opened(hall, *pair)
    for member in hall.everybody:
        hall.vote(member, ballot, f"{pair[1].no} > {pair[0].no} > 0")
    actions.close(hall.session, hall.secretary, ballot)
    void(hall, ballot)
    assert [one.state for one in pair] == ["discussion", "discussion"]
    opened(hall, *pair)
    assert proved(hall, tmp_path / "record") == []
    assert "The count, which is void" in client.open(f"/ballots/{ballot.no}").text
