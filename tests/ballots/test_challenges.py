"""An error is named in a result: nothing comes of it until somebody else has recounted, who confirms it or finds the ballot void."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, challenges, waiting
from workbench.ballots.models import Ballot
from workbench.db import now
from workbench.members.models import Member
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]


@pytest.fixture
def contested(hall: Hall) -> Ballot:
    """Carried, recorded by the secretary, and challenged by a member."""
    ballot = hall.carried()
    challenges.challenge(hall.session, hall.members[0], ballot, wrong="One vote is missing.")
    return ballot


def recounts(hall: Hall, actor: Member, ballot: Ballot, outcome: str = "confirmed") -> None:
    challenges.recount(hall.session, actor, ballot, outcome=outcome, answer="I counted seven.")


def waits(hall: Hall, member: Member) -> bool:
    return any("names an error" in turn.why for turn in waiting.turns(hall.session, member, now()))


def test_nothing_is_adopted_until_another_has_confirmed_it(hall: Hall, contested: Ballot, tmp_path: Path) -> None:
    assert "nothing comes of it" in str(refused(hall.adopt, contested))
    assert waits(hall, hall.chair) and not waits(hall, hall.secretary)
    assert waits(hall, hall.members[1]) and not waits(hall, hall.members[0]), "whoever may recount, officer or not"
    assert refused(recounts, hall, hall.secretary, contested).status == 403, "who recorded it"
    assert refused(recounts, hall, hall.members[0], contested).status == 403, "who challenged it"
    assert refused(recounts, hall, hall.chair, contested, "perhaps").field == "outcome"
    recounts(hall, hall.members[1], contested)
    assert not waits(hall, hall.chair)
    hall.adopt(contested)
    assert proved(hall, tmp_path / "record") == []


def test_nothing_is_adopted_before_the_time_for_challenges_is_over(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    committee = hall.config.committee
    usual = {**committee.rules["substantive"], "window": {}}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, "substantive": usual})
    ballot = hall.carried()
    hall.session.commit()
    client.sign_in(hall.chair)
    assert "Until 6 May 2026, 10:00 UTC" in str(refused(hall.adopt, ballot))
    assert client.send("/ballots/1/adopt").status_code == 409
    assert (
        "It may be adopted from" in client.open("/ballots/1").text
        and "May be adopted from now on" in client.open("/calendar.ics").text
    )
    assert not any("adopt the text" in turn.why for turn in waiting.turns(hall.session, hall.chair, now()))

    clock.shift(timedelta(hours=48))
    assert any("adopt the text" in turn.why for turn in waiting.turns(hall.session, hall.chair, now()))
    hall.adopt(ballot)
    assert proved(hall, tmp_path / "record") == []

    def too_soon(kept: list[Entry]) -> None:
        for entry in kept[kept.index(named(kept, "ballots.adopt")) :]:
            entry["at"] = named(kept, "ballots.close")["at"]

    assert any("time for challenges" in one for one in anew(handed_on(hall, tmp_path / "anew"), too_soon))


def test_where_the_result_does_not_stand_the_ballot_is_void(hall: Hall, contested: Ballot, tmp_path: Path) -> None:
    recounts(hall, hall.chair, contested, "void")
    assert contested.outcome == "void"
    hall.ballot(hall.session.get_one(Proposal, contested.proposal_no))
    assert proved(hall, tmp_path / "record") == []


def test_an_error_is_named_in_a_result_within_seven_days(hall: Hall, clock: Traveller) -> None:
    ballot = hall.ballot()
    wrong = {"wrong": "It is wrong."}
    assert "no result" in str(refused(challenges.challenge, hall.session, hall.members[0], ballot, **wrong))
    hall.votes(ballot, against=7)
    actions.close(hall.session, hall.secretary, ballot)
    clock.shift(timedelta(days=7))
    assert "within seven days" in str(refused(challenges.challenge, hall.session, hall.members[0], ballot, **wrong))


def test_other_numbers_than_those_on_record_cannot_be_confirmed(hall: Hall, contested: Ballot) -> None:
    contested.tally = {**(contested.tally or {}), "because": "So it is."}
    hall.session.add(contested)
    hall.session.flush()
    assert "other numbers" in str(refused(recounts, hall, hall.chair, contested))


def test_a_record_written_anew_decides_no_challenge_otherwise(hall: Hall, contested: Ballot, tmp_path: Path) -> None:
    recounts(hall, hall.chair, contested)
    hall.adopt(contested)

    def by_the_recorder(kept: list[Entry]) -> None:
        entry = named(kept, "ballots.recount")
        entry["actor"] = f"member:{hall.secretary.id} {hall.secretary.name}"
        row(entry, "challenge")["answered_by"] = hall.secretary.id

    def too_late(kept: list[Entry]) -> None:
        row(named(kept, "ballots.challenge"), "challenge")["made_at"] = "2099-01-01T00:00:00+00:00"

    def adopted_meanwhile(kept: list[Entry]) -> None:
        kept.remove(named(kept, "ballots.recount"))

    for number, lie in enumerate([by_the_recorder, too_late, adopted_meanwhile]):
        assert anew(handed_on(hall, tmp_path / str(number)), lie), lie.__name__


def test_the_page_shows_the_recount_beside_the_record(hall: Hall, client: Client) -> None:
    ballot = hall.carried()
    hall.session.commit()
    address = f"/ballots/{ballot.no}"
    client.sign_in(hall.members[0])
    assert client.send(f"{address}/challenges", wrong=" ").status_code == 422
    assert client.send(f"{address}/challenges", wrong="One vote is missing.").status_code == 303
    assert "so somebody else recounts" in client.open(address).text
    client.sign_in(hall.chair)
    page = client.open(address).text
    assert "One vote is missing." in page and "It waits for the recount." in page and "Recounted" in page
    kept = client.send(f"{address}/recount", outcome="", answer="I counted seven.")
    assert kept.status_code == 422 and "I counted seven." in kept.text
    assert client.send(f"{address}/recount", outcome="confirmed", answer="I counted seven.").status_code == 303
    assert "The result stands, by" in client.open(address).text
