"""What keeps a ballot from opening: a comment without its outcome, a conflict, another ballot on the clauses, cases that too few have read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from time_machine import Traveller

from tests import make
from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_falling import OTHERWISE
from tests.ballots.test_scheduling import FORM, planned
from tests.proof.test_verify import Entry, anew, bind, handed_on, named
from tests.support.client import Client
from workbench.ballots import actions, opening, scheduling, waiting
from workbench.ballots.models import Ballot
from workbench.db import now
from workbench.proposals import comments, foreseen, kinds
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
DAY = timedelta(days=1)
PENNY = ("A loan costs nothing", "A loan costs a penny")
WHY = "The vendor has gone, and nobody can read more."


@pytest.fixture
def asking(hall: Hall) -> Proposal:
    """A proposal that affects one case, under a rule that asks for two members who have read what becomes of it."""
    known = hall.config.committee
    asks = {**known.rules["substantive"], "reviewers": 2}
    hall.config.__dict__["committee"] = replace(known, rules={**known.rules, "substantive": asks})
    make.case(hall.session, {"lending-terms": "met"}, settled=True)
    return hall.proposal(PENNY)


def read(hall: Hall, proposal: Proposal, *members: int, note: str = "") -> None:
    for at in members:
        foreseen.say(hall.session, hall.members[at], proposal, 1, hall.config.committee, note=note)


def opened(hall: Hall, proposal: Proposal, why: str = WHY, by: int | None = None) -> Ballot:
    """A ballot that opens with the chair's reason."""
    prepared = opening.prepare(
        hall.session, hall.chair, proposal, committee=hall.config.committee, revision=1, rule="substantive",
        unreviewed={"by": by or hall.chair.id, "reason": why},
    )  # fmt: skip
    return actions.bind(hall.session, hall.chair, prepared, committee=hall.config.committee, closes_at=now() + 14 * DAY)


def test_no_ballot_opens_before_every_comment_has_its_outcome(hall: Hall) -> None:
    proposal = hall.proposal()
    made = comments.post(hall.session, hall.members[2], proposal, clause_id="reading-silence", body="Done by whom?")
    assert "A comment has no outcome yet" in str(refused(hall.ballot, proposal))
    comments.settle(hall.session, hall.chair, made, outcome="By anybody.")
    assert hall.ballot(proposal).no == 1


def test_no_ballot_opens_on_a_text_in_conflict_unless_the_two_are_declared_rivals(hall: Hall, client: Client) -> None:
    one, two = hall.proposal(SILENCE), hall.proposal(OTHERWISE)
    assert "It conflicts with proposal 2. Have one of them revised" in str(refused(hall.ballot, one))
    hall.session.commit()
    assert (
        "No ballot opens yet.</b> It conflicts with proposal 2"
        in client.sign_in(hall.members[3]).get("/proposals/1").text
    )
    kinds.declare(hall.session, hall.chair, one, two)
    assert hall.ballot(one).no == 1


