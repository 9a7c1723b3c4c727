"""Ballots that were opened together (procedure 4.2, en bloc): which are still in their bloc, and who took one out and why.

Each is a ballot like any other, with its own roll, votes, result and adoption. What they share is a number, and the texts that they give together
(`bloc_texts`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, Session, col, func, select

from workbench.ballots import bloc_making, bloc_texts, queries
from workbench.ballots.electorate import RECUSED
from workbench.ballots.lists import Line
from workbench.ballots.models import Adoption, Ballot, Option, RollEntry, Vote
from workbench.ballots.second import statement
from workbench.db import Moment
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.errors import Fault, NotHere
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, name_of
from workbench.proposals import queries as proposals
from workbench.proposals.models import Revision
from workbench.wording.clauses import fingerprint


class BlocExit(Minuted, table=True):
    """A member had a ballot taken out of its bloc: from then on it is voted on by itself."""

    __tablename__ = "bloc_exit"
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "taken_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    taken_at: datetime = Field(sa_type=Moment, nullable=False)


def ballots(session: Session, no: int) -> Sequence[Ballot]:
    """All that were opened together under this number, taken out or not."""
    found = session.exec(select(Ballot).where(Ballot.bloc == no).order_by(col(Ballot.no))).all()
    if not found:
        raise NotHere(f"There is no bloc {no}.")
    return found


def text(session: Session, ballot: Ballot, made: Adoption) -> tuple[dict[str, str], Need | None]:
    """What a ballot adopts, and what cases are judged by under it: the text that it is on or, after other items of its bloc, the one bound
    for exactly these and itself. A Fault where that has not the fingerprint of the adoption."""
    others = bloc_texts.onto(session, ballot, made.old)
    docs, need = queries.documents(session, ballot), queries.requirements(session, queries.revision(session, ballot))
    is_bound = others is not None
    if others:
        row = bloc_texts.beside(session, ballot, others)
        docs, need = (bloc_making.documents(session, row), bloc_making.judged_by(row)) if row else ({}, None)
        is_bound = row is not None and bloc_making.sealed(need) == row.requirements_sha256
    if not is_bound or fingerprint(docs) != made.fingerprint:
        raise Fault(
            f"ballot {ballot.no} was not bound to the text {made.fingerprint}, or not to what cases are judged by with it"
        )
    return docs, need


def last(session: Session) -> int:
    """The number of the newest bloc; 0 where there is none."""
    return session.exec(select(func.max(Ballot.bloc))).one() or 0


def exits(session: Session, numbers: Iterable[int | None]) -> dict[int, tuple[BlocExit, str]]:
    """Of these ballots those that were taken out of their bloc: number -> the row, and who did it by name."""
    query = select(BlocExit, Member.name).join(Member, col(Member.id) == BlocExit.member_id)
    rows = session.exec(query.where(col(BlocExit.ballot_no).in_([no for no in numbers if no])))
    return {row.ballot_no: (row, name) for row, name in rows}


def still_in(session: Session, no: int, now: datetime) -> list[Ballot]:
    """What is voted on through this bloc: the ballots that are open and that nobody has taken out."""
    found = ballots(session, no)
    gone = exits(session, [one.no for one in found])
    return [one for one in found if one.no not in gone and queries.stage(one, now) == "open"]


def on_roll(session: Session, member: Member, found: Iterable[Ballot]) -> list[Ballot]:
    """Those of these ballots in which a member may vote."""
    every = list(found)
    seats = select(RollEntry.ballot_no).where(
        RollEntry.member_id == member.id, col(RollEntry.ballot_no).in_([one.no for one in every]), col(RollEntry.status).not_in(RECUSED)
    )  # fmt: skip
    seated = set(session.exec(seats))
    return [one for one in every if one.no in seated]


def voted(session: Session, member: Member, found: Iterable[Ballot]) -> set[int]:
    """The numbers of those of these ballots in which a member has voted."""
    query = select(Vote.ballot_no).where(
        Vote.member_id == member.id, col(Vote.ballot_no).in_([one.no for one in found])
    )
    return set(session.exec(query))


def apart(session: Session, lines: Sequence[Line]) -> tuple[list[Line], dict[int, list[Line]]]:
    """Ballots of a list that stand by themselves, and those that are still in a bloc by its number."""
    gone = exits(session, [line.ballot.no for line in lines if line.ballot.bloc])
    alone: list[Line] = []
    together: dict[int, list[Line]] = {}
    for line in lines:
        is_in = line.ballot.bloc and line.ballot.no not in gone and line.stage != "void"
        (together.setdefault(line.ballot.bloc or 0, []) if is_in else alone).append(line)
    return alone, together


def to_look_at(session: Session, member: Member, now: datetime) -> list[Ballot]:
    """Open ballots that somebody else took out of their bloc after this member had voted, and before they voted again."""
    mine = select(func.max(Vote.cast_at)).where(Vote.ballot_no == Ballot.no, Vote.member_id == member.id)
    query = select(Ballot).join(BlocExit, col(BlocExit.ballot_no) == Ballot.no).where(BlocExit.member_id != member.id)
    query = query.where(
        col(Ballot.closed_at).is_(None), Ballot.closes_at > now, mine.scalar_subquery() <= col(BlocExit.taken_at)
    )
    return on_roll(session, member, session.exec(query.order_by(col(Ballot.no))))


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """Whatever is not as a bloc has it: one rule, one closing time, no vote through it in what was taken out."""
    gone = session.get(BlocExit, ballot.no)
    if ballot.bloc is None:
        if gone:
            yield f"ballot {ballot.no}: it was taken out of a bloc, and was opened in none"
        return
    first, *others = ballots(session, ballot.bloc)
    told, own = statement(session, first), statement(session, ballot)
    if not others or any(told.get(key) != own.get(key) for key in ("bloc", "rule_sha256", "closes_at")):
        yield f"ballot {ballot.no}: it was not opened with others, under their rule and until the same time, as bloc {ballot.bloc}"
    if told.get(bloc_texts.KEY) != own.get(bloc_texts.KEY):
        yield f"ballot {ballot.no}: it is not bound to the texts of its bloc"
    if ballot.no == first.no and bloc_texts.KEY in own:
        yield from (f"bloc {ballot.bloc}: {why}" for why in _texts(session, first))
    if gone:
        seat = session.get(RollEntry, (ballot.no, gone.member_id))
        end = min(filter(None, [ballot.closed_at, ballot.closes_at]))
        if seat is None or not ballot.opens_at <= gone.taken_at <= end:
            yield f"ballot {ballot.no}: it was taken out of its bloc by nobody on its roll, or when it was not open"
    about = select(Minute).where(Minute.thing == name_of(ballot)).order_by(col(Minute.seq))
    is_in = True
    for entry in session.exec(about.where(col(Minute.act).in_(("ballots.vote", "ballots.take_out")))):
        is_in = is_in and entry.act == "ballots.vote"
        if "bloc" in entry.body and not (is_in and entry.body["bloc"] == ballot.bloc):
            yield f"ballot {ballot.no}: entry {entry.seq} is a vote through a bloc that it was not in"


def _texts(session: Session, first: Ballot) -> Iterator[str]:
    """Whether the texts of a bloc are those that it was opened with, and each what its items give."""
    rows = bloc_texts.of(session, first)
    if bloc_texts.digest(rows) != statement(session, first)[bloc_texts.KEY]:
        yield "its texts are not those that its ballots were bound to"
    options = select(Option).join(Ballot, col(Ballot.no) == Option.ballot_no).where(Ballot.bloc == first.bloc)
    filed = [session.get_one(Revision, (one.proposal_no, one.revision)) for one in session.exec(options).all()]
    items = {one.proposal_no: proposals.documents(session, one) for one in filed}
    yield from bloc_making.disagreements(session, proposals.base(session, first.base).docs, items, rows)


def unbound(session: Session, made: Adoption, ballot: Ballot, version: Version | None) -> bool:
    """Whether a ballot adopted a text to which it was not bound, for the text that was there before; or in a bloc has cases judged by
    something else."""
    others = bloc_texts.onto(session, ballot, made.old)
    if others is None or bloc_texts.due(session, ballot, made.old) != made.fingerprint:
        return True
    row = bloc_texts.beside(session, ballot, others) if others else None
    return (
        row is not None and version is not None and definition.tree_of(session, version) != bloc_making.judged_by(row)
    )
