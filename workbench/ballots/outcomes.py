"""What the outcome of a ballot makes of what it was on, and what it brings with it for everything else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from workbench.ballots import findings, queries
from workbench.ballots.models import Ballot
from workbench.definition import queries as definition
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import leaving, periods


def settled(rule: Mapping[str, Any], outcome: str, votes: Mapping[str, Any]) -> str:
    """The outcome for the record: of a tie that is only reported nothing comes, and another is drawn where the rule says so.

    The draw is the SHA-256 of the votes with their salts, which nobody sees before the close: even carries it."""
    if outcome != "tie_pending" or rule["tie"] not in ("report", "random_recorded"):
        return outcome
    drawn = int(hashlib.sha256(minutes.canonical(votes).encode()).hexdigest(), 16) % 2
    return "tied" if rule["tie"] == "report" else "rejected" if drawn else "adopted"


def conclude(session: Session, ballot: Ballot, outcome: str, won: int) -> Sequence[Minuted]:
    """Set down how a ballot came out and, where it carried, what it carried. Nothing is adopted yet: until then all wait.

    What has changed is for the entry in the minutes."""
    ballot.outcome = outcome
    if ballot.case_no:
        session.add(ballot)
        return findings.conclude(session, ballot)
    for option in queries.options(session, ballot):
        if option.proposal_no == won:
            ballot.proposal_no, ballot.revision, ballot.fingerprint = won, option.revision, option.fingerprint
    proposals = queries.proposals(session, ballot)
    for proposal in proposals if outcome in ("rejected", "tied", "blocked", "no_electorate") else ():
        # what was stopped is discussed again, so that a revision can meet it; so is what was tied, or too few may decide
        proposal.state = outcome if outcome == "rejected" else "discussion"
    missed = [periods.missed(session, proposal) for proposal in proposals if outcome == "no_quorum"]
    session.add_all([ballot, *proposals])
    return [*proposals, *missed]


def follow(session: Session, actor: Member | None, ballot: Ballot) -> None:
    """What a recorded outcome brings with it: a carried text that comes too late is discussed again, others may fall."""
    if ballot.case_no:
        return
    if ballot.outcome == "adopted" and queries.is_behind(session, ballot):
        overtake(session, actor, ballot)
    elif ballot.outcome in ("rejected", "tied", "no_quorum", "no_electorate", "blocked"):
        for proposal in queries.proposals(session, ballot):
            leaving.decided(session, proposal)


def overtake(session: Session, actor: Member | None, ballot: Ballot) -> None:
    """Another text was adopted first: what was in a ballot on the old one cannot be adopted and is under discussion again.

    Where that text was a rival's, or what it amends is closed, it falls."""
    proposals = [one for one in queries.proposals(session, ballot) if one.state == "balloting"]
    for proposal in proposals:
        proposal.state = "discussion"
    session.add_all(proposals)
    primary = queries.amended(session, queries.revision(session, ballot))
    text = {"revision": primary.revision} if primary else {"version": definition.newest(session).label}
    minutes.record(session, actor, "ballots.overtaken", ballot, *proposals, **text)
    for proposal in proposals:
        leaving.decided(session, proposal)
