"""What proposals ask of a member because of how they hang together: to agree, to take over, to support, to decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select

from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import authorship, discussing, leaving, offered, periods, queries, relations, states, takeover
from workbench.proposals.authorship import ME
from workbench.proposals.discussion import ReadingMark
from workbench.proposals.links import AGREED, Admissibility, Link, Objection, Sponsorship, Withdrawal
from workbench.proposals.models import Comment, Proposal
from workbench.proposals.offered import RevisionOffer
from workbench.proposals.waiting import turn
from workbench.turns import Turn

MOST = 20
# Why, about which proposal, by when.
Asked = tuple[str, Proposal, datetime | None]


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """What waits for this member; in so many queries whatever waits."""
    found = (*_of_author(session, member, now), *_of_sponsor(session, member, now), *_of_officer(session, member))
    return [turn(f"It {why}.", about, "#kin", by=by.date() if by else None) for why, about, by in found]


def _of_author(session: Session, member: Member, now: datetime) -> Iterator[Asked]:
    """Proposals that ask to take the place of one's own, or amend it."""
    mine = {proposal.no: proposal for proposal in session.exec(_own(), params={"me": member.id})}
    asked = {"me": member.id, "mine": list(mine)}
    for link, maker in session.exec(_linked(), params=asked) if mine else ():
        named, opens = mine[link.other_no], takeover.opens(link)
        if link.kind in AGREED and named.author_id == member.id and relations.waits(link, maker, named):
            yield f"asks you to agree that it takes the place of proposal {link.other_no}", maker, None
        elif link.kind != "amends" or maker.state == "balloting":
            continue
        elif opens is None:
            yield f"amends your proposal {link.other_no}: take it over, or say in a comment why not", maker, None
        elif opens <= now:
            yield f"may be taken over into your proposal {link.other_no} now: no sponsor objects", maker, None


@cache
def _own() -> Any:
    return select(Proposal).where(authorship.by_me(queries.OPEN))


@cache
def _linked() -> Any:
    return (
        select(Link, Proposal)
        .join(Proposal, col(Proposal.no) == Link.proposal_no)
        .where(col(Link.other_no).in_(bindparam("mine", expanding=True)), col(Proposal.state).in_(queries.OPEN))
        .where(~_is_answered())
        .order_by(col(Link.proposal_no))
    )


def _is_answered() -> Any:
    """Of an amendment to an amendment: whether a sponsor objects, or the member has said something to its revision."""
    objected = select(Objection.proposal_no).where(
        Objection.proposal_no == Link.proposal_no, col(Objection.ended_at).is_(None)
    )
    said = select(Comment.id).where(
        Comment.proposal_no == Link.proposal_no, Comment.author_id == ME, Comment.reader == "",
        Comment.revision == Proposal.revision, col(Link.offered_at).is_(None),
    )  # fmt: skip
    return and_(Link.kind == "amends", or_(objected.correlate(Link).exists(), said.correlate(Link, Proposal).exists()))


def _of_sponsor(session: Session, member: Member, now: datetime) -> Iterator[Asked]:
    """What sponsors are asked within a day; and the proposals that look for sponsors, unless the member has muted them."""
    announced = {"me": member.id, "since": now - takeover.NOTICE}
    for link, amendment in session.exec(_announced(), params=announced):
        end = takeover.opens(link) or now
        why = f"will be taken over into proposal {link.other_no}, which you sponsor, unless a sponsor objects by"
        yield f"{why} {end:%H:%M} UTC", amendment, end
    for row, proposal in session.exec(_offers(), params={"me": member.id, "offered": now - offered.NOTICE}):
        if row.outcome:
            yield (
                f"had revision {row.n} offered, and a sponsor objects: offer another one, or drop that sponsor",
                proposal,
                None,
            )
        else:
            yield (
                f"has revision {row.n} offered: it is the current one unless you object by {row.until:%H:%M} UTC",
                proposal,
                row.until,
            )
    for row, proposal in session.exec(_left(), params={"me": member.id, "since": now - leaving.RESCUE}):
        end = row.at + leaving.RESCUE
        yield f"was withdrawn, and you sponsor it: you may take it over until {end:%H:%M} UTC", proposal, end
    if permissions.may(member, "proposals.sponsor"):
        for proposal, period in islice(periods.seeking(session, _sought(), me=member.id), MOST):
            if not period.is_over:
                yield "looks for sponsors: support that it is considered, or mute it", proposal, period.until


