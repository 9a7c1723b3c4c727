"""A vote from a page that was opened before another text was put to the vote (attack 28): refused, with the way to the difference.

The form that answers it is that of the ballot which is open now, with the words that were typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import queries, rules
from workbench.ballots.models import Ballot
from workbench.proposals.models import Proposal, Revision


@dataclass(frozen=True)
class Stale:
    """The revision that the form was about, and the ballot on another one that is open now."""

    proposal: int
    before: int
    ballot: Ballot

    @property
    def sentence(self) -> str:
        return (
            f"Your form was about revision {self.before} of proposal {self.proposal}, and ballot {self.ballot.no} is on revision "
            f"{self.ballot.revision}. Read the difference, and vote again. What you chose and wrote is still in the form."
        )


def instead(session: Session, ballot: Ballot, words: Mapping[str, str]) -> Ballot:
    """The ballot whose form answers the words of one that was refused."""
    found = of(session, ballot, words["fingerprint"])
    return found.ballot if found else ballot


def of(session: Session, ballot: Ballot, fingerprint: str) -> Stale | None:
    """Whether a form about the text of this fingerprint, sent to this ballot, was about another text than the one that is voted on
    now, on the same proposal and in a ballot with the same form."""
    if ballot.proposal_no is None:
        return None
    now = queries.of_proposal(session, session.get_one(Proposal, ballot.proposal_no))
    if now is None or now.fingerprint == fingerprint or queries.stage(now, db.now()) != "open":
        return None
    if rules.is_ranked(now.rule) or rules.is_election(now.rule):
        return None
    query = select(Revision.n).where(Revision.proposal_no == now.proposal_no, Revision.fingerprint == fingerprint)
    before = session.exec(query.order_by(col(Revision.n).desc()).limit(1)).first()
    return Stale(ballot.proposal_no, before, now) if before else None
