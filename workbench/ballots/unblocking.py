"""A block is withdrawn or overruled: in a sign-off while it is open, else within seven days after it stopped a text, which is counted again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from workbench.ballots import blocks, outcomes, queries, raising, rules
from workbench.ballots.actions import moment, put_off
from workbench.ballots.blocks import BlockEnd, BlockVoice
from workbench.ballots.models import OUTCOMES, Ballot, Vote
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted
from workbench.proposals import leaving, recusals

# How long after a block has stopped a text it may be ended without another ballot.
TIME = timedelta(days=7)


def standing(session: Session, ballot: Ballot) -> list[Vote]:
    """The blocks that stand; the last vote of each who blocks."""
    kinds = dict(getattr(queries.rule(ballot), "positions", ()))
    gone = {(one.member_id, one.n) for one in blocks.ended(session, ballot)}
    out = recusals.out(session, queries.proposals(session, ballot))
    return [
        vote
        for vote in queries.standing(session, ballot)
        if kinds.get(vote.choice) == "block" and (vote.member_id, vote.n) not in gone and vote.member_id not in out
    ]


def results(session: Session, ballot: Ballot) -> list[tuple[datetime, str]]:
    """When a result was put on record, and which: the one that stands, and before it that of a block that was ended since."""
    at, closed = queries.recorded(session, ballot), ballot.closed_at
    if at is None or closed is None:
        return []
    is_again = ballot.outcome != "blocked" and not rules.is_signoff(ballot.rule) and blocks.ended(session, ballot)
    return [(at, ballot.outcome or ""), *([(closed, "blocked")] if is_again else [])]


def endable(session: Session, ballot: Ballot) -> None:
    """Refuse (409) where nobody may end a block: nobody sees one before the close, and what was revised since takes another ballot;
    while an error in the result is named, the recount comes first."""
    now = moment(session)
    if rules.is_signoff(ballot.rule):
        if ballot.closed_at or now >= ballot.closes_at:
            raise Refusal(
                "This sign-off is over: a block that stands has stopped it. Another ballot may be opened.", status=409
            )
        return
    if not ballot.proposal_no or ballot.ratifies or ballot.outcome != "blocked" or ballot.closed_at is None:
        raise Refusal("No block stops this ballot. Reload its page.", status=409)
    queries.uncontested(session, ballot)
    raising.still(session, ballot)
    if now >= ballot.closed_at + TIME:
        raise Refusal("A block can be ended within seven days after the result. Open another ballot.", status=409)
    for option, proposal in zip(queries.options(session, ballot), queries.proposals(session, ballot), strict=True):
        last = queries.of_proposal(session, proposal)
        is_so = (
            proposal.state == "discussion" and proposal.revision == option.revision and last and last.no == ballot.no
        )
        if not is_so or queries.is_behind(session, ballot):
            raise Refusal(f"Proposal {proposal.no} has gone on since this ballot: open another one on it.", status=409)


def withdraw(session: Session, actor: Member, ballot: Ballot, *, reason: str) -> BlockEnd:
    """Who raised a block takes it back; it counts as an abstention."""
    permissions.require(actor, "ballots.vote")
    endable(session, ballot)
    mine = next((vote for vote in standing(session, ballot) if vote.member_id == actor.id), None)
    if mine is None:
        raise Refusal("No block of yours stands here. Reload the page.", status=409)
    made = _end(session, actor, ballot, mine, "withdrawn", leaving.reasoned(reason, "unblock"))
    minutes.record(session, actor, "ballots.withdraw_block", ballot, made, *_counted(session, ballot, made))
    _follow(session, actor, ballot)
    return made


def overrule(
    session: Session, actor: Member, ballot: Ballot, maker: int, *, upheld: bool, reason: str
) -> BlockEnd | None:
    """One of those who decide on a block says, with a reason, that it stands or is overruled; it ends where that decides it."""
    permissions.require(actor, "ballots.unblock")
    endable(session, ballot)
    vote = next((one for one in standing(session, ballot) if one.member_id == maker), None)
    if vote is None:
        raise Refusal("This block does not stand any more. Reload the page.", status=409)
    here = blocks.council(session, ballot, maker)
    if actor.id not in here.everybody:
        raise Refusal(
            "Under the rule of this ballot others decide on this block." if here.everybody else "Under the rule of this ballot only who raised "
            "a block ends it.", status=403, whom="those who decide on it",
        )  # fmt: skip
    voice = _said(session, actor, ballot, vote, upheld, leaving.reasoned(reason, "ruling"))
    against = sum(
        not one.upheld and one.said_by in here.everybody for one in blocks.voices(session, ballot, maker, vote.n)
    )
    is_over = not upheld and (bool(here.alone) or 2 * against > len(here.together))
    made = _end(session, actor, ballot, vote, "overruled", voice.reason) if is_over else None
    changed = [made, *_counted(session, ballot, made)] if made else []
    minutes.record(session, actor, "ballots.overrule_block", ballot, voice, *changed)
    if made:
        _follow(session, actor, ballot)
    return made


def _said(session: Session, actor: Member, ballot: Ballot, vote: Vote, upheld: bool, reason: str) -> BlockVoice:
    key = (ballot.no, vote.member_id, vote.n, actor.id)
    voice = session.get(BlockVoice, key) or BlockVoice(
        ballot_no=ballot.no or 0, member_id=vote.member_id, n=vote.n, said_by=actor.id or 0, upheld=upheld, reason=reason,
        said_at=moment(session),
    )  # fmt: skip
    voice.upheld, voice.reason, voice.said_at = upheld, reason, moment(session)
    session.add(voice)
    session.flush()
    return voice


def _end(session: Session, actor: Member, ballot: Ballot, vote: Vote, state: str, reason: str) -> BlockEnd:
    made = BlockEnd(
        ballot_no=ballot.no or 0, member_id=vote.member_id, n=vote.n, state=state, reason=reason, ended_by=actor.id or 0,
        ended_at=moment(session),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _counted(session: Session, ballot: Ballot, made: BlockEnd) -> Sequence[Minuted]:
    """What else changes: the last period of a sign-off begins; a text that was stopped has another outcome once no block stands."""
    if ballot.closed_at is None:
        return put_off(session, ballot, made.ended_at)
    result = queries.result(session, ballot)
    if result.outcome == "blocked" or result.outcome not in OUTCOMES:
        return []
    raising.lowered(session, ballot)
    for proposal in queries.proposals(session, ballot):
        proposal.state = "balloting"
    ballot.tally = result.data()
    told = {minutes.name_of(one): {"choice": one.choice, "salt": one.salt} for one in queries.standing(session, ballot)}
    return [
        ballot,
        *outcomes.conclude(
            session, ballot, outcomes.settled(ballot.rule, result.outcome, told), ballot.proposal_no or 0
        ),
    ]


def _follow(session: Session, actor: Member, ballot: Ballot) -> None:
    if ballot.closed_at and ballot.outcome != "blocked":
        outcomes.follow(session, actor, ballot)
