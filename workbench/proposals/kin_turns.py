"""What proposals ask of a member because of how they hang together: to agree, to take over, to decide, to support."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import queries, relations, states
from workbench.proposals.links import AGREED, Admissibility, Link
from workbench.proposals.models import Proposal
from workbench.proposals.waiting import turn
from workbench.turns import Turn

MOST = 20


def turns(session: Session, member: Member, _now: datetime) -> list[Turn]:
    """What waits for this member; in so many queries whatever waits."""
    return [
        turn(f"It {why}.", about, "#kin")
        for why, about in (*_of_author(session, member), *_of_officer(session, member))
    ]


def _of_author(session: Session, member: Member) -> Iterator[tuple[str, Proposal]]:
    """Proposals that ask to take the place of one's own, or amend it."""
    own = select(Proposal).where(Proposal.author_id == member.id, col(Proposal.state).in_(queries.OPEN))
    mine = {proposal.no: proposal for proposal in session.exec(own)}
    rows = session.exec(
        select(Link, Proposal)
        .join(Proposal, col(Proposal.no) == Link.proposal_no)
        .where(col(Link.other_no).in_(mine), col(Proposal.state).in_(queries.OPEN))
        .order_by(col(Link.proposal_no))
    )
    for link, maker in rows:
        if link.kind in AGREED and relations.waits(link, maker, mine[link.other_no]):
            yield f"asks you to agree that it takes the place of proposal {link.other_no}", maker
        elif link.kind == "amends" and maker.state != "balloting":
            yield f"amends your proposal {link.other_no}: take it over, or say in a comment why not", maker


def _of_officer(session: Session, member: Member) -> Iterator[tuple[str, Proposal]]:
    """Proposals on which the secretary or the chair has to decide before they are considered."""
    if permissions.may(member, "proposals.admit"):
        waiting = select(Proposal).where(Proposal.state == "submitted", Proposal.author_id != member.id)
        for proposal in session.exec(waiting.order_by(col(Proposal.no)).limit(MOST)):
            yield f"is {states.WORDS['submitted']}: say whether it is admissible", proposal
    if permissions.may(member, "proposals.hear"):
        appeals = select(Proposal).join(Admissibility, col(Admissibility.proposal_no) == Proposal.no)
        open_ones = appeals.where(col(Admissibility.appealed_at).is_not(None), col(Admissibility.heard_by).is_(None))
        for proposal in session.exec(open_ones.where(Proposal.state == "inadmissible").order_by(col(Proposal.no))):
            yield "was found inadmissible, and its author appeals to you", proposal
