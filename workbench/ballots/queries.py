"""What pages and adoption ask of ballots. What may not be seen before the close leaves this file only after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from workbench import db
from workbench.ballots import (
    bloc_texts,
    blocks,
    candidates,
    elections,
    electorate,
    presence,
    ranked,
    ranked_rules,
    rules,
    seating,
    secrecy,
    signoff,
    tally,
)
from workbench.ballots.models import Ballot, CastingVote, Challenge, Option, RollEntry, Voiding, Vote
from workbench.definition import queries as definition
from workbench.definition.models import StoredText
from workbench.definition.requirements import Need
from workbench.errors import Fault, NotHere, Refusal
from workbench.members.models import Member
from workbench.proposals import asking
from workbench.proposals.models import Proposal, Revision, RevisionDocument
from workbench.proposals.queries import text as proposals_text
from workbench.proposals.states import VOTABLE
from workbench.wording.clauses import fingerprint

# How long after the result a member may name an error in it, as long as nothing has come of it (procedure 2.4); and how long another
# body waits before it votes on it.
TO_CONTEST, TO_WAIT = timedelta(days=7), timedelta(hours=48)
# Where a proposal stands whose ballot carried, if nothing more is asked.
CARRIED = ("balloting", "ratified")
CONTESTED = select(Challenge.ballot_no).where(col(Challenge.outcome).is_(None))
# Asked at every count of what waits for a member: put together once.
_CONTESTED = select(Ballot).where(col(Ballot.no).in_(CONTESTED)).order_by(col(Ballot.no))
_TIED = select(Ballot).where(Ballot.outcome == "tie_pending").order_by(col(Ballot.no))


def revision(session: Session, ballot: Ballot) -> Revision:
    """The text that is adopted if it carries. Refused (409) of a ballot on the findings in a case, or of an election: that has none."""
    if ballot.case_no:
        raise Refusal(f"Ballot {ballot.no} is on the findings in case {ballot.case_no}, not on a text.", status=409)
    if rules.is_election(ballot.rule):
        raise Refusal(f"Ballot {ballot.no} is an election, not on a text.", status=409)
    if not ballot.proposal_no:
        raise Refusal(f"Ballot {ballot.no} is on a version, not on a proposal.", status=409)
    return session.get_one(Revision, (ballot.proposal_no, ballot.revision))


def amended(session: Session, revision: Revision) -> Proposal | None:
    """The proposal that a ballot on this revision would give its next revision; None: it would give the next version."""
    return session.get_one(Proposal, revision.amends_no) if revision.amends_no else None


def is_behind(session: Session, ballot: Ballot) -> bool:
    """Whether the text that a ballot opened on has moved on: another version or, of what it amends, another revision. Not where nothing
    but items of its own bloc was adopted since: it is bound to what they give with it."""
    filed = revision(session, ballot)
    primary = amended(session, filed)
    if primary is None:
        newest = definition.newest(session)
        return bloc_texts.onto(session, ballot, newest.commit) is None
    return primary.revision != filed.amends_n or primary.state not in VOTABLE


def ballot(session: Session, no: int) -> Ballot:
    found = session.get(Ballot, no)
    if found is None:
        raise NotHere(f"There is no ballot {no}.")
    return found


def stage(ballot: Ballot, now: datetime) -> str:
    """`open`; `over`: the time is up and the result waits to be recorded; `closed`: it is on record; `void`: nothing of it counts."""
    if ballot.outcome == "void":
        return "void"
    if ballot.closed_at:
        return "closed"
    return "over" if now >= ballot.closes_at else "open"


def rule(ballot: Ballot) -> rules.Rule | ranked_rules.Rule:
    """The rule as the ballot keeps it, whatever the committee's rules say by now."""
    if rules.is_ranked(ballot.rule):
        return ranked_rules.read(str(ballot.rule.get("name")), ballot.rule)
    return rules.read(str(ballot.rule.get("name")), ballot.rule)


def votes(session: Session, ballot: Ballot) -> Sequence[Vote]:
    """Every vote cast, those that were replaced too, in the order they came."""
    return session.exec(select(Vote).where(Vote.ballot_no == ballot.no).order_by(col(Vote.id))).all()


def standing(session: Session, ballot: Ballot) -> list[Vote]:
    """The votes that count: the last of each member."""
    last = {vote.member_id: vote for vote in sorted(votes(session, ballot), key=lambda vote: vote.n)}
    return [last[member] for member in sorted(last)]


