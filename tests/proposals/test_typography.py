"""A further revision that changes the typography only keeps what members said of the one before and the clock; it may be contested."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, Floor
from tests.proposals.test_classes import revised
from tests.proposals.test_discussing import DAY, call, end, votable
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE
from workbench.members.models import Member
from workbench.proposals import drafts, kinds, queries, relations, typography
from workbench.proposals.models import Proposal

pytestmark = pytest.mark.usefixtures("clock")
DASHED = ("whole or in part, and print it", "whole or in part, and\nprint it")


def contest(floor: Floor, one: Proposal, n: int = 2, by: Member | None = None) -> None:
    typography.contest(floor.session, by or floor.writers.other, one, n=n, reason="It is another word.")


def test_it_keeps_the_last_call_and_a_member_who_contests_it_within_a_day_brings_that_back(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    floor.asks(discussion=(0, 21), last_call=30)
    one = floor.filed(FREE)
    call(floor, one)
    revised(floor, one, DASHED)
    assert queries.revision(floor.session, one).is_typographic and one.state == "last_call"
    assert refused(contest, floor, one, by=floor.writers.author).status == 403
    contest(floor, one)
    assert (
        one.state == "discussion"
        and end(floor, one) == (queries.revision(floor.session, one).filed_at + 7 * DAY).date()
    )
    assert refused(contest, floor, one).status == 409 and floor.check() == []
    assert "is discussed until" in str(refused(votable, floor, one))


def test_after_a_day_it_is_contested_no_more(floor: Floor, clock: time_machine.Traveller) -> None:
    one = floor.filed(FREE)
    revised(floor, one, DASHED)
    clock.shift(timedelta(hours=24))
    assert "can be contested no more" in str(refused(contest, floor, one))
    revised(floor, one, ("or in part, and", "or in part, or"))
    assert not queries.revision(floor.session, one).is_typographic
    assert refused(contest, floor, one, n=3).status == 409


def test_agreements_hold_for_it_until_it_is_contested(floor: Floor) -> None:
    old = floor.filed(FREE, by=floor.writers.other)
    floor.asks(sponsors=2)
    one = floor.put(floor.written(kinds.begin(floor.session, floor.writers.author, old, "supersedes"), FREE))
    kinds.agree(floor.session, floor.writers.other, old, one)
    revised(floor, one, DASHED)
    [link] = relations.links(floor.session, one, "supersedes")
    assert link.agreed_in == 2
    contest(floor, one)
    assert link.agreed_in == 1 and floor.check() == []


def test_check_finds_a_revision_that_kept_them_and_is_not_typographic(floor: Floor) -> None:
    one = floor.filed(FREE)
    revised(floor, one, COPY)
    queries.revision(floor.session, one).is_typographic = True
    assert any("it is called typographic, and changes more than that" in line for line in floor.check())


def test_the_draft_says_before_it_is_filed_what_that_keeps_and_what_it_begins_anew(desk: Desk, floor: Floor) -> None:
    floor.asks(last_call=30)
    one = floor.filed(FREE)
    call(floor, one)
    draft = floor.written(drafts.revise(floor.session, floor.writers.author, one), DASHED)
    floor.session.commit()
    desk.client.sign_in(floor.writers.author)
    page = words_in(desk.client.get(f"/drafts/{draft.id}").text)
    assert "Typographic, as the program reads it: it keeps 0 sponsors and the clock" in page
    floor.written(draft, ("or in part, and", "or in part, or"))
    floor.session.commit()
    page = words_in(desk.client.get(f"/drafts/{draft.id}").text)
    assert "Not typographic: it keeps 0 sponsors; its last call begins anew" in page
