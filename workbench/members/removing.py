"""Removing words for good takes the secretary and the chair together, whatever the committee's file says (integrity 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from workbench import db, finding
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.minutes import redactions
from workbench.minutes.record import Minuted, name_of
from workbench.minutes.redactions import Redaction

ACT = seconding.OF_BOTH
BOTH = {"secretary", "chair"}


def propose(session: Session, actor: Member, thing: Minuted, *, what: str, reason: str) -> Second:
    """Ask the other officer to remove the words of a thing; until they do, nothing happens."""
    permissions.require(actor, ACT)
    _standing(session, thing)
    if len(reason.strip()) < 3:
        raise Refusal(
            "Say why the words have to go. The reason stands in their place, for everybody to read.", field="reason"
        )
    own = {*actor.held} & BOTH
    others = sorted(BOTH if own == BOTH else BOTH - own)
    data = {"reason": " ".join(reason.split()), "roles": others}
    return seconding.propose(
        session, actor, ACT, name_of(thing), what=f"Remove the words of {what} for good: {data['reason']}", data=data
    )


def confirm(
    session: Session,
    actor: Member,
    row: Second,
    thing: Minuted,
    drop: Callable[[str, datetime], tuple[dict[str, Any], list[Minuted]]],
) -> Redaction:
    """Remove them, as the other officer. `drop(words, now)` puts these words in place of the old ones, and answers the digests of
    those, by row, and the rows."""
    permissions.require(actor, ACT)
    _standing(session, thing)
    proposer = session.get_one(Member, row.proposed_by)
    if not _two(proposer, actor):
        raise Refusal(
            "Only the secretary and the chair together remove words: one of you proposes it, the other confirms.", status=403,
            whom="the secretary and the chair together",
        )  # fmt: skip
    confirmed = seconding.confirmed(session, actor, row)
    now, reason = db.now(), str(row.data["reason"])
    words = redactions.tombstone(now, (proposer.name, actor.name), reason)
    digests, changed = drop(words, now)
    made = Redaction(
        thing=name_of(thing), reason=reason, words=words, digests=digests, proposed_by=proposer.id or 0, confirmed_by=actor.id or 0,
        removed_at=now,
    )  # fmt: skip
    session.add_all([made, *changed])
    session.flush()
    minutes.record(session, actor, ACT, thing, made, *changed, *confirmed)
    finding.purge(session)
    return made


def _two(proposer: Member, actor: Member) -> bool:
    """Whether one of them is there as the secretary and the other as the chair."""
    pairs = {frozenset((one, other)) for one in proposer.held for other in actor.held}
    return proposer.id != actor.id and frozenset(BOTH) in pairs


def _standing(session: Session, thing: Minuted) -> None:
    if redactions.of(session, thing):
        raise Refusal("These words were removed already.", status=409)
