"""What takes two: one proposes, another confirms, and before that nothing happens (integrity 3.7, attacks 35 and 54)."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_consent import proved
from tests.ballots.test_scheduling import FORM
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench import jobs
from workbench.ballots import recusing, waiting
from workbench.ballots.models import Ballot
from workbench.config import TWO
from workbench.db import now
from workbench.members import seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
NOW = {"revision": "1", "rule": "substantive", "sure": "yes", "closes_at": "2026-05-20T10:00"}
PLACE = "/confirmations/1"


@pytest.fixture
def hall(hall: Hall) -> Hall:
    """Its committee asks two for everything that can take two."""
    hall.config.__dict__["committee"] = dataclasses.replace(hall.config.committee, second_person=TWO)
    return hall


def state(hall: Hall) -> str:
    hall.session.expire_all()
    return hall.session.get_one(Second, 1).state


def waits(hall: Hall, member: Member) -> bool:
    return bool(waiting.seconds(hall.session, member, now()))


def proposed(hall: Hall, client: Client) -> Ballot:
    """The secretary proposes to adopt what was carried."""
    ballot = hall.carried()
    hall.session.commit()
    client.sign_in(hall.secretary)
    assert client.send(f"/ballots/{ballot.no}/adopt").location.endswith(PLACE)
    return ballot


def test_the_chair_opens_a_ballot_once_another_has_confirmed_it(hall: Hall, client: Client, tmp_path: Path) -> None:
    hall.proposal()
    hall.session.commit()
    client.sign_in(hall.chair)
    late = client.send("/proposals/1/ballots", **NOW | {"closes_at": "2026-05-01T10:00"})
    assert late.status_code == 422 and "has passed already" in late.text
    assert client.send("/proposals/1/ballots", **NOW).location.endswith(PLACE)
    assert client.send("/proposals/1/ballots", **NOW).status_code == 409, "it is proposed already"
    assert (
        hall.session.exec(select(Ballot)).first() is None
        and "until a second person" in client.open("/proposals/1").text
    )
    assert waits(hall, hall.secretary) and not waits(hall, hall.chair) and not waits(hall, hall.members[0])
    assert client.send(f"{PLACE}/confirm").status_code == 403 and "Confirm it" not in client.open(PLACE).text
    client.sign_in(hall.secretary)
    assert (
        "Open a ballot on proposal 1, “Say what is done” under the rule “Substantive change” until 20 May"
        in client.open("/minutes").text
    )
    assert client.send(f"{PLACE}/confirm").location.endswith("/ballots/1")
    assert state(hall) == "confirmed" and not waits(hall, hall.secretary)
    assert "confirmed it, and it was done" in client.open(PLACE).text
    assert proved(hall, tmp_path / "record") == []


def test_the_secretary_opens_alone_and_the_chair_schedules_with_another(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    hall.proposal()
    hall.proposal(("Anyone may copy", "Everybody may copy"), title="Copies")
    hall.session.commit()
    client.sign_in(hall.secretary)
    assert client.send("/proposals/1/ballots", **NOW).location.endswith("/ballots/1")
    client.sign_in(hall.chair)
    client.send("/proposals/2/ballots", revision="1", **FORM)
    client.sign_in(hall.secretary)
    assert client.send(f"{PLACE}/confirm").location.endswith("/ballots/scheduled/1")
    assert proved(hall, tmp_path / "record") == []


def test_what_is_confirmed_is_what_was_proposed_with_the_guards_of_that_moment(hall: Hall, client: Client) -> None:
    hall.proposal()
    hall.session.commit()
    client.sign_in(hall.chair)
    client.send("/proposals/1/ballots", **NOW)
    hall.proposal(("a reader who sings", "a reader who whistles"), revises=hall.session.get_one(Proposal, 1))
    hall.session.commit()
    client.sign_in(hall.secretary)
    answer = client.send(f"{PLACE}/confirm")
    assert answer.status_code == 409 and "Revision 2 is the current one" in answer.text
    assert state(hall) == "proposed" and hall.session.exec(select(Ballot)).first() is None


def test_adoption_takes_two_officers(hall: Hall, client: Client, tmp_path: Path) -> None:
    ballot = proposed(hall, client)
    assert state(hall) == "proposed" and "until a second person" in client.open(f"/ballots/{ballot.no}").text
    client.sign_in(hall.members[0])
    assert client.send(f"{PLACE}/confirm").status_code == 403
    client.sign_in(hall.chair)
    assert client.send(f"{PLACE}/take-back").status_code == 403, "only who proposed it takes it back"
    assert client.send(f"{PLACE}/confirm").location.endswith("/definition/3")
    assert client.send(f"{PLACE}/confirm").status_code == 409
    assert proved(hall, tmp_path / "record") == []


def test_it_is_taken_back_or_lapses_and_may_be_proposed_again(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    ballot = proposed(hall, client)
    assert client.send(f"{PLACE}/take-back").status_code == 303 and state(hall) == "taken_back"
    assert client.send(f"/ballots/{ballot.no}/adopt").location.endswith("/confirmations/2")
    clock.shift(timedelta(days=7))
    client.sign_in(hall.chair)
    assert "Confirm it" not in client.open("/confirmations/2").text
    assert client.send("/confirmations/2/confirm").status_code == 409
    assert "second.lapse: second:2" in jobs.tick(client.application)
    assert proved(hall, tmp_path / "record") == []


def test_who_is_recused_does_not_confirm_and_with_nobody_left_it_is_refused(hall: Hall, client: Client) -> None:
    proposal = hall.proposal()
    recusing.recuse(hall.session, hall.secretary, proposal, reason="They pay me.")
    hall.session.commit()
    client.sign_in(hall.chair)
    refused = client.send("/proposals/1/ballots", **NOW)
    assert refused.status_code == 409 and "nobody else could confirm it" in refused.text
    hall.config.__dict__["committee"] = dataclasses.replace(hall.config.committee, one_is_enough=True)
    assert client.send("/proposals/1/ballots", **NOW).location.endswith("/ballots/1")


def test_roles_take_two_and_nobody_confirms_their_own(hall: Hall, client: Client, tmp_path: Path) -> None:
    administrator, _, one = *(make.member(hall.session, "administrator") for _ in range(2)), hall.members[0]
    hall.session.commit()
    client.sign_in(administrator)
    wrong = client.send("/members/invite", name="New one", email="new@library.example", roles=["chair"])
    assert wrong.status_code == 422 and "it takes two" in wrong.text
    assert client.send(f"/members/{one.id}/roles", roles=["member", "chair"]).location.endswith(PLACE)
    hall.session.refresh(one)
    assert one.held == ["member"] and "until a second person" in client.open("/members").text
    assert client.send(f"/members/{hall.secretary.id}/roles", roles=["member"]).location.endswith("/confirmations/2")
    client.sign_in(hall.secretary)
    assert client.send("/confirmations/2/confirm").status_code == 403, "it is about them"
    assert client.send(f"{PLACE}/confirm").location.endswith(f"#member-{one.id}")
    hall.session.expire_all()
    assert one.held == ["member", "chair"]
    assert proved(hall, tmp_path / "record") == []


def test_a_record_written_anew_confirms_nothing_by_one_alone(hall: Hall, client: Client, tmp_path: Path) -> None:
    proposed(hall, client)
    client.sign_in(hall.chair)
    client.send(f"{PLACE}/confirm")
    hall.session.expire_all()

    def by_who_proposed_it(kept: list[Entry]) -> None:
        named(kept, "ballots.adopt")["actor"] = f"member:{hall.secretary.id} {hall.secretary.name}"
        row(named(kept, "ballots.adopt"), "second")["ended_by"] = hall.secretary.id

    def something_else(kept: list[Entry]) -> None:
        row(named(kept, "ballots.adopt"), "second")["what"] = "Adopt another text"

    def too_late(kept: list[Entry]) -> None:
        row(named(kept, "second.propose"), "second")["until"] = "2026-05-04T09:00:00+00:00"
        row(named(kept, "ballots.adopt"), "second")["until"] = "2026-05-04T09:00:00+00:00"

    for number, lie in enumerate([by_who_proposed_it, something_else, too_late]):
        assert any("second:1 does not follow" in one for one in anew(handed_on(hall, tmp_path / str(number)), lie)), (
            lie.__name__
        )
    assert anew(handed_on(hall, tmp_path / "whole"), lambda kept: None) == []


def test_only_what_can_take_two_may_be_named(hall: Hall) -> None:
    assert {name for name, _ in seconding.ACTS.values()} == {*TWO}
