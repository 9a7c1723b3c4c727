"""Who is recused from a part of what is released or withdrawn: they read it and comment, and leave what decides it to others.

Nothing is written here. Recusals are of a proposal (proposals/recusals.py); a release and a version are of several.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from workbench.ballots import versions
from workbench.definition import releases
from workbench.definition.models import Version
from workbench.definition.releases import Release
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.members.permissions import OFFICERS
from workbench.proposals import recusals
from workbench.proposals.models import Proposal


def parts(session: Session, made: Release) -> list[Proposal]:
    """The proposals whose changes a release combines."""
    return _adopted(session, [version.label for version, _ in releases.combined(session, made)])


def waiting(session: Session) -> list[Proposal]:
    """The proposals whose changes wait to be released."""
    return _adopted(session, [version.label for version, _ in releases.unreleased(session)])


def brought(session: Session, version: Version) -> list[Proposal]:
    """The proposals whose changes a published version brought; none of one from before the workbench."""
    made = releases.of(session, version) if version.publishes else None
    return parts(session, made) if made else _adopted(session, [version.label])


def _adopted(session: Session, labels: list[str]) -> list[Proposal]:
    return [proposal for _, proposal, _ in versions.adopted(session, labels)]


def is_aside(session: Session, member: Member | None, proposals: list[Proposal]) -> bool:
    """Whether somebody is recused from one of these proposals."""
    return member is not None and member.id in recusals.out(session, proposals)


def stand_aside(session: Session, actor: Member | None, proposals: list[Proposal]) -> None:
    """Refuse (403) whoever is recused from one of these proposals what decides about all of them together, and say who may."""
    if is_aside(session, actor, proposals):
        raise Refusal(
            f"You are recused from a proposal that is a part of this: you may read it and comment. {whose(session, proposals)}",
            status=403, whom="those who are recused from none of its parts",
        )  # fmt: skip


def whose(session: Session, proposals: list[Proposal]) -> str:
    """Who acts for the committee on all of these together, in a sentence; and what to do where every officer is recused from one."""
    out = recusals.out(session, proposals)
    people = session.exec(select(Member).where(col(Member.active)).order_by(col(Member.id))).all()
    names = [one.name for one in people if {*one.held} & OFFICERS and one.id not in out]
    if names:
        return f"Of chair and secretary it is for {' or '.join(names)}."
    return "Every chair and secretary is recused from a part of it, so nobody may: have another member made chair or secretary."
