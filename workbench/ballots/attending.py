"""Taking down who is present at a ballot whose rule counts them: by chair or secretary, until it closes, as often as somebody comes."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session

from workbench.ballots import presence, queries, rules, second
from workbench.ballots.actions import end_fixed, moment
from workbench.ballots.models import Ballot
from workbench.ballots.presence import Presence
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import recusals


def take(session: Session, actor: Member, ballot: Ballot, *, present: Collection[int]) -> Presence:
    """Take down who of the roll is present, by number; whoever votes need not be named. What was taken down last counts."""
    permissions.require(actor, "ballots.attend")
    recusals.stand_aside(session, actor, *second.concerned(session, ballot))
    if not rules.asks_presence(ballot.rule):
        raise Refusal("Under the rule of this ballot it is not counted who is present.", status=409)
    taken_at = moment(session)
    session.refresh(ballot)
    if ballot.closed_at or taken_at >= ballot.closes_at:
        raise Refusal("Voting is over: who was present cannot be taken down any more.", status=409)
    if not {*present} <= {entry.member_id for entry in queries.roll(session, ballot)}:
        raise Refusal("Somebody you named is not on the roll. Choose among its names.", field="present")
    made = Presence(
        ballot_no=ballot.no or 0, n=len(presence.of(session, ballot)) + 1, present=sorted({*present}), taken_by=actor.id or 0,
        taken_at=taken_at,
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "ballots.attend", ballot, made)
    end_fixed(session, ballot)
    return made
