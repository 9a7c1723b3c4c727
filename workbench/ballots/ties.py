"""What becomes of a tie, as the rule says: the chair's casting vote, in the open and within seven days; a draw; or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from workbench.ballots import candidates, elections, filling, queries, ranked, rules, second
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


def decide(
    session: Session, actor: Member, ballot: Ballot, *, option: int = 0, picks: Sequence[int] = (), reason: str
) -> CastingVote:
    """The chair's casting vote for one of what is tied: openly, with a reason, whatever they voted before. In an election `picks` are
    all of those tied who have a seat by it, and whoever stands leaves it to others."""
    aside, is_election = candidates.aside(session, ballot), rules.is_election(ballot.rule)
    candidates.stand_aside(session, actor, ballot, aside)
    recusals.chair(session, actor, "ballots.decide", *second.concerned(session, ballot), aside=aside)
    tied = _tied(session, ballot)
    if moment(session) >= (deadline(ballot) or moment(session)):
        left = "what is left stays empty" if is_election else "the text stays as it is"
        raise Refusal(f"The time to decide is over, so {left}. Record that.", status=409)
    if is_election:
        filling.fits(session, ballot, picks)
        option = next(pick for pick in picks if pick in tied)
    elif option not in tied:
        raise Refusal("Choose one of those that are tied.", field="option")
    row = CastingVote(
        ballot_no=ballot.no or 0, member_id=actor.id, option=option, reason=leaving.reasoned(reason), cast_at=moment(session),
    )  # fmt: skip
    return _settle(session, actor, ballot, row, picks)


def lapse(session: Session, actor: Member | None, ballot: Ballot) -> CastingVote:
    """Record that nobody decided a tie in time: the text stays as it is. Without an actor: the clock has it recorded."""
    if actor:
        permissions.require(actor, "ballots.close")
    recusals.stand_aside(session, actor, *second.concerned(session, ballot))
    candidates.stand_aside(session, actor, ballot, candidates.recused(session, ballot))
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
    if isinstance(result, elections.Result):
        return elections.numbers(result.filled.tied)
    return result.won if isinstance(result, ranked.Tally) else (ballot.proposal_no or 0, ranked.DEFAULT)


def _tied(session: Session, ballot: Ballot) -> tuple[int, ...]:
    session.refresh(ballot)
    if ballot.outcome != "tie_pending":
        raise Refusal("There is no tie to decide in this ballot. Reload its page.", status=409)
    return options(ballot, queries.result(session, ballot))


def _settle(
    session: Session, actor: Member | None, ballot: Ballot, row: CastingVote, picks: Sequence[int] = ()
) -> CastingVote:
    session.add(row)
    has_won = row.option or rules.is_election(ballot.rule) and queries.election(session, ballot).filled.elected
    proposals = conclude(session, ballot, "adopted" if has_won else "rejected", row.option, picks)
    minutes.record(session, actor, "ballots.decide", ballot, ballot, row, *proposals)
    follow(session, actor, ballot)
    return row
