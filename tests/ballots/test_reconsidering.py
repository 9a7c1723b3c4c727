"""A result is reconsidered: moved by one of the side that prevailed, and wanted by more than half of the roll."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, reconsidering, waiting
from workbench.ballots.models import Ballot
from workbench.db import now
from workbench.members.models import Member
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
WHY = "We overlooked the second sentence."


@pytest.fixture
def split(hall: Hall) -> Ballot:
    """Carried by five against two: the last two members were against it."""
    ballot = hall.ballot()
    hall.votes(ballot, for_=5, against=2)
    return actions.close(hall.session, hall.secretary, ballot)


def wants(hall: Hall, member: Member, ballot: Ballot, reason: str = "") -> None:
    reconsidering.reconsider(hall.session, member, ballot, reason=reason)


def state(hall: Hall, ballot: Ballot) -> str:
    return hall.session.get_one(Proposal, ballot.proposal_no).state


def test_with_more_than_half_of_the_roll_the_ballot_is_void_and_may_be_held_again(
    hall: Hall, split: Ballot, tmp_path: Path
) -> None:
    wants(hall, hall.members[0], split, WHY)
    for member in hall.members[2:]:
        assert split.outcome == "adopted"
        wants(hall, member, split)
    assert (split.outcome, state(hall, split)) == ("void", "discussion")
    hall.ballot(hall.session.get_one(Proposal, split.proposal_no))
    assert proved(hall, tmp_path / "record") == []


def test_only_the_side_that_prevailed_moves_it_with_a_reason_and_once(hall: Hall, split: Ballot) -> None:
    assert refused(wants, hall, hall.members[4], split, WHY).status == 403
    assert refused(wants, hall, hall.members[0], split, " ").field == "motion"
    wants(hall, hall.members[0], split, WHY)
    assert "already" in str(refused(wants, hall, hall.members[0], split, WHY))
    wants(hall, hall.members[4], split)


def test_nothing_comes_of_the_result_while_it_is_open_and_after_that_it_stands(
    hall: Hall, clock: Traveller, split: Ballot, tmp_path: Path
) -> None:
    def waits(member: Member) -> bool:
        return any("be reconsidered" in turn.why for turn in waiting.turns(hall.session, member, now()))

    wants(hall, hall.members[0], split, WHY)
    assert "be reconsidered" in str(refused(hall.adopt, split))
    assert waits(hall.members[1]) and not waits(hall.members[0])
    clock.shift(timedelta(days=7))
    assert not waits(hall.members[1])
    assert "the result stands" in str(refused(wants, hall, hall.members[1], split))
    hall.adopt(split)
    assert proved(hall, tmp_path / "record") == []


def test_it_is_moved_within_seven_days_and_before_anything_came_of_it(
    hall: Hall, clock: Traveller, split: Ballot
) -> None:
    hall.adopt(split)
    assert "was adopted" in str(refused(wants, hall, hall.members[0], split, WHY))
    clock.shift(timedelta(days=7))
    assert "within seven days" in str(refused(wants, hall, hall.members[0], split, WHY))


def test_what_was_rejected_is_reconsidered_by_who_was_against_it(hall: Hall, tmp_path: Path) -> None:
    ballot = hall.ballot()
    assert "no result" in str(refused(wants, hall, hall.members[0], ballot, WHY))
    hall.votes(ballot, against=4, for_=3)
    actions.close(hall.session, hall.secretary, ballot)
    assert refused(wants, hall, hall.members[4], ballot, WHY).status == 403
    wants(hall, hall.chair, ballot, WHY)
    for member in hall.members[2:]:
        wants(hall, member, ballot)
    assert (ballot.outcome, state(hall, ballot)) == ("void", "discussion")
    assert proved(hall, tmp_path / "record") == []


def test_a_record_written_anew_reconsiders_nothing_otherwise(hall: Hall, split: Ballot, tmp_path: Path) -> None:
    for number, member in enumerate([hall.members[0], *hall.members[2:]]):
        wants(hall, member, split, "" if number else WHY)

    def by_the_minority(kept: list[Entry]) -> None:
        first, loser = named(kept, "ballots.reconsider"), hall.members[4]
        first["actor"] = f"member:{loser.id} {loser.name}"
        rows = first["body"]["rows"]
        rows[f"reconsideration:{split.no}:{loser.id}"] = rows.pop(f"reconsideration:{split.no}:{hall.members[0].id}")

    def too_late(kept: list[Entry]) -> None:
        row(named(kept, "ballots.reconsider"), "reconsideration")["at"] = "2099-01-01T00:00:00+00:00"

    def by_too_few(kept: list[Entry]) -> None:
        kept.remove(named(kept, "ballots.reconsider", 1))

    def on_another_ground(kept: list[Entry]) -> None:
        row(named(kept, "ballots.reconsider", 3), "ballot_void")["ground"] = "text"

    for lie in (by_the_minority, too_late, by_too_few, on_another_ground):
        assert anew(handed_on(hall, tmp_path / lie.__name__), lie), lie.__name__


def test_the_page_says_how_many_want_it_and_how_many_it_takes(hall: Hall, split: Ballot, client: Client) -> None:
    hall.session.commit()
    address = f"/ballots/{split.no}"
    client.sign_in(hall.members[0])
    assert client.send(f"{address}/reconsider", motion="").status_code == 422
    assert client.send(f"{address}/reconsider", motion=WHY).status_code == 303
    client.sign_in(hall.members[4])
    page = client.open(address).text
    assert WHY in page and "With 4 of the roll, 1 so far" in page and "Support that it is reconsidered" in page
    assert client.send(f"{address}/reconsider").status_code == 303
    assert "2 so far" in client.open(address).text
