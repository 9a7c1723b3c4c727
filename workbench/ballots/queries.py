"""What pages and adoption ask of ballots. What may not be seen before the close leaves this file only after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from workbench.ballots import rules, tally
from workbench.ballots.models import Adoption, Ballot, RollEntry, Vote
from workbench.cases.models import Case
from workbench.definition import queries as definition
from workbench.definition.labels import next_label
from workbench.definition.models import ClauseState, StoredText, Version
from workbench.errors import Fault, NotHere
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of
from workbench.proposals.models import Citation, Proposal, Revision, RevisionDocument
from workbench.wording.clauses import fingerprint

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One ballot in a list."""

    ballot: Ballot
    proposal: Proposal
    stage: str
    roll: int
    voted: int


@dataclass(frozen=True)
class Seat:
    """Somebody on the roll: have they voted, and, once voting is over, how."""

    entry: RollEntry
    voted: bool
    vote: Vote | None


@dataclass(frozen=True)
class Briefing:
    """All that the page of a ballot shows for one reader."""

    ballot: Ballot
    proposal: Proposal
    revision: Revision
    rule: rules.Rule
    stage: str
    seats: tuple[Seat, ...]
    # worked out from the votes as soon as voting is over, recorded or not
    result: tally.Tally | None
    # the reader's own vote that counts, and its entry in the minutes
    mine: Vote | None
    receipt: Minute | None
    on_roll: bool

    @property
    def voted(self) -> int:
        return sum(seat.voted for seat in self.seats)

    @property
    def everybody(self) -> bool:
        """Whether the result may be recorded early."""
        return self.voted == len(self.seats)

    @property
    def quorum(self) -> int | None:
        """How many must vote, where the quorum is a part of the roll."""
        known = [tally.enough(condition, len(self.seats)) for condition in self.rule.quorum]
        return max(filter(None, known), default=None)

    @property
    def overtaken(self) -> bool:
        return self.ballot.outcome == "adopted" and self.proposal.state in ("discussion", "withdrawn", "fell")


def ballot(session: Session, no: int) -> Ballot:
    found = session.get(Ballot, no)
    if found is None:
        raise NotHere(f"There is no ballot {no}.")
    return found


def stage(ballot: Ballot, now: datetime) -> str:
    """`open`; `over`: the time is up and the result waits to be recorded; `closed`: it is on record."""
    if ballot.closed_at:
        return "closed"
    return "over" if now >= ballot.closes_at else "open"


def rule(ballot: Ballot) -> rules.Rule:
    """The rule as the ballot keeps it, whatever the committee's rules say by now."""
    return rules.read(str(ballot.rule.get("name")), ballot.rule)


def votes(session: Session, ballot: Ballot) -> Sequence[Vote]:
    """Every vote cast, those that were replaced too, in the order they came."""
    return session.exec(select(Vote).where(Vote.ballot_no == ballot.no).order_by(col(Vote.id))).all()


def standing(session: Session, ballot: Ballot) -> list[Vote]:
    """The votes that count: the last of each member."""
    last = {vote.member_id: vote for vote in sorted(votes(session, ballot), key=lambda vote: vote.n)}
    return [last[member] for member in sorted(last)]


def roll(session: Session, ballot: Ballot) -> Sequence[RollEntry]:
    return session.exec(
        select(RollEntry)
        .where(RollEntry.ballot_no == ballot.no)
        .order_by(col(RollEntry.name), col(RollEntry.member_id))
    ).all()


def roll_size(session: Session, ballot: Ballot) -> int:
    return session.exec(select(func.count()).where(RollEntry.ballot_no == ballot.no)).one()


def result(session: Session, ballot: Ballot) -> tally.Tally:
    """Count again, from the votes, the roll and the rule alone. Nobody may be shown this before voting is over."""
    cast = [tally.Cast(vote.member_id, vote.n, vote.choice) for vote in votes(session, ballot)]
    return tally.tally(rule(ballot), cast, [entry.member_id for entry in roll(session, ballot)])


def briefing(session: Session, ballot: Ballot, viewer: Member | None, now: datetime) -> Briefing:
    at = stage(ballot, now)
    last = {vote.member_id: vote for vote in standing(session, ballot)}
    entries = roll(session, ballot)
    mine = last.get(viewer.id or 0) if viewer else None
    return Briefing(
        ballot=ballot,
        proposal=session.get_one(Proposal, ballot.proposal_no),
        revision=session.get_one(Revision, (ballot.proposal_no, ballot.revision)),
        rule=rule(ballot),
        stage=at,
        seats=tuple(
            Seat(entry, entry.member_id in last, last.get(entry.member_id) if at != "open" else None)
            for entry in entries
        ),
        result=result(session, ballot) if at != "open" else None,
        mine=mine,
        receipt=receipt(session, mine) if mine else None,
        on_roll=bool(viewer) and any(entry.member_id == viewer.id for entry in entries),  # type: ignore[union-attr]
    )


def receipt(session: Session, vote: Vote) -> Minute | None:
    """The entry of the minutes that holds the digests of this vote."""
    about = select(Minute).where(Minute.thing == f"ballot:{vote.ballot_no}", Minute.act == "ballots.vote")
    mine = session.exec(about.where(Minute.actor_id == vote.member_id).order_by(col(Minute.seq).desc()))
    return next((entry for entry in mine if name_of(vote) in entry.body.get("rows", {})), None)


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


def label_of_next(session: Session, proposal: Proposal, taken: Collection[str] = ()) -> str:
    """What the version would be called that this proposal makes of the newest one; never a name in `taken`."""
    known = session.exec(select(Version.label)).all()
    return next_label(definition.newest(session).label, proposal.claimed, {*known, *taken})


