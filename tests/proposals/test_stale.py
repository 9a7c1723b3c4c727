"""What another adopted text leaves of a proposal: re-based by the clock, stale until its sponsors confirm, or lapsed (procedure 2.1, 4.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select
from time_machine import Traveller

from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, MONTH, Floor
from tests.proposals.test_discussing import end, votable
from tests.proposals.test_filing import refused
from tests.proposals.test_offers import DAY, SECOND, entries, faults
from tests.proposals.test_turns import Whys, whys
from workbench import jobs
from workbench.proposals import actions, admission, offered, queries, rebasing, replays, stale
from workbench.proposals.models import Proposal

__all__ = ["whys"]
BESIDE = ("A loan costs nothing", "Every loan costs nothing")
THREE = 3 * DAY


@pytest.fixture
def moved(floor: Floor, clock: Traveller) -> list[Proposal]:
    """Two proposals after another text was adopted: one is the same change there, one changes the same clause."""
    found = [floor.filed(COPY), floor.filed(BESIDE, title="Every loan")]
    floor.writers.adopt(MONTH)
    replays.replay(floor.session)
    return found


def checked(floor: Floor) -> list[str]:
    """What `workbench check` says of proposals; the version here was adopted without a ballot, and so it has more to say."""
    return [line for line in floor.check() if not line.startswith("version")]


def kind(session: Session, one: Proposal) -> str:
    mark = stale.of(session, one, queries.revision(session, one))
    return mark.kind if mark else ""


def test_the_same_change_is_re_based_after_72_hours_without_an_objection(
    app: Flask, floor: Floor, moved: list[Proposal], clock: Traveller
) -> None:
    one, session = moved[0], floor.session
    assert kind(session, one) == "rebased"
    clock.shift(THREE - SECOND)
    rebasing.due(session, floor.committee, floor.writers.repository)
    assert one.revision == 1
    clock.shift(SECOND)
    session.commit()
    assert jobs.tick(app) == ["proposals.rebase: proposal:1"] and jobs.tick(app) == []
    session.expire_all()
    revision = queries.revision(session, one)
    assert (revision.n, revision.base, revision.author_id) == (2, "3", floor.writers.author.id)
    assert votable(floor, one) and kind(session, one) == "" and checked(floor) == [] and faults(entries(session)) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_no_ballot_opens_within_the_72_hours_and_an_objection_waits_for_its_author(
    floor: Floor, moved: list[Proposal], clock: Traveller, whys: Whys
) -> None:
    one, session, writers = moved[0], floor.session, floor.writers
    actions.carry(session, writers.author, one, repository=writers.repository, committee=floor.committee)
    assert "a member may object until 7 May 2026, 10:00 UTC" in str(refused(votable, floor, one))
    assert refused(rebasing.object_to, session, writers.author, one, reason="No.").status == 403
    rebasing.object_to(session, writers.other, one, reason="It means another catalogue there.")
    assert refused(rebasing.object_to, session, writers.secretary, one, reason="Me too.").status == 409
    clock.shift(THREE)
    assert any("objects to how it was carried" in why for why in whys(writers.author))
    assert "Its author confirms it, or revises it." in str(refused(votable, floor, one))
    confirm = (session, writers.author, one, floor.committee, writers.repository)
    assert refused(rebasing.confirm, session, writers.other, *confirm[2:]).status == 403
    rebasing.confirm(*confirm)
    assert votable(floor, one) and refused(rebasing.confirm, *confirm).status == 409
    assert checked(floor) == [] and faults(entries(session)) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_changes_the_same_clause_is_stale_until_each_sponsor_confirms_the_merged_text(
    floor: Floor, clock: Traveller, whys: Whys
) -> None:
    session, writers = floor.session, floor.writers
    floor.asks(sponsors=1, discussion=(1, 60))
    one = floor.filed(BESIDE)
    for sponsor in (writers.other, writers.secretary):
        admission.sponsor(session, sponsor, one, floor.committee)
    clock.shift(2 * DAY)
    writers.adopt(MONTH)
    replays.replay(session)
    assert kind(session, one) == "same_clause" and "against version 2" in str(refused(votable, floor, one))
    rest = (one, floor.committee, writers.repository)
    asked = "The text adopted beside it changes a clause that it changes too: confirm the merged text, as its sponsor."
    assert whys(writers.other) == [asked]
    assert refused(rebasing.confirm, session, writers.author, *rest).status == 403
    rebasing.confirm(session, writers.other, *rest)
    assert one.revision == 1 and refused(rebasing.confirm, session, writers.other, *rest).status == 403
    rebasing.confirm(session, writers.secretary, *rest)
    made = queries.revision(session, one)
    assert (made.n, made.base, made.author_id) == (2, "3", writers.author.id) and BESIDE[1] in floor.text(one)
    assert MONTH[1][-10:] in floor.text(one) and end(floor, one) == (made.filed_at + 7 * DAY).date()
    assert offered.standing(session, one) is None and checked(floor) == []
    record = entries(session)
    assert faults(record) == []
    joined = next(entry for entry in record if entry["act"] == "proposals.join")
    record.remove(next(entry for entry in record if entry["act"] == "proposals.confirm_rebase"))
    assert any("that not everybody confirmed" in fault for fault in faults(record))
    joined["act"] = "proposals.rebase"
    assert any("that is not its receipt" in fault for fault in faults(record))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_pages_show_what_is_stale_and_what_was_re_based(floor: Floor, moved: list[Proposal], desk: Desk) -> None:
    page = words_in(desk.read("/proposals/2"))
    assert "Stale." in page and "Confirm the merged text" in page
    assert "Proposal 2 is stale: on a text that another one met." in words_in(desk.read("/procedure?of=proposal:2"))
    desk.send("/proposals/2/rebased/confirm")
    assert queries.current(floor.session, 2).base == "3"
    desk.sit(floor.writers.other)
    assert "A member may object until" in words_in(desk.read("/proposals/1"))
    desk.send("/proposals/1/rebased/object", 422, reason="")
    desk.send("/proposals/1/rebased/object", reason="It means another catalogue there.")
    assert "It means another catalogue there." in words_in(desk.read("/proposals/1"))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_record_shows_what_was_re_based_too_early(floor: Floor, moved: list[Proposal], clock: Traveller) -> None:
    clock.shift(THREE)
    rebasing.due(floor.session, floor.committee, floor.writers.repository)
    row = floor.session.exec(select(stale.Replay).where(stale.Replay.proposal_no == 1)).one()
    row.made_at += timedelta(seconds=1)
    assert any("before its time" in line for line in rebasing.disagreements(floor.session))
