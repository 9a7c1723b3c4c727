"""What the clock alone changes on the pages of proposals."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.proposals import admission, leaving
from workbench.proposals.links import Withdrawal
from workbench.proposals.models import Proposal

# Asked at every page that is kept: made once.
PASSED = select(
    select(func.count()).where(Withdrawal.at > bindparam("rescued")).scalar_subquery(),
    select(func.count())
    .where(Proposal.state == "seeking_sponsors", col(Proposal.filed_at) <= bindparam("late"))
    .scalar_subquery(),
)


def passed(session: Session) -> str:
    """How many proposals may still be taken over, and how many may be recorded as lapsed."""
    now = db.now()
    found = session.execute(PASSED, {"rescued": now - leaving.RESCUE, "late": now - admission.PATIENCE}).one()
    return "{} {} ".format(*found)
