"""What one person cannot do alone: one proposes the act, another confirms it, and before that nothing happens (integrity 3.7).

Which acts take two is the committee's to say (`[second_person]` in its file). The act itself is done by whoever confirms, with the
guards of that moment; its entry in the minutes has this row, confirmed, beside what it changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.db import Moment
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, name_of
from workbench.minutes.steps import FEED, Step, strayed

# How long a proposed act waits for somebody to confirm it.
TIME = timedelta(days=7)
STATES = ("proposed", "confirmed", "taken_back", "lapsed")
WAITING = text("state = 'proposed'")
STEPS = (
    Step("", "proposed", "who may do the act", "the committee asks for two, and everything that the act asks holds", "nothing is done yet", f"who may confirm it, {FEED}"),
    Step("proposed", "confirmed", "another who may do it", "within 7 days, and everything that the act asks still holds", "it is done at once", FEED),
    Step("proposed", "taken_back", "who proposed it", "it is not confirmed yet", "nothing is done", FEED, at_will=True),
    Step("proposed", "lapsed", "workbench", "nobody confirmed it within 7 days", "nothing is done", FEED),
)  # fmt: skip
# act -> what the committee's file calls it, and who may confirm it
ACTS = {
    "ballots.open": ("open", ("secretary", "chair")),
    "ballots.extend": ("extend", ("secretary", "chair")),
    "ballots.void": ("void", ("secretary", "chair")),
    "ballots.adopt": ("adopt", ("secretary", "chair")),
    "versions.approve": ("adopt", ("secretary", "chair")),
    "versions.withdraw": ("adopt", ("secretary", "chair")),
    "members.roles": ("roles", ("secretary", "administrator")),
}
# What always takes both officers, whatever the file says (removing.py).
OF_BOTH = "redactions.redact"
# Who does an act alone though others do not.
ALONE = {"ballots.open": "secretary", "ballots.extend": "secretary", "ballots.void": "secretary"}


class Second(Minuted, table=True):
    """An act that waits for a second person, and what became of it."""

    __tablename__ = "second"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="second_state"),
        CheckConstraint("ended_by IS NULL OR state <> 'confirmed' OR ended_by <> proposed_by", name="second_other"),
        Index("ix_second_waiting", "until", sqlite_where=WAITING, postgresql_where=WAITING),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "act", "thing", "what", "data", "proposed_by", "proposed_at", "until", "state", "ended_by",
    )  # fmt: skip

    no: int | None = Field(default=None, primary_key=True)
    act: str
    # to what, as the minutes name it; and the act in words, with all that it is about
    thing: str
    what: str
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    proposed_by: int = Field(foreign_key="member.id")
    proposed_at: datetime = Field(sa_type=Moment, nullable=False)
    until: datetime = Field(sa_type=Moment, nullable=False)
    state: str = "proposed"
    # who confirmed it or took it back
    ended_by: int | None = Field(default=None, foreign_key="member.id")


def second(session: Session, no: int) -> Second:
    found = session.get(Second, no)
    if found is None:
        raise NotHere(f"Nothing of this number ({no}) waits for a second person.")
    return found


def is_needed(session: Session, committee: Committee, actor: Member, act: str, aside: Collection[int] = ()) -> bool:
    """Whether this act takes two. `aside`: who decides nothing about the thing. Refused where nobody else could confirm it."""
    name, roles = ACTS[act]
    if name not in committee.second_person or ALONE.get(act) in actor.held:
        return False
    others = session.exec(select(Member).where(col(Member.active), Member.id != actor.id)).all()
    if any({*other.held} & {*roles} and other.id not in aside for other in others):
        return True
    if committee.one_is_enough:
        return False
    raise Refusal(
        f"This takes two, and nobody else could confirm it. Give somebody else the role of {' or '.join(roles)}, or have the "
        "committee say one_is_enough = true under [second_person] in committee.toml.", status=409,
    )  # fmt: skip


def propose(session: Session, actor: Member, act: str, thing: str, *, what: str, data: dict[str, Any]) -> Second:
    """Put an act on the desks of those who may confirm it. The caller has seen to it that this member may do it, and that nothing
    stands in its way."""
    if any((one.act, one.thing) == (act, thing) for one in waiting(session)):
        raise Refusal("This is proposed already: it waits for a second person to confirm it.", status=409)
    now = db.now()
    row = Second(
        act=act, thing=thing, what=what, data=data, proposed_by=actor.id or 0, proposed_at=now, until=now + TIME
    )
    session.add(row)
    session.flush()
    minutes.record(session, actor, "second.propose", row, row)
    return row


def confirmed(session: Session, actor: Member | None, row: Second | None) -> list[Second]:
    """The row as somebody else confirms it, for the entry of the act; nothing where the act was proposed by nobody."""
    if row is None or actor is None:
        return []
    confirmable(session, actor, row)
    row.state, row.ended_by = "confirmed", actor.id
    session.add(row)
    return [row]


def confirmable(session: Session, actor: Member, row: Second) -> None:
    """Refuse who is not the second person, and what waits no more."""
    session.refresh(row)
    if row.state != "proposed" or db.now() >= row.until:
        raise Refusal("This waits for nobody any more. Reload its page.", status=409)
    if row.proposed_by == actor.id:
        raise Refusal("You proposed it: somebody else has to confirm it.", status=403, whom="somebody else")
    if not may_confirm(actor, row):
        raise Refusal("This is for others to confirm.", status=403, whom=" or ".join(confirmers(row)))
    if not session.get_one(Member, row.proposed_by).active:
        raise Refusal("Who proposed it is no longer active here. Propose it anew.", status=409)


def take_back(session: Session, actor: Member, row: Second) -> Second:
    """Who proposed it no longer does."""
    session.refresh(row)
    if row.proposed_by != actor.id:
        raise Refusal("Somebody else proposed it: only they take it back.", status=403, whom="who proposed it")
    if row.state != "proposed":
        raise Refusal("This waits for nobody any more. Reload its page.", status=409)
    row.state, row.ended_by = "taken_back", actor.id
    session.add(row)
    minutes.record(session, actor, "second.take_back", row, row)
    return row


def due(session: Session) -> None:
    """Put on record what nobody confirmed in time."""
    for row in session.exec(select(Second).where(Second.state == "proposed", Second.until <= db.now())).all():
        row.state = "lapsed"
        session.add(row)
        minutes.record(session, None, "second.lapse", row, row)


def waiting(session: Session, thing: str = "") -> Sequence[Second]:
    """What waits for a second person, about one thing or about all, the first one first."""
    query = select(Second).where(Second.state == "proposed").order_by(col(Second.no))
    return session.exec(query.where(Second.thing == thing) if thing else query).all()


def may_confirm(member: Member | None, row: Second) -> bool:
    """Whether somebody is the second person: neither who proposed it nor whom it is about."""
    if member is None or member.id == row.proposed_by or row.thing == name_of(member):
        return False
    return bool({*member.held} & {*confirmers(row)})


def confirmers(row: Second) -> Sequence[str]:
    """The roles that may confirm it: where it takes one of each, those that who proposed it does not stand for."""
    others: Sequence[str] = row.data["roles"] if row.act == OF_BOTH else ACTS[row.act][1]
    return others


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of such a row in the minutes that the table does not know."""
    known = {(step.source, step.target) for step in STEPS}
    return strayed(entries, "second", lambda before, now: (before, now) in known)
