"""On pages: the act by which an officer lets a change of the typography stand, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import g, request

from workbench import web
from workbench.ballots import raising, slight
from workbench.ballots.briefing import Held
from workbench.ballots.models import Ballot
from workbench.members import permissions
from workbench.proposals import queries as proposals
from workbench.proposals.models import Proposal


def by_act(no: int) -> Any:
    """An officer lets it stand."""
    revision = web.whole(request.form.get("revision", "")) or 0
    proposal = proposals.proposal(web.session(), no)
    made = slight.act(web.session(), g.viewer, proposal, committee=web.committee(), revision=revision)
    return web.see("ballots.show", "ballot", no=made.no)


def told(found: Held, proposal: Proposal) -> dict[str, Any]:
    """For the box of a ballot: whether it was an officer's act, and whether an objection in it raised the class of its change."""
    session, ballot = web.session(), found.ballot
    return {"by_act": slight.is_act(session, ballot), "raised": raised(proposal, ballot)}


def raised(proposal: Proposal, ballot: Ballot | None) -> bool:
    """Whether an objection in this ballot made a change what it is."""
    is_consent = ballot is not None and ballot.closed_at is not None and ballot.rule.get("method") == "consent"
    return is_consent and ballot is not None and raising.by_ballot(web.session(), proposal) == ballot.no


def offered(proposal: Proposal) -> bool:
    """Whether the act is this officer's to do now, as far as its class and the rules go."""
    is_so = proposal.claimed == slight.CLASS and permissions.may(g.get("viewer"), "ballots.open")
    return is_so and bool(slight.fitting(web.session(), web.committee()))
