"""What a member tried and may not do is on record (integrity 3.7): who, what, where and why not; nothing of what was sent.

Once for each member, act and address a day, and MOST times a member and day, so that nobody fills the record with it. Whoever is not
signed in is in the server's log alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time

from sqlmodel import Session, col, select

from workbench import db
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute

ACT = "members.refused"
MOST = 20


def note(session: Session, actor: Member, *, of: str, address: str, why: str) -> Minute | None:
    """Put on record that an act was refused to this member at an address; None where enough is on record for today."""
    thing, now = f"address:{address}", db.now()
    begun = datetime.combine(now.date(), time(), UTC)
    query = select(Minute).where(Minute.act == ACT, Minute.actor_id == actor.id).order_by(col(Minute.seq).desc())
    today = [one for one in session.exec(query.limit(MOST)) if one.at >= begun]
    known = Counter((one.body["of"], one.thing) for one in today)
    if len(today) >= MOST or known[of, thing]:
        return None
    return minutes.record(session, actor, ACT, thing, of=of, why=why)
