"""Whoever files a proposal confirms that the interests they have on record are all they have, or declares another one first (procedure 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import interests
from workbench.members.interests import Interest
from workbench.members.models import Member
from workbench.minutes.record import Minuted
from workbench.proposals.models import Proposal

NONE = "none"


class FiledInterest(Minuted, table=True):
    """What the member who filed a proposal confirmed that day to be all that ties them to an organisation."""

    __tablename__ = "filed_interest"
    minuted: ClassVar[tuple[str, ...]] = ("member_id", "interests", "confirmed_at")

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    # their numbers in the register; empty: nothing ties them
    interests: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    confirmed_at: datetime = Field(sa_type=Moment, nullable=False)


def live(session: Session, member: Member) -> list[Interest]:
    """What ties a member today, in the order in which it was declared."""
    return sorted(interests.live(session, [member.id or 0]).get(member.id or 0, []), key=lambda one: one.id or 0)


def shown(known: Sequence[Interest]) -> str:
    """What a form says of the interests that it shows: their numbers, or that there are none."""
    return ",".join(str(one.id) for one in known) or NONE


def same(session: Session, member: Member, told: str) -> None:
    """Refuse a filing that does not confirm the interests as they are on record now."""
    if told != shown(live(session, member)):
        raise Refusal(
            "Your interests on record are not those that the form showed. Read them again below, then file it.",
            field="interests",
        )


def confirm(session: Session, member: Member, proposal: Proposal) -> FiledInterest:
    """What goes on record with the filing; the entry in the minutes is for the caller."""
    row = FiledInterest(
        proposal_no=proposal.no or 0, member_id=member.id or 0, confirmed_at=db.now(),
        interests=[one.id or 0 for one in live(session, member)],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def told(session: Session, proposal: Proposal) -> tuple[FiledInterest, list[Interest]] | None:
    """For the page: who confirmed what; None where the filing says nothing of it."""
    row = session.get(FiledInterest, proposal.no)
    if row is None:
        return None
    found = select(Interest).where(col(Interest.id).in_(row.interests)).order_by(col(Interest.id))
    return row, list(session.exec(found)) if row.interests else []
