"""What the outcome of a ballot makes of what it was on, and what it brings with it for everything else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from workbench import db
from workbench.ballots import filling, findings, queries, raising, rules, second, terms
from workbench.ballots.models import Ballot, Voiding
from workbench.ballots.second import Ratification
from workbench.definition import queries as definition
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import leaving, periods
from workbench.proposals.models import Proposal
from workbench.proposals.states import VOTED

# What comes of the ballot of a body that ratifies; another one may follow a first without a quorum.
ANSWERS = {"adopted": "ratified", "rejected": "declined"}
STATES = {"ratified": "ratified", "declined": "declined", "returned": "discussion", "overtaken": "discussion"}


def settled(rule: Mapping[str, Any], outcome: str, votes: Mapping[str, Any], tied: Sequence[int] = ()) -> str:
    """The outcome for the record: of a tie that is only reported nothing comes, and another is drawn where the rule says so. `tied`: the
    options of a ranked ballot between which that is.

    The draw is the SHA-256 of the votes with their salts, which nobody sees before the close: even carries it; of several options `drawn`."""
    if outcome != "tie_pending" or rule["tie"] not in ("report", "random_recorded"):
        return outcome
    if rules.is_election(rule):
        return "adopted"  # a draw fills every seat that is left
    if tied and rule["tie"] == "random_recorded":
        return "adopted" if drawn(votes, tied) else "rejected"
    odd = int(hashlib.sha256(minutes.canonical(votes).encode()).hexdigest(), 16) % 2
    return "tied" if rule["tie"] == "report" else "rejected" if odd else "adopted"


def drawn(votes: Mapping[str, Any], tied: Sequence[int]) -> int:
    """Which of several options a draw takes: the first by the SHA-256 of that of the votes with their salts and its number, as in an
    election. 0: the text stays as it is."""
    base = hashlib.sha256(minutes.canonical(votes).encode()).hexdigest()
    return min(tied, key=lambda option: hashlib.sha256(f"{base} {option}".encode()).hexdigest())


def conclude(session: Session, ballot: Ballot, outcome: str, won: int, picks: Sequence[int] = ()) -> Sequence[Minuted]:
    """Set down how a ballot came out and, where it carried, what it carried. Nothing is adopted yet: until then all wait.

    What has changed is for the entry in the minutes."""
    ballot.outcome = outcome
    if rules.is_election(ballot.rule):
        return filling.conclude(session, ballot, picks)
    if ballot.case_no:
        session.add(ballot)
        return findings.conclude(session, ballot)
    if not ballot.proposal_no:
        return on_version(session, ballot)
    for option in queries.options(session, ballot):
        if option.proposal_no == won:
            ballot.proposal_no, ballot.revision, ballot.fingerprint = won, option.revision, option.fingerprint
    if ballot.ratifies:
        return answered(session, ballot)
    if owes := escalated(session, ballot):
        return begin(session, ballot, owes)
    proposals = queries.proposals(session, ballot)
    for proposal in proposals if outcome in ("rejected", "tied", "blocked", "no_electorate") else ():
        # what was stopped is discussed again, so that a revision can meet it; so is what was tied, or too few may decide
        proposal.state = outcome if outcome == "rejected" else "discussion"
    missed = [periods.missed(session, proposal) for proposal in proposals if outcome == "no_quorum"]
    session.add_all([ballot, *proposals])
    return [*proposals, *missed]


def on_version(session: Session, ballot: Ballot) -> Sequence[Minuted]:
    """What comes of a ballot on a version: its second stage, or nothing before an officer acts on it."""
    session.add(ballot)
    if ballot.ratifies:
        return answered(session, ballot)
    owes = escalated(session, ballot)
    return begin(session, ballot, owes) if owes else []


def escalated(session: Session, ballot: Ballot) -> dict[str, Any]:
    """What has to follow a ballot: where it carried what its rule asks; where too few were left, the body that decides instead."""
    voided = session.get(Voiding, ballot.no) if ballot.outcome == "void" else None
    outcome = voided.outcome if voided else ballot.outcome
    if outcome == "adopted":
        return second.owed(session, ballot)
    if outcome != "no_electorate" or rules.is_ranked(ballot.rule):
        return {}
    owes = second.owed(session, ballot)
    return owes if "body" in owes else {}


def begin(session: Session, ballot: Ballot, owes: Mapping[str, Any]) -> Sequence[Minuted]:
    """The second stage of what a ballot carried begins. For the entry in the minutes."""
    session.add(ballot)
    session.flush()
    row, at = Ratification(ballot_no=ballot.no or 0, body=owes.get("body")), queries.recorded(session, ballot)
    if "objection" in owes and at:
        row.until = at + timedelta(hours=terms.hours(owes["objection"]))
    proposals = [session.get_one(Proposal, ballot.proposal_no)] if ballot.proposal_no else []
    for proposal in proposals:
        proposal.state = "ratifying"
    session.add_all([row, *proposals])
    session.flush()
    return [*proposals, row]


def answered(session: Session, ballot: Ballot) -> Sequence[Minuted]:
    """What the ballot of another body makes of what it was asked to ratify. For the entry in the minutes."""
    row = session.get_one(Ratification, ballot.ratifies)
    before = [one for one in second.ratifying(session, ballot.ratifies) if one.outcome == "no_quorum" and one != ballot]
    session.add(ballot)
    if ballot.outcome == "no_quorum" and not before:
        return []
    row.by_ballot = ballot.no
    return settle(
        session, row, ANSWERS.get(ballot.outcome or "", "returned"), queries.recorded(session, ballot) or db.now()
    )


def settle(session: Session, row: Ratification, outcome: str, at: datetime) -> Sequence[Minuted]:
    """Set down how a second stage came out. Rivals that lost to a text which is not ratified have lost to nothing. For the minutes."""
    row.outcome, row.settled_at = outcome, at
    changed = []
    for proposal in queries.proposals(session, session.get_one(Ballot, row.ballot_no)):
        before, is_it = proposal.state, proposal.state in ("ratifying", "ratified")
        proposal.state = (
            STATES[outcome] if is_it else "discussion" if outcome != "ratified" and before in VOTED else before
        )
        changed += [proposal] if proposal.state != before else []
    session.add_all([row, *changed])
    return [*changed, row]


def follow(session: Session, actor: Member | None, ballot: Ballot) -> None:
    """What a recorded outcome brings with it: a carried text that comes too late is discussed again, others may fall."""
    if not ballot.proposal_no:
        return
    row = second.of(session, ballot)
    waits = ballot.outcome == "adopted" or row is not None and row.outcome is None
    if waits and queries.is_behind(session, ballot):
        overtake(session, actor, ballot)
    elif ballot.outcome in ("rejected", "tied", "no_quorum", "no_electorate", "blocked", "void"):
        raising.raised(session, ballot)
        for proposal in queries.proposals(session, second.first(session, ballot)):
            leaving.decided(session, proposal)


def overtake(session: Session, actor: Member | None, ballot: Ballot) -> None:
    """Another text was adopted first: what was in a ballot on the old one cannot be adopted and is under discussion again.

    Where that text was a rival's, or what it amends is closed, it falls."""
    proposals = [one for one in queries.proposals(session, second.first(session, ballot)) if one.state in VOTED]
    row = second.of(session, ballot)
    ended = settle(session, row, "overtaken", db.now()) if row else ()
    for proposal in proposals:
        proposal.state = "discussion"
    session.add_all(proposals)
    primary = queries.amended(session, queries.revision(session, ballot))
    text = {"revision": primary.revision} if primary else {"version": definition.newest(session).label}
    rows = {minutes.name_of(one): one for one in (*ended, *proposals)}
    minutes.record(session, actor, "ballots.overtaken", ballot, *rows.values(), **text)
    for proposal in proposals:
        leaving.decided(session, proposal)


def losers(session: Session, ballot: Ballot) -> dict[str, list[Proposal]]:
    """The options of a ranked ballot that did not win, by what they are once the winner is adopted; asked of either stage."""
    ballot = second.first(session, ballot)
    dropped = set(getattr(queries.result(session, ballot), "dropped", ()))
    lost = [one for one in queries.proposals(session, ballot) if one.no != ballot.proposal_no]
    return {
        "defeated": [one for one in lost if one.no not in dropped], "dropped": [one for one in lost if one.no in dropped],
    }  # fmt: skip
