"""Motions to reconsider a result, as they stand, and what holds up whatever would come of a ballot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import queries
from workbench.ballots.electorate import RECUSED
from workbench.ballots.models import Ballot, Reconsideration, RollEntry
from workbench.errors import Refusal
from workbench.members.models import Member

TIME = timedelta(days=7)  # after the result to move it, and from then on to support that


def of(session: Session, ballot: Ballot) -> Sequence[Reconsideration]:
    """Who wants the result of a ballot reconsidered, the one who moved it first."""
    query = select(Reconsideration).where(Reconsideration.ballot_no == ballot.no)
    return session.exec(query.order_by(col(Reconsideration.n))).all()


def until(session: Session, ballot: Ballot) -> datetime | None:
    """Until when a motion can be supported; None where there is none, and of one that carried."""
    found = of(session, ballot) if ballot.outcome != "void" else ()
    return found[0].at + TIME if found else None


def is_open(session: Session, ballot: Ballot, now: datetime) -> bool:
    """Whether a motion waits for support: until then nothing comes of the ballot."""
    end = until(session, ballot)
    return end is not None and now < end


def needed(session: Session, ballot: Ballot) -> int:
    """How many have to want it: more than half of those on the roll who could vote."""
    return sum(seat.status not in RECUSED for seat in queries.roll(session, ballot)) // 2 + 1


def settled(session: Session, ballot: Ballot) -> None:
    """Refuse (409) what would come of a ballot while a challenge to it, or a motion to reconsider it, is open."""
    queries.uncontested(session, ballot)
    if is_open(session, ballot, db.now()):
        end = until(session, ballot)
        raise Refusal(
            f"A member has moved that the result of ballot {ballot.no} be reconsidered: nothing comes of it before "
            f"{end:%-d %B %Y, %H:%M} UTC, when those on its roll have said whether they support that.", status=409,
        )  # fmt: skip


def waiting(session: Session, member: Member, now: datetime) -> Sequence[Ballot]:
    """The ballots on whose roll this member is, and whose result somebody has moved to reconsider, as long as they have not said so."""
    own = select(Reconsideration.ballot_no).where(Reconsideration.member_id == member.id)
    open_ = select(Reconsideration.ballot_no).where(Reconsideration.n == 1, col(Reconsideration.at) > now - TIME)
    seats = select(RollEntry.ballot_no).where(RollEntry.member_id == member.id, col(RollEntry.status).not_in(RECUSED))
    here = col(Ballot.no).in_(open_), col(Ballot.no).in_(seats), col(Ballot.no).not_in(own)
    return session.exec(select(Ballot).where(*here, Ballot.outcome != "void").order_by(col(Ballot.no))).all()
