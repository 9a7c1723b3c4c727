"""What any member objects to is of the next higher class (procedure 3.3): where silence is assent, an objection that stops a typographic
change makes it an editorial one, and an editorial change a substantive one.

The statement of the ballot says so when it opens. Where that objection is ended and the votes are counted again, so does this end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from workbench.ballots import queries, ranked_rules, rules, second
from workbench.ballots.models import Ballot
from workbench.errors import Refusal
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.proposals.classes import ClassContest
from workbench.proposals.models import Proposal

HIGHER = {"typographic": "editorial", "editorial": "substantive"}


def said(rule: rules.Rule | ranked_rules.Rule, proposals: Sequence[Proposal]) -> dict[str, Any]:
    """For the statement of a ballot: the class that its text is of once an objection has stopped it."""
    named = [HIGHER[one.claimed] for one in proposals if one.claimed in HIGHER]
    return {"if_objected": named[0]} if getattr(rule, "method", "") == "consent" and named else {}


def _named(session: Session, ballot: Ballot) -> str:
    return str(second.statement(session, ballot).get("if_objected", ""))


def raised(session: Session, ballot: Ballot) -> None:
    """After an objection stopped it, at the close or at the end of the time to object: the proposal is of the higher class from now on. An
    entry of its own in the minutes."""
    named = "" if ballot.ratifies or not _is_stopped(session, ballot) else _named(session, ballot)
    for proposal in queries.proposals(session, ballot) if named else ():
        if HIGHER.get(proposal.claimed) == named:
            proposal.claimed = named
            session.add(proposal)
            minutes.record(session, None, "proposals.raise_class", proposal, proposal, ballot=ballot.no)


def _is_stopped(session: Session, ballot: Ballot) -> bool:
    row = second.of(session, ballot) if ballot.outcome == "adopted" else None
    return ballot.outcome == "blocked" or row is not None and row.until is not None and row.outcome == "returned"


def lowered(session: Session, ballot: Ballot) -> None:
    """Before the votes are counted again, without the objection that was ended: the class is the one that the ballot was on."""
    if _named(session, ballot):
        for proposal, option in zip(queries.proposals(session, ballot), queries.options(session, ballot), strict=True):
            proposal.claimed = option.claimed
            session.add(proposal)


def still(session: Session, ballot: Ballot) -> None:
    """Refuse (409) to end an objection once members have taken up the class otherwise."""
    if not _named(session, ballot):
        return
    numbers = [one.proposal_no for one in queries.options(session, ballot)]
    query = select(ClassContest).where(col(ClassContest.proposal_no).in_(numbers))
    if session.exec(query.where(ClassContest.made_at >= ballot.closed_at).limit(1)).first():  # type: ignore[operator]
        raise Refusal("Its class has been contested since this ballot: open another one on it.", status=409)


def by_ballot(session: Session, proposal: Proposal) -> int | None:
    """The ballot whose objection made a change what it is; None: none did, or it was ended, or another revision or class is claimed."""
    if proposal.claimed not in HIGHER.values():
        return None
    about = select(Minute.body).where(Minute.thing == minutes.name_of(proposal), Minute.act == "proposals.raise_class")
    made = session.exec(about.order_by(col(Minute.seq).desc()).limit(1)).first()
    ballot = session.get(Ballot, made["ballot"]) if made else None
    is_so = ballot and ballot.revision == proposal.revision and _is_stopped(session, ballot)
    return ballot.no if ballot and is_so and _named(session, ballot) == proposal.claimed else None
