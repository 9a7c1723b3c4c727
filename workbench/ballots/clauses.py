"""No two open ballots on one clause (procedure 4.5): what comes of the one would change what the other is on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots.models import Ballot, Option
from workbench.errors import Refusal
from workbench.proposals.models import Revision


def running(session: Session) -> list[tuple[Ballot, Revision]]:
    """The ballots on texts whose result is not on record, each with a revision that it is on."""
    filed = (col(Revision.proposal_no) == Option.proposal_no) & (col(Revision.n) == Option.revision)
    query = select(Ballot, Revision).join(Option, col(Option.ballot_no) == Ballot.no).join(Revision, filed)
    return list(session.exec(query.where(col(Ballot.closed_at).is_(None)).order_by(col(Ballot.no))))


def met(filed: Revision, others: Iterable[tuple[Ballot, Revision]]) -> tuple[Ballot, Revision] | None:
    """The first of these ballots that touches a clause which this revision touches; what it amends is decided after it."""
    aside, mine = (filed.proposal_no, filed.amends_no), {*filed.touched}
    return next((one for one in others if one[1].proposal_no not in aside and mine & {*one[1].touched}), None)


def free(session: Session, filed: Revision) -> None:
    """Refuse a ballot while another one is open that touches a clause which this revision touches."""
    if found := met(filed, running(session)):
        ballot, other = found
        until = f"{ballot.closes_at:%-d %B %Y, %H:%M} UTC"
        then = f"It is open until {until}" if db.now() < ballot.closes_at else f"It closed on {until}"
        raise Refusal(
            f"Ballot {ballot.no}, on proposal {other.proposal_no}, touches a clause that this one touches too "
            f"({', '.join(sorted({*filed.touched} & {*other.touched}))}). {then}: open this one once its result is on record.",
            status=409,
        )
