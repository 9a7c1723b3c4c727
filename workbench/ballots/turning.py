"""Before the vote: where the text of a ballot turns verdicts, who votes has opened the list of the affected cases (procedure 4.5).

Which verdicts turn is fixed in the statement of the ballot. What was said of the revision before counts; so does opening the list in the ballot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, Session, col, select

from workbench.ballots import queries, second
from workbench.ballots.models import Ballot, RollEntry
from workbench.config import Committee
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import bumps
from workbench.proposals.foreseen import CaseReview
from workbench.proposals.models import Proposal, Revision

# A proposal, and the cases whose verdict it turns.
Turns = Sequence[Sequence[Any]]


class CasesOpened(Minuted, table=True):
    """A member on the roll has opened the list of the cases that a ballot affects."""

    __tablename__ = "cases_opened"
    minuted: ClassVar[tuple[str, ...]] = ("opened_at",)

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    opened_at: datetime = Field(sa_type=Moment, nullable=False)


@dataclass(frozen=True)
class Unopened:
    """A list that a member has not opened: the cases whose verdict turns, and of which proposal the list opens."""

    cases: tuple[int, ...]
    proposal: int

    @property
    def named(self) -> str:
        return f"{'case' if len(self.cases) == 1 else 'cases'} {', '.join(map(str, self.cases))}"


def fixed(session: Session, options: Iterable[tuple[Proposal, Revision]], committee: Committee) -> dict[str, Any]:
    """What the statement of a ballot says of the verdicts that its texts turn; nothing where they turn none."""
    found = [
        [filed.proposal_no, sorted(no for no, _, _ in turned)]
        for _, filed in options
        if (turned := bumps.turned(session, filed, committee))
    ]
    return {"turns": found} if found else {}


def unopened(session: Session, ballot: Ballot, member: Member) -> Unopened | None:
    """The list that this member opens before voting; None: they have, or no verdict turns."""
    turns: Turns = second.statement(session, ballot).get("turns", [])
    if not turns or session.get(CasesOpened, (ballot.no, member.id)) is not None:
        return None
    revisions = {one.proposal_no: one.revision for one in queries.options(session, ballot)}
    left = [no for no, _ in turns if not session.get(CaseReview, (no, revisions[no], member.id))]
    return Unopened(tuple(sorted({case for _, cases in turns for case in cases})), left[0]) if left else None


def opened(session: Session, actor: Member, ballot: Ballot) -> None:
    """Refuse (409) a vote of who has not opened the list."""
    if found := unopened(session, ballot, actor):
        raise Refusal(
            f"What this ballot is on turns the verdict of {found.named}. Open the list of the affected cases first, at "
            f"/ballots/{ballot.no}/cases: that is put on record, and you vote then. Nothing was taken.", status=409,
        )  # fmt: skip


def open_list(session: Session, actor: Member, ballot: Ballot, at: datetime) -> CasesOpened:
    """Record that somebody on the roll has opened the list. Opening it again changes nothing."""
    permissions.require(actor, "ballots.vote")
    if session.get(RollEntry, (ballot.no, actor.id)) is None:
        raise Refusal("You are not on the roll of this ballot, so it does not keep what you have opened.", status=403)
    if not queries.options(session, ballot):
        raise Refusal("This ballot is on no text, so it has no list of affected cases.", status=409)
    if known := session.get(CasesOpened, (ballot.no, actor.id)):
        return known
    if ballot.closed_at is not None or at >= ballot.closes_at:
        raise Refusal("Voting is over: the list may be read, and nobody’s opening it is put on record.", status=409)
    made = CasesOpened(ballot_no=ballot.no or 0, member_id=actor.id or 0, opened_at=at)
    session.add(made)
    minutes.record(session, actor, "ballots.open_list", ballot, made)
    return made


def openers(session: Session, ballot: Ballot) -> list[str]:
    """Who has opened the list in this ballot, by name, the first one first."""
    query = select(RollEntry.name).join(
        CasesOpened, (col(CasesOpened.ballot_no) == RollEntry.ballot_no) & (col(CasesOpened.member_id) == RollEntry.member_id)
    )  # fmt: skip
    query = query.where(RollEntry.ballot_no == ballot.no).order_by(
        col(CasesOpened.opened_at), col(CasesOpened.member_id)
    )
    return list(session.exec(query))
