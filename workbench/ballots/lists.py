"""Ballots in lists: what is being voted on, what was decided, what a member has not voted in, what has to be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from workbench.ballots import candidates, closing, queries, rules, versions
from workbench.ballots.candidates import Election
from workbench.ballots.electorate import RECUSED
from workbench.ballots.models import Ballot, Option, RollEntry, Vote
from workbench.ballots.versions import VersionBallot
from workbench.cases.models import Case
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals.models import Proposal

PAGE = 30
LATEST = 200  # ballots among which a result is looked for that is news
_RUNNING = select(Ballot).where(col(Ballot.closed_at).is_(None)).order_by(col(Ballot.closes_at), col(Ballot.no))


@dataclass(frozen=True)
class Line:
    """One ballot in a list."""

    ballot: Ballot
    proposals: tuple[Proposal, ...]
    stage: str
    roll: int
    voted: int
    # on whose findings it is, if it is on no text; or whose seats it fills
    case: Case | None = None
    election: Election | None = None
    version: VersionBallot | None = None

    @property
    def title(self) -> str:
        if self.election:
            return candidates.headline(self.election.title, self.election.seats)
        if self.version:
            return versions.headline(self.version)
        if self.case:
            return f"Findings on {self.case.system}, {self.case.release}"
        return " / ".join(proposal.title for proposal in self.proposals)


def running(session: Session, now: datetime) -> list[Line]:
    """Ballots whose result is not on record, the next to close first."""
    return lines(session, session.exec(_RUNNING).all(), now)


def recorded(session: Session, since: datetime, now: datetime) -> list[Line]:
    """Of the newest ballots those whose result was put on record since then, no more than a page of them."""
    newest = session.exec(select(func.max(Ballot.no))).one() or 0
    query = select(Ballot).where(col(Ballot.no) > newest - LATEST, col(Ballot.closed_at) > since)
    query = query.order_by(col(Ballot.no).desc()).limit(PAGE)
    return lines(session, session.exec(query).all(), now)


def cast(session: Session, member: Member) -> list[tuple[Ballot, Vote, str]]:
    """The votes of a member in ballots that are open, and who cast each for them; empty where they did."""
    query = select(Ballot, Vote, Member.name).join(Vote, col(Vote.ballot_no) == Ballot.no)
    query = query.outerjoin(Member, col(Member.id) == Vote.by_id)
    query = query.where(col(Ballot.closed_at).is_(None), Vote.member_id == member.id).order_by(col(Vote.id))
    return [(ballot, vote, by or "") for ballot, vote, by in session.exec(query)]


def finished(session: Session, now: datetime, below: int | None = None) -> list[Line]:
    """A page of recorded ballots, newest first; one more than PAGE when there are further ones."""
    query = select(Ballot).where(col(Ballot.closed_at).is_not(None)).order_by(col(Ballot.no).desc()).limit(PAGE + 1)
    if below:
        query = query.where(col(Ballot.no) < below)
    return lines(session, session.exec(query).all(), now)


def lines(session: Session, ballots: Sequence[Ballot], now: datetime) -> list[Line]:
    """These ballots with what they are on and how many have voted, in a few queries however many there are; none for none."""
    if not ballots:
        return []
    numbers = [one.no for one in ballots]
    known: dict[int, list[Proposal]] = {}
    on = select(Option.ballot_no, Proposal).join(Proposal, col(Proposal.no) == Option.proposal_no)
    for no, proposal in session.exec(on.where(col(Option.ballot_no).in_(numbers)).order_by(col(Proposal.no))):
        known.setdefault(no, []).append(proposal)
    wanted = [one.case_no for one in ballots if one.case_no]
    cases = {case.no: case for case in session.exec(select(Case).where(col(Case.no).in_(wanted)))}
    held = candidates.elections(session, [one.no for one in ballots if rules.is_election(one.rule)])
    others = versions.several(session, [one.no for one in ballots if versions.is_one(one)])
    may = col(RollEntry.ballot_no).in_(numbers) & col(RollEntry.status).not_in(RECUSED)
    on_roll = select(RollEntry.ballot_no, func.count()).where(may)
    rolls: dict[int, int] = dict(session.exec(on_roll.group_by(col(RollEntry.ballot_no))).all())
    seat = (col(RollEntry.ballot_no) == Vote.ballot_no) & (col(RollEntry.member_id) == Vote.member_id)
    cast = select(Vote.ballot_no, func.count(func.distinct(Vote.member_id))).join(RollEntry, seat).where(may)
    voted: dict[int, int] = dict(session.exec(cast.group_by(col(Vote.ballot_no))).all())
    return [
        Line(
            one,
            tuple(known.get(one.no or 0, ())),
            queries.stage(one, now),
            rolls.get(one.no or 0, 0),
            voted.get(one.no or 0, 0),
            cases.get(one.case_no),
            held.get(one.no or 0),
            others.get(one.no or 0),
        )
        for one in ballots
    ]


def unvoted(session: Session, member: Member, now: datetime) -> list[Line]:
    """Open ballots on whose roll this member is and in which they have not voted."""
    return lines(session, session.exec(_unvoted(), params={"me": member.id, "now": now}).all(), now)


def stays(session: Session, member: Member, now: datetime) -> None:
    """Refuse (409) that somebody else takes this member out of the count of an open ballot: where its rule drops who leaves without
    having voted, that would shrink the roll."""
    lines = [line for line in unvoted(session, member, now) if line.ballot.rule.get("on_leave") == "drop_uncast"]
    if lines:
        named = "; ".join(f"ballot {one.ballot.no}, until {one.ballot.closes_at:%-d %B %Y, %H:%M} UTC" for one in lines)
        raise Refusal(
            f"{member.name} is on the roll of what is being voted on and has not voted, and to pause them would take them off it: "
            f"{named}. Pause them after that, or have them leave by themself. If their account is in wrong hands, end its sessions "
            "and its password: that changes no roll.", status=409,
        )  # fmt: skip


@cache
def _unvoted() -> Any:
    me: Any = bindparam("me")
    seat = select(RollEntry).where(
        RollEntry.member_id == me, RollEntry.ballot_no == Ballot.no, col(RollEntry.status).not_in(RECUSED)
    )
    vote = select(Vote).where(Vote.member_id == me, Vote.ballot_no == Ballot.no)
    return (
        select(Ballot)
        .where(col(Ballot.closed_at).is_(None), Ballot.closes_at > bindparam("now"))
        .where(seat.exists(), ~vote.exists())
        .order_by(col(Ballot.closes_at))
    )


def to_record(session: Session, now: datetime) -> list[Line]:
    """Ballots whose result can be recorded: the time is up, or the rule lets them close early."""
    return [line for line in running(session, now) if line.stage == "over" or _is_done(session, line)]


def _is_done(session: Session, line: Line) -> bool:
    """Whether nothing is waited for any more."""
    is_counted = closing.early(line.ballot) == "all_voted" and not rules.is_signoff(line.ballot.rule)
    return line.voted == line.roll if is_counted else closing.waits_for_nobody(session, line.ballot)
