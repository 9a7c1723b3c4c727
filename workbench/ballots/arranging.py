"""An officer fixes how rivals are decided, before any of them is voted on (procedure 4.2). What holds when a ballot opens is in orders.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from workbench.ballots import orders, reach
from workbench.ballots.actions import moment
from workbench.ballots.ranking import LEAST, MOST
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import arranged, leaving, queries, recusals, relations
from workbench.proposals.arranged import WAYS, Arranged, Arrangement
from workbench.proposals.models import Proposal
from workbench.proposals.states import VOTED


def group(session: Session, proposal: Proposal) -> list[Proposal]:
    """What would be arranged with a proposal: the open rivals of the group, and what stands arranged with it."""
    made = arranged.of(session, proposal)
    found = relations.group(session, proposal)
    held = [one for one in arranged.members(session, made) if one.state in queries.OPEN] if made else []
    return sorted({one.no or 0: one for one in (*found, *held)}.values(), key=lambda one: one.no or 0)


def suggested(session: Session, proposals: Sequence[Proposal], committee: Committee) -> list[reach.Reach]:
    """The order in which they would be voted on: the most far-reaching first, each with the reason."""
    return sorted((reach.of(session, one, committee) for one in proposals), key=lambda one: one.key)


def arrange(
    session: Session, actor: Member, proposal: Proposal, *, way: str, reason: str, places: Mapping[int, int] | None = None,
) -> Arrangement:  # fmt: skip
    """Fix how a proposal and its rivals are decided. `places`: of an order, proposal -> its place, a whole number."""
    permissions.require(actor, "proposals.order")
    found = group(session, proposal)
    recusals.stand_aside(session, actor, *found)
    changeable(session, found)
    if way not in WAYS:
        raise Refusal("Choose how they are decided.", field="way")
    why = leaving.reasoned(reason)
    order = _order(found, places or {}) if way == "serial" else found
    made = Arrangement(way=way, reason=why, made_by=actor.id or 0, made_at=moment(session))
    session.add(made)
    session.flush()
    rows = [Arranged(arrangement_no=made.no or 0, proposal_no=one.no or 0, place=at) for at, one in enumerate(order, 1)]
    session.add_all(rows)
    minutes.record(session, actor, "ballots.arrange", made, made, *rows)
    return made


def changeable(session: Session, found: Sequence[Proposal]) -> None:
    """Refuse where it is too late, or they are too few or too many."""
    if not LEAST <= len(found) <= MOST:
        few = (
            "It has no open rival: open a ballot on it."
            if len(found) < LEAST
            else f"At most {MOST} rivals are decided together, and these are {len(found)}. Merge some of them first."
        )
        raise Refusal(few, status=409)
    for one in found:
        if one.state in VOTED:
            raise Refusal(
                f"Proposal {one.no} is being voted on, so how they are decided stands. Wait for its result.", status=409
            )
        stands = orders.standing(session, one)
        if stands and stands.is_begun:
            raise Refusal(
                "The order stands: a ballot on one of them was held, and the next is due. It can be changed once each has had its turn.",
                status=409,
            )


def _order(found: Sequence[Proposal], places: Mapping[int, int]) -> list[Proposal]:
    """By the places that were given; every one has to have its own."""
    given = [places.get(one.no or 0) for one in found]
    if None in given or len({*given}) < len(found):
        raise Refusal("Give each of them a place of its own: 1 is voted on first.", field="places")
    return sorted(found, key=lambda one: places[one.no or 0])
