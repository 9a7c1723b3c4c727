"""What a ballot on an amendment to an amendment decides: carried, it is the next revision of the proposal that it amends.

The definition does not move, so nothing has to be recovered and the request owns the commit, as with every filed revision.
"""

from __future__ import annotations

from sqlmodel import Session

from workbench.ballots import adoption, queries
from workbench.ballots.models import Ballot
from workbench.ballots.outcomes import overtake
from workbench.definition.repository import Repository
from workbench.errors import Fault
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.proposals import recusals, takeover
from workbench.proposals.models import Proposal


def adopt(
    session: Session, actor: Member, ballot: Ballot, *, repository: Repository, seconded: Second | None = None
) -> bool:
    """Make what this ballot carried the next revision, byte for byte; other carried amendments to the last one are overtaken.

    False: what it amends was revised or closed meanwhile, and it is this ballot that is overtaken."""
    permissions.require(actor, "ballots.adopt")
    proposal = session.get_one(Proposal, ballot.proposal_no)
    recusals.stand_aside(session, actor, proposal)
    if ballot.outcome == "adopted" and proposal.state == "balloting" and queries.is_behind(session, ballot):
        overtake(session, actor, ballot)
        return False
    adoption.adoptable(session, ballot, proposal)
    if seconded:
        minutes.record(session, actor, "second.confirm", seconded, *seconding.confirmed(session, actor, seconded))
    made = takeover.carried(session, actor, proposal, ballot=ballot.no or 0, repository=repository)
    if made.fingerprint != ballot.fingerprint:
        raise Fault(f"the revision that ballot {ballot.no} made is not the text that was voted on")
    adoption.overtaken(session, actor)
    return True
