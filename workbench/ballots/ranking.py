"""What happens in a ranked ballot and in no other: rivals are put into it together.

Votes, close, ties and adoption are those of every ballot (actions.py, ties.py, adoption.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from workbench.ballots import frozen, known, orders, ranked_rules, reviewed
from workbench.ballots.actions import bind
from workbench.ballots.models import Ballot
from workbench.ballots.opening import Prepared, text_before, votable
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import asking, recusals, relations
from workbench.proposals.models import Proposal

# So many rivals are decided together (procedure 4.2).
LEAST, MOST = 2, 7


def open(
    session: Session, actor: Member, proposals: Sequence[Proposal], *, committee: Committee, revisions: Mapping[int, int],
    rule_name: str, closes_at: datetime,
) -> Ballot:  # fmt: skip
    """One ballot on rivals and the text as it stands, each in its current revision (`revisions`: proposal -> what was read)."""
    prepared = prepare(session, actor, proposals, committee=committee, revisions=revisions, rule=rule_name)
    return bind(session, actor, prepared, committee=committee, closes_at=closes_at)


def prepare(
    session: Session, actor: Member | None, proposals: Sequence[Proposal], *, committee: Committee, revisions: Mapping[int, int],
    rule: str | ranked_rules.Rule, unreviewed: Mapping[str, Any] | None = None,
) -> Prepared:  # fmt: skip
    """What a ballot on these rivals would be on. `rule`: by its name; or as it was bound when the ballot was scheduled.

    All of them have to be declared rivals, by links or by the rivals of rivals: they answer one question."""
    if actor:
        permissions.require(actor, "ballots.open")
    recusals.stand_aside(session, actor, *proposals)
    chosen = sorted({proposal.no or 0: proposal for proposal in proposals}.items())
    if not LEAST <= len(chosen) <= MOST:
        raise Refusal(f"Choose from {LEAST} to {MOST} rivals to be ranked.", field="options")
    group = {one.no for one in relations.group(session, chosen[0][1])}
    for no, _ in chosen:
        if no not in group:
            raise Refusal(
                f"Proposal {no} was not declared a rival of proposal {chosen[0][0]}, so they may answer two questions. Declare "
                "it on its page, or open a ballot of its own.", field="options",
            )  # fmt: skip
    options = [(proposal, votable(session, proposal, revisions.get(no, 0), committee)) for no, proposal in chosen]
    orders.together(session, [proposal for _, proposal in chosen])
    asked = _rule(session, committee, rule, chosen)
    base, base_commit = text_before(session, options[0][1])
    about: dict[str, Any] = {
        "base": base, "base_commit": base_commit, "default_sha256": definition.newest(session).fingerprint,
        "options": [[no, filed.n, filed.fingerprint, proposal.claimed] for (no, proposal), (_, filed) in zip(chosen, options, strict=True)],
    }  # fmt: skip
    if trees := {str(filed.proposal_no): asking.digest(filed) for _, filed in options if filed.requirements}:
        about["requirements_sha256"] = trees
    read = reviewed.of(session, options, [asked], committee)
    about |= reviewed.enough(session, actor, options, asked, read, unreviewed)
    return Prepared(asked, about, tuple(options), read=read)


def _rule(
    session: Session, committee: Committee, asked: str | ranked_rules.Rule, chosen: Sequence[tuple[int, Proposal]]
) -> ranked_rules.Rule:
    if isinstance(asked, str):
        usable = known.ranked(session, committee)
        if not usable:
            raise Refusal(
                "The committee has no rule for a ranked ballot: add one with method = “ranked” to its rules first."
            )
        if asked not in usable:
            raise Refusal("Choose one of the committee's rules for ranked ballots.", field="rule")
        frozen.as_used(session, usable[asked])
        asked = usable[asked]
    for no, proposal in chosen:
        if proposal.claimed not in asked.for_classes:
            raise Refusal(
                f"The rule “{asked.title}” says nothing of a change claimed as {proposal.claimed}, as proposal {no} is.",
                field="rule",
            )
    return asked
