"""What the clock alone changes on the pages of proposals."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, text
from sqlmodel import Session

from workbench import db
from workbench.proposals import leaving, periods, states, takeover

# Asked at every page that is kept: written out, so that nothing has to be put together for it.
PASSED = text(
    "SELECT (SELECT count(*) FROM withdrawal WHERE at > :rescued), "
    "(SELECT count(*) FROM link WHERE offered_at > :announced), "
    "(SELECT count(*) FROM proposal LEFT JOIN admissibility ON admissibility.proposal_no = proposal.no "
    "WHERE state = 'seeking_sponsors' AND coalesce(heard_at, decided_at, filed_at) <= :late), "
    "(SELECT count(*) FROM proposal JOIN replay ON replay.proposal_no = proposal.no "
    f"WHERE proposal.state IN {states.TALKED} AND replay.state IN {periods.WAITS} AND made_at <= :late), "
    "(SELECT count(*) FROM stay WHERE until <= :now), "
    "(SELECT count(*) FROM stay WHERE ended_at <= :late)"
).bindparams(*(bindparam(name, type_=db.Moment) for name in ("rescued", "announced", "late", "now")))


def passed(session: Session) -> str:
    """How many proposals may still be taken over, how many announcements run, and how many periods are over."""
    now = db.now()
    ends = {"rescued": leaving.RESCUE, "announced": takeover.NOTICE, "late": periods.PATIENCE, "now": timedelta()}
    return " ".join(map(str, session.execute(PASSED, {name: now - period for name, period in ends.items()}).one()))
