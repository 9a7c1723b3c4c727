"""Rivals voted on one after the other, or perfected before they are ranked: as an officer fixed it, and told where it was not so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_amending import amendment, ballot
from tests.ballots.test_ranking import opened, refused, rivals, states
from tests.support.client import Client
from workbench.ballots import actions, arranging, orders, reach, reconsidering, unblocking, voiding
from workbench.minutes import record as minutes
from workbench.proof import export, verify
from workbench.proof import orders as proved
from workbench.proposals import admission, leaving
from workbench.proposals.links import Link
from workbench.proposals.models import Proposal
from workbench.proposals.states import ENDED
from workbench.wording.changes import ClauseChange, Segment

WHY = "The plain one first."


def arranged(hall: Hall, *numbers: int, way: str = "serial") -> None:
    """Rivals are decided so; in this order, where they have one."""
    first = hall.session.get_one(Proposal, 1)
    places = {no: at for at, no in enumerate(numbers, 1)}
    arranging.arrange(hall.session, hall.chair, first, way=way, reason=WHY, places=places)


def turn(client: Client) -> str:
    """Whose turn it is on the page of the order."""
    return client.get("/proposals/1/order").text.partition("Its turn is next.")[0].rpartition("/proposals/")[2][0]


def faults(hall: Hall, folder: Path) -> list[str]:
    folder.mkdir()
    export.fill(hall.session, hall.repository, "Library committee", folder)
    return verify.verify(folder)[1]


def test_each_is_voted_on_in_its_turn_and_once_one_is_adopted_the_rest_fall(hall: Hall, tmp_path: Path) -> None:
    one, two, three = rivals(hall)
    arranged(hall, 2, 3, 1)
    assert "Proposal 2 comes before this one" in str(refused(hall.ballot, one, rule="editorial"))
    assert "one after the other" in str(refused(opened, hall, one, two, three))
    assert [due.no for due in orders.due(hall.session)] == [2]
    first = hall.ballot(two, rule="editorial")
    assert "Proposal 2 is voted on before this one" in str(refused(hall.ballot, three, rule="editorial"))
    assert refused(arranged, hall, 1, 2, 3).status == 409
    hall.votes(first, against=7)
    hall.session.flush()
    actions.close(hall.session, hall.chair, first)
    assert [due.no for due in orders.due(hall.session)] == [3]
    assert "The order stands" in str(refused(arranged, hall, 1, 3))
    second = hall.ballot(three, rule="editorial")
    hall.votes(second, for_=7)
    hall.adopt(actions.close(hall.session, hall.chair, second))
    assert states(hall) == ["fell", "rejected", "adopted"]
    assert hall.session.get(Link, (1, "fell", 3)) and orders.due(hall.session) == []
    assert hall.check() == [] and faults(hall, tmp_path / "record") == []


def test_a_void_ballot_is_no_turn_and_the_order_may_be_fixed_anew(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    arranged(hall, 1, 2, 3)
    voiding.void(
        hall.session, hall.secretary, hall.ballot(one, rule="editorial"), ground="text", reason="The wrong one."
    )
    assert [due.no for due in orders.due(hall.session)] == [1]
    arranged(hall, 2, 1, 3)
    assert hall.ballot(two, rule="editorial").no == 2 and hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_fixes_it_and_what_is_asked_of_them(hall: Hall) -> None:
    one, _, three = rivals(hall)
    fix: Any = arranging.arrange
    assert refused(fix, hall.session, hall.members[0], one, way="serial", reason=WHY).status == 403
    assert refused(fix, hall.session, hall.chair, one, way="serial", reason=" ").field == "reason"
    assert refused(fix, hall.session, hall.chair, one, way="lots", reason=WHY).field == "way"
    assert refused(arranged, hall, 1, 2).field == "places"
    hall.ballot(three, rule="editorial")
    assert "Proposal 3 is being voted on" in str(refused(arranged, hall, 1, 2, 3))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_amends_a_rival_is_decided_before_they_are_ranked(hall: Hall, tmp_path: Path) -> None:
    one, two, _ = rivals(hall)
    change = ("what is done for a reader who sings", "what is done gladly for a reader who sings")
    amending = amendment(hall, one, change)
    arranged(hall, way="perfect")
    assert "ranked together" in str(refused(hall.ballot, two, rule="editorial"))
    no = refused(opened, hall, one, two)
    assert f"not decided: proposal {amending.no}" in str(no)
    ballot(hall, amending, votes_for=0)
    opened(hall, one, two)
    assert hall.check() == [] and faults(hall, tmp_path / "record") == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_ballot_out_of_order_and_a_rest_that_did_not_fall_are_named(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _, _ = rivals(hall)
    arranged(hall, 2, 1, 3)
    monkeypatch.setattr(orders, "alone", lambda *_: None)
    monkeypatch.setattr("workbench.proposals.arranged.rest", lambda *_: [])
    monkeypatch.setattr("workbench.proposals.relations.rivals", lambda *_: [])
    hall.adopt(ballot(hall, one))
    told = ["proposal 1 was voted on out of the order that was fixed: proposal 2 comes before it"] + [
        f"proposal {no} did not fall, and proposal 1 of the same order was adopted" for no in (2, 3)
    ]
    for found in (hall.check(), faults(hall, tmp_path / "record")):
        assert len(found) == 3 and all(line.endswith(words) for line, words in zip(found, told, strict=True)), found


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_pages_fix_and_show_it(hall: Hall, client: Client) -> None:
    rivals(hall)
    page = client.get("/proposals/2/order").text
    assert "Nothing else has been fixed." in page and "Fix how they are decided" not in page
    client.sign_in(hall.chair)
    words = {"way": "serial", "place-1": "2", "place-2": "2", "place-3": "1", "reason": WHY}
    answer = client.send("/proposals/2/order", **words)
    assert answer.status_code == 422 and "a place of its own" in answer.text and WHY in answer.text
    assert client.send("/proposals/2/order", **words | {"place-1": "3"}).status_code == 303
    page = client.get("/proposals/1/order").text
    assert "Proposals 3, 2, 1 are voted on one after the other, in this order." in page and WHY in page
    assert (
        "Its turn is next." in page and "How they are decided: one after the other" in client.get("/proposals/1").text
    )
    assert "Proposal 3 comes before this one" in client.get("/proposals/1").text
    assert client.get("/proposals/1/ballot").status_code == client.get("/proposals/1/ranked-ballot").status_code == 409
    assert "In the order of its rivals it is the next" in client.get("/").text
    assert "how proposals 3, 2, 1 are decided: one after the other" in client.get("/minutes").text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_block_stopped_holds_its_turn_until_that_can_be_ended_no_more(
    clock: Traveller, hall: Hall, client: Client
) -> None:
    one, two, _ = rivals(hall)
    arranged(hall, 1, 2, 3)
    stopped = ballot(hall, one, votes_for=0)
    stopped.outcome, one.state = "blocked", "discussion"
    hall.session.add_all([stopped, one])
    assert "the block that stopped it may be ended until" in str(refused(hall.ballot, two, rule="editorial"))
    assert orders.due(hall.session) == []
    clock.shift(timedelta(days=6, hours=23))
    assert turn(client) == "1"
    clock.shift(timedelta(hours=2))
    assert turn(client) == "2", "the page that was kept knows the time"
    assert [due.no for due in orders.due(hall.session)] == [2] and hall.ballot(two, rule="editorial").no == 2


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_brings_back_a_rival_of_what_was_adopted(clock: Traveller, hall: Hall, tmp_path: Path) -> None:
    one, two, three = rivals(hall)
    arranged(hall, 1, 2, 3)
    lost = ballot(hall, one, votes_for=0)
    admission.sponsor(hall.session, hall.members[2], three, hall.config.committee)
    leaving.withdraw(hall.session, hall.members[0], three, reason=WHY)
    hall.adopt(ballot(hall, two))
    clock.shift(timedelta(hours=1))
    assert "was adopted meanwhile" in str(refused(leaving.rescue, hall.session, hall.members[2], three))
    for member in hall.everybody[:4]:
        reconsidering.reconsider(hall.session, member, lost, reason=WHY)
    assert lost.outcome == "void" and states(hall) == ["fell", "adopted", "withdrawn"]
    assert hall.check() == [] and faults(hall, tmp_path / "record") == []
    three.state, three.author_id = "discussion", hall.members[1].id or 0
    minutes.record(hall.session, hall.members[1], "proposals.rescue", three, three)
    assert any("taken over, and not by a sponsor" in one for one in faults(hall, tmp_path / "again"))


def fault(days: int) -> list[str]:
    """What is said of a ballot on the second of an order so many days after a block stopped the first."""
    found, start = proved.Orders(), datetime(2031, 1, 1, tzinfo=UTC)

    def take(act: str, thing: str, at: datetime, said: Any = None, **rows: Any) -> list[str]:
        named = {name.replace("_", ":"): row for name, row in rows.items()}
        return [
            *found.take({"act": act, "thing": thing, "at": at.isoformat(), "body": {"rows": named, "statement": said}})
        ]

    order = {"arrangement_1": {"way": "serial"}, "arranged_1_1": {"place": 1}, "arranged_1_2": {"place": 2}}
    take("proposals.file", "proposal:2", start, proposal_1={"state": "discussion"}, proposal_2={"state": "discussion"})
    took = take("ballots.arrange", "arrangement:1", start, **order)
    took += take("ballots.open", "ballot:1", start, {"proposal": 1}, ballot_1={"outcome": None})
    took += take("ballots.close", "ballot:1", start, ballot_1={"outcome": "blocked", "closed_at": start.isoformat()})
    assert took == []
    return take("ballots.open", "ballot:2", start + timedelta(days=days), {"proposal": 2}, ballot_2={"outcome": None})


def test_the_proof_waits_for_the_end_of_a_block_too() -> None:
    assert fault(7) == [] and fault(6) == [
        "proposal 2 was voted on out of the order that was fixed: proposal 1 comes before it"
    ]


def change(kind: str, *parts: tuple[str, str]) -> ClauseChange:
    return ClauseChange("a", kind, SimpleNamespace(), None, tuple(Segment(op, text) for op, text in parts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "kind", "characters"),
    [
        ([change("removed", ("-", "It is so."))], 0, 9),
        ([change("edited", ("=", "It "), ("-", "is so."), ("+", "may be."))], 1, 13),
        ([change("edited", ("=", "It is so"), ("+", ", mostly"))], 2, 8),
        ([change("added", ("+", "More."))], 2, 5),
        ([change("edited", ("=", "It "), ("-", "is so.")), change("removed", ("-", "No."))], 0, 9),
    ],
)
def test_who_removes_a_clause_goes_further_than_who_replaces_one(
    changes: list[ClauseChange], kind: int, characters: int
) -> None:
    assert (reach.kind(changes), reach.characters(changes)) == (kind, characters)


def test_the_most_far_reaching_is_suggested_first() -> None:
    found = [
        reach.Reach(Proposal(no=no), *of)
        for no, of in enumerate([(2, 0, 9), (2, 0, 9), (2, 1, 1), (1, 0, 1), (2, 0, 10)], 1)
    ]
    assert [one.proposal.no for one in sorted(found, key=lambda one: one.key)] == [4, 3, 5, 1, 2]


def test_the_proof_knows_the_states_that_the_program_knows() -> None:
    assert {*ENDED} == proved.ENDED and orders.PASSED == proved.PASSED
    assert orders.TO_UNBLOCK == proved.TO_UNBLOCK == unblocking.TIME