def test_no_ballot_opens_while_another_open_one_touches_its_clauses(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    one, two = hall.proposal(SILENCE), hall.proposal(OTHERWISE)
    kinds.declare(hall.session, hall.chair, one, two)
    made = planned(hall, two)
    hall.ballot(one)
    why = "Ballot 1, on proposal 1, touches a clause that this one touches too (reading-silence). It is open until"
    clock.shift(DAY)
    scheduling.due(hall.session, hall.config.committee)
    assert made.state == "cancelled" and why in (made.why or "")
    no = refused(hall.ballot, two)
    assert no.status == 409 and why in str(no)
    assert hall.ballot(hall.proposal(PENNY)).no == 2, "another clause is free"
    clock.shift(14 * DAY)
    actions.close(hall.session, hall.chair, hall.session.get_one(Ballot, 1))
    assert hall.ballot(two).no == 3
    assert proved(hall, tmp_path / "record") == []


def test_a_ballot_opens_once_as_many_have_read_the_cases_as_its_rule_asks(
    hall: Hall, asking: Proposal, tmp_path: Path
) -> None:
    read(hall, asking, 0, note="It turns.")
    no = refused(hall.ballot, asking)
    assert no.status == 409 and "2 members must have read" in str(no) and "1 of them has" in str(no)
    assert "/proposals/1/revisions/1/cases" in str(no)
    read(hall, asking, 0, 1)
    hall.ballot(asking)
    assert proved(hall, tmp_path / "whole") == []

    def told(change: Any) -> list[str]:
        def lie(kept: list[Entry]) -> None:
            change(kept)
            bind(named(kept, "ballots.open"))

        return anew(handed_on(hall, tmp_path / change.__name__), lie)

    def another(kept: list[Entry]) -> None:
        named(kept, "ballots.open")["body"]["statement"]["reviewed"][0][2][0] = hall.members[4].id

    def fewer(kept: list[Entry]) -> None:
        kept.remove(named(kept, "proposals.foresee"))
        named(kept, "ballots.open")["body"]["statement"]["reviewed"][0][2].pop(0)

    assert "are not the ones it names" in told(another)[0] and "too few had read" in told(fewer)[0]


def test_the_chair_alone_opens_it_before_with_a_reason_that_its_page_shows(
    hall: Hall, asking: Proposal, client: Client, tmp_path: Path
) -> None:
    assert refused(opened, hall, asking, by=hall.secretary.id).status == 403
    ballot = opened(hall, asking)
    hall.session.commit()
    page = client.get(f"/ballots/{ballot.no}").text
    assert f"“{WHY}”" in page and f"by {hall.chair.name}" in page
    assert proved(hall, tmp_path / "whole") == []

    def by_the_secretary(kept: list[Entry]) -> None:
        named(kept, "ballots.open")["body"]["statement"]["unreviewed"]["by"] = hall.secretary.id
        bind(named(kept, "ballots.open"))

    assert "is not the chair’s" in anew(handed_on(hall, tmp_path / "anew"), by_the_secretary)[0]


def test_the_reason_is_bound_when_the_ballot_is_scheduled(
    hall: Hall, asking: Proposal, clock: Traveller, client: Client, tmp_path: Path
) -> None:
    hall.session.commit()
    form = FORM | {"revision": "1", "unreviewed": WHY}
    assert client.sign_in(hall.chair).send("/proposals/1/ballots", **form).status_code == 303
    read(hall, asking, 0, 1)
    clock.shift(2 * DAY)
    scheduling.due(hall.session, hall.config.committee)
    assert asking.state == "balloting" and proved(hall, tmp_path / "record") == []


def test_the_pages_say_who_has_read_the_cases_and_offer_no_ballot_that_would_be_refused(
    hall: Hall, asking: Proposal, client: Client
) -> None:
    hall.session.commit()
    at = "/proposals/1/revisions/1/cases"
    assert "I have read what it would do to this case" in client.sign_in(hall.members[1]).get(at).text
    assert client.send(at, note="It turns.").status_code == 303
    page = client.get(at).text
    assert "“It turns.”" in page and "I have read what it would do" not in page
    assert "2 members must have read" in client.get("/proposals/1").text
    client.sign_in(hall.secretary)
    assert 'href="/proposals/1/ballot"' not in client.get("/proposals/1").text
    assert "The chair may open it all the same" in client.get("/proposals/1/ballot").text
    client.sign_in(hall.chair)
    form = client.get("/proposals/1/ballot").text
    assert 'name="unreviewed"' in form and "1 of them has" in form and "Editorial change" not in form
    kept = client.send(
        "/proposals/1/ballots", rule="substantive", revision="1", closes_at="2031-05-30T18:00", sure="yes"
    )
    assert kept.status_code == 409 and "The chair may open it all the same" in kept.text


def test_the_desk_asks_for_no_ballot_that_would_be_refused(hall: Hall, asking: Proposal) -> None:
    made = comments.post(hall.session, hall.members[2], asking, clause_id="lending-terms", body="A penny of what?")
    comments.settle(hall.session, hall.chair, made, outcome="Of copper.")

    def asked() -> list[str]:
        return [turn.of for turn in waiting.ready(hall.session, hall.secretary, hall.config.committee)]

    assert asked() == []
    read(hall, asking, 0, 1)
    assert asked() == ["Proposal 1"]


def test_who_is_recused_or_no_member_reads_for_nobody_else(hall: Hall, asking: Proposal) -> None:
    assert (
        refused(
            foreseen.say, hall.session, make.member(hall.session, "observer"), asking, 1, hall.config.committee
        ).status
        == 403
    )
    other = hall.proposal(SILENCE)
    assert "affects no case" in str(
        refused(foreseen.say, hall.session, hall.members[0], other, 1, hall.config.committee)
    )
    assert "current revision" in str(
        refused(foreseen.say, hall.session, hall.members[0], other, 2, hall.config.committee)
    )
