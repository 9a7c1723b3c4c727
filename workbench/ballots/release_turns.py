"""What waits for members of what is released together: a last call and, for chair and secretary, the next step and a withdrawal that carried."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from workbench.ballots import apart, releasing, version_opening, versions, withdrawing
from workbench.ballots.models import Ballot
from workbench.ballots.versions import VersionBallot
from workbench.definition import releases
from workbench.definition.releases import Release, Withdrawal
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.turns import Turn


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """Each ends with its act; for whoever may send a candidate back its last call is told until that is over."""
    if not may(member, "versions.send_back"):
        return []
    made, found = releases.under_way(session), []
    if made and apart.is_aside(session, member, apart.parts(session, made)):
        made = None  # leaves it to others
    if made and made.state == "last_call" and made.until and now < made.until:
        why = f"Its last call runs until {made.until:%-d %B %Y, %H:%M} UTC: read it as a whole, and send it back if it should not be released so."
        found.append(
            Turn(
                why,
                f"/releases/{made.no}",
                "Release",
                f"Version {made.label}",
                made.made_at,
                made.until.date(),
                made.until,
            )
        )
    if not may(member, "versions.release"):
        return found
    if made and (why := _next(session, made)):
        found.append(
            Turn(why, f"/releases/{made.no}#next", "Release", f"Version {made.label}", made.until or made.made_at)
        )
    gone = col(VersionBallot.ordinal).in_(select(Withdrawal.ordinal))
    carried = select(Ballot, VersionBallot).join(VersionBallot, col(VersionBallot.ballot_no) == Ballot.no)
    carried = carried.where(
        VersionBallot.question == "withdraw", Ballot.outcome == "adopted", col(Ballot.ratifies).is_(None), ~gone
    )
    for ballot, told in session.exec(carried.order_by(col(Ballot.no))):
        try:
            withdrawing.may_withdraw(session, member, ballot)
        except Refusal:
            continue
        found.append(
            Turn(
                "It carried: put the withdrawal on record.",
                f"/ballots/{ballot.no}#ballot",
                f"Ballot {ballot.no}",
                versions.headline(told),
            )
        )
    return found


def _next(session: Session, made: Release) -> str:
    """What can be done with a candidate now; empty where something is in the way."""
    if made.state == "approved":
        return "It is approved: publish it."
    if made.state == "candidate" and made.last_call:
        return "It is a candidate: begin its last call."
    for act, why in (
        (lambda: releasing.approvable(session, made), "Nothing is in its way any more: approve it."),
        (lambda: version_opening.on_release(session, made), "Its text waits for a ballot on the whole: open one."),
    ):
        try:
            act()
        except Refusal:
            continue
        return why
    return ""
