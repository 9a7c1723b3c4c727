"""The class of a change is claimed by its author, may be contested by a member, and is settled by somebody else or by the clock."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import col, select

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, Floor
from tests.proposals.test_discussing import call, votable
from tests.proposals.test_filing import refused
from tests.proposals.test_turns import Whys, whys
from tests.proposals.writers import FREE
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.proof.classes import Classes
from workbench.proposals import classes, contesting, drafts, queries, stays
from workbench.proposals.models import Proposal

__all__ = ["whys"]
pytestmark = pytest.mark.usefixtures("clock")
DAY = timedelta(days=1)


def contested(floor: Floor, one: Proposal, named: str = "scope", by: Member | None = None) -> classes.ClassContest:
    return contesting.contest(floor.session, by or floor.writers.other, one, named=named, reason="It asks more.")


def settled(floor: Floor, one: Proposal, to: str, by: Member | None = None) -> classes.ClassContest:
    by = by or floor.writers.secretary
    return contesting.settle(floor.session, by, one, floor.committee, settled=to, reason="So it reads.")


def revised(floor: Floor, one: Proposal, *changes: tuple[str, str], claimed: str = "substantive") -> Proposal:
    return floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), *changes, claimed=claimed))


def state(floor: Floor, one: Proposal) -> tuple[str, str]:
    return one.claimed, classes.of(floor.session, one).state


def test_a_claim_is_settled_after_seven_days_and_until_then_any_member_but_its_author_contests_it(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    one = floor.filed(FREE)
    assert state(floor, one) == ("substantive", "claimed") and votable(floor, one) == 1, "a ballot does not wait for it"
    assert refused(contested, floor, one, by=floor.writers.author).status == 403
    assert refused(contested, floor, one, "substantive").field == "named"
    clock.shift(7 * DAY)
    assert state(floor, one) == ("substantive", "settled")
    assert "is settled" in str(refused(contested, floor, one))


def test_while_it_is_contested_no_ballot_opens_and_no_last_call_begins(floor: Floor) -> None:
    floor.asks(last_call=30)
    one = floor.filed(FREE)
    contested(floor, one)
    for step in (votable, call):
        no = refused(step, floor, one)
        assert no.status == 409 and "First an officer settles that" in str(no)
    assert "contested already" in str(refused(contested, floor, one))
    settled(floor, one, "substantive")
    call(floor, one)
    assert state(floor, one) == ("substantive", "settled") and floor.check() == []


def test_it_is_settled_by_an_officer_who_is_no_party_to_it(floor: Floor) -> None:
    one = floor.filed(FREE)
    chair = make.member(floor.session, "member", "chair")
    contested(floor, one, by=chair)
    assert refused(settled, floor, one, "scope", by=chair).status == 403
    assert refused(settled, floor, one, "scope", by=floor.writers.author).status == 403
    settled(floor, one, "editorial")
    assert state(floor, one) == ("editorial", "settled")
    assert "Nobody contests" in str(refused(settled, floor, one, "scope"))
    assert floor.check() == []


def test_its_author_may_give_in_and_files_no_third_class_meanwhile(floor: Floor) -> None:
    one, other = floor.filed(FREE), floor.filed(COPY)
    for each in (one, other):
        contested(floor, each)
    contesting.concede(floor.session, floor.writers.author, one, floor.committee)
    assert state(floor, one) == ("scope", "settled") and floor.check() == []
    with pytest.raises(Refusal, match="keep substantive, or give in and claim scope"):
        revised(floor, other, FREE, claimed="editorial")


def test_a_revision_that_claims_what_was_named_gives_in_and_another_claim_begins_anew(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    one = floor.filed(FREE)
    contested(floor, one)
    clock.shift(DAY)
    revised(floor, one, COPY, claimed="scope")
    [row] = classes.of(floor.session, one).contests
    assert (row.state, row.settled, *state(floor, one)) == ("conceded", "scope", "scope", "claimed")
    clock.shift(7 * DAY)
    revised(floor, one, ("may ask for a name", "may well ask for a name"), claimed="scope")
    assert state(floor, one) == ("scope", "settled"), "the same claim goes on"
    revised(floor, one, ("may well ask", "does ask"), claimed="editorial")
    assert state(floor, one) == ("editorial", "claimed"), "a lower one may be contested again"
    assert floor.check() == []


def test_doubt_moves_it_up_after_seven_days_and_its_last_call_goes_on_for_what_the_rules_ask_of_that(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    floor.asks(last_call=10)
    floor.committee.last_call["scope"] = 60
    one = floor.filed(FREE)
    call(floor, one)
    contested(floor, one)
    clock.shift(7 * DAY - timedelta(seconds=1))
    contesting.due(floor.session, floor.committee)
    assert state(floor, one) == ("substantive", "contested")
    clock.shift(timedelta(seconds=1))
    assert "are over" in str(refused(settled, floor, one, "editorial"))
    contesting.due(floor.session, floor.committee)
    assert state(floor, one) == ("scope", "settled") and floor.check() == []
    [row] = stays.of(floor.session, one, "last_call")
    assert row.until - row.since == 60 * DAY


def test_the_page_says_how_the_class_stands_and_a_refused_contest_keeps_its_words(desk: Desk, floor: Floor) -> None:
    one = floor.filed(FREE)
    floor.session.commit()
    desk.client.sign_in(floor.writers.other)
    page = words_in(desk.client.get(f"/proposals/{one.no}").text)
    assert "substantive change, claimed" in page and "any member who is no author may contest that" in page
    answer = desk.client.send(f"/proposals/{one.no}/class/contest", reason="It asks for more of them.")
    assert answer.status_code == 422 and "It asks for more of them." in answer.text
    answer = desk.client.send(f"/proposals/{one.no}/class/contest", reason="It asks more.", named="scope")
    assert answer.status_code == 303
    desk.client.sign_in(floor.writers.secretary)
    page = words_in(desk.client.get(f"/proposals/{one.no}").text)
    assert "substantive change, contested" in page and "It asks more." in page and "Settle its class" in page
    desk.client.send(f"/proposals/{one.no}/class/settle", settled="substantive", reason="It only says it better.")
    assert "settled it as substantive" in words_in(desk.client.get(f"/proposals/{one.no}").text)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_changes_what_a_case_is_judged_by_is_never_editorial(floor: Floor) -> None:
    one = floor.filed(FREE)
    queries.revision(floor.session, one).requirements = ["reading-anyone"]
    assert refused(contested, floor, one, "editorial").field == "named"
    contested(floor, one)
    assert refused(settled, floor, one, "editorial").field == "settled"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_contest_waits_for_the_officers_who_may_settle_it_and_for_its_author(floor: Floor, whys: Whys) -> None:
    contested(floor, floor.filed(FREE))
    assert "Its class is contested, scope against substantive: settle it." in " ".join(whys(floor.writers.secretary))
    assert "A member says that it is scope and not substantive" in " ".join(whys(floor.writers.author))
    assert whys(floor.writers.other) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_the_minutes_say_of_a_class_is_held_against_who_may_and_when(
    floor: Floor, clock: time_machine.Traveller
) -> None:
    one = floor.filed(FREE)
    contested(floor, one)
    settled(floor, one, "scope")
    honest = json.dumps([
        {"act": entry.act, "actor": entry.actor, "thing": entry.thing, "at": entry.at.isoformat(), "body": entry.body}
        for entry in floor.session.exec(select(Minute).order_by(col(Minute.seq)))
    ])  # fmt: skip
    author, other, secretary = (one.id for one in (floor.writers.author, floor.writers.other, floor.writers.secretary))

    def faults(old: str = "", new: str = "", drop: int = 0) -> list[str]:
        assert old in honest
        told, entries = Classes(), json.loads(honest.replace(old, new) if old else honest)
        return [fault for entry in entries[: len(entries) - drop] for fault in told.take(entry)]

    assert faults() == []
    assert faults(f'"member_id": {other}, "made_at"', f'"member_id": {author}, "made_at"') != []
    assert faults('"settled": "scope"', '"settled": "editorial"') != [], "the proposal is not of that class"
    assert faults(f'"settled_by": {secretary}', f'"settled_by": {other}') != []
    assert faults('"state": "settled"', '"state": "raised"') != [], "it is not seven days later"
    assert faults('"act": "proposals.settle_class"', '"act": "proposals.withdraw"') != []
    assert faults('"named": "scope"', '"named": "substantive"') != []
