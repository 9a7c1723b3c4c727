"""Where a revision of a proposal stands (procedure 2.2): worked out from what was filed, announced and objected to, and kept nowhere."""

from __future__ import annotations

from sqlmodel import Session

from workbench.minutes.steps import FEED, FOLLOWERS, Step, steps
from workbench.proposals import relations, states
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.offered import RevisionOffer

WORDS = {
    "working": "being drafted", "offered": "offered: sponsors may object", "current": "the current one",
    "objected": "not to be taken over without a vote", "superseded": "superseded", "rejected": "rejected by a sponsor",
}  # fmt: skip
_FILED = "it stands for good with its redline, the one before is superseded, and comments follow their words into it"
STEPS: tuple[Step, ...] = (
    Step("", "working", "author, and whom they invite", "its text stands still in no ballot, and nothing of the author's on it is begun already", "a draft that those who write it read, and the committee where they let it", "those who are invited"),
    Step("working", "offered", "author", "it has sponsors, is in discussion or its last call, and more changes than the typography", "its sponsors have 24 hours to object", f"its sponsors, {FEED}"),
    Step("offered", "current", "workbench", "24 hours, and no sponsor objected", _FILED, FOLLOWERS),
    Step("offered", "rejected", "sponsor", "within 24 hours, with a reason", "the text stays as it is; its author may drop that sponsor, or offer another revision", FOLLOWERS),
    Step("working", "current", "author", "no sponsor waits to be asked; the text applies to its base and keeps to the form of the text; a class and a note", _FILED, FOLLOWERS),
    Step("", "current", "author", "a first revision is filed, or another one takes over what amends it or a ballot carried", _FILED, FOLLOWERS),
    Step("current", "offered", "author of what it amends", "that has sponsors; no sponsor objects", "its sponsors have 24 hours to object", f"those sponsors, {FEED}"),
    *steps(("current", "offered"), "objected", "sponsor of what it amends", "a reason is published", "only a ballot, or its author's own words, bring it in", FEED),
    *steps(("objected",), "offered", "that sponsor", "takes the objection back, and it was announced", "it may be taken over once the 24 hours are over", FEED),
    Step("objected", "current", "that sponsor", "takes the objection back", "it may be announced", FEED),
    *steps(("current", "offered", "objected"), "superseded", "author", "another revision is filed, or its proposal is closed before it is the current one", "it stays readable, with its comments", FOLLOWERS),
)  # fmt: skip


def state(session: Session, proposal: Proposal, revision: Revision) -> str:
    """Where a filed revision stands now. What amends a proposal is offered, or objected to, as long as it is talked about."""
    if revision.n != proposal.revision:
        row = session.get(RevisionOffer, (revision.proposal_no, revision.n))
        stands = row is not None and row.outcome == ""
        return "offered" if stands else "rejected" if row and row.outcome == "rejected" else "superseded"
    links = relations.links(session, proposal, "amends") if revision.amends_no else ()
    if not links or proposal.state not in states.TALKED:
        return "current"
    if relations.objections(session, proposal):
        return "objected"
    return "offered" if links[0].offered_at else "current"
