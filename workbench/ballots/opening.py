"""On what a ballot may open: the current revision, on the newest text, of a proposal that is considered and in nobody's way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from workbench.ballots import clauses, frozen, known, orders, queries, ranked_rules, reviewed, rules, schedules
from workbench.cases.models import Case
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import asking, classes, discussing, periods, recusals, relations
from workbench.proposals.comments import concerns
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.states import BEGUN, VOTABLE, WORDS


@dataclass(frozen=True)
class Prepared:
    """What a ballot would be on and decided by; `about` is what its statement says of that."""

    rule: rules.Rule | ranked_rules.Rule
    about: dict[str, Any]
    options: tuple[tuple[Proposal, Revision], ...] = ()
    # on whose findings, if it is on no text
    case: Case | None = None
    # what was read of the texts before, where the rule asks
    read: tuple[reviewed.Read, ...] = ()
    # rows that its opening puts on record with it
    beside: Sequence[Any] = ()

    @property
    def proposals(self) -> list[Proposal]:
        return [proposal for proposal, _ in self.options]


def text_before(session: Session, filed: Revision) -> tuple[str, str]:
    """What the text would change: the label of a version and the commit there or, of a proposal, of its revision."""
    if filed.amends_no:
        amended = session.get_one(Revision, (filed.amends_no, filed.amends_n))
        return amended.base, amended.commit
    newest = definition.newest(session)
    return newest.label, newest.commit


def votable(session: Session, proposal: Proposal, revision: int, committee: Committee) -> Revision:
    """The revision a ballot may open on: the current one, on the newest text, of a proposal under discussion.

    What amends a proposal is decided before that proposal, on its newest revision (procedure 1: primary and secondary)."""
    if proposal.state == "balloting":
        raise Refusal(f"There is a ballot on proposal {proposal.no} already. Wait for its result.", status=409)
    schedules.none_on(session, [proposal.no or 0])
    if proposal.state in ("ratifying", "ratified"):
        raise Refusal(f"Proposal {proposal.no} is {WORDS[proposal.state]}: no other ballot opens on it.", status=409)
    if proposal.state in BEGUN:
        raise Refusal(f"Proposal {proposal.no} is {WORDS[proposal.state]}: it is not considered yet.", status=409)
    if proposal.state == "tabled":
        raise Refusal(
            f"Proposal {proposal.no} is set aside, so no ballot opens on it. The chair takes it up again, or its day comes.",
            status=409,
        )
    if proposal.state not in VOTABLE:
        raise Refusal(f"Proposal {proposal.no} is no longer under discussion, so no ballot can open on it.", status=409)
    if revision != proposal.revision:
        raise Refusal(
            f"Revision {proposal.revision} is the current one and this form was about revision {revision}. "
            "Read what changed, then open the ballot on the current one.",
            status=409,
        )
    filed = session.get_one(Revision, (proposal.no, revision))
    _on_newest(session, filed)
    periods.still(session, proposal)
    if raised := concerns(session, proposal):
        numbers = ", ".join(str(concern.id) for concern in raised)
        raise Refusal(
            f"A concern stands in the way of a ballot (comment {numbers}). Its author clears it, or the chair overrules it "
            "with a reason.", status=409,
        )  # fmt: skip
    classes.uncontested(session, proposal)
    discussing.over(session, proposal, committee)
    relations.await_amendments(session, proposal)
    clauses.free(session, filed)
    return filed


def _on_newest(session: Session, filed: Revision) -> None:
    """Refuse a revision that was written against an older text than the one it would change."""
    newest, primary = definition.newest(session), queries.amended(session, filed)
    if primary and primary.state not in VOTABLE:
        raise Refusal(
            f"Proposal {primary.no}, which this amends, is {WORDS[primary.state]}: only what is discussed can be amended by "
            "vote.", status=409,
        )  # fmt: skip
    if primary and primary.revision != filed.amends_n:
        raise Refusal(
            f"Revision {filed.n} was written against revision {filed.amends_n} of proposal {primary.no}, and revision "
            f"{primary.revision} has been filed since. Carry it there first: its author revises it.", status=409,
        )  # fmt: skip
    if primary is None and filed.base != newest.label:
        raise Refusal(
            f"Revision {filed.n} was written against version {filed.base}, and version {newest.label} has been adopted "
            f"since. Carry the proposal to the newest text first: file a revision on version {newest.label}.", status=409,
        )  # fmt: skip


def prepare(
    session: Session, actor: Member | None, proposal: Proposal, *, committee: Committee, revision: int, rule: str | rules.Rule,
    unreviewed: Mapping[str, Any] | None = None,
) -> Prepared:  # fmt: skip
    """What a ballot on this revision would be on. `rule`: by its name; or as it was bound when the ballot was scheduled. `unreviewed`: the
    chair's reason to open it although too few have read what it would do to the cases."""
    if actor:
        permissions.require(actor, "ballots.open")
    recusals.stand_aside(session, actor, proposal)
    orders.alone(session, proposal)
    filed = votable(session, proposal, revision, committee)
    chosen = _rule_for(session, proposal, committee, rule)
    base, base_commit = text_before(session, filed)
    about: dict[str, Any] = {
        "proposal": proposal.no, "revision": revision, "base": base, "base_commit": base_commit,
        "text_sha256": filed.fingerprint,
    }  # fmt: skip
    if filed.amends_no:
        about["amends"] = [filed.amends_no, filed.amends_n]
    if filed.requirements is not None:
        about["requirements_sha256"] = asking.digest(filed)
    options = ((proposal, filed),)
    read = reviewed.of(session, options, [chosen], committee)
    about |= reviewed.enough(session, actor, options, chosen, read, unreviewed)
    return Prepared(chosen, about, options, read=read)


def _rule_for(session: Session, proposal: Proposal, committee: Committee, asked: str | rules.Rule) -> rules.Rule:
    if isinstance(asked, str):
        every, usable = known.of(session, committee), known.single(session, committee)
        if asked not in every or isinstance(every[asked], ranked_rules.Rule):
            raise Refusal("Choose one of the committee's voting rules.", field="rule")
        known.held(every[asked], every, committee)
        frozen.as_used(session, every[asked])
        asked = usable[asked]
    if proposal.claimed not in asked.for_classes:
        fitting = " or ".join(
            f"“{rule.title}”" for rule in known.fitting(session, committee, proposal.claimed).values()
        )
        advice = f"Choose {fitting}." if fitting else "The committee's rules have none for it: add one to them first."
        raise Refusal(
            f"The rule “{asked.title}” is not for a change claimed as {proposal.claimed}. {advice}", field="rule"
        )
    return asked
