"""A result is reconsidered (procedure 2.4): somebody of the side that prevailed moves it, and more than half of the roll want it.

Then the ballot is void as if it had not been held, and another may open at once. It can be moved once, and only while nothing has
come of the result. Nobody votes against: who does nothing leaves the result as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from workbench.ballots import motions, opinions, outcomes, queries, rules, secrecy, voiding
from workbench.ballots.actions import moment
from workbench.ballots.electorate import RECUSED
from workbench.ballots.models import Ballot, Reconsideration, RollEntry, Voiding
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import leaving


def may(session: Session, actor: Member, ballot: Ballot) -> str:
    """Whether this member may “move” that a result be reconsidered, or “support” it. Refused, with the reason, where neither."""
    permissions.require(actor, "ballots.reconsider")
    if rules.is_election(ballot.rule):
        raise Refusal("An election is not reconsidered: name the error in it, or hold another.", status=409)
    at, now, found = queries.recorded(session, ballot), moment(session), motions.of(session, ballot)
    if at is None or ballot.outcome == "tied":
        raise Refusal("This ballot has no result that could be reconsidered. Reload its page.", status=409)
    if now >= (found[0].at if found else at) + motions.TIME:
        raise Refusal(
            "The seven days to support it are over: the result stands." if found else
            "A result can be reconsidered within seven days, and these are over: it stands.", status=409,
        )  # fmt: skip
    seat = session.get(RollEntry, (ballot.no, actor.id))
    if seat is None or seat.status in RECUSED:
        raise Refusal("Only who was on the roll of this ballot decides on that.", status=403, whom="those on its roll")
    if any(one.member_id == actor.id for one in found):
        raise Refusal("You have said so already: wait for the others on the roll.", status=409)
    mine = {vote.member_id: vote for vote in queries.standing(session, ballot)}.get(actor.id or 0)
    if not found and not opinions.sides(ballot, mine)[0]:
        if secrecy.is_secret(ballot):
            raise Refusal(
                "Only who voted moves that a result be reconsidered: ask one of them.",
                status=403,
                whom="those who voted in it",
            )
        raise Refusal(
            "Only who voted with the side that prevailed moves that a result be reconsidered: ask one of them.",
            status=403, whom="those who voted with the side that prevailed",
        )  # fmt: skip
    queries.uncontested(session, ballot)
    voiding.unfollowed(session, ballot)
    return "support" if found else "move"


def reconsider(session: Session, actor: Member, ballot: Ballot, *, reason: str = "") -> Reconsideration:
    """Move that a result be reconsidered, with a reason, or support that. With more than half of the roll the ballot is void."""
    session.refresh(ballot)
    is_first = may(session, actor, ballot) == "move"
    row = Reconsideration(
        ballot_no=ballot.no or 0, member_id=actor.id or 0, n=len(motions.of(session, ballot)) + 1,
        reason=leaving.reasoned(reason, "motion") if is_first else "", at=moment(session),
    )  # fmt: skip
    session.add(row)
    changed: list[Minuted] = []
    if row.n >= motions.needed(session, ballot):
        why = f"{row.n} of those on its roll want it reconsidered. {motions.of(session, ballot)[0].reason}"
        made, back = voiding.annul(session, actor, ballot, "reconsidered", why)
        changed = [ballot, made, *back]
    minutes.record(session, actor, "ballots.reconsider", ballot, row, *changed)
    if changed:
        outcomes.follow(session, actor, ballot)
    return row


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """A motion that whoever made it could not make, or that has not made the ballot void as its support has it."""
    found, made = motions.of(session, ballot), session.get(Voiding, ballot.no)
    is_carried = bool(found) and len(found) >= motions.needed(session, ballot)
    if is_carried != (made is not None and made.ground == "reconsidered"):
        yield f"ballot {ballot.no}: whether it is reconsidered is not as those on its roll have said"
    for row in found:
        seat = session.get(RollEntry, (ballot.no, row.member_id))
        if seat is None or row.at >= found[0].at + motions.TIME:
            yield f"ballot {ballot.no}: member {row.member_id} could not have it reconsidered then"
