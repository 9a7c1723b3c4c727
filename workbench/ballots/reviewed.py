"""Before a ballot so many have read what its text would do to the decided cases as its rule asks, or the chair says why it opens all
the same (procedure 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from workbench.ballots import known, second
from workbench.ballots.models import Ballot
from workbench.ballots.possible import AnyRule
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import bodies
from workbench.members.models import Member
from workbench.proposals import foreseen, leaving, queries, recusals
from workbench.proposals.models import Proposal, Revision

Options = Sequence[tuple[Proposal, Revision]]


@dataclass(frozen=True)
class Read:
    """Of a text how many cases it affects, and which members have read that: those alone who would vote on it."""

    proposal: int
    revision: int
    cases: int
    readers: tuple[int, ...]

    def short(self, rule: AnyRule) -> str:
        """How many are missing under a rule, and where one reads; empty where none is."""
        least, number = rule.terms["reviewers"], len(self.readers)
        if not self.cases or number >= least:
            return ""
        cases = "the case that it affects" if self.cases == 1 else f"the {self.cases} cases that it affects"
        have = f"{number or 'none'} of them {'has' if number < 2 else 'have'}"
        return (
            f"Under the rule “{rule.title}” {least} member{'' if least == 1 else 's'} must have read what proposal {self.proposal} would do to {cases}, "
            f"and {have}. They read it, and say so, at /proposals/{self.proposal}/revisions/{self.revision}/cases."
        )


def of(session: Session, options: Options, asking: Iterable[AnyRule], committee: Committee) -> tuple[Read, ...]:
    """What was read of these texts; nothing is looked up where none of the rules asks."""
    if not any(rule.terms["reviewers"] for rule in asking):
        return ()
    voters = {*bodies.voters(session)} - recusals.out(session, [proposal for proposal, _ in options]).keys()
    return tuple(
        Read(
            filed.proposal_no, filed.n, foreseen.affected(session, filed, committee),
            tuple(sorted(voters & {row.member_id for row, _ in foreseen.said(session, filed)})),
        )
        for _, filed in options
    )  # fmt: skip


def short(found: Iterable[Read], rule: AnyRule) -> str:
    return " ".join(filter(None, (one.short(rule) for one in found)))


def enough(
    session: Session, actor: Member | None, options: Options, rule: AnyRule, found: Sequence[Read],
    unreviewed: Mapping[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """What the statement of a ballot says where too few have read; refused without the chair's reason. Without an actor the clock
    opens what was bound with that reason already."""
    missing = short(found, rule)
    if unreviewed and not actor:
        return {"unreviewed": dict(unreviewed)}
    if not missing:
        return {}
    if not unreviewed:
        raise Refusal(f"{missing} The chair may open it all the same, with a reason.", field="rule", status=409)
    by = session.get_one(Member, unreviewed["by"])
    recusals.chair(session, by, "ballots.override", *(proposal for proposal, _ in options))
    return {"unreviewed": {"by": by.id, "reason": leaving.reasoned(unreviewed["reason"], "unreviewed")}}


def told(session: Session, ballot: Ballot) -> dict[str, Any]:
    """Of a ballot that is open, or was, what its statement says of that, members by name."""
    said = second.statement(session, ballot)
    why, read = said.get("unreviewed", {}), said.get("reviewed", [])
    names = queries.names(session, [why.get("by"), *(one for _, _, readers in read for one in readers)])
    named = [(no, cases, [names[one] for one in readers]) for no, cases, readers in read]
    return {"of": named, "why": why.get("reason"), "by": names.get(why.get("by"))}


def override(actor: Member, reason: str) -> dict[str, Any] | None:
    """The reason that somebody gives on the form of a ballot, if they give one."""
    return {"by": actor.id, "reason": reason.strip()} if reason.strip() else None


@dataclass(frozen=True)
class Choice:
    """The rules under which a ballot on some texts may be held: by name, each with what too few have read; empty where nothing is missing."""

    rules: Mapping[str, AnyRule]
    missing: Mapping[str, str]
    # whether who asks may open it all the same
    may_override: bool

    @property
    def obstacle(self) -> str:
        """Why none of them will do; empty where one will."""
        if not self.rules:
            return "The committee’s rules have none for it: the chair puts one into force first."
        if self.may_override or not all(self.missing.values()):
            return ""
        return f"{next(iter(self.missing.values()))} The chair may open it all the same, with a reason."


def choice(
    session: Session, actor: Member | None, options: Options, rules: Mapping[str, AnyRule], committee: Committee
) -> Choice:
    found = of(session, options, rules.values(), committee)
    missing = {name: short(found, rule) for name, rule in rules.items()}
    is_chair = any(missing.values()) and recusals.may_chair(
        session, actor, "ballots.override", *(one for one, _ in options)
    )
    return Choice(rules, missing, is_chair)


def alone(session: Session, actor: Member | None, proposal: Proposal, filed: Revision, committee: Committee) -> Choice:
    """For a ballot on one text: the rules for the class of change that it claims."""
    return choice(session, actor, [(proposal, filed)], known.fitting(session, committee, proposal.claimed), committee)
