"""What runs out by the clock, whom it asks to act before that, and what may still be done after."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlmodel import select

from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import ADMISSION, COPY, MONTH, Floor
from tests.proposals.test_filing import refused
from tests.proposals.test_turns import Whys, whys
from tests.proposals.writers import FREE
from workbench import jobs, turns
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.proposals import admission, comments, drafts, kinds, leaving, marks, periods, replays, takeover
from workbench.proposals.models import Proposal

__all__ = ["whys"]
DAY = timedelta(days=1)
CLASHES = ("A loan costs nothing for the first month.", "A loan costs a song for the first month.")


def begin(floor: Floor) -> Proposal:
    floor.asks(sponsors=1)
    return floor.filed(FREE)


def test_what_found_no_sponsors_in_time_has_lapsed_before_anybody_says_so(
    floor: Floor, clock: time_machine.Traveller, whys: Whys
) -> None:
    one, session, secretary = begin(floor), floor.session, floor.writers.secretary
    looks = "It looks for sponsors: support that it is considered, or mute it."
    assert whys(floor.writers.other) == [looks] and whys(floor.writers.author) == []
    marks.follow(session, floor.writers.other, one, choice="mute")
    assert whys(floor.writers.other) == []
    clock.shift(30 * DAY - timedelta(seconds=1))
    periods.due(session)
    assert one.state == "seeking_sponsors"
    clock.shift(timedelta(seconds=1))
    assert whys(secretary) == []
    for act in (
        lambda: admission.sponsor(session, floor.writers.other, one, floor.committee),
        lambda: drafts.revise(session, floor.writers.author, one),
    ):
        assert "It lapsed on 3 June 2026" in str(refused(act))
    periods.due(session)
    periods.due(session)
    lapses = session.exec(select(Minute).where(Minute.act == "proposals.lapse")).all()
    assert [(minute.actor, minute.body["until"][:10]) for minute in lapses] == [("workbench", "2026-06-03")]
    assert one.state == "lapsed" and whys(secretary) == [] and floor.check() == []


def test_the_thirty_days_begin_when_it_is_found_admissible(floor: Floor, clock: time_machine.Traveller) -> None:
    floor.asks(sponsors=1, rules=ADMISSION)
    one = floor.filed(FREE)
    clock.shift(20 * DAY)
    admission.rule(floor.session, floor.writers.secretary, one, floor.committee, is_admissible=True)
    clock.shift(20 * DAY)
    admission.sponsor(floor.session, floor.writers.other, one, floor.committee)
    assert one.state == "discussion"


def test_a_text_that_meets_what_was_adopted_lapses_unless_its_author_revises_it(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    one, two = floor.filed(FREE), floor.filed(CLASHES)
    amendment = floor.answer(two, "amends", COPY)
    floor.writers.adopt(MONTH)
    replays.replay(floor.session)
    periods.due(floor.session)
    draft = floor.written(drafts.revise(floor.session, floor.writers.author, one), COPY)
    clock.shift(30 * DAY)
    assert [proposal for proposal, _ in periods.over(floor.session)] == [one, two]
    assert "version 3, which meets its words" in str(refused(floor.put, draft))
    periods.due(floor.session)
    assert (one.state, two.state, amendment.state) == ("lapsed", "lapsed", "fell")


def test_the_page_says_until_when_and_a_worker_or_whoever_writes_next_records_what_is_over(
    app: Flask, floor: Floor, desk: Desk, clock: time_machine.Traveller
) -> None:
    begin(floor)
    assert "It lapses on 3 June 2026, 10:00 UTC without the sponsors it needs." in words_in(desk.read("/proposals/1"))
    clock.shift(30 * DAY)
    desk.sit(floor.writers.author)
    page = words_in(desk.read("/proposals/1"))
    assert "It lapsed on 3 June 2026" in page and "Sponsor it" not in page
    assert jobs.tick(app) == ["proposals.lapse: proposal:1"] and jobs.tick(app) == []
    assert "It lapsed: what it needed did not come in time." in words_in(desk.read("/proposals/1"))


def test_the_secretary_has_seven_days_to_say_whether_it_is_admissible(floor: Floor, app: Flask, desk: Desk) -> None:
    floor.asks(rules=ADMISSION)
    one = floor.filed(FREE)
    floor.session.commit()
    with app.app_context():
        (turn,) = turns.of(floor.session, floor.writers.secretary)
    assert turn.why == "It is submitted: say whether it is admissible." and turn.by == (one.filed_at + 7 * DAY).date()
    assert "the secretary says, by" in words_in(desk.read("/proposals/1"))


@pytest.fixture
def offered(floor: Floor, clock: time_machine.Traveller) -> tuple[Proposal, Proposal, Member]:
    """A proposal with a sponsor, and an amendment to it that its author means to take over."""
    one, sponsor = floor.filed(FREE), floor.writers.secretary
    admission.sponsor(floor.session, sponsor, one, floor.committee)
    two = floor.answer(one, "amends", COPY)
    return one, two, sponsor


def test_an_offer_asks_the_sponsors_for_a_day_and_then_its_author(
    floor: Floor, offered: tuple[Proposal, Proposal, Member], whys: Whys, clock: time_machine.Traveller, desk: Desk
) -> None:
    _, two, sponsor = offered
    author = floor.writers.author
    assert whys(author) == ["It amends your proposal 1: take it over, or say in a comment why not."]
    floor.take(two)
    said = "It will be taken over into proposal 1, which you sponsor, unless a sponsor objects by 10:00 UTC."
    assert whys(author) == [] and whys(sponsor) == [said]
    assert "Take over proposal 2" not in desk.read("/proposals/2")
    takeover.object_to(floor.session, sponsor, two, reason="It loses the fee.")
    assert whys(sponsor) == []
    takeover.take_back(floor.session, sponsor, two)
    clock.shift(DAY)
    assert whys(sponsor) == [] and whys(author) == [
        "It may be taken over into your proposal 1 now: no sponsor objects."
    ]
    floor.take(two)
    assert whys(author) == [] and two.state == "merged_into"


def test_who_says_why_an_amendment_is_not_taken_over_is_not_asked_again(
    floor: Floor, offered: tuple[Proposal, Proposal, Member], whys: Whys
) -> None:
    _, two, _ = offered
    comments.post(floor.session, floor.writers.author, two, clause_id="catalogue-copy", body="This is another subject.")
    assert whys(floor.writers.author) == []


def test_a_sponsor_of_what_was_withdrawn_is_asked_for_a_day(
    floor: Floor, whys: Whys, clock: time_machine.Traveller
) -> None:
    one = floor.filed(FREE)
    admission.sponsor(floor.session, floor.writers.other, one, floor.committee)
    leaving.withdraw(floor.session, floor.writers.author, one, reason="The other is better.")
    assert whys(floor.writers.other) == ["It was withdrawn, and you sponsor it: you may take it over until 10:00 UTC."]
    clock.shift(DAY)
    assert whys(floor.writers.other) == []


def test_an_agreement_is_asked_of_who_answers_for_the_proposal(floor: Floor, whys: Whys) -> None:
    one = floor.filed(FREE)
    floor.put(floor.written(kinds.begin(floor.session, floor.writers.other, one, "supersedes"), MONTH))
    asked = "It asks you to agree that it takes the place of proposal 1."
    assert whys(floor.writers.author) == [asked] and whys(floor.writers.secretary) == []
