"""What happens in a ranked ballot and in no other: rivals are put into it together, and the chair decides a tie.

Votes, close and adoption are those of every ballot (actions.py, adoption.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from workbench.ballots import known, queries, ranked, ranked_rules
from workbench.ballots.actions import bind, conclude, follow, moment
from workbench.ballots.models import Ballot, CastingVote
from workbench.ballots.opening import text_before, votable
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import asking, leaving, relations
from workbench.proposals.models import Proposal

# So many rivals are decided together (procedure 4.2).
LEAST, MOST = 2, 7
# How long the chair has to decide a tie (procedure 2.4).
TIME = timedelta(days=7)


def open(
    session: Session, actor: Member, proposals: Sequence[Proposal], *, committee: Committee, revisions: Mapping[int, int],
    rule_name: str, closes_at: datetime,
) -> Ballot:  # fmt: skip
    """One ballot on rivals and the text as it stands, each in its current revision (`revisions`: proposal -> what was read).

    All of them have to be declared rivals, by links or by the rivals of rivals: they answer one question."""
    permissions.require(actor, "ballots.open")
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
    rule = _rule(session, committee, rule_name, chosen)
    base, base_commit = text_before(session, options[0][1])
    about: dict[str, Any] = {
        "base": base, "base_commit": base_commit, "default_sha256": definition.newest(session).fingerprint,
        "options": [[no, filed.n, filed.fingerprint, proposal.claimed] for (no, proposal), (_, filed) in zip(chosen, options, strict=True)],
    }  # fmt: skip
    if trees := {str(filed.proposal_no): asking.digest(filed) for _, filed in options if filed.requirements}:
        about["requirements_sha256"] = trees
    return bind(session, actor, options, rule, committee=committee, closes_at=closes_at, about=about)


def _rule(
    session: Session, committee: Committee, name: str, chosen: Sequence[tuple[int, Proposal]]
) -> ranked_rules.Rule:
    usable = known.ranked(session, committee)
    if not usable:
        raise Refusal(
            "The committee has no rule for a ranked ballot: add one with method = “ranked” to its rules first."
        )
    if name not in usable:
        raise Refusal("Choose one of the committee's rules for ranked ballots.", field="rule")
    for no, proposal in chosen:
        if proposal.claimed not in usable[name].for_classes:
            raise Refusal(
                f"The rule “{usable[name].title}” says nothing of a change claimed as {proposal.claimed}, as proposal {no} is.",
                field="rule",
            )
    return usable[name]


def deadline(ballot: Ballot) -> datetime | None:
    """Until when the chair may decide a tie; None before the close."""
    return ballot.closed_at + TIME if ballot.closed_at else None


def decide(session: Session, actor: Member, ballot: Ballot, *, option: int, reason: str) -> CastingVote:
    """The chair's casting vote for one of the options that no other beats: openly, with a reason, whatever they voted before."""
    permissions.require(actor, "ballots.decide")
    tied = _tied(session, ballot)
    if moment(session) >= (deadline(ballot) or moment(session)):
        raise Refusal("The time to decide is over, so the text stays as it is. Record that.", status=409)
    if option not in tied:
        raise Refusal("Choose one of the proposals that are tied.", field="option")
    row = CastingVote(
        ballot_no=ballot.no or 0, member_id=actor.id, option=option, reason=leaving.reasoned(reason), cast_at=moment(session),
    )  # fmt: skip
    return _settle(session, actor, ballot, row)


def lapse(session: Session, actor: Member | None, ballot: Ballot) -> CastingVote:
    """Record that nobody decided a tie in time: the text stays as it is. Without an actor: the clock has it recorded."""
    if actor:
        permissions.require(actor, "ballots.close")
    _tied(session, ballot)
    at, until = moment(session), deadline(ballot)
    if until is None or at < until:
        raise Refusal(
            f"The chair may decide until {until:%-d %B %Y, %H:%M} UTC. Record the result after that.", status=409
        )
    row = CastingVote(ballot_no=ballot.no or 0, option=ranked.DEFAULT, cast_at=at)
    return _settle(session, actor, ballot, row)


def _tied(session: Session, ballot: Ballot) -> tuple[int, ...]:
    session.refresh(ballot)
    result = queries.result(session, ballot)
    if ballot.outcome != "tie_pending" or not isinstance(result, ranked.Tally):
        raise Refusal("There is no tie to decide in this ballot. Reload its page.", status=409)
    return result.won


def _settle(session: Session, actor: Member | None, ballot: Ballot, row: CastingVote) -> CastingVote:
    session.add(row)
    proposals = conclude(session, ballot, "adopted" if row.option else "rejected", row.option)
    minutes.record(session, actor, "ballots.decide", ballot, ballot, row, *proposals)
    follow(session, actor, ballot)
    return row
