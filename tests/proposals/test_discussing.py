"""Where the rules ask for it, a proposal is discussed for a number of days and has a last call, and no ballot opens before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, Floor
from tests.proposals.test_filing import refused
from tests.proposals.test_turns import Whys, whys
from tests.proposals.writers import FREE, SINGS
from workbench.ballots import opening
from workbench.config import Committee
from workbench.proposals import (
    actions,
    admission,
    comments,
    discussing,
    dispositions,
    division,
    drafts,
    kinds,
    leaving,
    objecting,
    replays,
    stays,
    suggestions,
    tabling,
)
from workbench.proposals.models import Proposal

__all__ = ["whys"]
pytestmark = pytest.mark.usefixtures("clock")
DAY = timedelta(days=1)
OTHER = ("A loan costs nothing for the first month.", "A loan costs a song.")


def votable(floor: Floor, one: Proposal) -> int:
    return opening.votable(floor.session, one, one.revision, floor.committee).n


def call(floor: Floor, one: Proposal) -> stays.Stay:
    return discussing.call(floor.session, floor.writers.secretary, one, floor.committee)


def called(floor: Floor) -> Proposal:
    floor.asks(last_call=30)
    one = floor.filed(FREE)
    call(floor, one)
    return one


def end(floor: Floor, one: Proposal) -> date:
    return stays.of(floor.session, one, "discussion")[0].until.date()


def test_by_default_there_is_no_clock_and_no_last_call(floor: Floor) -> None:
    one = floor.filed(FREE)
    assert stays.of(floor.session, one, "discussion") == [] and votable(floor, one) == 1
    assert refused(call, floor, one).status == 409


def test_no_ballot_opens_before_the_least_time_of_a_discussion(floor: Floor, clock: time_machine.Traveller) -> None:
    floor.asks(discussion=(14, 21))
    one = floor.filed(FREE)
    assert "is discussed until 18 May 2026, 10:00 UTC" in str(refused(votable, floor, one))
    clock.shift(14 * DAY)
    assert votable(floor, one) == 1 and floor.check() == []


def test_the_clock_begins_when_it_is_considered(floor: Floor, clock: time_machine.Traveller) -> None:
    floor.asks(sponsors=1, discussion=(14, 21))
    one = floor.filed(FREE)
    clock.shift(10 * DAY)
    admission.sponsor(floor.session, floor.writers.other, one, floor.committee)
    assert end(floor, one) == date(2026, 5, 28) and floor.check() == []


def test_a_revision_leaves_a_week_within_the_longest_time(floor: Floor, clock: time_machine.Traveller) -> None:
    floor.asks(discussion=(14, 21))
    one, dates = floor.filed(FREE), []
    for days, change in ((3, COPY), (7, SINGS), (7, ("print it", "or sing it"))):
        clock.shift(days * DAY)
        floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), change))
        dates.append(end(floor, one))
    assert dates == [date(2026, 5, 18), date(2026, 5, 21), date(2026, 5, 25)] and floor.check() == []


def test_other_reasons_for_the_same_text_put_nothing_off(floor: Floor, clock: time_machine.Traveller) -> None:
    floor.asks(discussion=(14, 21))
    one = floor.filed(FREE)
    clock.shift(10 * DAY)
    draft = drafts.revise(floor.session, floor.writers.author, one)
    draft.rationale, draft.note = "Better reasons.", "Other reasons."
    floor.put(draft)
    assert (one.revision, end(floor, one)) == (2, date(2026, 5, 18))


def test_an_amendment_to_an_amendment_has_neither_clock_nor_last_call(floor: Floor) -> None:
    floor.asks(discussion=(14, 21), last_call=30)
    one = floor.filed(FREE)
    two = floor.answer(one, "amends", COPY)
    assert votable(floor, two) == 1 and stays.of(floor.session, two, "discussion") == []


def test_the_parts_of_a_proposal_are_discussed_as_long_as_the_whole(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    floor.asks(discussion=(14, 21))
    whole = floor.filed(FREE, SINGS)
    clock.shift(10 * DAY)
    items = division.divisible(floor.session, floor.writers.author, whole).items
    made = division.divide(
        floor.session, floor.writers.author, whole, parts={item.key: at for at, item in enumerate(items, 1)}, titles={},
        repository=floor.writers.repository,
    )  # fmt: skip
    assert [end(floor, part) for part in made] == [date(2026, 5, 18)] * 2 and floor.check() == []
    assert "is discussed until" in str(refused(votable, floor, made[0]))


def test_while_it_is_set_aside_the_clock_stands_still(floor: Floor, clock: time_machine.Traveller) -> None:
    floor.asks(discussion=(14, 21))
    one, chair = floor.filed(FREE), make.member(floor.session, "chair")
    clock.shift(4 * DAY)
    tabling.table(floor.session, chair, one, until=date(2026, 6, 1), reason="A survey comes in.")
    clock.move_to(datetime(2026, 6, 8, 10, tzinfo=UTC))
    tabling.due(floor.session)
    (row,) = stays.of(floor.session, one, "discussion")
    assert row.until == datetime(2026, 6, 11, 0, tzinfo=UTC) and row.latest == datetime(2026, 6, 18, 0, tzinfo=UTC)
    assert one.state == "discussion" and floor.check() == []


def test_a_revision_while_it_is_set_aside_leaves_a_week_from_when_it_is_taken_up(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    floor.asks(discussion=(14, 0))
    one, chair = floor.filed(FREE), make.member(floor.session, "chair")
    clock.shift(12 * DAY)
    tabling.table(floor.session, chair, one, until=date(2026, 6, 1), reason="A survey comes in.")
    clock.shift(3 * DAY)
    floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), COPY))
    clock.move_to(datetime(2026, 6, 2, 10, tzinfo=UTC))
    tabling.due(floor.session)
    assert end(floor, one) == date(2026, 6, 8) and floor.check() == []


@pytest.mark.parametrize(("claimed", "ends"), [("editorial", date(2026, 6, 3)), ("scope", date(2026, 7, 3))])
def test_another_class_of_the_same_text_never_shortens_a_last_call_that_runs(
    floor: Floor, claimed: str, ends: date
) -> None:
    one = called(floor)
    floor.committee = replace(floor.committee, last_call={"editorial": 7, "substantive": 30, "scope": 60})
    draft = drafts.revise(floor.session, floor.writers.author, one)
    draft.claimed, draft.note = claimed, "Another class."
    floor.put(draft)
    (row,) = stays.of(floor.session, one, "last_call")
    assert (one.state, row.until.date()) == ("last_call", ends) and floor.check() == []


def test_a_ballot_waits_for_the_last_call_that_the_rules_ask_for(floor: Floor, clock: time_machine.Traveller) -> None:
    floor.asks(last_call=30)
    one = floor.filed(FREE)
    assert "ask for a last call of 30 days first" in str(refused(votable, floor, one))
    no = refused(discussing.call, floor.session, floor.writers.author, one, floor.committee)
    assert no.status == 403
    call(floor, one)
    assert one.state == "last_call" and "runs until 3 June 2026, 10:00 UTC" in str(refused(votable, floor, one))
    said = floor.writers.said(one, "A loan")
    clock.shift(30 * DAY)
    assert "A comment has no outcome yet" in str(refused(votable, floor, one))
    dispositions.dispose(floor.session, floor.writers.secretary, said, value="rejected", reason="It is clear.")
    assert (one.state, votable(floor, one)) == ("last_call", 1) and floor.check() == []


def test_an_editorial_change_of_the_same_rules_has_none(floor: Floor) -> None:
    floor.asks(last_call=30)
    assert votable(floor, floor.filed(FREE, claimed="editorial")) == 1


def test_a_last_call_waits_for_every_comment_and_for_the_end_of_the_discussion(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    floor.asks(discussion=(7, 0), last_call=30)
    one = floor.filed(FREE)
    said = floor.writers.said(one, "A loan")
    assert "is discussed until 11 May" in str(refused(call, floor, one))
    clock.shift(7 * DAY)
    assert "A comment has no outcome yet" in str(refused(call, floor, one))
    comments.settle(floor.session, floor.writers.author, said, outcome="Said so.")
    assert call(floor, one).until == datetime(2026, 6, 10, 10, tzinfo=UTC)


def test_a_live_conflict_keeps_it_from_a_last_call_unless_the_two_are_rivals(floor: Floor) -> None:
    floor.asks(last_call=30)
    one, two = floor.filed(FREE), floor.filed(OTHER, by=floor.writers.other)
    assert "It conflicts with proposal 2" in str(refused(call, floor, one))
    kinds.declare(floor.session, floor.writers.secretary, one, two)
    assert call(floor, one).state == "last_call"


def test_another_text_brings_it_back_into_discussion_and_the_same_does_not(floor: Floor) -> None:
    one = called(floor)
    draft = drafts.revise(floor.session, floor.writers.author, one)
    draft.rationale, draft.note = "Better reasons.", "Other reasons."
    floor.put(draft)
    assert one.state == "last_call"
    floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), COPY))
    assert one.state == "discussion" and stays.of(floor.session, one, "last_call")[0].ended_at
    assert call(floor, one).n == 2 and floor.check() == []


def test_the_same_change_on_a_newer_version_stays_in_its_last_call(floor: Floor) -> None:
    one = called(floor)
    floor.writers.adopt(SINGS)
    replays.replay(floor.session)
    about = {"repository": floor.writers.repository, "committee": floor.committee}
    actions.carry(floor.session, floor.writers.author, one, **about)
    assert (one.state, one.revision) == ("last_call", 2)


@pytest.mark.parametrize("value", ["accepted", "accepted_modified"])
def test_a_comment_that_is_accepted_brings_it_back(floor: Floor, value: str) -> None:
    one = called(floor)
    said = floor.writers.said(one, "A loan")
    dispositions.dispose(floor.session, floor.writers.author, said, value=value, reason="It will say so.")
    assert one.state == "discussion" and floor.check() == []


def test_a_suggestion_taken_brings_it_back_once(floor: Floor) -> None:
    one = called(floor)
    said = comments.post(
        floor.session, floor.writers.other, one, clause_id="lending-terms", quote="A loan", body="Rather so.",
        kind="suggestion", wording="Every loan",
    )  # fmt: skip
    floor.put(suggestions.take(floor.session, floor.writers.author, said))
    assert (one.state, one.revision, said.taken_in) == ("discussion", 2, 2) and floor.check() == []


def test_an_upheld_objection_brings_it_back(floor: Floor) -> None:
    one, people = called(floor), floor.writers
    said = people.said(one, "A loan")
    dispositions.dispose(floor.session, people.author, said, value="rejected", reason="It is clear.")
    dispositions.reply(floor.session, people.other, said, satisfied=False, answer="It is not.")
    made = objecting.attack(floor.session, people.other, said, body="It is not clear.", remedy="Say who pays.")
    objecting.decide(floor.session, people.secretary, made, is_upheld=True, reason="It is not.")
    assert one.state == "discussion" and floor.check() == []


def test_another_text_filed_while_it_is_set_aside_ends_its_last_call_too(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    one, chair = called(floor), make.member(floor.session, "chair")
    clock.shift(29 * DAY)
    tabling.table(floor.session, chair, one, until=date(2026, 6, 10), reason="A survey comes in.")
    floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), COPY))
    assert one.state == "tabled"
    tabling.resume(floor.session, chair, one)
    clock.shift(2 * DAY)
    assert one.state == "discussion" and "last call of 30 days first" in str(refused(votable, floor, one))
    assert call(floor, one).n == 3 and floor.check() == []


def test_what_was_set_aside_in_its_last_call_goes_on_with_the_days_it_had_left(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    one, chair = called(floor), make.member(floor.session, "chair")
    tabling.table(floor.session, chair, one, until=date(2026, 6, 1), reason="A survey comes in.")
    clock.shift(10 * DAY)
    tabling.resume(floor.session, chair, one)
    assert one.state == "last_call"
    assert stays.of(floor.session, one, "last_call")[0].until == datetime(2026, 6, 13, 10, tzinfo=UTC)
    assert floor.check() == []


def test_the_desk_says_what_comes_next(app: Flask, floor: Floor, whys: Whys, clock: time_machine.Traveller) -> None:
    floor.asks(discussion=(7, 0), last_call=30)
    vars(app.extensions["workbench"])["committee"] = floor.committee
    one = floor.filed(FREE)
    comments.settle(floor.session, floor.writers.author, floor.writers.said(one, "A loan"), outcome="Said so.")
    assert whys(floor.writers.secretary) == []
    two = floor.answer(one, "amends", COPY)
    said = floor.writers.said(two, "A loan", by=floor.writers.author)
    comments.settle(floor.session, floor.writers.author, said, outcome="Said so.")
    assert whys(floor.writers.secretary) == [
        "Every comment has its outcome and no concern stands: a ballot can be opened."
    ]
    leaving.withdraw(floor.session, floor.writers.other, two, reason="Enough.")
    clock.shift(7 * DAY)
    assert whys(floor.writers.secretary) == [
        "Every comment has its outcome and no concern stands: its last call can begin."
    ]
    call(floor, one)
    assert whys(floor.writers.secretary) == []
    clock.shift(30 * DAY)
    assert whys(floor.writers.secretary) == [
        "It has had its last call: open a ballot, once every comment has its outcome."
    ]


def test_the_page_says_until_when_and_the_secretary_begins_the_last_call(
    app: Flask, floor: Floor, desk: Desk, clock: time_machine.Traveller
) -> None:
    floor.asks(discussion=(7, 21), last_call=30)
    vars(app.extensions["workbench"])["committee"] = floor.committee
    floor.filed(FREE)
    page = words_in(desk.read("/proposals/1"))
    assert "It is discussed until 11 May 2026, 10:00 UTC, or longer when it is revised: at most until 25 May" in page
    assert "Before a ballot it has a last call of 30 days." in page and "Begin its last call" not in page
    desk.sit(floor.writers.secretary)
    assert "It cannot begin yet. Proposal 1 is discussed until" in words_in(desk.read("/proposals/1"))
    clock.shift(7 * DAY)
    desk.sit(floor.writers.secretary)
    assert "Begin its last call" in words_in(desk.read("/proposals/1"))
    desk.send("/proposals/1/last-call")
    desk.client.sign_out()
    page = words_in(desk.read("/proposals/1"))
    assert "Last call until 10 June 2026, 10:00 UTC" in page and "Comment as a reader" in page
    assert "began the last call of proposal 1" in words_in(desk.read("/minutes"))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("[discussion]\nmin_days = -1", "discussion.min_days"),
        ("[discussion]\nmin_days = 9\nmax_days = 8", "discussion.max_days"),
        ('[last_call]\nscope = "long"', "last_call.scope"),
        ("last_call = 3", "last_call"),
    ],
)
def test_the_rules_are_whole_numbers_of_days(tmp_path: Path, words: str, named: str) -> None:
    path = tmp_path / "committee.toml"
    path.write_text(f"{words}\n")
    assert named in str(refused(Committee.read, path))
    path.write_text("[discussion]\nmin_days = 14\nmax_days = 21\n[last_call]\nscope = 60\n")
    assert (Committee.read(path).discussion, Committee.read(path).last_call) == ((14, 21), {"scope": 60})
