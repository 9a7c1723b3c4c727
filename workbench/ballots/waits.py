"""How long nothing comes of a result (procedure 2.4): the time for challenges that the ballot's statement says, and while one is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from workbench.ballots import queries, terms
from workbench.ballots.models import Ballot
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of


def until(session: Session, ballot: Ballot) -> datetime | None:
    """From when on something may come of a result; None where there is none. A ballot from before there was such a time waits for nothing."""
    at = queries.recorded(session, ballot)
    opened = select(Minute.body).where(Minute.thing == name_of(ballot), Minute.act == "ballots.open")
    period = session.exec(opened).one()["statement"].get("challenge", "PT0H") if at else "PT0H"
    return at + timedelta(hours=terms.hours(period)) if at else None


def is_over(session: Session, ballot: Ballot, now: datetime) -> bool:
    """Whether something may come of a result now, for all that time and challenges are."""
    at = until(session, ballot)
    is_past = at is not None and (now >= at or at == queries.recorded(session, ballot))
    return is_past and not queries.contested(session, ballot)


def over(session: Session, ballot: Ballot, now: datetime) -> None:
    """Refuse (409) what would come of a result too soon."""
    queries.uncontested(session, ballot)
    at = until(session, ballot)
    if at and now < at:
        raise Refusal(
            f"Until {at:%-d %B %Y, %H:%M} UTC members may name an error in the result of ballot {ballot.no} before anything comes of "
            "it: from then on this is possible.", status=409,
        )  # fmt: skip
