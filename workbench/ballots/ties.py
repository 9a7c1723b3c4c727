"""What becomes of a tie, as the rule says: the chair's casting vote, in the open and within seven days; a draw; or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from workbench.ballots import queries, ranked
from workbench.ballots.actions import moment
from workbench.ballots.models import Ballot, CastingVote
from workbench.ballots.outcomes import conclude, follow
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import leaving, recusals

# How long the chair has to decide a tie (procedure 2.4).
TIME = timedelta(days=7)


def deadline(ballot: Ballot) -> datetime | None:
    """Until when the chair may decide a tie; None before the close."""
    return ballot.closed_at + TIME if ballot.closed_at else None


def decide(session: Session, actor: Member, ballot: Ballot, *, option: int, reason: str) -> CastingVote:
    """The chair's casting vote for one of what is tied: openly, with a reason, whatever they voted before."""
    recusals.chair(session, actor, "ballots.decide", *queries.proposals(session, ballot))
    tied = _tied(session, ballot)
    if moment(session) >= (deadline(ballot) or moment(session)):
        raise Refusal("The time to decide is over, so the text stays as it is. Record that.", status=409)
    if option not in tied:
        raise Refusal("Choose one of those that are tied.", field="option")
    row = CastingVote(
        ballot_no=ballot.no or 0, member_id=actor.id, option=option, reason=leaving.reasoned(reason), cast_at=moment(session),
    )  # fmt: skip
    return _settle(session, actor, ballot, row)


def lapse(session: Session, actor: Member | None, ballot: Ballot) -> CastingVote:
    """Record that nobody decided a tie in time: the text stays as it is. Without an actor: the clock has it recorded."""
    if actor:
        permissions.require(actor, "ballots.close")
    recusals.stand_aside(session, actor, *queries.proposals(session, ballot))
    _tied(session, ballot)
    at, until = moment(session), deadline(ballot)
    if until is None or at < until:
        raise Refusal(
            f"The chair may decide until {until:%-d %B %Y, %H:%M} UTC. Record the result after that.", status=409
        )
    row = CastingVote(ballot_no=ballot.no or 0, option=ranked.DEFAULT, cast_at=at)
    return _settle(session, actor, ballot, row)


def options(ballot: Ballot, result: Any) -> tuple[int, ...]:
    """What is tied: proposals that no other beats or, in a ballot on one question, the proposal and the text as it stands."""
    return result.won if isinstance(result, ranked.Tally) else (ballot.proposal_no or 0, ranked.DEFAULT)


def _tied(session: Session, ballot: Ballot) -> tuple[int, ...]:
    session.refresh(ballot)
    if ballot.outcome != "tie_pending":
        raise Refusal("There is no tie to decide in this ballot. Reload its page.", status=409)
    return options(ballot, queries.result(session, ballot))


def _settle(session: Session, actor: Member | None, ballot: Ballot, row: CastingVote) -> CastingVote:
    session.add(row)
    proposals = conclude(session, ballot, "adopted" if row.option else "rejected", row.option)
    minutes.record(session, actor, "ballots.decide", ballot, ballot, row, *proposals)
    follow(session, actor, ballot)
    return row