def roll(session: Session, ballot: Ballot) -> Sequence[RollEntry]:
    query = select(RollEntry).where(RollEntry.ballot_no == ballot.no)
    return session.exec(query.order_by(col(RollEntry.name), col(RollEntry.member_id))).all()


def everybody(session: Session, ballot: Ballot) -> bool:
    """Whether all have voted who may, so that nobody is waited for."""
    voted, known = {vote.member_id for vote in standing(session, ballot)}, rule(ballot)
    found = seating.seats(session, ballot, roll(session, ballot))
    return all(seat.member in voted for seat in found if awaited(known, seat.status, seat.member in voted))


def awaited(known: rules.Rule | ranked_rules.Rule, status: str, voted: bool) -> bool:
    """Whether somebody whose seat has this status is one of those who may vote."""
    is_dropped = status == "left" and not voted and known.terms["on_leave"] == "drop_uncast"
    return status not in electorate.RECUSED and not is_dropped


def options(session: Session, ballot: Ballot) -> Sequence[Option]:
    """What the ballot is on, by the number of the proposal: one, or several that are ranked."""
    return session.exec(select(Option).where(Option.ballot_no == ballot.no).order_by(col(Option.proposal_no))).all()


def proposals(session: Session, ballot: Ballot) -> Sequence[Proposal]:
    """The proposals that the ballot is on, by number."""
    numbers = select(Option.proposal_no).where(Option.ballot_no == ballot.no)
    return session.exec(select(Proposal).where(col(Proposal.no).in_(numbers)).order_by(col(Proposal.no))).all()


def election(session: Session, ballot: Ballot) -> elections.Result:
    """Count an election again, every tie in its tier."""
    members = seating.seats(session, ballot, roll(session, ballot))
    return elections.count(rule(ballot), candidates.standing(session, ballot), cast(session, ballot), members)


def result(
    session: Session, ballot: Ballot, now: datetime | None = None
) -> tally.Tally | ranked.Tally | elections.Result:
    """Count again, from the votes, the roll and the rule alone. Nobody may be shown this before voting is over, but of a sign-off."""
    known = rule(ballot)
    if rules.is_election(ballot.rule):
        return election(session, ballot)
    if isinstance(known, rules.Rule) and known.method == "signoff":
        return signed_off(session, ballot, now or ballot.closed_at or db.now()).result
    members = seating.seats(session, ballot, roll(session, ballot))
    classes = {option.proposal_no: option.claimed for option in options(session, ballot)}
    if secrecy.is_secret(ballot):
        return secrecy.result(session, ballot, known, standing(session, ballot), members, classes)
    if isinstance(known, ranked_rules.Rule):
        return ranked.tally(known, classes, cast(session, ballot), members, presence.held(session, ballot))
    return tally.tally(known, cast(session, ballot), members, presence.held(session, ballot))


def signed_off(session: Session, ballot: Ballot, now: datetime) -> signoff.Stage:
    """Where a sign-off stands at this moment."""
    members = seating.seats(session, ballot, roll(session, ballot))
    changed = seating.changed(session, ballot, proposals(session, ballot))
    known = rules.read(str(ballot.rule["name"]), ballot.rule)
    return signoff.stage(known, cast(session, ballot), members, electorate.Held(), now, changed)


def cast(session: Session, ballot: Ballot) -> list[electorate.Cast]:
    """The votes as counting takes them; a block that has ended has its end right behind it."""
    found, known = votes(session, ballot), {(one.member_id, one.n): one for one in blocks.ended(session, ballot)}
    every = [electorate.Cast(v.member_id, 2 * v.n, v.choice or "", v.reason, v.cast_at, by=v.by_id) for v in found]
    ends = ((one, known.get((one.member_id, one.n))) for one in found)
    return [*every, *(blocks.as_cast(end, one.choice or "") for one, end in ends if end)]


def documents(session: Session, ballot: Ballot) -> dict[str, str]:
    """The document set that was voted on, from the stored texts; a Fault unless it has the ballot's fingerprint."""
    rows = session.exec(
        select(RevisionDocument.path, StoredText.body)
        .join(StoredText, col(StoredText.sha256) == RevisionDocument.sha256)
        .where(RevisionDocument.proposal_no == ballot.proposal_no, RevisionDocument.n == ballot.revision)
        .order_by(col(RevisionDocument.position))
    ).all()
    docs = {path: body for path, body in rows}
    if fingerprint(docs) != ballot.fingerprint:
        raise Fault(f"the stored text of ballot {ballot.no} is not the one that was voted on")
    return docs


