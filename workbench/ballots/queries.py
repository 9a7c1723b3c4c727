"""What pages and adoption ask of ballots. What may not be seen before the close leaves this file only after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from workbench.ballots import electorate, ranked, ranked_rules, rules, tally
from workbench.ballots.models import Ballot, Option, RollEntry, Vote
from workbench.definition import queries as definition
from workbench.definition.labels import next_label
from workbench.definition.models import StoredText, Version
from workbench.definition.requirements import Need
from workbench.errors import Fault, NotHere, Refusal
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of
from workbench.proposals import asking
from workbench.proposals.models import Proposal, Revision, RevisionDocument
from workbench.proposals.queries import text as proposals_text
from workbench.proposals.states import VOTABLE
from workbench.wording.clauses import fingerprint


@dataclass(frozen=True)
class Seat:
    """Somebody on the roll: have they voted, and, once voting is over, how."""

    entry: RollEntry
    voted: bool
    vote: Vote | None


@dataclass(frozen=True)
class Held:
    """How a ballot is held and stands, for one reader, whatever it is on."""

    ballot: Ballot
    rule: rules.Rule | ranked_rules.Rule
    stage: str
    seats: tuple[Seat, ...]
    # worked out from the votes as soon as voting is over, recorded or not
    result: tally.Tally | ranked.Tally | None
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


@dataclass(frozen=True)
class Briefing(Held):
    """All that the page of a ballot on a text shows for one reader."""

    proposal: Proposal
    revision: Revision
    # what it amends, where it amends a proposal
    primary: Proposal | None

    @property
    def overtaken(self) -> bool:
        return self.ballot.outcome == "adopted" and self.proposal.state in (
            "discussion",
            "last_call",
            "tabled",
            "withdrawn",
            "fell",
        )


def revision(session: Session, ballot: Ballot) -> Revision:
    """The text that is adopted if it carries. Refused (409) of a ballot on the findings in a case: that has none."""
    if ballot.case_no:
        raise Refusal(f"Ballot {ballot.no} is on the findings in case {ballot.case_no}, not on a text.", status=409)
    return session.get_one(Revision, (ballot.proposal_no, ballot.revision))


def amended(session: Session, revision: Revision) -> Proposal | None:
    """The proposal that a ballot on this revision would give its next revision; None: it would give the next version."""
    return session.get_one(Proposal, revision.amends_no) if revision.amends_no else None


def is_behind(session: Session, ballot: Ballot) -> bool:
    """Whether the text that a ballot opened on has moved on: another version or, of what it amends, another revision."""
    filed = revision(session, ballot)
    primary = amended(session, filed)
    if primary is None:
        newest = definition.newest(session)
        return (ballot.base, ballot.base_commit) != (newest.label, newest.commit)
    return primary.revision != filed.amends_n or primary.state not in VOTABLE


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
    return session.exec(
        select(RollEntry)
        .where(RollEntry.ballot_no == ballot.no)
        .order_by(col(RollEntry.name), col(RollEntry.member_id))
    ).all()


def roll_size(session: Session, ballot: Ballot) -> int:
    return session.exec(select(func.count()).where(RollEntry.ballot_no == ballot.no)).one()


def options(session: Session, ballot: Ballot) -> Sequence[Option]:
    """What the ballot is on, by the number of the proposal: one, or several that are ranked."""
    query = select(Option).where(Option.ballot_no == ballot.no).order_by(col(Option.proposal_no))
    return session.exec(query).all()


def proposals(session: Session, ballot: Ballot) -> Sequence[Proposal]:
    """The proposals that the ballot is on, by number."""
    numbers = select(Option.proposal_no).where(Option.ballot_no == ballot.no)
    return session.exec(select(Proposal).where(col(Proposal.no).in_(numbers)).order_by(col(Proposal.no))).all()


def result(session: Session, ballot: Ballot) -> tally.Tally | ranked.Tally:
    """Count again, from the votes, the roll and the rule alone. Nobody may be shown this before voting is over."""
    cast = [electorate.Cast(vote.member_id, vote.n, vote.choice, vote.reason) for vote in votes(session, ballot)]
    members, known = [entry.member_id for entry in roll(session, ballot)], rule(ballot)
    if isinstance(known, ranked_rules.Rule):
        classes = {option.proposal_no: option.claimed for option in options(session, ballot)}
        return ranked.tally(known, classes, cast, members)
    return tally.tally(known, cast, members)


def losers(session: Session, ballot: Ballot) -> dict[str, list[Proposal]]:
    """The options of a ranked ballot that did not win, by what they are once the winner is adopted."""
    dropped = set(getattr(result(session, ballot), "dropped", ()))
    lost = [one for one in proposals(session, ballot) if one.no != ballot.proposal_no]
    return {
        "defeated": [one for one in lost if one.no not in dropped], "dropped": [one for one in lost if one.no in dropped],
    }  # fmt: skip


def briefing(session: Session, ballot: Ballot, viewer: Member | None, now: datetime) -> Briefing:
    filed = revision(session, ballot)
    return Briefing(
        **vars(held(session, ballot, viewer, now)), proposal=session.get_one(Proposal, ballot.proposal_no), revision=filed,
        primary=amended(session, filed),
    )  # fmt: skip


def held(session: Session, ballot: Ballot, viewer: Member | None, now: datetime) -> Held:
    at = stage(ballot, now)
    last = {vote.member_id: vote for vote in standing(session, ballot)}
    entries = roll(session, ballot)
    mine = last.get(viewer.id or 0) if viewer else None
    return Held(
        ballot=ballot,
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


def requirements(session: Session, revision: Revision) -> Need | None:
    """What cases are judged by under the version that a revision becomes: the tree that goes with its text, if there is one."""
    return asking.brought(session, revision, proposals_text(session, revision))


def label_of_next(session: Session, proposal: Proposal, taken: Collection[str] = ()) -> str:
    """What the version would be called that this proposal makes of the newest one; never a name in `taken`."""
    known = session.exec(select(Version.label)).all()
    return next_label(definition.newest(session).label, proposal.claimed, {*known, *taken})


def becomes(session: Session, proposal: Proposal, revision: Revision) -> str:
    """What this text would be once it is adopted: “version 3”, “revision 2 of proposal 7”."""
    primary = amended(session, revision)
    if primary:
        return f"revision {primary.revision + 1} of proposal {primary.no}"
    return f"version {label_of_next(session, proposal)}"


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
    """Carried ballots that wait for adoption: the last one that their proposal was in, while it is still balloting."""
    last = (
        select(func.max(Option.ballot_no))
        .where(Option.proposal_no == Proposal.no)
        .correlate(Proposal)
        .scalar_subquery()
    )
    return session.exec(
        select(Ballot)
        .join(Proposal, col(Proposal.no) == Ballot.proposal_no)
        .where(Ballot.outcome == "adopted", Proposal.state == "balloting", Ballot.no == last)
        .order_by(col(Ballot.no))
    ).all()


def tied(session: Session) -> Sequence[Ballot]:
    """Ranked ballots that wait for the chair to decide between equals."""
    return session.exec(select(Ballot).where(Ballot.outcome == "tie_pending").order_by(col(Ballot.no))).all()
