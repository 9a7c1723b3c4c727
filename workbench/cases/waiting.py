"""What waits in the case log: cases up for re-review."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from workbench.cases import queries
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.turns import Turn


def turns(session: Session, member: Member, _now: datetime) -> list[Turn]:
    """Cases up for re-review, for whoever may settle them; each ends by being reaffirmed, or opened again."""
    if not may(member, "cases.settle"):
        return []
    why = "A new version changed a clause that a finding rests on (judged under version {}): look at the case again."
    return [
        Turn(why.format(case.version), f"/cases/{case.no}", f"Case {case.no}", f"{case.system}, {case.release}")
        for case in queries.due(session)
    ]
