"""Interests, affiliations on the roll, recusals before and in a ballot, dismissals, leaving; and that a stranger counts the same."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_ranking import opened, rivals
from tests.support.client import Client
from workbench import db
from workbench.ballots import actions, known, queries, recusing, ties, waiting
from workbench.ballots.models import Ballot, RollEntry
from workbench.cases import subjects
from workbench.members import actions as members
from workbench.members import interests
from workbench.members.models import Member
from workbench.proposals import citations, comments, letters, recusals

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
OVER = timedelta(days=15)


def works_for(hall: Hall, member: Member, organisation: str) -> None:
    interests.declare(hall.session, member, organisation=organisation, kind="employment", since=db.now().date())


def ruled(hall: Hall, **table: Any) -> None:
    """The rule for substantive changes has these terms beside its own."""
    committee = hall.config.committee
    rules = {**committee.rules, "substantive": committee.rules["substantive"] | table}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules=rules)


def seat(hall: Hall, ballot: Ballot, member: Member) -> RollEntry:
    return hall.session.get_one(RollEntry, (ballot.no, member.id))


def test_the_roll_keeps_for_whom_each_worked_when_the_ballot_opened(hall: Hall, tmp_path: Path) -> None:
    one, two, *_ = hall.members
    subjects.note(hall.session, hall.chair, None, parent=None, name="The Mill", aliases=["Mill & Sons"], address="", tier="", tier_source="")  # fmt: skip
    works_for(hall, one, "mill & sons")
    ballot = hall.ballot()
    works_for(hall, two, "The Mill")
    assert [seat(hall, ballot, who).affiliation for who in (one, two)] == ["The Mill", ""]
    assert seat(hall, ballot, hall.chair).is_chair and not seat(hall, ballot, one).is_chair
    assert proved(hall, tmp_path / "record") == []


def test_a_recusal_is_proposed_for_who_is_tied_to_what_the_proposal_names_and_funding_is_disclosed(
    hall: Hall, session: Session, client: Client
) -> None:
    one, two, *_ = hall.members
    tier = {"tier": "Gold", "tier_source": "https://library.example/funds"}
    above = subjects.note(session, hall.chair, None, parent=None, name="Paper Trust", aliases=[], address="", **tier)
    case = make.case(session, {"lending-terms": "met"}, actor=hall.chair)
    plain = {"aliases": [], "address": "", "tier": "", "tier_source": ""}
    subjects.note(session, hall.chair, None, parent=above, name=case.vendor, **plain)
    works_for(hall, one, "The paper trust")
    works_for(hall, one, "Paper Trust")
    works_for(hall, two, "Somebody else")
    proposal = hall.proposal()
    citations.keep(session, [case.no or 0], proposal_no=proposal.no or 0)
    assert [(tie.member, tie.interest.organisation) for tie in recusals.ties(session, proposal, [one.id or 0, two.id or 0])] == [(one.id, "Paper Trust")]  # fmt: skip
    session.commit()
    client.sign_in(one)
    page = client.open(f"/proposals/{proposal.no}").text
    assert "The program proposes that you recuse yourself" in page
    page = client.open(f"/proposals/{proposal.no}/recusals").text
    assert "gives to the body that keeps the definition (Gold" in page and "nobody is recused for it" in page
    assert client.send(f"/proposals/{proposal.no}/recusals", reason=" ").status_code == 422
    assert client.send(f"/proposals/{proposal.no}/recusals", reason="They pay me.").status_code == 303
    assert "recused themself" in client.open(f"/proposals/{proposal.no}/recusals").text


def test_who_is_recused_before_is_not_counted_and_neither_votes_nor_sponsors_nor_opens(
    hall: Hall, tmp_path: Path
) -> None:
    proposal = hall.proposal()
    for who in (hall.secretary, hall.members[1]):
        recusing.recuse(hall.session, who, proposal, reason="My own.")
    assert refused(recusing.recuse, hall.session, hall.members[1], proposal, reason="Again.").status == 409
    window = {"revision": 1, "rule_name": "substantive", "closes_at": db.now() + OVER}
    assert refused(actions.open, hall.session, hall.secretary, proposal, committee=hall.config.committee, **window).status == 403  # fmt: skip
    ballot = hall.ballot(proposal)
    assert "You are recused from this ballot" in str(refused(hall.vote, hall.members[1], ballot))
    for who in [hall.chair, hall.members[0], *hall.members[2:]]:
        hall.vote(who, ballot)
    assert refused(actions.close, hall.session, hall.secretary, ballot).status == 403
    actions.close(hall.session, hall.chair, ballot)
    assert (ballot.tally or {})["counts"] == {"for": 5, "against": 0, "abstain": 0, "roll": 5, "recused": 2}
    assert proved(hall, tmp_path / "record") == []


def test_a_recusal_in_mid_ballot_voids_the_vote_and_it_is_shown_struck_through(
    clock: Traveller, hall: Hall, client: Client, tmp_path: Path
) -> None:
    ballot = hall.ballot()
    hall.votes(ballot, for_=3, against=3)
    proposal = queries.proposals(hall.session, ballot)[0]
    recusing.recuse(hall.session, hall.members[3], proposal, reason="I forgot that they pay me.")
    clock.shift(OVER)
    assert refused(recusing.recuse, hall.session, hall.members[2], proposal, reason="Late.").status == 409
    actions.close(hall.session, hall.chair, ballot)
    assert (ballot.tally or {})["counts"] == {"for": 3, "against": 2, "abstain": 0, "roll": 6, "recused": 1}
    assert proved(hall, tmp_path / "record") == []
    page = client.open(f"/ballots/{ballot.no}").text
    assert "<del>Against</del> Recused" in page


def test_a_dismissal_takes_an_officer_and_a_second_member_neither_of_whom_is_a_party(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    proposal = hall.proposal()
    ballot, (author, two, three, *_) = hall.ballot(proposal), hall.members
    hall.vote(two, ballot)
    move = {"reason": "They sold it to us."}
    recusing.move(hall.session, three, proposal, hall.members[3], **move)
    assert (
        refused(recusing.dismiss, hall.session, hall.members[4], proposal, hall.members[3]).whom
        == "the chair or the secretary"
    )
    assert recusing.dismiss(hall.session, hall.chair, proposal, hall.members[3]).state == "dismissed"
    recusing.move(hall.session, hall.secretary, proposal, two, **move)
    assert seat(hall, ballot, two).status == "eligible"
    for who in (hall.secretary, two, author):
        assert refused(recusing.dismiss, hall.session, who, proposal, two).status == 403
    hall.session.commit()
    client.sign_in(three)
    assert "They sold it to us." in client.open(f"/proposals/{proposal.no}/recusals").text
    assert client.send(f"/proposals/{proposal.no}/recusals/dismissals/{two.id}").status_code == 303
    hall.session.expire_all()
    assert seat(hall, ballot, two).status == "dismissed" and hall.check() == []
    assert "Out of the decision" in client.open(f"/ballots/{ballot.no}").text
    assert proved(hall, tmp_path / "record") == []


def test_with_too_few_left_after_recusals_nobody_decides(clock: Traveller, hall: Hall, tmp_path: Path) -> None:
    ruled(hall, roll={"min_electorate": 6})
    proposal = hall.proposal()
    ballot = hall.ballot(proposal)
    hall.votes(ballot, for_=7)
    for who in hall.members[2:4]:
        recusing.recuse(hall.session, who, proposal, reason="My own.")
    clock.shift(OVER)
    actions.close(hall.session, hall.chair, ballot)
    assert (ballot.outcome, proposal.state) == ("no_electorate", "discussion")
    assert "names no body that decides instead" in str(refused(hall.ballot, proposal))
    assert proved(hall, tmp_path / "record") == []


@pytest.mark.parametrize(("on_leave", "roll"), [("keep", 7), ("drop_uncast", 6)])
def test_who_leaves_meanwhile_without_having_voted_counts_as_the_rule_says(
    clock: Traveller, hall: Hall, tmp_path: Path, on_leave: str, roll: int
) -> None:
    ruled(hall, on_leave=on_leave)
    ballot, admin = hall.ballot(), make.member(hall.session, "administrator")
    hall.votes(ballot, for_=5)
    for who in hall.members[2:4]:  # one has voted
        members.set_activity(hall.session, admin, who, active=False)
    clock.shift(OVER)
    members.set_activity(hall.session, admin, hall.members[4], active=False)  # after voting was over
    actions.close(hall.session, hall.chair, ballot)
    counts = (ballot.tally or {})["counts"]
    assert (counts["for"], counts["roll"]) == (5, roll)
    assert [seat(hall, ballot, who).status for who in hall.members[2:]] == ["left", "left", "eligible"]
    assert proved(hall, tmp_path / "record") == []


def test_nobody_is_taken_off_the_roll_of_an_open_ballot_by_somebody_else(
    clock: Traveller, hall: Hall, client: Client
) -> None:
    ruled(hall, on_leave="drop_uncast")
    ballot, late = hall.ballot(), hall.members[4]
    hall.votes(ballot, for_=3)  # of 7: no quorum. Of 6 it would be one.
    admin = make.member(hall.session, "administrator")
    client.sign_in(admin)
    no = client.send(f"/members/{late.id}/activity", active="no")
    assert no.status_code == 409 and "ballot 1, until" in no.text and late.active
    assert client.send(f"/members/{late.id}/lock").status_code == 303 and late.password is None
    assert client.send(f"/members/{hall.chair.id}/activity", active="no").status_code == 303, "a cast vote stands"
    assert queries.result(hall.session, ballot).outcome == "no_quorum"
    assert client.another().sign_in(hall.members[3]).send("/account/leave").status_code == 303
    assert queries.result(hall.session, ballot).outcome == "adopted", (
        "who leaves by themself is off the roll, as the rule says"
    )
    clock.shift(OVER)
    client.sign_in(admin)
    assert client.send(f"/members/{late.id}/activity", active="no").status_code == 303


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("one_vote", {"for": 2, "against": 0, "roll": 5, "distinct": 2}),
        ("collapse_identical", {"for": 3, "against": 1, "roll": 7, "distinct": 3}),
    ],
)
def test_an_organisation_counts_as_the_rule_says(
    clock: Traveller, hall: Hall, tmp_path: Path, mode: str, expected: dict[str, int]
) -> None:
    ruled(hall, affiliation={"mode": mode})
    assert "substantive" in known.single(hall.session, hall.config.committee)
    for who, home in zip(hall.everybody, ["Mill", "Mill", "Forge", "Forge"], strict=False):
        works_for(hall, who, home)
    ballot = hall.ballot()
    for who, choice in zip(hall.everybody, ["for", "for", "for", "against", "for"], strict=False):
        hall.vote(who, ballot, choice)
    clock.shift(OVER)
    actions.close(hall.session, hall.chair, ballot)
    assert (ballot.tally or {})["counts"] == expected | {"abstain": 0}
    assert proved(hall, tmp_path / "record") == []


def test_a_recused_chair_casts_no_casting_vote_and_the_secretary_does(
    clock: Traveller, hall: Hall, tmp_path: Path
) -> None:
    pair = rivals(hall, ("Anyone may copy", "Everybody may copy"), ("Anyone may copy", "All may copy"))
    ballot, (first, second) = opened(hall, *pair), [one.no or 0 for one in pair]
    for who, choice in zip(hall.everybody, [f"{first} > {second} > 0", f"{second} > {first} > 0"] * 2, strict=False):
        hall.vote(who, ballot, choice)
    clock.shift(OVER)
    actions.close(hall.session, hall.chair, ballot)
    casting = {"option": first, "reason": "It is shorter."}
    assert refused(ties.decide, hall.session, hall.secretary, ballot, **casting).status == 403
    recusing.recuse(hall.session, hall.chair, pair[1], reason="I wrote its text.")
    assert refused(ties.decide, hall.session, hall.chair, ballot, **casting).status == 403
    ties.decide(hall.session, hall.secretary, ballot, **casting)
    assert ballot.outcome == "adopted" and proved(hall, tmp_path / "record") == []


def test_a_seat_that_changed_without_a_recusal_is_found(hall: Hall) -> None:
    ballot = hall.ballot()
    hall.session.exec(select(RollEntry)).first().status = "recused"  # type: ignore[union-attr]
    assert any("is not as the statement and the recusals have it" in line for line in hall.check()), ballot


def test_what_a_recused_officer_may_not_do_waits_for_another(hall: Hall, client: Client, clock: Traveller) -> None:
    ballot = hall.ballot()
    hall.vote(hall.secretary, ballot)
    recusing.recuse(hall.session, hall.secretary, queries.proposals(hall.session, ballot)[0], reason="My brother.")
    clock.shift(OVER)

    def turns(member: Member) -> list[str]:
        return [turn.why for turn in waiting.turns(hall.session, member, db.now())]

    client.sign_in(hall.secretary)
    assert "Record the result" not in client.open(f"/ballots/{ballot.no}").text
    assert "this vote is void" in client.open(f"/ballots/{ballot.no}").text
    assert turns(hall.secretary) == [] and "record the result" in turns(hall.chair)[0]


def test_who_is_recused_is_shown_no_button_of_what_they_leave_to_others(hall: Hall, client: Client) -> None:
    proposal = hall.proposal()
    thread = comments.post(hall.session, hall.members[2], proposal, clause_id="lending-terms", body="Is this meant?")
    letters.write(hall.session, None, proposal, place="x", name="Ruth", body="Why?", clause_id="lending-terms")
    recusing.recuse(hall.session, hall.secretary, proposal, reason="My brother.")
    theirs = ("Sponsor it", "Call it incompatible", "Divide it", "How it was settled", "/acknowledge", "Draft a rival")
    seen = []
    for member in (hall.secretary, hall.members[0], hall.chair):
        page = client.sign_in(member).open("/proposals/1").text + client.open(f"/comments/{thread.id}").text
        seen += [[words for words in theirs if words in page]]
    assert seen[0] == ["Draft a rival"] and {*seen[1], *seen[2]} == {*theirs}
    assert "Let it in" in client.open("/letters").text
    page = client.sign_in(hall.secretary).open("/letters").text
    assert "another officer lets it in" in page and "Let it in" not in page


def test_who_is_recused_reads_nothing_that_is_for_the_committee_alone_but_their_own(hall: Hall, client: Client) -> None:
    proposal, (_, two, three, *_) = hall.proposal(), hall.members
    for who, body in ((two, "Quietly: mine."), (three, "Quietly: a zebra.")):
        comments.post(hall.session, who, proposal, clause_id="lending-terms", body=body, audience="committee")
    comments.post(hall.session, two, proposal, clause_id="lending-terms", body="For everybody.")
    recusing.recuse(hall.session, two, proposal, reason="They pay me.")
    hall.session.commit()
    client.sign_in(two)
    page = client.open(f"/proposals/{proposal.no}").text
    assert "Quietly: mine." in page and "a zebra" not in page and f"{two.name}, recused" in page
    assert "Quietly" not in client.open("/search?q=zebra").text
    client.sign_in(three)
    assert "a zebra" in client.open(f"/proposals/{proposal.no}").text
    assert "Quietly" in client.open("/search?q=zebra").text


def test_a_member_who_is_not_there_is_no_fault_of_ours(hall: Hall, client: Client) -> None:
    no = hall.proposal().no
    client.sign_in(hall.chair)
    assert client.send(f"/proposals/{no}/recusals/dismissals", member="9" * 30, dismissal="So.").status_code == 422
