"""What the clock alone changes on the pages of proposals."""

from __future__ import annotations

from sqlalchemy import bindparam, text
from sqlmodel import Session

from workbench import db
from workbench.proposals import admission, leaving

# Asked at every page that is kept: written out, so that nothing has to be put together for it.
PASSED = text(
    "SELECT (SELECT count(*) FROM withdrawal WHERE at > :rescued), "
    "(SELECT count(*) FROM proposal WHERE state = 'seeking_sponsors' AND filed_at <= :late)"
).bindparams(bindparam("rescued", type_=db.Moment), bindparam("late", type_=db.Moment))


def passed(session: Session) -> str:
    """How many proposals may still be taken over, and how many may be recorded as lapsed."""
    now = db.now()
    found = session.execute(PASSED, {"rescued": now - leaving.RESCUE, "late": now - admission.PATIENCE}).one()
    return "{} {} ".format(*found)
