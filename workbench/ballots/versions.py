"""Ballots on a version: on the whole text of several changes that are released together, or on the withdrawal of one. Tables and questions.

Such a ballot is on no proposal, on no case and no election: what it is on stands in a row beside it and in its statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench.ballots import rules, second
from workbench.ballots.models import Adoption, Ballot, Option
from workbench.definition import releases
from workbench.definition.models import Version
from workbench.definition.releases import Release, Withdrawal, Working
from workbench.minutes.record import Minuted
from workbench.proposals.models import Proposal, Revision

QUESTIONS = ("release", "withdraw")


class VersionBallot(Minuted, table=True):
    """What a ballot on a version is on."""

    __tablename__ = "version_ballot"
    __table_args__ = (
        CheckConstraint(f"question IN {QUESTIONS}", name="version_ballot_question"),
        CheckConstraint("(question = 'release') = (release_no IS NOT NULL)", name="version_ballot_release"),
        CheckConstraint("question = 'release' OR reason <> ''", name="version_ballot_reason"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("question", "ordinal", "label", "release_no", "claimed", "reason")

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    question: str
    # of a release the working version whose text it is; else the version that would be in force no more
    ordinal: int = Field(foreign_key="version.ordinal", index=True)
    # what that is called, or will be
    label: str
    release_no: int | None = Field(default=None, foreign_key="release.no")
    # the highest class of what is decided on together: its rule is one for that
    claimed: str
    # why it should be withdrawn
    reason: str = Field(default="", sa_type=Text, nullable=False)


def is_one(ballot: Ballot) -> bool:
    """Whether a ballot is on a version."""
    return ballot.proposal_no is None and ballot.case_no is None and not rules.is_election(ballot.rule)


def of(session: Session, ballot: Ballot) -> VersionBallot:
    """What a ballot on a version is on."""
    return session.get_one(VersionBallot, ballot.no)


def several(session: Session, ballots: Collection[int | None]) -> dict[int, VersionBallot]:
    """Of these ballots those on a version."""
    query = select(VersionBallot).where(col(VersionBallot.ballot_no).in_(ballots))
    return {one.ballot_no: one for one in session.exec(query)} if ballots else {}


def on(session: Session, made: VersionBallot) -> Sequence[Ballot]:
    """The ballots of the committee on the same question, the newest first."""
    query = select(Ballot).join(VersionBallot, col(VersionBallot.ballot_no) == Ballot.no)
    query = query.where(VersionBallot.question == made.question, VersionBallot.ordinal == made.ordinal)
    query = query.where(
        col(VersionBallot.release_no).is_not_distinct_from(made.release_no), col(Ballot.ratifies).is_(None)
    )
    return session.exec(query.order_by(col(Ballot.no).desc())).all()


def on_release(session: Session, made: Release) -> Sequence[Ballot]:
    """The ballots of the committee on what would be released, the newest first."""
    return on(
        session,
        VersionBallot(ballot_no=0, question="release", ordinal=made.ordinal, label="", claimed="", release_no=made.no),
    )


def on_withdrawal(session: Session, version: Version) -> Sequence[Ballot]:
    """The ballots of the committee on the withdrawal of a version, the newest first."""
    return on(session, VersionBallot(ballot_no=0, question="withdraw", ordinal=version.ordinal, label="", claimed=""))


def rejected(session: Session, made: Release) -> Ballot | None:
    """The ballot by which the committee, or the body that ratifies, voted a candidate down."""
    for ballot in on_release(session, made):
        row = second.of(session, ballot)
        if ballot.outcome in ("rejected", "tied", "blocked") or row and row.outcome in ("declined", "returned"):
            return ballot
    return None


def overtaken(session: Session, ballot: Ballot) -> bool:
    """Whether a version after the one that this ballot would withdraw was withdrawn itself since its result: in between this one was in
    force no more, and that decision ended with it."""
    made = several(session, [ballot.no]).get(ballot.no or 0)
    if made is None or made.question != "withdraw" or ballot.closed_at is None:
        return False
    later = select(Withdrawal.ordinal).where(Withdrawal.ordinal > made.ordinal, Withdrawal.at >= ballot.closed_at)
    return session.exec(later.limit(1)).first() is not None


def reruns(session: Session, made: VersionBallot, to: Ballot | None = None) -> list[int]:
    """The void ballot on the same question in whose place one is, or (`to`) was: the last before it, if that is void."""
    before = [one for one in on(session, made) if to is None or (one.no or 0) < (to.no or 0)]
    return [one.no or 0 for one in before[:1] if one.outcome == "void"]


def headline(made: VersionBallot) -> str:
    """What such a ballot is called in lists: “Release of version 1.1”."""
    return f"{'Release' if made.question == 'release' else 'Withdrawal'} of version {made.label}"


def question(made: VersionBallot) -> str:
    """What is voted on, in a sentence."""
    if made.question == "release":
        return f"Shall these changes together, as one text, be released as version {made.label}?"
    return f"Shall version {made.label} be withdrawn, so that it is in force no more?"


def has_followed(session: Session, ballot: Ballot) -> bool:
    """Whether something came of such a ballot: a release was approved by it, or a version withdrawn."""
    approved = select(Release.no).where(Release.ballot_no == ballot.no)
    withdrawn = select(Withdrawal.ordinal).where(Withdrawal.ballot_no == ballot.no)
    return session.exec(approved).first() is not None or session.exec(withdrawn).first() is not None


def claimed(session: Session, version: Version) -> str:
    """The highest class of what a published version changed; of one from before the workbench the highest of a text, scope."""
    if made := releases.of(session, version):
        return made.claimed
    return next((option.claimed for _, _, option in adopted(session, [version.label])), "scope")


def adopted(session: Session, labels: Sequence[str]) -> list[tuple[Adoption, Proposal, Option]]:
    """How versions with these labels were adopted, the first one first."""
    query = select(Adoption, Proposal, Option).join(Proposal, col(Proposal.no) == Adoption.proposal_no)
    query = query.join(
        Option, (col(Option.ballot_no) == Adoption.ballot_no) & (col(Option.proposal_no) == Adoption.proposal_no)
    )
    return list(session.exec(query.where(col(Adoption.label).in_(labels)).order_by(col(Adoption.decided_at))))


def touched(session: Session, parts: Sequence[tuple[Version, Working]]) -> list[str]:
    """The clauses that the changes in these versions touch, by the revisions that were adopted."""
    return list(dict.fromkeys(clause for revision in revisions(session, parts) for clause in revision.touched))


def revisions(session: Session, parts: Sequence[tuple[Version, Working]]) -> list[Revision]:
    """The revisions that were adopted as these versions, the first one first."""
    rows = adopted(session, [version.label for version, _ in parts])
    return [session.get_one(Revision, (option.proposal_no, option.revision)) for _, _, option in rows]


def bound(session: Session, ballot: Ballot) -> dict[str, Any]:
    """What the statement of such a ballot says of what it is on, as the tables have it."""
    made = of(session, ballot)
    again = [] if ballot.ratifies else reruns(session, made, ballot)
    return {"on_version": told(made), "text_sha256": ballot.fingerprint, "body": ballot.body, "reruns": again or None}


def told(made: VersionBallot) -> dict[str, Any]:
    return {
        "question": made.question, "ordinal": made.ordinal, "label": made.label, "release": made.release_no,
        "claimed": made.claimed, "reason": made.reason, "asks": question(made),
    }  # fmt: skip


def row(told: Mapping[str, Any]) -> VersionBallot:
    """The row beside a ballot, from what its statement says."""
    return VersionBallot(
        ballot_no=0, question=told["question"], ordinal=told["ordinal"], label=told["label"], release_no=told["release"],
        claimed=told["claimed"], reason=told["reason"],
    )  # fmt: skip


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """Whether such a ballot is on exactly the text of what it names."""
    made = of(session, ballot)
    if session.get_one(Version, made.ordinal).fingerprint != ballot.fingerprint:
        yield f"ballot {ballot.no}: it is not on the text of version {made.label}"
