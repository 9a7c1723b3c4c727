"""What the clock alone changes on the pages of proposals."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.proposals import leaving, periods, states, takeover
from workbench.proposals.links import Admissibility, Link, Withdrawal
from workbench.proposals.models import Proposal, Replay

SOUGHT = func.coalesce(Admissibility.heard_at, Admissibility.decided_at, Proposal.filed_at)
# Asked at every page that is kept: made once.
PASSED = select(
    select(func.count()).where(Withdrawal.at > bindparam("rescued")).scalar_subquery(),
    select(func.count()).where(col(Link.offered_at) > bindparam("announced")).scalar_subquery(),
    select(func.count())
    .select_from(Proposal)
    .outerjoin(Admissibility, col(Admissibility.proposal_no) == Proposal.no)
    .where(Proposal.state == "seeking_sponsors", SOUGHT <= bindparam("late"))
    .scalar_subquery(),
    select(func.count())
    .select_from(Replay)
    .join(Proposal, col(Proposal.no) == Replay.proposal_no)
    .where(
        col(Proposal.state).in_(states.TALKED),
        col(Replay.state).in_(periods.WAITS),
        Replay.made_at <= bindparam("late"),
    )
    .scalar_subquery(),
)


def passed(session: Session) -> str:
    """How many proposals may still be taken over, how many announcements run, and how many periods are over."""
    now = db.now()
    ends = {"rescued": leaving.RESCUE, "announced": takeover.NOTICE, "late": periods.PATIENCE}
    return " ".join(map(str, session.execute(PASSED, {name: now - period for name, period in ends.items()}).one()))
