"""A ballot that is scheduled: bound at once, opened by the clock whether or not anything runs, or cancelled with its reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_ranking import rivals
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench import jobs
from workbench.ballots import actions, opening, ranking, scheduling, waiting
from workbench.ballots.models import Ballot
from workbench.ballots.schedules import Schedule
from workbench.db import now
from workbench.members import actions as members
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
DAY = timedelta(days=1)
FORM = {"rule": "substantive", "sure": "yes", "opens_at": "2026-05-05T10:00", "closes_at": "2026-05-20T10:00"}


def planned(hall: Hall, proposal: Proposal | None = None, days: int = 1) -> Schedule:
    """A ballot that opens in a day, for two weeks."""
    about, committee = proposal or hall.proposal(), hall.config.committee
    prepared = opening.prepare(
        hall.session, hall.secretary, about, committee=committee, revision=about.revision, rule="substantive"
    )
    at = now() + days * DAY
    made = scheduling.schedule(
        hall.session, hall.secretary, prepared, committee=committee, opens_at=at, closes_at=at + 14 * DAY
    )
    hall.session.commit()
    return made


def ballot(hall: Hall) -> Ballot | None:
    hall.session.expire_all()
    return hall.session.exec(select(Ballot)).first()


def told(hall: Hall) -> list[str]:
    return [turn.why for turn in waiting.turns(hall.session, hall.members[1], now())]


def test_the_clock_opens_it_for_whoever_comes_first_and_no_sooner(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    made = planned(hall)
    place = f"/ballots/scheduled/{made.no}"
    late = make.member(hall.session)
    hall.session.commit()
    client.sign_in(hall.members[1])
    assert client.send(f"{place}/enter").location.endswith(place) and ballot(hall) is None, "it is not its time"
    assert client.send("/ballots/1/votes", choice="for").status_code == 404
    assert "Voting begins 5 May 2026" in told(hall)[0]
    assert "Voting begins" in client.open("/proposals/1").text and "Scheduled" in client.open("/ballots").text
    assert "Voting begins: Say what is done" in client.open("/calendar.ics").text.replace("\r\n ", "")
    assert "scheduled ballot 1" in client.open("/feed.atom?thing=proposal:1").text
    members.set_activity(hall.session, make.member(hall.session, "administrator"), hall.members[4], active=False)
    hall.session.commit()
    clock.shift(DAY + timedelta(hours=2))
    assert "Go to the vote" in client.open(place).text and "Voting is open since" in told(hall)[0]
    assert client.send(f"{place}/enter").location.endswith("/ballots/1")
    opened = ballot(hall)
    assert opened and opened.opens_at == now() - timedelta(hours=2)
    roll = {entry.member_id for entry in actions.queries.roll(hall.session, opened)}
    assert late.id in roll and hall.members[4].id not in roll, "the roll is of the opening second"
    assert client.send("/ballots/1/votes", choice="for", fingerprint=opened.fingerprint).status_code == 303
    assert client.open(place).location.endswith("/ballots/1")
    assert proved(hall, tmp_path / "record") == []


def test_a_worker_puts_it_on_record_too(hall: Hall, client: Client, clock: Traveller) -> None:
    planned(hall)
    clock.shift(DAY)
    assert jobs.tick(client.application) == ["ballots.open: ballot:1"]
    assert jobs.tick(client.application) == []


def test_text_rule_and_times_are_bound_when_it_is_scheduled(hall: Hall, clock: Traveller, tmp_path: Path) -> None:
    planned(hall)
    assert "opens on 5 May" in str(refused(hall.ballot, hall.session.get_one(Proposal, 1)))
    assert "opens on 5 May" in str(refused(planned, hall, hall.session.get_one(Proposal, 1)))
    clock.shift(DAY)
    scheduling.due(hall.session, hall.config.committee)
    opened = ballot(hall)
    assert opened and opened.closes_at == now() + 14 * DAY
    assert proved(hall, tmp_path / "record") == []


def test_what_may_no_longer_open_is_cancelled_with_its_reason(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    made = planned(hall)
    hall.proposal(("a reader who sings", "a reader who whistles"), revises=hall.session.get_one(Proposal, 1))
    hall.session.commit()
    assert (
        "As things stand it would not open: Revision 2 is the current one" in client.open("/ballots/scheduled/1").text
    )
    clock.shift(DAY)
    assert "Its time has come, and it does not open" in client.open("/ballots/scheduled/1").text
    scheduling.due(hall.session, hall.config.committee)
    assert ballot(hall) is None and made.state == "cancelled" and "Revision 2" in (made.why or "")
    assert "is not held: Revision 2 is the current one" in told(hall)[0]
    assert proved(hall, tmp_path / "record") == []
    assert "Cancelled: Say" in client.open("/calendar.ics").text
    clock.shift(7 * DAY)
    assert told(hall) == []


def test_rivals_are_scheduled_together(hall: Hall, clock: Traveller, tmp_path: Path) -> None:
    pair = rivals(hall, ("Anyone may copy", "Everybody may copy"), ("Anyone may copy", "All may copy"))
    prepared = ranking.prepare(
        hall.session,
        hall.chair,
        pair,
        committee=hall.config.committee,
        revisions={one.no or 0: 1 for one in pair},
        rule="rivals",
    )
    at = now() + DAY
    scheduling.schedule(
        hall.session, hall.chair, prepared, committee=hall.config.committee, opens_at=at, closes_at=at + DAY
    )
    clock.shift(DAY)
    scheduling.due(hall.session, hall.config.committee)
    assert [one.state for one in pair] == ["balloting", "balloting"]
    assert proved(hall, tmp_path / "record") == []


def test_its_forms_keep_every_word_and_an_officer_cancels_it(hall: Hall, client: Client, tmp_path: Path) -> None:
    hall.proposal()
    hall.session.commit()
    client.sign_in(hall.secretary)
    past = client.send("/proposals/1/ballots", revision="1", **{**FORM, "opens_at": "2026-05-04T09:00"})
    assert past.status_code == 422 and "has passed already" in past.text and 'value="2026-05-04T09:00"' in past.text
    assert client.send("/proposals/1/ballots", revision="1", **FORM).location.endswith("/ballots/scheduled/1")
    place = "/ballots/scheduled/1"
    page = client.open(place).text
    assert "It carries if" in page
    empty = client.send(f"{place}/cancel", why=" ")
    assert empty.status_code == 422 and "Say why" in empty.text
    assert client.send(f"{place}/cancel", why="It clashes with a holiday.").status_code == 303
    assert "It clashes with a holiday." in client.open(place).text
    assert client.send(f"{place}/cancel", why="Again.").status_code == 409
    assert "cancelled" in client.open("/minutes").text
    assert client.send("/proposals/1/ballots", revision="1", **FORM).status_code == 303
    client.sign_in(hall.members[0])
    assert client.send("/ballots/scheduled/2/cancel", why="No.").status_code == 403
    assert proved(hall, tmp_path / "record") == []


def test_a_record_written_anew_opens_nothing_otherwise(hall: Hall, clock: Traveller, tmp_path: Path) -> None:
    planned(hall)
    clock.shift(DAY)
    scheduling.due(hall.session, hall.config.committee)

    def on_another_text(kept: list[Entry]) -> None:
        row(named(kept, "ballots.schedule"), "ballot_schedule")["statement"]["text_sha256"] = "0" * 64

    def by_a_member(kept: list[Entry]) -> None:
        named(kept, "ballots.open")["actor"] = f"member:{hall.secretary.id} {hall.secretary.name}"

    def unscheduled(kept: list[Entry]) -> None:
        kept.remove(named(kept, "ballots.schedule"))

    def too_soon(kept: list[Entry]) -> None:
        named(kept, "ballots.open")["at"] = named(kept, "ballots.schedule")["at"]

    for number, lie in enumerate([on_another_text, by_a_member, unscheduled, too_soon]):
        assert anew(handed_on(hall, tmp_path / str(number)), lie), lie.__name__
    assert anew(handed_on(hall, tmp_path / "whole"), lambda kept: None) == []
