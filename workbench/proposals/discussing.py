"""How long a proposal is discussed and its last call, where the committee's rules ask for either (procedure 2.1).

By default they ask for neither. Whatever they ask, every comment has its outcome before a ballot, and the text no conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import (
    classes,
    offered,
    periods,
    pleas,
    queries,
    recusals,
    relations,
    stale,
    states,
    stays,
    together,
)
from workbench.proposals.models import Comment, Proposal, Revision
from workbench.proposals.stays import Stay

# What a revision leaves at least for reading it, within the longest time of a discussion.
TO_READ = timedelta(days=7)
# A proposal in one of these may be adopted next to another one.
LIVE = ("discussion", "last_call", *states.VOTED, "no_quorum")


def begin(session: Session, proposal: Proposal, committee: Committee) -> None:
    """Its discussion begins, with the clock that the rules ask for; an amendment to an amendment has none of its own, nor has what changes no word."""
    least, most = (timedelta(days=days) for days in committee.discussion)
    if (
        proposal.state != "discussion"
        or proposal.claimed == "typographic"
        or not (least or most)
        or stays.of(session, proposal, "discussion")
    ):
        return
    if queries.revision(session, proposal).amends_no:
        return
    row = stays.begin(session, proposal, "discussion", db.now() + least)
    row.latest = row.since + most if most else None
    session.add(row)
    minutes.record(session, None, "proposals.discuss", proposal, row)


def revised(session: Session, proposal: Proposal, before: Revision) -> None:
    """After a revision with another text than `before`, in more than its typography: there is time to read it, and a last call is
    made anew."""
    now = queries.revision(session, proposal)
    if now.fingerprint != before.fingerprint and not now.is_typographic:
        anew(session, proposal)


def anew(session: Session, proposal: Proposal) -> None:
    """There is time to read a text, and a last call is made anew."""
    back(session, proposal)
    aside = stays.aside(session, proposal)
    # a clock that stands still is read where it stopped: what it is set to is put off by all of the time set aside
    at = aside.since if aside else db.now()
    for row in stays.of(session, proposal, "discussion")[:1]:
        end = min(at + TO_READ, row.latest or at + TO_READ)
        if end > row.until:
            row.until = end
            session.add(row)
            minutes.record(session, None, "proposals.discuss", proposal, row)


def reclaimed(session: Session, proposal: Proposal, claimed: str, committee: Committee) -> None:
    """The same text, `claimed` before to be of another class: its last call goes on for as many days more as the rules ask for of
    the class claimed now, and is never shortened."""
    more = committee.last_call.get(proposal.claimed, 0) - committee.last_call.get(claimed, 0)
    row = _calling(session, proposal)
    if row and more > 0:
        row.until += timedelta(days=more)
        session.add(row)
        minutes.record(session, None, "proposals.prolong", proposal, row)


def _calling(session: Session, proposal: Proposal) -> Stay | None:
    """The last call that a proposal is in, or will be in when it is taken up again."""
    aside = stays.aside(session, proposal)
    in_call = (aside.before if aside else proposal.state) == "last_call"
    return stays.of(session, proposal, "last_call")[0] if in_call else None


def back(session: Session, proposal: Proposal) -> None:
    """From its last call a proposal comes back into discussion, at once or when it is taken up; nothing where it has none."""
    row, aside = _calling(session, proposal), stays.aside(session, proposal)
    if row is None:
        return
    row.ended_at = db.now()
    if aside:
        aside.before = "discussion"
    else:
        states.move(session, proposal, "discussion")
    changed = [row, *([aside] if aside else [])]
    session.add_all(changed)
    minutes.record(session, None, "proposals.recall", proposal, proposal, *changed)


def days_of_call(session: Session, proposal: Proposal, committee: Committee) -> int:
    """How many days of last call the rules ask for; 0: none."""
    return 0 if queries.revision(session, proposal).amends_no else committee.last_call.get(proposal.claimed, 0)


def call(session: Session, actor: Member, proposal: Proposal, committee: Committee) -> Stay:
    """The secretary begins the last call: the text is as it should be, and everybody outside may say so or not."""
    permissions.require(actor, "proposals.call")
    recusals.stand_aside(session, actor, proposal)
    callable_(session, proposal, committee)
    end = db.now() + timedelta(days=days_of_call(session, proposal, committee))
    row = stays.begin(session, proposal, "last_call", end, actor)
    states.move(session, proposal, "last_call")
    minutes.record(session, actor, "proposals.call", proposal, proposal, row)
    return row


def callable_(session: Session, proposal: Proposal, committee: Committee) -> None:
    """Refuse a last call while something stands in its way, with what to do first."""
    if not days_of_call(session, proposal, committee):
        raise Refusal(f"The rules ask for no last call of a change claimed as {proposal.claimed}.", status=409)
    if proposal.state != "discussion":
        raise Refusal(
            f"Proposal {proposal.no} is {states.WORDS[proposal.state]}: a last call ends a discussion.", status=409
        )
    periods.still(session, proposal)
    classes.uncontested(session, proposal)
    _discussed(session, proposal)
    revision, newest = queries.revision(session, proposal), definition.newest(session)
    if revision.base != newest.label:
        raise Refusal(
            f"Its text is on version {revision.base}: its author files it on {newest.label} first.", status=409
        )
    relations.await_amendments(session, proposal)
    offered.settled(session, proposal, committee)
    stale.fresh(session, proposal)
    answered(session, proposal)
    unrivalled(session, proposal)


def _discussed(session: Session, proposal: Proposal) -> None:
    for row in stays.of(session, proposal, "discussion")[:1]:
        if not row.is_over:
            raise Refusal(f"Proposal {proposal.no} is discussed until {row.end}. Do this after that.", status=409)


def answered(session: Session, proposal: Proposal) -> None:
    """Refuse as long as a comment has not its outcome."""
    query = select(func.count()).where(
        Comment.proposal_no == proposal.no, col(Comment.parent_id).is_(None), col(Comment.settled_at).is_(None),
        col(Comment.withdrawn_at).is_(None),
    )  # fmt: skip
    number = session.exec(query).one()
    if number:
        some = "A comment has" if number == 1 else f"{number} comments have"
        raise Refusal(f"{some} no outcome yet: give every comment its disposition first.", status=409)


def unrivalled(session: Session, proposal: Proposal) -> None:
    """Refuse while it conflicts with another that may be adopted, unless the two are decided together."""
    if other := _rival(session, proposal, together.now(session)):
        raise Refusal(
            f"It conflicts with proposal {other}. Have one of them revised, or record them as rivals to be decided together.",
            status=409,
        )
    if other := _incompatible(session, proposal, pleas.pairs(session)):
        raise Refusal(
            f"It is called incompatible with proposal {other}: only one of the two can be adopted. Record them as rivals to be decided "
            "together; an author who disagrees appeals to the chair.", status=409,
        )  # fmt: skip


def _incompatible(session: Session, proposal: Proposal, pairs: Mapping[int, Iterable[int]]) -> int | None:
    """The first that it was declared incompatible with, that may still be adopted and that is not decided together with it."""
    told = pairs.get(proposal.no or 0, ())
    found = [no for no in sorted(told) if queries.proposal(session, no).state in LIVE]
    group = {one.no for one in relations.group(session, proposal)} if found else set()
    return next((no for no in found if no not in group), None)


def _rival(session: Session, proposal: Proposal, here: together.Together) -> int | None:
    """The first that it conflicts with so."""
    no = proposal.no or 0
    met = here.table.beside[no].get("conflict", ()) if no in here.sides else ()
    found = [other for other in met if here.sides[other].proposal.state in LIVE]
    group = {one.no for one in relations.group(session, proposal)} if found else set()
    return next((other for other in found if other not in group), None)


def over(session: Session, proposal: Proposal, committee: Committee) -> None:
    """Refuse a ballot before the discussion is over and, where the rules ask for it, the last call; as long as a comment has no
    outcome; and while the text conflicts with another that is not decided together with it."""
    if proposal.state == "discussion":
        _discussed(session, proposal)
        days = days_of_call(session, proposal, committee)
        if days:
            raise Refusal(
                f"The rules ask for a last call of {days} days first. The secretary begins it on the proposal's page.",
                status=409,
            )
    elif proposal.state == "last_call":
        row = stays.of(session, proposal, "last_call")[0]
        if not row.is_over:
            raise Refusal(f"Its last call runs until {row.end}. Open a ballot after that.", status=409)
    offered.settled(session, proposal, committee)
    stale.fresh(session, proposal)
    answered(session, proposal)
    unrivalled(session, proposal)


def ready(
    session: Session, proposals: Iterable[tuple[Proposal, int | None]], committee: Committee
) -> Iterator[tuple[Proposal, bool]]:
    """Of proposals in discussion, each with the number of what it amends, those discussed long enough that conflict with no other; and
    whether a last call comes next."""
    known = list(proposals)
    if not known:
        return
    asked = select(Stay.proposal_no).where(col(Stay.proposal_no).in_([one.no for one, _ in known]))
    held = set(session.exec(asked.where(Stay.state == "discussion", Stay.until > db.now())).all())
    days, here, pairs = committee.last_call, together.now(session), pleas.pairs(session)
    for one, amends in known:
        if one.no not in held and not (_rival(session, one, here) or _incompatible(session, one, pairs)):
            yield one, not amends and days.get(one.claimed, 0) > 0


def called(session: Session) -> list[Proposal]:
    """The proposals whose last call is over and that are in no ballot yet."""
    return list(session.exec(_called(), params={"now": db.now()}))


@cache
def _called() -> Any:
    query = select(Proposal).join(Stay, col(Stay.proposal_no) == Proposal.no)
    is_over = Stay.until <= bindparam("now")
    query = query.where(Proposal.state == "last_call", col(Stay.n) == stays.last("last_call"), is_over)
    return query.order_by(col(Proposal.no))
