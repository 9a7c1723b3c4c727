"""The chair sets a proposal aside until a day (procedure 2.1): its clocks stop, no ballot opens on it, and it comes back by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import leaving, recusals, relations, states, stays
from workbench.proposals.models import Proposal
from workbench.proposals.stays import Stay

LONGEST = timedelta(days=366)


def table(session: Session, actor: Member, proposal: Proposal, *, until: date, reason: str) -> Stay:
    """Set a proposal aside until the beginning (UTC) of a day, with a reason."""
    recusals.chair(session, actor, "proposals.table", proposal)
    if proposal.state not in states.DISCUSSED:
        raise Refusal(
            f"Proposal {proposal.no} is {states.WORDS[proposal.state]}: only what is discussed can be set aside.",
            status=409,
        )
    relations.await_amendments(session, proposal)
    end = datetime.combine(until, time(), UTC)
    if not db.now() < end <= db.now() + LONGEST:
        raise Refusal("Choose a day after today, and within a year.", field="until")
    row = stays.begin(session, proposal, "tabled", end, actor, leaving.reasoned(reason))
    states.move(session, proposal, "tabled")
    minutes.record(session, actor, "proposals.table", proposal, proposal, row)
    return row


def resume(session: Session, actor: Member, proposal: Proposal) -> Stay:
    """The chair takes up a proposal again before its day."""
    recusals.chair(session, actor, "proposals.table", proposal)
    row = stays.aside(session, proposal)
    if row is None:
        raise Refusal("This proposal is not set aside. Reload its page and see where it stands.", status=409)
    return _back(session, actor, proposal, row)


def due(session: Session) -> None:
    """Take up again, by the clock, whatever was set aside until now."""
    query = select(Proposal, Stay).join(Stay, col(Stay.proposal_no) == Proposal.no)
    over = query.where(Proposal.state == "tabled", Stay.state == "tabled", col(Stay.ended_at).is_(None))
    for proposal, row in session.exec(over.where(Stay.until <= db.now()).order_by(col(Proposal.no))).all():
        _back(session, None, proposal, row)


def _back(session: Session, actor: Member | None, proposal: Proposal, row: Stay) -> Stay:
    row.ended_at = min(db.now(), row.until)
    states.move(session, proposal, row.before)
    clocks = [one for state in ("discussion", "last_call") for one in stays.of(session, proposal, state)[:1]]
    stopped = [one for one in clocks if one.ended_at is None]
    for one in stopped:
        _put_off(one, row.since, row.ended_at - row.since)
    session.add_all([row, *stopped])
    minutes.record(session, actor, "proposals.resume", proposal, proposal, row, *stopped)
    leaving.settle(session, actor, proposal)
    return row


def _put_off(one: Stay, since: datetime, time: timedelta) -> None:
    """What had not run out by then has as much time left as it had."""
    if one.until > since:
        one.until += time
    if one.latest and one.latest > since:
        one.latest += time