def of_proposal(session: Session, proposal: Proposal) -> Ballot | None:
    """The last ballot on a proposal."""
    return session.exec(
        select(Ballot).where(Ballot.proposal_no == proposal.no).order_by(col(Ballot.no).desc()).limit(1)
    ).first()


def voted_on(session: Session, proposal: Proposal, member: Member) -> int | None:
    """The revision of the last ballot on a proposal in which a member voted."""
    cast = select(Vote.id).where(Vote.ballot_no == Ballot.no, Vote.member_id == member.id)
    query = select(Ballot.revision).where(Ballot.proposal_no == proposal.no, cast.exists())
    return session.exec(query.order_by(col(Ballot.no).desc()).limit(1)).first()


def running(session: Session, now: datetime) -> list[Line]:
    """Ballots whose result is not on record, the next to close first."""
    found = session.exec(
        select(Ballot).where(col(Ballot.closed_at).is_(None)).order_by(col(Ballot.closes_at), col(Ballot.no))
    )
    return lines(session, found.all(), now)


def finished(session: Session, now: datetime, below: int | None = None) -> list[Line]:
    """A page of recorded ballots, newest first; one more than PAGE when there are further ones."""
    query = select(Ballot).where(col(Ballot.closed_at).is_not(None)).order_by(col(Ballot.no).desc()).limit(PAGE + 1)
    if below:
        query = query.where(col(Ballot.no) < below)
    return lines(session, session.exec(query).all(), now)


def lines(session: Session, ballots: Sequence[Ballot], now: datetime) -> list[Line]:
    """These ballots with their proposals and how many have voted, in three queries however many there are."""
    numbers = [one.no for one in ballots]
    proposals = session.exec(select(Proposal).where(col(Proposal.no).in_([one.proposal_no for one in ballots])))
    known = {proposal.no: proposal for proposal in proposals}
    on_roll = select(RollEntry.ballot_no, func.count()).where(col(RollEntry.ballot_no).in_(numbers))
    rolls: dict[int, int] = dict(session.exec(on_roll.group_by(col(RollEntry.ballot_no))).all())
    cast = select(Vote.ballot_no, func.count(func.distinct(Vote.member_id))).where(col(Vote.ballot_no).in_(numbers))
    voted: dict[int, int] = dict(session.exec(cast.group_by(col(Vote.ballot_no))).all())
    return [
        Line(one, known[one.proposal_no], stage(one, now), rolls.get(one.no or 0, 0), voted.get(one.no or 0, 0))
        for one in ballots
    ]


def unvoted(session: Session, member: Member, now: datetime) -> list[Line]:
    """Open ballots on whose roll this member is and in which they have not voted."""
    seat = select(RollEntry).where(RollEntry.member_id == member.id, RollEntry.ballot_no == Ballot.no)
    vote = select(Vote).where(Vote.member_id == member.id, Vote.ballot_no == Ballot.no)
    found = session.exec(
        select(Ballot)
        .where(col(Ballot.closed_at).is_(None), Ballot.closes_at > now)
        .where(seat.exists(), ~vote.exists())
        .order_by(col(Ballot.closes_at))
    )
    return lines(session, found.all(), now)


def to_record(session: Session, now: datetime) -> list[Line]:
    """Ballots whose result can be recorded: the time is up, or everybody has voted."""
    return [line for line in running(session, now) if line.stage == "over" or line.voted == line.roll]


def to_adopt(session: Session) -> Sequence[Ballot]:
    """Carried ballots that wait for adoption: the last one of each proposal that is still balloting."""
    other = aliased(Ballot)
    newest = select(func.max(other.no)).where(other.proposal_no == Proposal.no).correlate(Proposal).scalar_subquery()
    return session.exec(
        select(Ballot)
        .join(Proposal, col(Proposal.no) == Ballot.proposal_no)
        .where(Ballot.outcome == "adopted", Proposal.state == "balloting", Ballot.no == newest)
        .order_by(col(Ballot.no))
    ).all()


@dataclass(frozen=True)
class Origin:
    """How a version came about."""

    adoption: Adoption
    proposal: Proposal
    revision: Revision
    ballot: Ballot
    # the changed clauses: id and number in the version, or before it where they are gone
    clauses: tuple[tuple[str, str], ...]


def origin(session: Session, version: Version) -> Origin | None:
    """The proposal and ballot that made a version; None for one that was there before the workbench."""
    made = session.exec(select(Adoption).where(Adoption.label == version.label)).first()
    if made is None:
        return None
    decided = session.get_one(Ballot, made.ballot_no)
    revision = session.get_one(Revision, (decided.proposal_no, decided.revision))
    rows = session.exec(
        select(ClauseState.clause_id, ClauseState.number)
        .where(col(ClauseState.ordinal).in_([version.ordinal - 1, version.ordinal]))
        .where(col(ClauseState.clause_id).in_(revision.touched))
        .order_by(col(ClauseState.ordinal), col(ClauseState.position))
    )
    numbers = dict(rows.all())
    clauses = tuple((identity, numbers.get(identity, "")) for identity in revision.touched)
    return Origin(made, session.get_one(Proposal, made.proposal_no), revision, decided, clauses)


def named(session: Session, proposal: Proposal) -> list[tuple[Case, bool]]:
    """The cases that a proposal names, or only its discussion, in order of number; and whether the proposal itself does."""
    rows = session.exec(
        select(Case, func.min(Citation.comment_id))
        .join(Citation, col(Citation.case_no) == Case.no)
        .where(Citation.proposal_no == proposal.no)
        .group_by(col(Case.no))
        .order_by(col(Case.no))
    )
    return [(case, comment == 0) for case, comment in rows]
