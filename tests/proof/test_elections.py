"""The record of elections proves itself after every act; what somebody changes in it is found by `workbench check` and by verify.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_elections import ONE_TIE, TWO_TIES, ballot_over, give, held, opened, ready
from tests.proof.test_verify import Entry, anew, bind, changes, faults, handed_on, named, row, unguarded
from workbench import checkup
from workbench.ballots import actions, candidates, challenges, electing, opinions, scheduling, ties, voiding
from workbench.config import Config
from workbench.db import now
from workbench.members import interests
from workbench.minutes.record import canonical
from workbench.proof import written

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]


@pytest.fixture
def hall(session: Session, instance: Config) -> Hall:
    return Hall.of(session, instance, members=3)


def acts(hall: Hall, clock: Traveller) -> Iterator[object]:
    """Elections of every kind, an act at a time."""
    yield held(hall, "drawn", *ONE_TIE)
    yield held(hall, "steering", "1 > 2 > 3", "2 > 1")
    lapsed = held(hall, "approvals", *ONE_TIE)
    clock.shift(ties.TIME)
    yield ties.lapse(hall.session, None, lapsed)
    prepared = ready(hall, "approvals")
    at = now() + timedelta(days=1)
    yield scheduling.schedule(
        hall.session,
        hall.chair,
        prepared,
        committee=hall.config.committee,
        opens_at=at,
        closes_at=at + timedelta(days=14),
    )
    clock.shift(timedelta(days=2))
    yield scheduling.due(hall.session, hall.config.committee)
    clock.shift(timedelta(days=14))
    [empty] = [one for one in candidates.on(hall.session, "board") if one.outcome is None]
    yield actions.close(hall.session, None, empty)
    own = opened(hall, "approvals", "Ada\nBea\nCal", [hall.chair])
    for voter, choice in zip(hall.everybody, ("+1", "+2", "+3"), strict=False):
        hall.vote(voter, own, choice)
    yield ballot_over(hall, own)
    yield ties.decide(hall.session, hall.secretary, own, picks=[1, 2], reason="Every chair stands.")
    void = opened(hall, "approvals")
    yield electing.recuse(hall.session, hall.members[0], void, reason="My sister stands.")
    yield voiding.void(hall.session, hall.secretary, void, ground="other", reason="By mistake.")
    ballot = opened(hall, "approvals", "Ada; The mill\nBea; The mill", [hall.members[2]])
    for member in hall.everybody[:2]:
        yield hall.vote(member, ballot, "+1 +2")
    yield ballot_over(hall, ballot)
    yield ties.decide(hall.session, hall.chair, ballot, picks=[1], reason="She was first.")
    yield opinions.publish(hall.session, hall.members[0], ballot, body="Nobody was right.")
    yield challenges.challenge(hall.session, hall.members[1], ballot, wrong="Look again.")
    yield challenges.recount(hall.session, hall.secretary, ballot, outcome="confirmed", answer="It is right.")
    clock.shift(timedelta(days=3))
    yield give(hall, ballot, 1, make.member(hall.session, "observer"))


def test_every_record_of_an_election_follows(hall: Hall, clock: Traveller, tmp_path: Path) -> None:
    for n, _ in enumerate(acts(hall, clock)):
        assert faults(handed_on(hall, tmp_path / str(n))) == []
        assert checkup.disagreements(hall.session, hall.repository, hall.config.committee) == []


def settled(hall: Hall, clock: Traveller) -> None:
    """An election in which a seat was given: Ada before Bea of the same mill, who was passed over, and Cal."""
    interests.declare(hall.session, hall.members[0], organisation="The mill", kind="employment", since=date(2026, 5, 1))
    ballot = held(hall, "approvals", "+1 +2", "+1 +2 +3", "+1")
    clock.shift(timedelta(days=3))
    give(hall, ballot, 1, make.member(hall.session, "observer"))
    hall.session.commit()


def test_every_row_of_an_election_that_was_tampered_with_is_found_by_both(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    settled(hall, clock)
    done, unseen = 0, []
    for what, statement in changes(hall):
        if not what.startswith(("candidate", "election", "vote.choice")):
            continue
        try:
            unguarded(hall)
            hall.session.execute(statement)
            hall.session.expire_all()
        except DBAPIError:  # the database itself refuses it
            hall.session.rollback()
            continue
        checked = next(checkup.one_by_one(hall.session, hall.repository, hall.config.committee), "")
        found = faults(handed_on(hall, tmp_path / str(done)))
        hall.session.rollback()
        done += 1
        if not checked or not found:
            unseen.append((what, checked, found[:1]))
    assert not unseen and done >= 8


def other_home(kept: list[Entry]) -> None:
    """Bea works for somebody else, so the limit would not have passed her over."""
    opening = named(kept, "ballots.open")
    said = opening["body"]["statement"]
    said["candidates"][1][2] = "The forge"
    said["candidates_sha256"] = row(opening, "ballot")["fingerprint"] = written.sha256(canonical(said["candidates"]))
    opening["body"]["rows"]["candidate:1:2"]["affiliation"] = "The forge"
    bind(opening)


def other_row(kept: list[Entry]) -> None:
    named(kept, "ballots.open")["body"]["rows"]["candidate:1:2"]["affiliation"] = "The forge"


def other_vote(kept: list[Entry]) -> None:
    next(iter(named(kept, "ballots.close")["body"]["votes"].values()))["choice"] = "+3"


def other_winner(kept: list[Entry]) -> None:
    rows = named(kept, "ballots.close")["body"]["rows"]
    rows["candidate:1:2"]["result"], rows["candidate:1:3"]["result"] = "elected", "passed_over"


def other_tally(kept: list[Entry]) -> None:
    row(named(kept, "ballots.close"), "ballot")["tally"]["seats"]["elected"] = ["1", "2"]


def more_seats(kept: list[Entry]) -> None:
    opening = named(kept, "ballots.open")
    opening["body"]["statement"]["to_fill"] = row(opening, "election")["seats"] = 3
    bind(opening)


def early_seat(kept: list[Entry]) -> None:
    seat = named(kept, "ballots.seat")
    seat["at"] = named(kept, "ballots.close")["at"]
    kept.remove(seat)
    kept.insert(kept.index(named(kept, "ballots.close")) + 1, seat)


def wrong_seat(kept: list[Entry]) -> None:
    given = named(kept, "ballots.seat")["body"]["rows"]
    given["candidate:1:2"] = given.pop("candidate:1:1") | {"name": "Bea", "result": "passed_over"}


def no_seat(kept: list[Entry]) -> None:
    kept.remove(named(kept, "bodies.seat"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (other_home, "counting gives"), (other_row, "who stands is not who"), (other_vote, "does not open the digest"),
        (other_winner, "not the results that follow"), (other_tally, "counting gives"), (more_seats, "not on what its statement says"),
        (early_seat, "did not stand yet"), (wrong_seat, "to whom it may not"), (no_seat, "does not sit there"),
    ],
)  # fmt: skip
def test_a_chain_written_anew_does_not_follow(
    hall: Hall, clock: Traveller, tmp_path: Path, change: Callable[[list[Entry]], None], told: str
) -> None:
    settled(hall, clock)
    assert any(told in fault for fault in anew(handed_on(hall, tmp_path / "record"), change))


def other_pick(kept: list[Entry]) -> None:
    rows = named(kept, "ballots.decide")["body"]["rows"]
    rows["candidate:1:3"]["result"], rows["candidate:1:4"]["result"] = "not_elected", "elected"


def own_pick(kept: list[Entry]) -> None:
    """The chair stands in it after all."""
    opening = named(kept, "ballots.open")
    said = opening["body"]["statement"]
    said["candidates"][3][3] = 1
    said["candidates_sha256"] = written.sha256(canonical(said["candidates"]))
    for name, found in ((name, found) for entry in kept for name, found in entry["body"].get("rows", {}).items()):
        found.update({"fingerprint": said["candidates_sha256"]} if name == "ballot:1" else {})
        found.update({"member_id": 1} if name == "candidate:1:4" else {})
    for entry in kept:
        if "ballot:1" in entry["body"].get("rows", {}):
            entry["body"]["rows"]["ballot:1"]["binding"] = written.sha256(canonical(said))


@pytest.mark.parametrize(("change", "told"), [(other_pick, "as many of those tied"), (own_pick, "recused from it")])
def test_a_casting_vote_that_elects_others_does_not_follow(
    hall: Hall, tmp_path: Path, change: Callable[[list[Entry]], None], told: str
) -> None:
    ballot = held(hall, "approvals", *ONE_TIE)
    ties.decide(hall.session, hall.chair, ballot, picks=[3], reason="They live here.")
    assert candidates.elected(hall.session, ballot) == [1, 3]
    found = anew(handed_on(hall, tmp_path / "record"), change)
    assert any(told in fault for fault in found), found


def test_two_ties_broken_at_once_follow(hall: Hall, tmp_path: Path) -> None:
    ballot = held(hall, "approvals", *TWO_TIES)
    ties.decide(hall.session, hall.chair, ballot, picks=[4, 2], reason="They live here.")
    assert faults(handed_on(hall, tmp_path / "record")) == [] and hall.check() == []
