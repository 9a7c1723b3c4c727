"""A ballot from its opening to its result: who may, when, on what; and that nothing shows how anybody votes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from workbench import db
from workbench.ballots import actions, queries, rules
from workbench.ballots.models import Vote
from workbench.errors import Refusal
from workbench.members import actions as members
from workbench.minutes.models import Minute
from workbench.minutes.record import canonical, digest
from workbench.proposals import actions as proposals
from workbench.proposals.models import Revision

pytestmark = pytest.mark.usefixtures("clock")


def refused(act: object, *arguments: object, **data: object) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*arguments, **data)  # type: ignore[operator]
    return no.value


def test_a_ballot_is_bound_to_text_base_rule_roll_and_times(hall: Hall, session: Session) -> None:
    proposal = hall.proposal()
    ballot = hall.ballot(proposal)
    revision = session.get_one(Revision, (proposal.no, 1))
    opened = session.exec(select(Minute).where(Minute.act == "ballots.open")).one()
    assert (ballot.fingerprint, ballot.base, proposal.state) == (revision.fingerprint, "2", "balloting")
    assert rules.fingerprint(opened.body["statement"]) == ballot.binding
    assert opened.body["statement"]["roll"] == [[member.id, member.name] for member in hall.everybody]
    assert rules.fingerprint(ballot.rule) == ballot.rule_sha256 == opened.body["statement"]["rule_sha256"]


def test_only_the_chair_or_the_secretary_opens_a_ballot(hall: Hall) -> None:
    proposal = hall.proposal()
    asked = {"committee": hall.config.committee, "revision": 1, "rule_name": "substantive"}
    no = refused(actions.open, hall.session, hall.members[0], proposal, closes_at=db.now() + timedelta(days=1), **asked)
    assert no.status == 403 and "the chair or the secretary" in str(no)


OUT_OF_ORDER: list[tuple[dict[str, object], int, str]] = [
    ({"revision": 2}, 409, "Revision 1 is the current one"),
    ({"rule_name": "editorial"}, 422, "is not for a change claimed as substantive. Choose “Substantive change”"),
    ({"rule_name": "no such rule"}, 422, "Choose one of the committee's voting rules"),
    ({"closes_at": timedelta()}, 422, "has passed already"),
    ({"closes_at": -timedelta(days=1)}, 422, "has passed already"),
]


def test_a_ballot_that_would_not_be_in_order_does_not_open(hall: Hall) -> None:
    proposal = hall.proposal()
    for change, status, words in OUT_OF_ORDER:
        asked: dict[str, object] = {"revision": 1, "rule_name": "substantive", "closes_at": timedelta(days=1)} | change
        asked["closes_at"] = db.now() + asked["closes_at"]  # type: ignore[operator]
        no = refused(actions.open, hall.session, hall.chair, proposal, committee=hall.config.committee, **asked)
        assert no.status == status and words in str(no)
    assert proposal.state == "discussion"


def test_a_rule_that_cannot_be_right_opens_no_ballot_and_is_named(hall: Hall) -> None:
    hall.config.committee.rules["substantive"]["pass"] = [[{"count": ["F"], "op": ">", "ratio": 0.5, "of": ["A"]}]]
    with pytest.raises(Refusal, match="rules.substantive.pass, group 1, condition 1, ratio"):
        hall.ballot()


def test_a_revision_on_an_older_text_is_carried_to_the_newest_first(hall: Hall) -> None:
    late = hall.proposal(("for readers, lenders", "for lenders, readers"), title="Late")
    first = hall.carried(hall.proposal())
    hall.adopt(first)
    no = refused(hall.ballot, late)
    assert no.status == 409 and "Carry the proposal to the newest text first" in str(no)
    hall.proposal(("", ""), revises=late, carry=True)
    assert "a member may object until" in str(refused(hall.ballot, late))
    hall.rested()
    assert hall.ballot(late).base == "3"


def test_one_proposal_has_one_ballot_at_a_time_and_none_once_it_is_withdrawn(hall: Hall) -> None:
    proposal, other = hall.proposal(), hall.proposal(("Anyone may read", "Everybody may read"), title="Other")
    hall.ballot(proposal)
    assert "There is a ballot on proposal 1 already" in str(refused(hall.ballot, proposal))
    proposals.withdraw(hall.session, hall.members[0], other, reason="It is not wanted.")
    assert "no longer under discussion" in str(refused(hall.ballot, other))


def test_the_roll_is_every_active_member_who_may_vote_and_does_not_change(hall: Hall, session: Session) -> None:
    observer, paused = make.member(session, "observer"), make.member(session)
    members.set_activity(session, make.member(session, "administrator"), paused, active=False)
    ballot = hall.ballot()
    joined = make.member(session)
    names = {entry.name for entry in queries.roll(session, ballot)}
    assert names == {member.name for member in hall.everybody}
    for outside in (paused, joined):
        no = refused(hall.vote, outside, ballot)
        assert no.status == 403 and "not on the roll" in str(no)
    assert refused(hall.vote, observer, ballot).status == 403


def test_whoever_stood_on_the_roll_when_it_was_frozen_votes_whatever_became_of_their_roles(
    hall: Hall, session: Session
) -> None:
    ballot, leaving = hall.ballot(), hall.members[1]
    hall.vote(leaving, ballot)
    administrator = make.member(session, "administrator")
    members.set_roles(session, administrator, leaving, roles=["observer"])
    hall.vote(leaving, ballot, "against")
    assert [vote.choice for vote in queries.standing(session, ballot)] == ["against"]


def test_a_ballot_needs_somebody_who_can_vote(session: Session, hall: Hall) -> None:
    proposal, administrator = hall.proposal(), make.member(session, "administrator")
    for member in hall.everybody:
        members.set_roles(session, administrator, member, roles=["chair"])
    assert "Nobody could vote" in str(refused(hall.ballot, proposal))


def test_the_last_vote_counts_and_every_vote_is_kept(hall: Hall, session: Session) -> None:
    ballot, voter = hall.ballot(), hall.members[0]
    for choice in ("for", "against", "abstain"):
        hall.vote(voter, ballot, choice)
    assert [(vote.n, vote.choice) for vote in queries.votes(session, ballot)] == [
        (1, "for"),
        (2, "against"),
        (3, "abstain"),
    ]
    assert [vote.choice for vote in queries.standing(session, ballot)] == ["abstain"]


def test_a_vote_counts_up_to_the_closing_second_and_not_in_it(hall: Hall, clock: Traveller) -> None:
    ballot = hall.ballot(days=7)
    clock.move_to(ballot.closes_at - timedelta(seconds=1))
    hall.vote(hall.members[0], ballot)
    clock.move_to(ballot.closes_at)
    no = refused(hall.vote, hall.members[1], ballot)
    assert no.status == 409 and "closed on 11 May 2026, 10:00 UTC" in str(no)


def test_a_clock_set_back_does_not_open_a_ballot_again(hall: Hall, clock: Traveller) -> None:
    ballot = hall.ballot(days=7)
    clock.move_to(ballot.closes_at)
    make.member(hall.session)
    clock.move_to(ballot.closes_at - timedelta(hours=2))
    assert refused(hall.vote, hall.members[1], ballot).status == 409


UNCLEAR: list[tuple[dict[str, str], int, str | None]] = [
    ({"choice": "perhaps"}, 422, "choice"),
    ({"choice": ""}, 422, "choice"),
    ({"reason": "x" * 4001}, 422, "reason"),
    ({"fingerprint": "0" * 64}, 409, None),
    ({"fingerprint": ""}, 409, None),
]


def test_a_vote_says_what_it_is_and_on_which_text(hall: Hall) -> None:
    ballot = hall.ballot()
    for data, status, field in UNCLEAR:
        form = {"choice": "for", "reason": "", "fingerprint": ballot.fingerprint} | data
        no = refused(actions.vote, hall.session, hall.members[0], ballot, **form)
        assert (no.status, no.field) == (status, field)
    assert not queries.votes(hall.session, ballot)


def test_the_minutes_hold_who_voted_and_salted_digests_and_no_choice(hall: Hall, session: Session) -> None:
    ballot = hall.ballot()
    hall.vote(hall.members[0], ballot, "against", reason="It sings well.")
    vote = session.exec(select(Vote)).one()
    entry = session.exec(select(Minute).where(Minute.act == "ballots.vote")).one()
    kept = entry.body["rows"][f"vote:{vote.id}"]
    assert entry.actor_id == hall.members[0].id
    assert kept["choice"] == digest(vote.salt, canonical("against"))
    assert not any(word in canonical(entry.body) for word in ("against", "sings", vote.salt))


def test_the_close_tells_the_votes_that_count_and_opens_their_digests(hall: Hall, session: Session) -> None:
    ballot = hall.ballot()
    hall.vote(hall.members[0], ballot, "against", reason="It sings well.")
    hall.votes(ballot, for_=7)
    actions.close(session, hall.chair, ballot)
    told = session.exec(select(Minute).where(Minute.act == "ballots.close")).one().body["votes"]
    taken = session.exec(select(Minute).where(Minute.act == "ballots.vote")).all()
    digests = {name: row["choice"] for entry in taken for name, row in entry.body["rows"].items()}
    assert len(digests) == 8 and len(told) == 7
    for name, opened in told.items():
        assert digests[name] == digest(opened["salt"], canonical(opened["choice"]))


def test_the_result_is_recorded_after_the_closing_time_or_when_everybody_has_voted(
    hall: Hall, clock: Traveller
) -> None:
    early, late = hall.ballot(), hall.ballot(hall.proposal(("may read", "can read"), title="Other"), days=7)
    hall.votes(early, for_=6)
    hall.votes(late, against=4)
    assert "not everybody has voted" in str(refused(actions.close, hall.session, hall.chair, early))
    hall.vote(hall.members[4], early, "abstain")
    assert actions.close(hall.session, hall.chair, early).outcome == "adopted"
    assert refused(hall.vote, hall.members[0], early).status == 409
    clock.move_to(late.closes_at)
    assert actions.close(hall.session, hall.secretary, late).outcome == "rejected"
    assert refused(actions.close, hall.session, hall.chair, late).status == 409
    assert refused(actions.close, hall.session, hall.members[0], late).status == 403


OUTCOMES: list[tuple[dict[str, int], str, str]] = [
    ({"for_": 4, "against": 2}, "adopted", "balloting"),
    ({"for_": 3, "against": 2}, "rejected", "rejected"),
    ({"for_": 3}, "no_quorum", "no_quorum"),
    ({}, "no_quorum", "no_quorum"),
    ({"abstain": 7}, "rejected", "rejected"),
]
WORDS = ("Anyone may copy", "costs nothing", "for any purpose", "the hours", "also those")


def test_the_outcome_decides_where_the_proposal_goes(hall: Hall, clock: Traveller) -> None:
    for words, (votes, outcome, state) in zip(WORDS, OUTCOMES, strict=True):
        proposal = hall.proposal((words, f"(once more) {words}"))
        ballot = hall.ballot(proposal)
        hall.votes(ballot, **votes)
        clock.move_to(ballot.closes_at)
        actions.close(hall.session, hall.chair, ballot)
        assert (ballot.outcome, proposal.state) == (outcome, state)
        assert ballot.tally == queries.result(hall.session, ballot).data()


def test_without_a_quorum_the_same_revision_may_be_voted_on_again(hall: Hall, clock: Traveller) -> None:
    proposal = hall.proposal()
    ballot = hall.ballot(proposal)
    clock.move_to(ballot.closes_at)
    actions.close(hall.session, hall.chair, ballot)
    again = hall.ballot(proposal)
    assert again.no != ballot.no and queries.of_proposal(hall.session, proposal) == again


def test_a_rule_changed_while_a_ballot_is_open_does_not_change_the_ballot(hall: Hall, clock: Traveller) -> None:
    ballot = hall.ballot()
    hall.votes(ballot, for_=4, against=2)
    hall.config.committee.rules["substantive"]["pass"][0][0]["ratio"] = "9/10"
    clock.move_to(ballot.closes_at)
    assert actions.close(hall.session, hall.chair, ballot).outcome == "adopted"