def requirements(session: Session, revision: Revision) -> Need | None:
    """What cases are judged by under the version that a revision becomes: the tree that goes with its text, if there is one."""
    return asking.brought(session, revision, proposals_text(session, revision))


def of_proposal(session: Session, proposal: Proposal) -> Ballot | None:
    """The last ballot that this proposal was in."""
    query = select(Ballot).join(Option, col(Option.ballot_no) == Ballot.no).where(Option.proposal_no == proposal.no)
    return session.exec(query.order_by(col(Ballot.no).desc()).limit(1)).first()


def voted_on(session: Session, proposal: Proposal, member: Member) -> int | None:
    """The revision of the last ballot on a proposal in which a member voted."""
    cast = select(Vote.id).where(Vote.ballot_no == Option.ballot_no, Vote.member_id == member.id)
    query = select(Option.revision).where(Option.proposal_no == proposal.no, cast.exists())
    return session.exec(query.order_by(col(Option.ballot_no).desc()).limit(1)).first()


def to_adopt(session: Session) -> Sequence[Ballot]:
    """Carried ballots that wait for adoption, ratified where that is owed: the last one that their proposal was in."""
    return session.exec(_to_adopt()).all()


@cache
def _to_adopt() -> SelectOfScalar[Ballot]:
    last = select(func.max(Option.ballot_no)).where(Option.proposal_no == Proposal.no).correlate(Proposal).scalar_subquery()  # fmt: skip
    return (
        select(Ballot)
        .join(Proposal, col(Proposal.no) == Ballot.proposal_no)
        .where(Ballot.outcome == "adopted", col(Proposal.state).in_(CARRIED), Ballot.no == last)
        .where(col(Ballot.no).not_in(CONTESTED))
        .order_by(col(Ballot.no))
    )


def to_rerun(session: Session, numbers: Collection[int], case: int | None, to: Ballot | None = None) -> list[int]:
    """The void ballots that a ballot (`to`: this one, as it opened) takes the place of: each the last on one of these, or on a case."""
    last: Any = select(func.max(Ballot.no)).where(Ballot.case_no == case)
    if not case:
        on = select(func.max(Option.ballot_no)).where(col(Option.proposal_no).in_(numbers))
        last = on.group_by(col(Option.proposal_no))
    if to:
        last = last.where((col(Ballot.no) if case else col(Option.ballot_no)) < to.no)
    query = select(Ballot.no).join(Voiding).where(col(Ballot.no).in_(last)).order_by(col(Ballot.no))
    query = query.where(Voiding.declared_at <= to.opens_at) if to else query
    return [no or 0 for no in session.exec(query)]


def is_sealed(session: Session, ballot: Ballot) -> bool:
    """Whether a ballot was void before its result was on record: then nobody ever sees how members voted."""
    made = session.get(Voiding, ballot.no) if ballot.outcome == "void" else None
    return made is not None and made.outcome is None


def recorded(session: Session, ballot: Ballot) -> datetime | None:
    """When the result was put on record, that of a tie when it was decided; None as long as it is not, and of what is void."""
    if ballot.outcome in (None, "tie_pending", "void"):
        return None
    casting = session.get(CastingVote, ballot.no)
    ends = [one.ended_at for one in blocks.ended(session, ballot)] if ballot.outcome != "blocked" else []
    return max(filter(None, [casting.cast_at if casting else ballot.closed_at, *ends]), default=None)


def may_contest(session: Session, ballot: Ballot, now: datetime) -> bool:
    """Whether an error in the result may still be named."""
    at = recorded(session, ballot)
    return at is not None and now < at + TO_CONTEST


def contested(session: Session, ballot: Ballot) -> Sequence[Challenge]:
    """The challenges that nobody has decided. While there is one, nothing comes of the ballot."""
    query = select(Challenge).where(Challenge.ballot_no == ballot.no, col(Challenge.outcome).is_(None))
    return session.exec(query.order_by(col(Challenge.n))).all()


def to_recount(session: Session) -> Sequence[Ballot]:
    """The ballots in whose result somebody has named an error."""
    return session.exec(_CONTESTED).all()


def uncontested(session: Session, ballot: Ballot) -> None:
    """Refuse (409) what would come of a ballot while a challenge is open."""
    if contested(session, ballot):
        raise Refusal(
            f"A member has named an error in the result of ballot {ballot.no}: nothing comes of it until somebody else has "
            "recounted, on its page.", status=409,
        )  # fmt: skip


def tied(session: Session) -> Sequence[Ballot]:
    """Ranked ballots that wait for the chair to decide between equals."""
    return session.exec(_TIED).all()
