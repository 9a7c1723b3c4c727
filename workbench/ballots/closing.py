"""Whether a ballot may close before its time, as its rule has it."""

from __future__ import annotations

from sqlmodel import Session

from workbench.ballots import fixed, queries, rules, seating
from workbench.ballots.models import Ballot
from workbench.proposals import recusals

# Why it may not, by `window.close_early`.
WHY = {
    "all_voted": "not everybody has voted", "never": "its rule never closes it before",
    "outcome_fixed": "what is left can still change its result",
}  # fmt: skip


def early(ballot: Ballot) -> str:
    return str(ballot.rule.get("window", {}).get("close_early", "all_voted"))


def is_done(session: Session, ballot: Ballot) -> bool:
    """Whether it may close now, though its time is not over; a sign-off, once its last period is."""
    if early(ballot) == "never":
        return False
    if rules.is_signoff(ballot.rule):
        return queries.result(session, ballot).outcome == "adopted"
    return queries.everybody(session, ballot) if early(ballot) == "all_voted" else is_fixed(session, ballot)


def waits_for_nobody(session: Session, ballot: Ballot) -> bool:
    """What of that pages may say: that an outcome is fixed tells how members voted, so the act that fixes it closes the ballot."""
    return early(ballot) != "outcome_fixed" and is_done(session, ballot)


def is_fixed(session: Session, ballot: Ballot) -> bool:
    """Whether nothing that can still come changes its result."""
    proposals = queries.proposals(session, ballot)
    moved = {one.member_id for one in recusals.of(session, proposals) if one.state == "moved"}
    classes = {option.proposal_no: option.claimed for option in queries.options(session, ballot)}
    seats = seating.seats(session, ballot, queries.roll(session, ballot))
    return fixed.is_fixed(queries.rule(ballot), queries.cast(session, ballot), seats, moved, classes)


def why_not(ballot: Ballot) -> str:
    """Why it is open until its time."""
    return "its last period for comments is not over" if rules.is_signoff(ballot.rule) else WHY[early(ballot)]
