"""What a member tried and may not do is on record, once a day, and nothing else comes of it (integrity 3.7)."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.proof.test_verify import Entry, anew, faults, handed_on, named
from tests.support.client import Client
from workbench.ballots import recusing
from workbench.config import Config
from workbench.members import refusals
from workbench.minutes.models import Minute

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]


@pytest.fixture
def hall(app: Flask, session: Session, instance: Config) -> Hall:
    return Hall.of(session, instance, members=2)


def refused(session: Session) -> list[tuple[str, str, str]]:
    rows = session.exec(select(Minute).where(Minute.act == refusals.ACT)).all()
    return [(row.actor, row.thing, row.body["of"]) for row in rows]


def test_what_was_refused_is_on_record_once_a_day_and_changes_nothing(
    hall: Hall, client: Client, tmp_path: Path, clock: Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    proposal, member = hall.proposal(), hall.members[0]
    hall.ballot(proposal)
    recusing.recuse(hall.session, hall.members[1], proposal, reason="They pay me.")
    hall.session.commit()
    for _ in range(3):
        assert client.sign_in(member).send("/ballots/1/close").status_code == 403
    assert client.get("/members/invite").status_code == 403, "who only looks is not on record"
    assert client.sign_in(hall.members[1]).send("/ballots/1/votes", choice="for", fingerprint="x").status_code == 403
    assert client.send("/members/invite", name="A").status_code == 403
    found = refused(hall.session)
    assert found[0] == (f"member:{member.id} {member.name}", "address:/ballots/1/close", "ballots.close")
    assert found[-1][1:] == ("address:/members/invite", "members.invite") and len(found) == 3
    assert client.sign_out().send("/ballots/1/close").status_code == 403 and len(refused(hall.session)) == len(found)
    with caplog.at_level(logging.WARNING):
        assert client.sign_in(member).get("/drafts/77").status_code == 404
        assert "refused (404): GET /drafts/77, member" in caplog.text and len(refused(hall.session)) == len(found)
    page = client.sign_out().get("/minutes?act=refused").text
    assert f"{member.name} was refused an act at /ballots/1/close" in page and "filed" not in page
    clock.shift(timedelta(days=1))
    client.sign_in(member)
    for no in range(1, 30):
        assert client.send(f"/ballots/{no}/close").status_code == 403
    assert len(refused(hall.session)) == len(found) + refusals.MOST, "nobody fills the record with it"
    assert hall.check() == []
    folder = handed_on(hall, tmp_path / "record")
    assert faults(folder) == []

    def again(entries: list[Entry]) -> None:
        entries.insert(-1, {**entries[-1], "body": {**entries[-1]["body"]}})
        named(entries, refusals.ACT)["body"]["rows"] = {}

    told = "\n".join(anew(folder, again))
    assert "more often than once a day" in told and "changes nothing" in told


def test_of_an_address_only_numbers_are_kept(hall: Hall, client: Client) -> None:
    """Its words may be secret, as in the link of an invitation."""
    assert client.sign_in(make.member(hall.session, "observer")).send("/cases/7/findings/a-word").status_code == 403
    assert refused(hall.session)[0][1] == "address:/cases/7/findings/…"
