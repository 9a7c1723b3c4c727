"""A change of the typography alone: an officer lets it stand, by one act, and members have time to object (procedure 3.3, class C1).

It is a ballot by consent that opens and closes with that act, bound to exactly those bytes like any other: no text is adopted
without one. What follows is the time to object that its rule gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from workbench.ballots import actions, known, opening, queries, rules, second
from workbench.ballots.models import Ballot
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.proposals import recusals, typography
from workbench.proposals.models import Proposal, Revision

CLASS = "typographic"
# A ballot closes after it opens; nobody can vote between the two.
MOMENT = timedelta(minutes=1)


def fitting(session: Session, committee: Committee) -> dict[str, rules.Rule]:
    """The rules by which an officer may let a change stand: of consent, for this class, with time to object."""
    every = known.fitting(session, committee, CLASS)
    return {
        n: one for n, one in every.items() if one.method == "consent" and one.terms["ratification.objection"] and not one.terms["window.vote"]
    }  # fmt: skip


def act(
    session: Session, actor: Member, proposal: Proposal, *, committee: Committee, revision: int, rule_name: str = ""
) -> Ballot:  # fmt: skip
    """Let a change of the typography stand. `rule_name`: by which rule, where the committee has several for that."""
    permissions.require(actor, "ballots.open")
    if proposal.claimed != CLASS:
        raise Refusal(
            f"Proposal {proposal.no} is claimed as {proposal.claimed}: a ballot opens on it, and members vote.", status=409
        )  # fmt: skip
    usable = fitting(session, committee)
    if rule_name not in ("", *usable) or not usable:
        raise Refusal(
            "The committee's rules have none by which an officer lets a change of the typography stand: it takes one of consent for that class "
            "with time to object, such as committee-typographic.", field="rule",
        )  # fmt: skip
    if seconding.is_needed(session, committee, actor, "ballots.open", recusals.out(session, [proposal])):
        raise Refusal(
            "This committee has the secretary confirm what the chair opens. Leave it to the secretary.", status=409
        )
    prepared = opening.prepare(
        session, actor, proposal, committee=committee, revision=revision, rule=rule_name or next(iter(usable))
    )
    if not typography.is_alone(session, prepared.options[0][1]):
        raise Refusal(
            "More than the typography changes against the newest version: its author claims another class.", status=409
        )
    prepared = replace(prepared, about=prepared.about | {"by_act": True})
    closes_at = actions.moment(session) + MOMENT
    ballot = actions.bind(session, actor, prepared, committee=committee, closes_at=closes_at)
    actions.close(session, actor, ballot, at_once=True)
    if ballot.outcome != "adopted":
        raise Refusal(
            f"The rule “{prepared.rule.title}” does not carry it without a vote. Open a ballot on it.", status=409
        )
    return ballot


def is_act(session: Session, ballot: Ballot) -> bool:
    """Whether a ballot was an officer's act."""
    return bool(second.statement(session, ballot).get("by_act"))


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """Every ballot on what was claimed to be typographic and changes more."""
    for option in queries.options(session, ballot):
        if option.claimed == CLASS:
            filed = session.get_one(Revision, (option.proposal_no, option.revision))
            if not typography.is_alone(session, filed):
                yield f"ballot {ballot.no}: proposal {option.proposal_no} is called typographic, and changes more than that"
