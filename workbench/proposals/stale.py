"""What another adopted text leaves of a proposal (procedure 2.1, 4.4): re-based, on the same clauses, or in conflict; and what members say of it.

It is read from the receipt of its replay and kept nowhere else.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, bindparam
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.db import Moment
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.minutes.record import Minuted
from workbench.proposals import queries, replays, states
from workbench.proposals.classes import ClassContest
from workbench.proposals.models import Proposal, Replay, Revision
from workbench.proposals.offered import RevisionOffer

# In which a member may object to how a text was re-based.
NOTICE = timedelta(hours=72)
SAYS = ("objects", "confirms")
KINDS = {"carried": "rebased", "confirm": "same_clause", "person": "conflict"}


class ReplayVoice(Minuted, table=True):
    """What a member says of a revision on the version it was carried to: that it is not the same there, or that it may stand so."""

    __tablename__ = "replay_voice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_no", "n", "version"],
            ["replay.proposal_no", "replay.n", "replay.version"],
            name="replay_voice_replay",
        ),
        CheckConstraint(f"says IN {SAYS}", name="replay_voice_says"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("says", "made_at")
    digested: ClassVar[tuple[str, ...]] = ("reason",)

    proposal_no: int = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: str = Field(primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    says: str
    # of an objection
    reason: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    made_at: datetime = Field(sa_type=Moment, nullable=False)


@dataclass(frozen=True)
class Mark:
    """How a proposal stands to the newest version that was adopted beside it: `rebased`, `same_clause` or `conflict`.

    `is_filed`: the current revision is already the one on that version."""

    kind: str
    replay: Replay
    voices: Sequence[ReplayVoice]
    is_filed: bool

    @property
    def until(self) -> datetime:
        """Of a re-based text: until when a member may object."""
        return self.replay.made_at + NOTICE

    @property
    def is_over(self) -> bool:
        return db.now() >= self.until

    @property
    def objection(self) -> ReplayVoice | None:
        return next((one for one in self.voices if one.says == "objects"), None)

    @property
    def confirmed(self) -> frozenset[int]:
        """Who said that it may stand so: an author, of a text that was objected to; sponsors, of a merged one."""
        return frozenset(one.member_id for one in self.voices if one.says == "confirms")

    @property
    def waits(self) -> bool:
        """Of a re-based text: whether an objection waits for an author."""
        return self.objection is not None and not self.confirmed

    @property
    def is_stale(self) -> bool:
        return self.kind != "rebased"


def of(session: Session, proposal: Proposal, revision: Revision) -> Mark | None:
    """Of a proposal that is talked about, by its current revision; None where nothing was adopted beside it."""
    if revision.amends_no or proposal.state not in states.TALKED:
        return None
    newest = definition.newest(session).label
    is_filed = revision.base == newest
    if is_filed and revision.n == 1:
        return None  # written on the newest text, and never carried to it
    if is_filed:
        made = select(Replay).where(
            Replay.proposal_no == proposal.no, Replay.version == newest, Replay.state == "carried", Replay.n < revision.n,
            Replay.fingerprint == revision.fingerprint,
        )  # fmt: skip
        row = session.exec(made.order_by(col(Replay.n).desc()).limit(1)).first()
    else:
        row = replays.on_record(session, revision)
    if row is None:
        return None
    said = select(ReplayVoice).where(
        ReplayVoice.proposal_no == row.proposal_no, ReplayVoice.n == row.n, ReplayVoice.version == row.version
    )
    voices = session.exec(said.order_by(col(ReplayVoice.made_at), col(ReplayVoice.member_id))).all()
    mark = Mark(KINDS[row.state], row, voices, is_filed)
    return None if is_filed and mark.is_over and not mark.waits else mark


def unheld() -> tuple[Any, ...]:
    """For a query over proposals with their current revisions: those of which no other is offered, whose class
    nobody contests, and that a member may not object to as
    re-based; with the parameters `newest`, a label, and `rebased`, the moment from which on that may still be."""
    offers = select(RevisionOffer.n).where(RevisionOffer.proposal_no == Proposal.no, RevisionOffer.outcome == "")
    made = select(Replay.n).where(
        Replay.proposal_no == Proposal.no, Replay.version == bindparam("newest"), Replay.state == "carried",
        Replay.fingerprint == Revision.fingerprint, Replay.made_at > bindparam("rebased"),
    )  # fmt: skip
    contest = select(ClassContest.n).where(ClassContest.proposal_no == Proposal.no, ClassContest.state == "open")
    return (
        *(~one.correlate(Proposal).exists() for one in (offers, contest)),
        ~made.correlate(Proposal, Revision).exists(),
    )


def fresh(session: Session, proposal: Proposal) -> None:
    """Refuse a last call or a ballot while the text is stale, or re-based and open to objections."""
    mark = of(session, proposal, queries.revision(session, proposal))
    if mark is None:
        return
    version = f"version {mark.replay.version}"
    if mark.is_stale:
        raise Refusal(
            f"Proposal {proposal.no} is stale: {version} meets its words. Its sponsors or its author bring it there first.",
            status=409,
        )
    if mark.waits:
        raise Refusal(
            f"A member objects to how proposal {proposal.no} was carried to {version}. Its author confirms it, or revises it.",
            status=409,
        )
    if not mark.is_over:
        raise Refusal(
            f"Proposal {proposal.no} was carried to {version}, and a member may object until {mark.until:%-d %B %Y, %H:%M} UTC. Wait "
            "for that.", status=409,
        )  # fmt: skip
