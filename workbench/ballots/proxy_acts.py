"""Giving one's vote in an open ballot to another on its roll, and taking it back until it was used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from workbench.ballots import proxies
from workbench.ballots.actions import moment, seat_of
from workbench.ballots.models import Ballot, RollEntry
from workbench.ballots.proxies import Proxy
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import recusals

LONGEST = 1000


def give(session: Session, actor: Member, ballot: Ballot, holder: Member, *, words: str) -> Proxy:
    """Give one's vote to another on the roll, in writing: they vote for both, each by itself."""
    permissions.require(actor, "ballots.vote")
    seat_of(session, actor, ballot)
    if not proxies.are_known(ballot.rule):
        raise Refusal("Under the rule of this ballot nobody votes for another.", status=409)
    at = _open(session, ballot)
    if not words.strip() or len(words) > LONGEST:
        raise Refusal(
            f"Write in a sentence that you give them your vote, in at most {LONGEST} characters.", field="proxy_words"
        )
    rows = proxies.of(session, ballot)
    _free(session, actor, ballot, rows)
    seat = session.get(RollEntry, (ballot.no, holder.id))
    if seat is None or seat.status in recusals.OUT or holder.id == actor.id:
        raise Refusal("Choose another who is on the roll and not recused.", field="holder")
    if any(one.giver_id == holder.id and one.ended is None for one in rows):
        raise Refusal(f"{holder.name} has given their own vote away. Choose somebody else.", field="holder")
    if any(one.holder_id == holder.id and (one.ended is None or proxies.is_used(session, ballot, one)) for one in rows):
        raise Refusal(
            f"{holder.name} votes for another already, and for one alone. Choose somebody else.", field="holder"
        )
    made = Proxy(
        ballot_no=ballot.no or 0, giver_id=actor.id or 0, n=1 + sum(one.giver_id == actor.id for one in rows),
        holder_id=holder.id or 0, words=words.strip(), given_at=at,
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "ballots.give_proxy", ballot, made)
    return made


def withdraw(session: Session, actor: Member, ballot: Ballot) -> Proxy:
    """Have one's vote back, as long as nobody has voted by it."""
    permissions.require(actor, "ballots.vote")
    at = _open(session, ballot)
    row = next((one for one in proxies.of(session, ballot) if one.giver_id == actor.id and one.ended is None), None)
    if row is None:
        raise Refusal("You gave your vote to nobody here, or have it back. Reload the page.", status=409)
    if proxies.is_used(session, ballot, row):
        raise Refusal(
            "They have voted for you already. Where the rule lets votes be changed, vote yourself: that counts instead.",
            status=409,
        )
    row.ended, row.ended_at = "withdrawn", at
    session.add(row)
    minutes.record(session, actor, "ballots.withdraw_proxy", ballot, row)
    return row


def _open(session: Session, ballot: Ballot) -> datetime:
    at = moment(session)
    session.refresh(ballot)
    if ballot.closed_at or at >= ballot.closes_at:
        raise Refusal("Voting is over: nobody gives or takes back a vote any more.", status=409)
    return at


def _free(session: Session, actor: Member, ballot: Ballot, rows: Sequence[Proxy]) -> None:
    """Refuse (409) who has no vote to give."""
    if any(one.giver_id == actor.id and one.ended is None for one in rows):
        raise Refusal("You have given your vote to somebody already. Withdraw that first.", status=409)
    if any(one.holder_id == actor.id and one.ended is None for one in rows):
        raise Refusal("You hold the vote of another: who votes for another keeps their own.", status=409)
    if proxies.votes(session, ballot, actor.id or 0):
        raise Refusal(
            "There is a vote of yours in this ballot already: it counts, and there is none to give.", status=409
        )
