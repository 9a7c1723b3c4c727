"""From when on a text is in force is fixed before anybody votes, and what was in force on any day can be asked."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.notices.test_notices import events
from tests.support.client import Client
from workbench import db
from workbench.ballots import actions
from workbench.ballots.models import Ballot
from workbench.config import Config
from workbench.definition import force

COPIES = ("Anyone may copy", "All may copy")


@pytest.fixture
def hall(session: Session, instance: Config, clock: Traveller) -> Hall:
    """A committee that gives a month to changes of substance, and half a year to those of scope."""
    hall = Hall.of(session, instance)
    settle(hall, substantive=30, scope=180)
    return hall


def settle(hall: Hall, **days: int) -> None:
    hall.config.__dict__["committee"] = dataclasses.replace(hall.config.committee, transition=days)


def carried(hall: Hall) -> Ballot:
    """A change of wording that nobody objects to."""
    ballot = hall.ballot(hall.proposal(COPIES, claimed="editorial", title="Copies"), rule="editorial")
    hall.votes(ballot, for_=7)
    return actions.close(hall.session, hall.secretary, ballot)


def now_in_force(hall: Hall) -> str:
    found = force.on(hall.session, db.now())
    return found.label if found else "none"


def test_the_version_before_holds_until_the_days_fixed_by_the_ballot_are_over(hall: Hall, clock: Traveller) -> None:
    ballot = hall.carried()
    settle(hall)  # too late for this ballot
    made = hall.adopt(ballot)
    assert now_in_force(hall) == "2" and force.since(hall.session, made) == datetime(2026, 6, 4, tzinfo=UTC)
    clock.move_to(datetime(2026, 6, 3, 23, 59, 59, tzinfo=UTC))
    assert now_in_force(hall) == "2"
    clock.shift(timedelta(seconds=1))
    assert now_in_force(hall) == "3"
    assert hall.check() == []


def test_no_version_is_in_force_before_the_one_it_follows(hall: Hall, clock: Traveller) -> None:
    first = hall.adopt(hall.carried())
    second = hall.adopt(carried(hall))
    assert force.since(hall.session, second) == force.since(hall.session, first)
    clock.move_to(datetime(2026, 6, 4, tzinfo=UTC))
    assert now_in_force(hall) == "4" and hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_pages_and_the_calendar_say_from_when(hall: Hall, client: Client, clock: Traveller) -> None:
    hall.adopt(hall.carried())
    assert 'in force from <time datetime="2026-06-04">' in client.get("/definition/versions").text
    page = client.get("/definition").text
    assert "adopted, not in force yet" in page and "It is in force from" in page
    assert "It is in force until" in client.get("/definition/2").text
    assert "version-3-in-force@localhost" in events(client)
    clock.shift(timedelta(days=31))
    assert "not in force yet" not in client.get("/definition").text
    assert "superseded" in client.get("/definition/2").text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_any_day_leads_to_the_text_that_was_in_force_at_its_end(hall: Hall, client: Client) -> None:
    hall.adopt(hall.carried())
    answers = {
        day: client.get(f"/definition/on?day={day}").location for day in ("2026-01-02", "2026-06-03", "2026-06-04")
    }
    assert answers == {"2026-01-02": "/definition/1", "2026-06-03": "/definition/2", "2026-06-04": "/definition/3"}
    assert client.get("/definition/on?day=1999-01-01").status_code == 404
    assert client.get("/definition/on?day=soon").status_code == 422


def test_the_changes_are_put_together_from_the_record(hall: Hall, client: Client) -> None:
    hall.adopt(hall.carried())
    page = client.get("/definition/changelog").text
    assert "Say what is done" in page and "7 for, 0 against, 0 abstained" in page and "Version 1" in page
    text = client.get("/definition/changelog?format=markdown")
    assert text.mimetype == "text/markdown"
    assert text.text.startswith(
        "# Changes of the definition: Library committee\n\n## Version 3\n\nSay what is done\n\n- Adopted 2026-05-04, in force from 2026-06-04\n- Proposal 1,"
    )
    assert (
        "\n- Ballot 1: 7 for, 0 against, 0 abstained: <http://localhost/ballots/1>\n- Comments: 0, 0 with an outcome\n"
        in text.text
    )
