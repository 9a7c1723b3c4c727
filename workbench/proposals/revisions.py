"""Where a revision of a proposal stands (procedure 2.2): worked out from what was filed, announced and objected to, and kept nowhere."""

from __future__ import annotations

from sqlmodel import Session

from workbench.minutes.steps import FEED, FOLLOWERS, Step, steps
from workbench.proposals import relations, states
from workbench.proposals.models import Proposal, Revision

WORDS = {
    "working": "being drafted", "current": "the current one", "offered": "to be taken over into what it amends",
    "objected": "not to be taken over without a vote", "superseded": "superseded",
}  # fmt: skip
_FILED = "it stands for good with its redline, the one before is superseded, and comments follow their words into it"
STEPS: tuple[Step, ...] = (
    Step("", "working", "author, and whom they invite", "its text stands still in no ballot, and nothing of the author's on it is begun already", "a draft that those who write it read, and the committee where they let it", "those who are invited"),
    Step("working", "current", "author", "the text applies to its base and keeps to the form of the text; a class and a note", _FILED, FOLLOWERS),
    Step("", "current", "author", "a first revision is filed, or another one takes over what amends it or a ballot carried", _FILED, FOLLOWERS),
    Step("current", "offered", "author of what it amends", "that has sponsors; no sponsor objects", "its sponsors have 24 hours to object", f"those sponsors, {FEED}"),
    *steps(("current", "offered"), "objected", "sponsor of what it amends", "a reason is published", "only a ballot, or its author's own words, bring it in", FEED),
    *steps(("objected",), "offered", "that sponsor", "takes the objection back, and it was announced", "it may be taken over once the 24 hours are over", FEED),
    Step("objected", "current", "that sponsor", "takes the objection back", "it may be announced", FEED),
    *steps(("current", "offered", "objected"), "superseded", "author", "another revision is filed", "it stays readable, with its comments", FOLLOWERS),
)  # fmt: skip


def state(session: Session, proposal: Proposal, revision: Revision) -> str:
    """Where a filed revision stands now. What amends a proposal is offered, or objected to, as long as it is talked about."""
    if revision.n != proposal.revision:
        return "superseded"
    links = relations.links(session, proposal, "amends") if revision.amends_no else ()
    if not links or proposal.state not in states.TALKED:
        return "current"
    if relations.objections(session, proposal):
        return "objected"
    return "offered" if links[0].offered_at else "current"
