"""A vote that came too late (procedure 3.4, attack 30): it is refused and never counted, and the minutes say who came and when.

What was chosen is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session, col, select

from workbench.ballots import queries
from workbench.ballots.models import Ballot, RollEntry
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of

ACT = "ballots.late"


class Late(Refusal):
    """Somebody on the roll of these ballots votes after the close."""

    def __init__(self, sentence: str, *ballots: Ballot) -> None:
        super().__init__(sentence, status=409)
        self.ballots = [ballot.no or 0 for ballot in ballots if ballot.outcome != "void"]


@contextmanager
def noted(session: Session, actor: Member) -> Iterator[None]:
    """Around the casting of a vote: of a late one nothing is kept but an entry, committed here because what is refused is not."""
    try:
        yield
    except Late as late:
        session.rollback()
        for no in late.ballots:
            note(session, actor, queries.ballot(session, no))
        session.commit()
        raise


def note(session: Session, actor: Member, ballot: Ballot) -> None:
    """Once for each member and ballot, however often they try."""
    known = select(Minute.seq).where(
        Minute.thing == name_of(ballot), Minute.act == ACT, col(Minute.actor_id) == actor.id
    )
    if session.exec(known).first() is None:
        minutes.record(session, actor, ACT, ballot)


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """Every such entry of somebody who was not on the roll, or before the close, or a second time."""
    end, seen = min(filter(None, [ballot.closed_at, ballot.closes_at])), set()
    about = select(Minute).where(Minute.thing == name_of(ballot), Minute.act == ACT)
    for entry in session.exec(about.order_by(col(Minute.seq))):
        is_so = session.get(RollEntry, (ballot.no, entry.actor_id)) is not None and entry.at >= end
        if not is_so or entry.actor_id in seen or "rows" in entry.body:
            yield f"ballot {ballot.no}: entry {entry.seq} is no late vote of somebody on its roll"
        seen.add(entry.actor_id)
