"""Who stays out of deciding on a proposal (procedure 3.5): what ties members to whom it names, and who is recused.

A member recuses themself, or another moves that they be dismissed and a third confirms it, of whom one is an officer. Either holds for the proposal
in whatever ballot it comes to; ballots/recusing.py does what it changes in one that is open.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.cases import panel, subjects
from workbench.cases.models import Case
from workbench.cases.outside import key
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.members import interests, permissions
from workbench.members.interests import Interest
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted
from workbench.minutes.steps import FEED, Step, steps, strayed
from workbench.proposals.models import Citation, Proposal

# Who is out of it; one that is only moved changes nothing yet.
OUT = ("recused", "dismissed")
STEPS: tuple[Step, ...] = (
    *steps(
        ("", "moved", "taken_back"), "recused", "member", "for themself, with a reason, while nothing is decided",
        "they are off the roll, and no vote of theirs counts", FEED,
    ),
    Step(
        "recused", "taken_back", "member", "for themself, before a vote was cast in a ballot on it",
        "they are on the roll again", FEED,
    ),
    *steps(
        ("", "taken_back"), "moved", "member",
        "of another member, with a reason; not recused and not its author", "nothing changes yet", FEED,
    ),
    Step(
        "moved", "dismissed", "member", "a second member confirms it, who is neither the one concerned nor recused; one of the two is an officer",
        "they are off the roll, and no vote of theirs counts", FEED,
    ),
)  # fmt: skip


class Recusal(Minuted, table=True):
    __tablename__ = "recusal"
    __table_args__ = (
        CheckConstraint("state IN ('moved', 'recused', 'dismissed', 'taken_back')", name="recusal_state"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("state", "moved_by", "moved_at", "seconded_by", "seconded_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    proposal_no: int = Field(foreign_key="proposal.no", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    state: str
    reason: str = Field(sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    moved_by: int = Field(foreign_key="member.id")
    moved_at: datetime = Field(sa_type=Moment, nullable=False)
    seconded_by: int | None = Field(default=None, foreign_key="member.id")
    seconded_at: datetime | None = Field(default=None, sa_type=Moment)


@dataclass(frozen=True)
class Tie:
    """An interest of a member in an organisation that a proposal names; `why`: how it names it."""

    member: int
    interest: Interest
    why: str


def of(session: Session, proposals: Iterable[Proposal | None]) -> Sequence[Recusal]:
    """Every recusal from these proposals, and every motion for one, the first one first."""
    numbers = [one.no for one in proposals if one]
    query = select(Recusal).where(col(Recusal.proposal_no).in_(numbers), Recusal.state != "taken_back")
    query = query.order_by(col(Recusal.moved_at), col(Recusal.member_id))
    return db.once(session, ("recusals", *numbers), lambda: session.exec(query).all())


def out(session: Session, proposals: Iterable[Proposal | None]) -> dict[int, str]:
    """The members who are out of deciding on any of these proposals: recused or dismissed."""
    return {row.member_id: row.state for row in of(session, proposals) if row.state in OUT}


def by_proposal(session: Session, numbers: Iterable[int]) -> dict[int, set[int]]:
    """Proposal -> the members who are out of deciding on it."""
    found: dict[int, set[int]] = {}
    wanted = list(numbers)
    for row in session.exec(select(Recusal).where(col(Recusal.proposal_no).in_(wanted))) if wanted else ():
        if row.state in OUT:
            found.setdefault(row.proposal_no, set()).add(row.member_id)
    return found


def stand_aside(session: Session, actor: Member | None, *proposals: Proposal) -> None:
    """Refuse whoever is recused from one of these proposals: they comment, and neither vote nor decide anything about it."""
    if actor and actor.id in out(session, proposals):
        raise Refusal(
            "You are recused from this proposal: you may comment on it, and leave what decides it to others.",
            status=403, whom="those who are not recused from it",
        )  # fmt: skip


def may_chair(
    session: Session, actor: Member | None, act: str, *proposals: Proposal, aside: Collection[int] = ()
) -> bool:
    """Whether an act of the chair on these proposals is this member's: the chair's or, where every chair is recused, the secretary's.
    `aside`: who else leaves it to others."""
    aside = {*out(session, proposals), *aside}
    if actor is None or actor.id in aside:
        return False
    if permissions.may(actor, act):
        return True
    seated = [one for one in session.exec(select(Member).where(col(Member.active))) if "chair" in one.held]
    return "secretary" in actor.held and bool(seated) and all(one.id in aside for one in seated)


def chair(session: Session, actor: Member, act: str, *proposals: Proposal, aside: Collection[int] = ()) -> None:
    """Refuse an act of the chair to everybody whose it is not."""
    stand_aside(session, actor, *proposals)
    if not may_chair(session, actor, act, *proposals, aside=aside):
        permissions.require(actor, act)


def ties(session: Session, proposal: Proposal, members: Iterable[int]) -> list[Tie]:
    """What ties these members today to an organisation that the proposal names, or that is the vendor, or stands above the
    vendor, in a case that it names: the program proposes that they recuse themselves."""
    live = interests.live(session, members)
    if not live:
        return []
    named, on_record = _named(session, proposal), subjects.by_name(session)
    words = _plain(f"{proposal.title} {proposal.rationale}")
    found = []
    for member, known in live.items():
        for interest in known:
            organisation = on_record.get(key(interest.organisation))
            names = [interest.organisation, *([organisation.name, *organisation.aliases] if organisation else [])]
            cases = sorted({no for name in names for no in named.get(key(name), ())})
            if cases:
                found.append(Tie(member, interest, f"the vendor, or above the vendor, of case {', '.join(map(str, cases))}, which the proposal names"))  # fmt: skip
            elif any(f" {_plain(name)} " in f" {words} " for name in names if _plain(name)):
                found.append(Tie(member, interest, "named in the proposal"))
    return sorted(found, key=lambda tie: (tie.member, tie.interest.id or 0))


def funders(session: Session, proposal: Proposal) -> list[subjects.Organisation]:
    """Vendors in cases that the proposal names, and those above them, which give to the body that keeps the definition."""
    found = {one.id: one for case in _cases(session, proposal) for one in subjects.vendor(session, case) if one.tier}
    return sorted(found.values(), key=lambda one: one.key)


def _cases(session: Session, proposal: Proposal) -> Sequence[Case]:
    """The cases that the proposal itself names."""
    query = select(Case).join(Citation, col(Citation.case_no) == Case.no)
    query = query.where(Citation.proposal_no == proposal.no, Citation.comment_id == 0).order_by(col(Case.no))
    return db.once(session, ("cited", proposal.no), lambda: session.exec(query).all())


def _named(session: Session, proposal: Proposal) -> dict[str, set[int]]:
    """A name as it is compared -> the cases whose vendor, or whoever stands above it, has it."""
    found: dict[str, set[int]] = {}
    for case in _cases(session, proposal):
        for name in panel.names_of(session, case):
            found.setdefault(name, set()).add(case.no or 0)
    return found


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of a recusal in the minutes that the table does not know."""
    known = {(step.source, step.target) for step in STEPS}
    return strayed(entries, "recusal", lambda before, now: (before, now) in known)
