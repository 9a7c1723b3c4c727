"""The close of a ballot is moved only before it and only later; who votes after it is named and never counted (attacks 30 and 31)."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_blocs import filed, opened
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench import db
from workbench.ballots import actions, extending, queries, waiting
from workbench.config import TWO
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes.models import Minute
from workbench.notices import dates

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
DAY = timedelta(days=1)


def whys(hall: Hall, member: Member) -> list[str]:
    return [turn.why for turn in waiting.to_vote(hall.session, member, db.now())]


def test_the_close_moves_later_and_everything_follows_but_what_the_ballot_is_bound_to(
    clock: Traveller, hall: Hall, client: Client, tmp_path: Path
) -> None:
    ballot = hall.ballot(days=7)
    hall.votes(ballot, for_=3)
    bound, before = ballot.binding, ballot.closes_at
    hall.session.commit()
    client.sign_in(hall.secretary)
    form = {"extend_to": f"{before + 3 * DAY:%Y-%m-%dT%H:%M}", "extend_reason": "The mails went out late."}
    shorter = client.send("/ballots/1/extend", **form | {"extend_to": f"{before - DAY:%Y-%m-%dT%H:%M}"})
    assert (
        shorter.status_code == 422 and "only ever moved later" in shorter.text and form["extend_reason"] in shorter.text
    )
    assert client.send("/ballots/1/extend", **form | {"extend_reason": " "}).status_code == 422
    assert client.send("/ballots/1/extend", **form).status_code == 303
    hall.session.expire_all()
    assert (ballot.closes_at, ballot.binding) == (before + 3 * DAY, bound)
    page = client.get("/ballots/1").text
    assert "The mails went out late." in page and "by now until before" in page
    assert any("11 May 2026" in why or "14 May 2026" in why for why in whys(hall, hall.members[3]))
    assert "Its close was moved" in whys(hall, hall.chair)[0]
    assert [date.at for date in dates.upcoming(hall.session) if date.name == "ballot-1-closes"] == [ballot.closes_at]
    clock.move_to(before + DAY)
    hall.vote(hall.members[4], ballot, "against")
    clock.move_to(ballot.closes_at)
    actions.close(hall.session, hall.chair, ballot)
    assert ballot.tally and ballot.tally["counts"]["against"] == 1
    assert (
        refused(extending.extend, hall.session, hall.chair, ballot, closes_at=before + 9 * DAY, reason="x").status
        == 409
    )
    assert proved(hall, tmp_path / "record") == []


def test_a_chair_moves_it_once_another_has_confirmed_it_where_the_committee_asks_two(
    hall: Hall, client: Client
) -> None:
    hall.config.__dict__["committee"] = dataclasses.replace(hall.config.committee, second_person=TWO)
    ballot = hall.ballot()
    end = ballot.closes_at + DAY
    hall.session.commit()
    form = {"extend_to": f"{end:%Y-%m-%dT%H:%M}", "extend_reason": "Two are ill."}
    assert client.sign_in(hall.members[0]).send("/ballots/1/extend", **form).status_code == 403
    assert client.sign_in(hall.chair).send("/ballots/1/extend", **form).location.endswith("/confirmations/1")
    assert ballot.closes_at < end
    assert client.sign_in(hall.secretary).send("/confirmations/1/confirm").location.endswith("/ballots/1#ballot")
    hall.session.expire_all()
    assert f"{ballot.closes_at:%Y-%m-%dT%H:%M}" == form["extend_to"]
    assert hall.session.get_one(Second, 1).state == "confirmed" and hall.check() == []


def test_a_ballot_of_a_bloc_closes_apart_from_the_others(
    clock: Traveller, hall: Hall, client: Client, tmp_path: Path
) -> None:
    opened(hall, filed(hall)[:2])
    ballot, other = queries.ballot(hall.session, 1), queries.ballot(hall.session, 2)
    extending.extend(hall.session, hall.secretary, ballot, closes_at=ballot.closes_at + DAY, reason="It is long.")
    assert "It closes apart from the others of its bloc." in client.get("/ballots/1").text
    ends = {date.name: date.at for date in dates.upcoming(hall.session)}
    assert ends["bloc-1-closes"] == other.closes_at and ends["ballot-1-closes"] == ballot.closes_at
    clock.move_to(other.closes_at)
    assert queries.stage(ballot, db.now()) == "open" and queries.stage(other, db.now()) == "over"
    assert proved(hall, tmp_path / "record") == []


def test_who_votes_too_late_is_named_once_and_nothing_of_the_vote_is_kept(
    clock: Traveller, hall: Hall, client: Client, tmp_path: Path
) -> None:
    ballot = hall.ballot(days=7)
    hall.votes(ballot, for_=3)
    hall.session.commit()
    form = {"choice": "against", "reason": "A word of mine.", "fingerprint": ballot.fingerprint}
    clock.move_to(ballot.closes_at)
    for _ in range(2):
        late = client.sign_in(hall.members[4]).send("/ballots/1/votes", **form)
        assert late.status_code == 409 and "came too late" in late.text and "A word of mine." in late.text
    assert (
        client.sign_in(hall.members[4]).send("/ballots/1/votes", **form | {"fingerprint": "other"}).status_code == 409
    )
    hall.session.expire_all()
    found = hall.session.exec(select(Minute).where(Minute.act == "ballots.late")).all()
    assert [(entry.actor_id, entry.body) for entry in found] == [(hall.members[4].id, {})]
    assert "came too late to vote in" in client.get("/minutes").text
    actions.close(hall.session, hall.chair, ballot)
    assert ballot.tally and ballot.tally["counts"]["against"] == 0
    assert proved(hall, tmp_path / "record") == []


def shortened(kept: list[Entry]) -> None:
    for table in ("ballot", "ballot_extension"):
        row(named(kept, "ballots.extend"), table)["closes_at"] = "2026-05-05T12:00:00+00:00"


def moved_unsaid(kept: list[Entry]) -> None:
    row(named(kept, "ballots.extend"), "ballot")["closes_at"] = "2026-07-01T12:00:00+00:00"


def early(kept: list[Entry]) -> None:
    """The late vote is put down before the close was moved."""
    entry = named(kept, "ballots.late")
    kept.remove(entry)
    kept.insert(kept.index(named(kept, "ballots.extend")), entry | {"at": named(kept, "ballots.extend")["at"]})


def twice(kept: list[Entry]) -> None:
    entry = named(kept, "ballots.late")
    kept.insert(kept.index(entry), dict(entry))


def by_nobody(kept: list[Entry]) -> None:
    named(kept, "ballots.late")["actor"] = "workbench"


def test_a_stranger_finds_what_was_not_moved_so_or_not_late(
    clock: Traveller, hall: Hall, client: Client, tmp_path: Path
) -> None:
    ballot = hall.ballot(days=7)
    extending.extend(hall.session, hall.chair, ballot, closes_at=ballot.closes_at + DAY, reason="Two are ill.")
    hall.session.commit()
    clock.move_to(ballot.closes_at)
    client.sign_in(hall.members[4]).send("/ballots/1/votes", choice="for", reason="", fingerprint=ballot.fingerprint)
    lies = {
        shortened: "a close is moved before it, and later", moved_unsaid: "it changes more of the ballot than its close",
        early: "it is no late vote", twice: "it is no late vote", by_nobody: "it is no late vote",
    }  # fmt: skip
    for number, (lie, told) in enumerate(lies.items()):
        assert any(told in one for one in anew(handed_on(hall, tmp_path / str(number)), lie)), lie.__name__
    assert anew(handed_on(hall, tmp_path / "whole"), lambda kept: None) == []


def test_a_chair_voids_a_ballot_once_another_has_confirmed_it_where_the_committee_asks_two(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    hall.config.__dict__["committee"] = dataclasses.replace(hall.config.committee, second_person=("void",))
    ballot = hall.ballot()
    hall.session.commit()
    form = {"ground": "roll", "void_reason": "One seat is missing."}
    client.sign_in(hall.chair)
    assert client.send("/ballots/1/void", **form | {"void_reason": ""}).status_code == 422
    assert client.send("/ballots/1/void", **form).location.endswith("/confirmations/1") and ballot.outcome is None
    assert client.sign_in(hall.secretary).send("/confirmations/1/confirm").status_code == 303
    hall.session.expire_all()
    assert ballot.outcome == "void" and proved(hall, tmp_path / "record") == []
