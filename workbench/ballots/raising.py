"""What any member objects to is no editorial change (procedure 3.3): an objection that stops a consent ballot makes it substantive.

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

FROM, TO = "editorial", "substantive"


def said(rule: rules.Rule | ranked_rules.Rule, proposals: Sequence[Proposal]) -> dict[str, Any]:
    """For the statement of a ballot: the class that its text is of once an objection has stopped it."""
    is_so = getattr(rule, "method", "") == "consent" and any(one.claimed == FROM for one in proposals)
    return {"if_objected": TO} if is_so else {}


def _raises(session: Session, ballot: Ballot) -> bool:
    return bool(second.statement(session, ballot).get("if_objected"))


def raised(session: Session, ballot: Ballot) -> None:
    """After a result that an objection stopped: the proposal is of the higher class from now on. An entry of its own in the minutes."""
    if ballot.outcome != "blocked" or ballot.ratifies or not _raises(session, ballot):
        return
    for proposal in queries.proposals(session, ballot):
        if proposal.claimed == FROM:
            proposal.claimed = TO
            session.add(proposal)
            minutes.record(session, None, "proposals.raise_class", proposal, proposal, ballot=ballot.no)


def lowered(session: Session, ballot: Ballot) -> None:
    """Before the votes are counted again, without the objection that was ended: the class is the one that the ballot was on."""
    if _raises(session, ballot):
        for proposal, option in zip(queries.proposals(session, ballot), queries.options(session, ballot), strict=True):
            proposal.claimed = option.claimed
            session.add(proposal)


def still(session: Session, ballot: Ballot) -> None:
    """Refuse (409) to end an objection once members have taken up the class otherwise."""
    if not _raises(session, ballot):
        return
    numbers = [one.proposal_no for one in queries.options(session, ballot)]
    query = select(ClassContest).where(col(ClassContest.proposal_no).in_(numbers))
    if session.exec(query.where(ClassContest.made_at >= ballot.closed_at).limit(1)).first():  # type: ignore[operator]
        raise Refusal("Its class has been contested since this ballot: open another one on it.", status=409)


def by_ballot(session: Session, proposal: Proposal) -> int | None:
    """The ballot whose objection made an editorial change what it is; None: none did, or it was ended, or another revision is claimed."""
    if proposal.claimed == FROM:
        return None
    about = select(Minute.body).where(Minute.thing == minutes.name_of(proposal), Minute.act == "proposals.raise_class")
    made = session.exec(about.order_by(col(Minute.seq).desc()).limit(1)).first()
    ballot = session.get(Ballot, made["ballot"]) if made else None
    return ballot.no if ballot and ballot.outcome == "blocked" and ballot.revision == proposal.revision else None
