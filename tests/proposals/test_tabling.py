"""A proposal set aside until a day: nothing runs out meanwhile, no ballot opens, and it comes back by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, Floor
from tests.proposals.test_filing import refused
from tests.proposals.test_periods import CLASHES
from tests.proposals.writers import FREE
from workbench.ballots import opening
from workbench.members.models import Member
from workbench.proposals import admission, drafts, kinds, leaving, periods, queries, replays, tabling
from workbench.proposals.models import Proposal

WHY = "The survey of the libraries comes in June."
JUNE = date(2026, 6, 3)


@pytest.fixture
def chair(floor: Floor) -> Member:
    return make.member(floor.session, "member", "chair")


def aside(floor: Floor, chair: Member, *, until: date = JUNE) -> Proposal:
    one = floor.filed(FREE)
    tabling.table(floor.session, chair, one, until=until, reason=WHY)
    return one


def test_no_ballot_opens_on_what_is_set_aside_and_its_author_may_revise_it(
    floor: Floor, chair: Member, clock: time_machine.Traveller
) -> None:
    one = aside(floor, chair)
    assert one.state == "tabled" and "is set aside, so no ballot opens on it" in str(
        refused(opening.votable, floor.session, one, 1, floor.committee)
    )
    floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), COPY))
    assert (one.state, one.revision) == ("tabled", 2)
    assert refused(admission.sponsor, floor.session, floor.writers.other, one, floor.committee).status == 409
    assert refused(tabling.table, floor.session, chair, one, until=JUNE, reason=WHY).status == 409
    assert floor.check() == []


def test_only_the_chair_sets_aside_with_a_reason_and_a_day_within_a_year(
    floor: Floor, chair: Member, clock: time_machine.Traveller
) -> None:
    one = floor.filed(FREE)
    asked = {"until": JUNE, "reason": WHY}
    assert refused(tabling.table, floor.session, floor.writers.secretary, one, **asked).status == 403
    assert refused(tabling.table, floor.session, chair, one, **asked | {"reason": " "}).field == "reason"
    for day in (date(2026, 5, 4), date(2027, 6, 3)):
        assert refused(tabling.table, floor.session, chair, one, **asked | {"until": day}).field == "until"
    assert one.state == "discussion"


def test_the_chair_takes_it_up_before_its_day(floor: Floor, chair: Member, clock: time_machine.Traveller) -> None:
    one = aside(floor, chair)
    assert refused(tabling.resume, floor.session, floor.writers.secretary, one).status == 403
    tabling.resume(floor.session, chair, one)
    assert one.state == "discussion" and opening.votable(floor.session, one, 1, floor.committee).n == 1
    assert refused(tabling.resume, floor.session, chair, one).status == 409 and floor.check() == []


def test_it_comes_back_on_its_day_before_whatever_else_anybody_does(
    floor: Floor, chair: Member, desk: Desk, clock: time_machine.Traveller
) -> None:
    one = aside(floor, chair)
    clock.move_to(datetime(2026, 6, 2, 23, 59, tzinfo=UTC))
    desk.sit(floor.writers.other)
    desk.send("/proposals/1/follow", choice="follow")
    assert one.state == "tabled"
    clock.move_to(datetime(2026, 6, 3, tzinfo=UTC))
    desk.send("/proposals/1/follow", choice="mute")
    assert one.state == "discussion"
    assert "The workbench took up proposal 1 again" in words_in(desk.read("/minutes")) and floor.check() == []


def test_an_agreement_given_meanwhile_takes_effect_when_it_is_taken_up(
    floor: Floor, chair: Member, clock: time_machine.Traveller
) -> None:
    one, two = floor.filed(FREE), floor.filed(COPY, by=floor.writers.other)
    both = floor.composite(one, two)
    tabling.table(floor.session, chair, both, until=JUNE, reason=WHY)
    kinds.agree(floor.session, floor.writers.other, two, both)
    assert two.state == "discussion"
    clock.move_to(datetime(2026, 6, 3, tzinfo=UTC))
    tabling.due(floor.session)
    assert (one.state, two.state) == ("merged_into", "merged_into") and floor.check() == []


def test_its_thirty_days_on_an_older_text_stand_still_and_begin_again(
    floor: Floor, chair: Member, clock: time_machine.Traveller
) -> None:
    one = floor.filed(CLASHES)
    floor.writers.adopt(("A loan costs nothing for the first month.", "A loan costs nothing for the first year."))
    replays.replay(floor.session)
    tabling.table(floor.session, chair, one, until=date(2026, 7, 1), reason=WHY)
    clock.shift(timedelta(days=40))
    assert periods.of(floor.session, one) is None and list(periods.over(floor.session)) == []
    tabling.resume(floor.session, chair, one)
    period = periods.of(floor.session, one)
    assert period and period.until == datetime(2026, 7, 13, 10, tzinfo=UTC)
    assert list(periods.over(floor.session)) == []
    clock.shift(timedelta(days=30))
    assert [found.no for found, _ in periods.over(floor.session)] == [1]


def test_what_was_withdrawn_while_it_was_set_aside_is_taken_over_as_it_was(
    floor: Floor, chair: Member, clock: time_machine.Traveller
) -> None:
    one = floor.filed(FREE)
    admission.sponsor(floor.session, floor.writers.other, one, floor.committee)
    tabling.table(floor.session, chair, one, until=JUNE, reason=WHY)
    leaving.withdraw(floor.session, floor.writers.author, one, reason="Enough.")
    leaving.rescue(floor.session, floor.writers.other, one)
    assert one.state == "tabled" and one.state in queries.OPEN
    clock.move_to(datetime(2026, 6, 3, tzinfo=UTC))
    tabling.due(floor.session)
    assert one.state == "discussion" and floor.check() == []


def test_the_page_says_until_when_and_why_and_a_refused_form_keeps_its_words(
    floor: Floor, chair: Member, desk: Desk, clock: time_machine.Traveller
) -> None:
    floor.filed(FREE)
    assert "Set it aside" not in words_in(desk.read("/proposals/1"))
    desk.sit(chair)
    assert "Set it aside until a day" in words_in(desk.read("/proposals/1"))
    assert WHY in desk.send("/proposals/1/table", 422, until="in June", reason=WHY)
    desk.send("/proposals/1/table", until="2026-06-03", reason=WHY)
    page = words_in(desk.read("/proposals/1"))
    assert f"Set aside until 3 June 2026 by {chair.name}: {WHY}" in page and "Open a ballot" not in page
    assert "set proposal 1 aside" in words_in(desk.read("/minutes"))
    desk.send("/proposals/1/resume")
    assert "Set aside until 3 June" not in words_in(desk.read("/proposals/1"))
