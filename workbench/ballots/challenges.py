"""A member names an error in a result, and somebody else recounts (procedure 2.4): confirmed, or the ballot is void.

Neither who put the result on record nor who challenged it decides: the one would judge their own work, the other their own claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from workbench.ballots import outcomes, queries, rules, unblocking, voiding
from workbench.ballots.actions import moment
from workbench.ballots.models import Ballot, Challenge
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, name_of
from workbench.proposals import leaving

# What a recount may say.
OUTCOMES = {"confirmed": "The result stands", "void": "The ballot is void, and may be held again"}


def of(session: Session, ballot: Ballot) -> Sequence[Challenge]:
    """The challenges of a ballot, the first one first."""
    return session.exec(select(Challenge).where(Challenge.ballot_no == ballot.no).order_by(col(Challenge.n))).all()


def recorder(session: Session, ballot: Ballot) -> int | None:
    """Who put the result on record; None: the workbench did."""
    acts = select(Minute.actor_id).where(
        Minute.thing == name_of(ballot), col(Minute.act).in_(("ballots.close", "ballots.decide"))
    )
    return session.exec(acts.order_by(col(Minute.seq).desc()).limit(1)).first()


def challenge(session: Session, actor: Member, ballot: Ballot, *, wrong: str) -> Challenge:
    """Name an error in a result, within seven days after it was recorded. Until somebody has recounted nothing is adopted."""
    permissions.require(actor, "ballots.challenge")
    session.refresh(ballot)
    now = nameable(session, ballot)
    before = of(session, ballot)
    if any(one.member_id == actor.id and one.outcome is None for one in before):
        raise Refusal("You have named an error already. Wait for the recount.", status=409)
    row = Challenge(
        ballot_no=ballot.no or 0, n=len(before) + 1, member_id=actor.id or 0, wrong=leaving.reasoned(wrong, "wrong"),
        made_at=now,
    )  # fmt: skip
    session.add(row)
    minutes.record(session, actor, "ballots.challenge", ballot, row)
    return row


def nameable(session: Session, ballot: Ballot) -> datetime:
    """Refuse (409) that an error be named in the result of this ballot now; else the moment of it."""
    now = moment(session)
    if queries.recorded(session, ballot) is None:
        raise Refusal("This ballot has no result in which an error could be named. Reload its page.", status=409)
    if not queries.may_contest(session, ballot, now):
        raise Refusal("An error can be named within seven days after the result, and these are over.", status=409)
    voiding.voidable(session, ballot)
    return now


def barred(session: Session, member: Member, ballot: Ballot) -> str:
    """Why this member may not recount; empty where they may."""
    if member.id == recorder(session, ballot):
        return "You recorded this result, so somebody else recounts."
    if member.id in {one.member_id for one in queries.contested(session, ballot)}:
        return "You named an error in this result, so somebody else recounts."
    if member.id in voiding.aside(session, ballot):
        return "You stand in it or are recused from it, so somebody else recounts." if rules.is_election(ballot.rule) else "You are recused from it, so somebody else recounts."  # fmt: skip
    return ""


def agrees(session: Session, ballot: Ballot) -> bool:
    """Whether counting the published votes again gives the numbers on record."""
    return queries.result(session, ballot).data() == ballot.tally


def recount(session: Session, actor: Member, ballot: Ballot, *, outcome: str, answer: str) -> Sequence[Challenge]:
    """Decide the open challenges of a ballot by counting again: the result is confirmed, or the ballot void."""
    permissions.require(actor, "ballots.recount")
    session.refresh(ballot)
    answered = queries.contested(session, ballot)
    if not answered:
        raise Refusal("No challenge is open. Reload the page of this ballot.", status=409)
    if why := barred(session, actor, ballot):
        raise Refusal(why, status=403, whom="an officer or member who neither recorded nor challenged it")
    if outcome not in OUTCOMES:
        raise Refusal("Say whether the result stands.", field="outcome")
    if outcome == "confirmed" and not agrees(session, ballot):
        raise Refusal("The recount gives other numbers than the record, so the result cannot stand.", field="outcome")
    words, at = leaving.reasoned(answer, "answer"), moment(session)
    changed: list[Minuted] = []
    if outcome == "void":
        row, back = voiding.annul(session, actor, ballot, "count", words)
        changed = [ballot, row, *back]
    for one in answered:
        one.outcome, one.answer, one.answered_by, one.answered_at = outcome, words, actor.id, at
    session.add_all(answered)
    minutes.record(session, actor, "ballots.recount", ballot, *answered, *changed)
    if changed:
        outcomes.follow(session, actor, ballot)
    return answered


def disagreements(session: Session, ballot: Ballot) -> list[str]:
    """Every challenge that came too late, or was decided by whom it was not to be."""
    found, results, own = [], unblocking.results(session, ballot), recorder(session, ballot)
    for one in of(session, ballot):
        if results and not any(at <= one.made_at < at + queries.TO_CONTEST for at, _ in results):
            found.append(f"ballot {ballot.no}: challenge {one.n} was not made within seven days after the result")
        if one.outcome and one.answered_by in (one.member_id, own) and not _by_officer(session, ballot, one):
            found.append(f"ballot {ballot.no}: challenge {one.n} was decided by who made it or recorded the result")
    return found


def _by_officer(session: Session, ballot: Ballot, made: Challenge) -> bool:
    """Whether no recount decided it: an officer declared the ballot void meanwhile."""
    acts = select(Minute.seq).where(Minute.thing == name_of(ballot), Minute.act == "ballots.void")
    return made.outcome == "void" and session.exec(acts).first() is not None
