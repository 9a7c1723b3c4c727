"""Where the chair refuses an appeal the members may be asked; and proposals that are called incompatible (procedure 2.1, 4.1)."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from time_machine import Traveller

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import ADMISSION, COPY, Floor
from tests.proposals.test_discussing import votable
from tests.proposals.test_filing import refused
from tests.proposals.test_offers import entries
from tests.proposals.test_turns import Whys, whys
from tests.proposals.writers import FREE
from workbench.members.models import Member
from workbench.proof.pleas import Pleas
from workbench.proposals import admission, incompatible, kinds, pleading, pleas
from workbench.proposals.models import Proposal

__all__ = ["whys"]
WEEK = timedelta(days=7)


@pytest.fixture
def chair(floor: Floor, clock: Traveller) -> Member:
    return make.member(floor.session, "member", "chair")


def refused_by(floor: Floor, chair: Member) -> Proposal:
    """A proposal that was found inadmissible, and the chair refused the appeal."""
    floor.asks(rules=ADMISSION)
    one = floor.filed(FREE)
    session, writers = floor.session, floor.writers
    admission.rule(
        session, writers.secretary, one, floor.committee, is_admissible=False, rule=ADMISSION[0], reason="No."
    )
    assert refused(pleading.ask, session, writers.author, one, reason="Why not?").status == 409
    admission.appeal(session, writers.author, one, reason="It does touch it.")
    admission.hear(session, chair, one, floor.committee, is_upheld=False, reason="It does not.")
    return one


def faults(record: list[dict[str, Any]]) -> list[str]:
    found = Pleas()
    return [fault for entry in record for fault in found.take(entry)]


@pytest.mark.parametrize(("against", "state"), [(1, "discussion"), (2, "inadmissible")])
def test_more_members_for_it_than_against_admit_what_the_chair_refused(
    floor: Floor, chair: Member, clock: Traveller, whys: Whys, against: int, state: str
) -> None:
    one, session, writers = refused_by(floor, chair), floor.session, floor.writers
    assert refused(pleading.ask, session, writers.other, one, reason="Why not?").status == 403
    row = pleading.ask(session, writers.author, one, reason="The members should say.")
    assert refused(pleading.ask, session, writers.author, one, reason="Again.").status == 409
    assert refused(pleading.second, session, writers.author, row).status == 403
    assert refused(pleading.vote, session, writers.other, row, is_for=True).status == 409
    clock.shift(WEEK - timedelta(seconds=1))
    assert whys(writers.other)[-1].endswith("support that they decide.")
    pleading.second(session, writers.other, row)
    pleading.vote(session, writers.author, row, is_for=True)
    for voter in (writers.other, writers.secretary):
        pleading.vote(session, voter, row, is_for=voter is not writers.other)
    pleading.vote(session, chair, row, is_for=True)
    if against == 2:
        pleading.vote(session, chair, row, is_for=False)
    assert refused(pleading.vote, session, writers.observer, row, is_for=True).status == 403
    pleading.due(session, floor.committee)
    assert one.state == "inadmissible"
    clock.shift(WEEK)
    assert refused(pleading.vote, session, chair, row, is_for=False).status == 409
    pleading.due(session, floor.committee)
    pleading.due(session, floor.committee)
    assert (one.state, row.votes_for, row.against) == (state, 4 - against, against) and floor.check() == []
    record = entries(session)
    assert faults(record) == []
    for change in ({"votes_for": 4}, {"outcome": "lapsed"}, {"ended_at": row.made_at.isoformat()}):
        told = deepcopy(record)
        counted = next(entry for entry in told if entry["act"] == "proposals.count_motion")
        counted["body"]["rows"]["member_motion:1"].update(change)
        assert faults(told)
    told = [entry for entry in deepcopy(record) if entry["act"] != "proposals.second_motion"]
    assert faults(told) and faults([entry for entry in record if entry["act"] != "proposals.hear"])


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_nobody_supports_in_a_week_is_over(floor: Floor, chair: Member, clock: Traveller) -> None:
    one = refused_by(floor, chair)
    row = pleading.ask(floor.session, floor.writers.author, one, reason="The members should say.")
    clock.shift(WEEK)
    assert refused(pleading.second, floor.session, floor.writers.other, row).status == 409
    pleading.due(floor.session, floor.committee)
    assert (row.outcome, one.state) == ("lapsed", "inadmissible") and faults(entries(floor.session)) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_called_incompatible_is_decided_together_until_the_chair_or_the_members_say_otherwise(
    floor: Floor, chair: Member, clock: Traveller
) -> None:
    session, writers = floor.session, floor.writers
    one, two = floor.filed(FREE), floor.filed(COPY, by=writers.other, title="Copy it")
    assert "meet nowhere" in str(refused(kinds.declare, session, chair, one, two))
    assert refused(incompatible.declare, session, writers.author, one, two, reason="No.").status == 403
    incompatible.declare(session, writers.secretary, two, one, reason="Both say what is free, and not the same.")
    assert "called incompatible with proposal 2" in str(refused(votable, floor, one))
    assert "called incompatible with proposal 1" in str(refused(votable, floor, two))
    assert refused(incompatible.appeal, session, chair, one, two, reason="No.").status == 403
    incompatible.appeal(session, writers.other, one, two, reason="They are about two things.")
    assert refused(incompatible.hear, session, writers.secretary, one, two, is_upheld=True, reason="Yes.").status == 403
    incompatible.hear(session, chair, one, two, is_upheld=False, reason="They are not.")
    row = pleading.ask(session, writers.author, one, reason="Ask the others.", other=two)
    pleading.second(session, writers.secretary, row)
    pleading.vote(session, writers.secretary, row, is_for=True)
    kinds.declare(session, chair, one, two)
    assert votable(floor, one) and pleas.pairs(session) == {1: {2}, 2: {1}}
    clock.shift(WEEK)
    pleading.due(session, floor.committee)
    assert row.outcome == "carried" and pleas.pairs(session) == {} and floor.check() == []
    assert faults(entries(session)) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_pages_ask_the_members(floor: Floor, chair: Member, desk: Desk) -> None:
    refused_by(floor, chair)
    two, _ = floor.filed(COPY), floor.filed(("Whoever reads a book", "Who has a book"))
    desk.sit(floor.writers.author)
    assert "Ask the members" in words_in(desk.read("/proposals/1"))
    desk.send("/proposals/1/members", 422, reason="", other="0")
    desk.send("/proposals/1/members", reason="The members should say.", other="0")
    desk.sit(floor.writers.secretary)
    assert "Support that the members decide" in words_in(desk.read("/proposals/1"))
    desk.send("/motions/1/second")
    assert "Vote for it" in words_in(desk.read("/proposals/1"))
    desk.send("/motions/1/vote", vote="for")
    assert f"{floor.writers.secretary.name} for." in words_in(desk.read("/proposals/1"))
    assert "Call it incompatible with another" in words_in(desk.read("/proposals/2"))
    page = desk.send("/proposals/2/incompatible", 422, other="3", reason="")
    assert "Call them incompatible" in page
    desk.send("/proposals/2/incompatible", other="3", reason="Another substance.")
    desk.sit(floor.writers.author)
    assert "Another substance." in words_in(desk.read("/proposals/3"))
    desk.send("/proposals/3/incompatible/appeal", other="2", reason="Two things.")
    desk.sit(chair)
    assert "Decide the appeal" in words_in(desk.read("/proposals/2"))
    desk.send("/proposals/2/incompatible/hear", other="3", upheld="yes", reason="So it is.")
    assert "That stands no more." in words_in(desk.read("/proposals/2")) and two.no == 2