def _sponsored() -> Any:
    return select(Sponsorship.proposal_no).where(Sponsorship.member_id == ME, col(Sponsorship.ended_at).is_(None))


@cache
def _announced() -> Any:
    objected = select(Objection.proposal_no).where(Objection.member_id == ME, col(Objection.ended_at).is_(None))
    return (
        select(Link, Proposal)
        .join(Proposal, col(Proposal.no) == Link.proposal_no)
        .where(Link.kind == "amends", col(Link.offered_at) > bindparam("since"), col(Link.other_no).in_(_sponsored()))
        .where(col(Proposal.state).in_(queries.OPEN), col(Proposal.no).not_in(objected))
        .order_by(col(Link.proposal_no))
    )


@cache
def _offers() -> Any:
    """What is offered to a sponsor who was one then; what a sponsor objected to, for its authors."""
    mine = select(Sponsorship.proposal_no).where(
        Sponsorship.member_id == ME,
        col(Sponsorship.ended_at).is_(None),
        col(Sponsorship.since) <= RevisionOffer.made_at,
    )
    asked = and_(
        RevisionOffer.outcome == "", RevisionOffer.made_at > bindparam("offered"),
        col(RevisionOffer.proposal_no).in_(mine.correlate(RevisionOffer)),
    )  # fmt: skip
    answer = and_(
        RevisionOffer.outcome == "rejected", col(RevisionOffer.dropped_at).is_(None), RevisionOffer.n == _last_offer(),
        authorship.by_me(states.TALKED),
    )  # fmt: skip
    query = select(RevisionOffer, Proposal).join(Proposal, col(Proposal.no) == RevisionOffer.proposal_no)
    query = query.where(RevisionOffer.n > Proposal.revision, col(Proposal.state).in_(states.TALKED), or_(asked, answer))
    return query.order_by(col(Proposal.no))


def _last_offer() -> Any:
    other = aliased(RevisionOffer)
    query = select(func.max(other.n)).where(other.proposal_no == RevisionOffer.proposal_no)
    return query.correlate(RevisionOffer).scalar_subquery()


@cache
def _left() -> Any:
    return (
        select(Withdrawal, Proposal)
        .join(Proposal, col(Proposal.no) == Withdrawal.proposal_no)
        .where(Proposal.state == "withdrawn", col(Withdrawal.taken_by).is_(None), Withdrawal.at > bindparam("since"))
        .where(col(Proposal.no).in_(_sponsored()))
        .order_by(col(Proposal.no))
    )


@cache
def _sought() -> Any:
    muted = select(ReadingMark.proposal_no).where(ReadingMark.member_id == ME, ReadingMark.follows == "mute")
    others = (~authorship.by_me(queries.OPEN), col(Proposal.no).not_in(_sponsored()), col(Proposal.no).not_in(muted))
    return periods.SEEKING.where(*others)


def _of_officer(session: Session, member: Member) -> Iterator[Asked]:
    """Proposals on which the secretary or the chair has to decide before they are considered, and what has to be voted on."""
    if permissions.may(member, "proposals.admit"):
        for proposal in session.exec(_submitted(), params={"me": member.id}):
            why = f"is {states.WORDS['submitted']}: say whether it is admissible"
            yield why, proposal, proposal.filed_at + periods.TO_RULE
    if permissions.may(member, "ballots.open"):
        for proposal in discussing.called(session)[:MOST]:
            yield "has had its last call: open a ballot, once every comment has its outcome", proposal, None
        for proposal, period in islice(periods.unballoted(session), MOST):
            if not period.is_over:
                yield "missed its quorum: open a ballot again on the same text, or it lapses", proposal, period.until
    if permissions.may(member, "proposals.hear"):
        for proposal in session.exec(_appealed()):
            yield "was found inadmissible, and its author appeals to you", proposal, None


@cache
def _submitted() -> Any:
    waiting = select(Proposal).where(Proposal.state == "submitted", ~authorship.by_me(queries.OPEN))
    return waiting.order_by(col(Proposal.no)).limit(MOST)


@cache
def _appealed() -> Any:
    appeals = select(Proposal).join(Admissibility, col(Admissibility.proposal_no) == Proposal.no)
    open_ones = appeals.where(col(Admissibility.appealed_at).is_not(None), col(Admissibility.heard_by).is_(None))
    return open_ones.where(Proposal.state == "inadmissible").order_by(col(Proposal.no))
