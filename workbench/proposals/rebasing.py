"""A proposal comes to the newest version (procedure 2.2, 4.4): by the clock where its words are the same there and nobody objects; confirmed by
its sponsors, or its author where it has none, where the same clause was changed and the two go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, or_, select

from workbench import db
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.proposals import (
    actions,
    admission,
    asking,
    authors,
    authorship,
    discussing,
    drafts,
    filing,
    kinds,
    leaving,
    offered,
    periods,
    queries,
    recusals,
    relations,
    replays,
    stale,
    states,
)
from workbench.proposals.authorship import ME
from workbench.proposals.links import Sponsorship
from workbench.proposals.models import Draft, Proposal, Replay, Revision
from workbench.proposals.stale import Mark, ReplayVoice
from workbench.proposals.waiting import turn
from workbench.turns import Turn


def object_to(session: Session, actor: Member, proposal: Proposal, *, reason: str) -> ReplayVoice:
    """A member says that a re-based text is not the same on the newest version: its author confirms it or revises it."""
    permissions.require(actor, "proposals.contest")
    recusals.stand_aside(session, actor, proposal)
    if actor.id in authorship.ids(session, proposal):
        raise Refusal("You are its author: revise it instead.", status=403, whom="other members")
    mark = stale.of(session, proposal, queries.revision(session, proposal))
    if mark is None or mark.is_stale or mark.is_over or mark.objection:
        raise Refusal(
            "It was not re-based in the last 72 hours, or a member objects already. Reload its page.", status=409
        )
    return _said(session, actor, proposal, mark, "objects", leaving.reasoned(reason))


def _said(session: Session, actor: Member, proposal: Proposal, mark: Mark, says: str, reason: str = "") -> ReplayVoice:
    row = ReplayVoice(
        proposal_no=proposal.no or 0, n=mark.replay.n, version=mark.replay.version, member_id=actor.id or 0, says=says,
        reason=reason, made_at=db.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    act = "proposals.object_rebase" if says == "objects" else "proposals.confirm_rebase"
    minutes.record(session, actor, act, proposal, row)
    return row


def who(session: Session, proposal: Proposal, mark: Mark) -> frozenset[int]:
    """Who has still to confirm: an author, of what was objected to or has no sponsors; each sponsor, of what was merged."""
    if not mark.is_stale:
        return authorship.ids(session, proposal) if mark.waits else frozenset()
    if mark.kind == "conflict":
        return frozenset()
    sponsors = frozenset(row.member_id for row, _ in relations.sponsors(session, proposal))
    return (sponsors or authorship.ids(session, proposal)) - mark.confirmed


def confirm(
    session: Session, actor: Member, proposal: Proposal, committee: Committee, repository: Repository
) -> ReplayVoice:
    """Say that it may stand so on the newest version. Once all have said so of a merged text, that is the current revision."""
    permissions.require(actor, "proposals.sponsor")
    recusals.stand_aside(session, actor, proposal)
    periods.still(session, proposal)
    revision = queries.revision(session, proposal)
    mark = stale.of(session, proposal, revision)
    waiting = who(session, proposal, mark) if mark else frozenset()
    if mark is None or not waiting:
        raise Refusal("Nothing waits to be confirmed here. Reload its page and see how it stands.", status=409)
    if actor.id not in waiting:
        raise Refusal(
            "Its sponsors confirm a merged text, or its author where it has none or a member objected.", status=403,
            whom="its sponsors, or its author",
        )  # fmt: skip
    if not mark.is_stale:
        return _said(session, actor, proposal, mark, "confirms")
    if asking.carried(session, revision, mark.replay.version)[1]:
        raise Refusal(asking.MOVED.format(mark.replay.version), status=409)
    offered.none(session, proposal)
    relations.await_amendments(session, proposal)
    row = _said(session, actor, proposal, mark, "confirms")
    if waiting == {actor.id}:
        _file(session, actor, proposal, mark, committee, repository)
        discussing.anew(session, proposal)
    return row


def due(session: Session, committee: Committee, repository: Repository) -> None:
    """Have re-based, by the clock, what makes the same change on the newest version and what nobody objects to within 72 hours."""
    newest = definition.newest(session).label
    query = select(Replay, Proposal).join(Proposal, col(Proposal.no) == Replay.proposal_no)
    query = query.where(Replay.version == newest, Replay.state == "carried", Replay.n == Proposal.revision)
    query = query.where(Replay.made_at <= db.now() - stale.NOTICE, col(Proposal.state).in_(drafts.REVISABLE))
    for row, proposal in session.exec(query.order_by(col(Proposal.no))).all():
        revision = queries.revision(session, proposal)
        mark = stale.of(session, proposal, revision)
        if mark is None or mark.is_filed or mark.waits or offered.standing(session, proposal):
            continue
        if asking.carried(session, revision, row.version)[1]:
            continue
        if not relations.linked(session, kind="amends", to=proposal, states=["balloting"]):
            _file(session, None, proposal, mark, committee, repository)


def _file(
    session: Session, actor: Member | None, proposal: Proposal, mark: Mark, committee: Committee, repository: Repository
) -> None:  # fmt: skip
    """The text of the receipt is the next revision, by the authors of the one before."""
    before, version = queries.revision(session, proposal), mark.replay.version
    author = session.get_one(Member, before.author_id)
    how = "the words of both, as confirmed" if mark.is_stale else "the same words removed and added"
    draft = Draft(
        author_id=author.id or 0, proposal_no=proposal.no, base=version, title=proposal.title, rationale=proposal.rationale,
        claimed=proposal.claimed, cases=list(proposal.cases), documents=replays.documents(session, mark.replay),
        note=f"Carried from version {before.base} to version {version}: {how}.", saved_at=db.now(),
        requirements=asking.carried(session, before, version)[0],
    )  # fmt: skip
    session.add(draft)
    session.flush()
    company = authors.beside(session, before)
    _, made = actions.register(session, author, draft, drafts.working(session, draft), proposal, repository)
    changed = [*authors.credit(session, company, made), *kinds.agreed(session, author, proposal)]
    admission.again(session, proposal, committee)
    act = "proposals.join" if mark.is_stale else "proposals.rebase"
    minutes.record(
        session, actor, act, proposal, proposal, made, *changed, documents=filing.digests(session, made)
    )  # fmt: skip
    discussing.begin(session, proposal, committee)
    leaving.settle(session, actor, proposal)


@dataclass(frozen=True)
class Told:
    """For the page: how it stands, the names of those who said something, who has still to confirm, and the acts open to the reader."""

    mark: Mark
    names: dict[int | None, str]
    can: frozenset[str]


def told(session: Session, proposal: Proposal, viewer: Member | None) -> Told | None:
    mark = stale.of(session, proposal, queries.revision(session, proposal))
    if mark is None or mark.kind == "conflict":
        return None
    waiting, can = who(session, proposal, mark), set()
    aside = recusals.out(session, [proposal]) if viewer else {}
    if viewer and viewer.id in waiting and viewer.id not in aside and permissions.may(viewer, "proposals.sponsor"):
        can.add("confirm_rebase")
    is_open = not (mark.is_stale or mark.is_over or mark.objection)
    if viewer and is_open and permissions.may(viewer, "proposals.contest"):
        out = {*authorship.ids(session, proposal), *aside}
        can |= {"object_rebase"} if viewer.id not in out else set()
    return Told(mark, queries.names(session, {*waiting, *(one.member_id for one in mark.voices)}), frozenset(can))


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """A merged text that waits for a sponsor to confirm it, and an objection that waits for an author."""
    if not permissions.may(member, "proposals.sponsor"):
        return []
    asked = {"me": member.id, "newest": definition.newest(session).label}
    return [
        turn(
            "The text adopted beside it changes a clause that it changes too: confirm the merged text, as its sponsor."
            if row.state == "confirm"
            else "A member objects to how it was carried to the newest version: confirm it, or revise it.",
            proposal, "#kin", row.made_at,
        )
        for row, proposal in session.exec(_waiting(), params=asked)
        if row.state == "confirm" or ((mark := stale.of(session, proposal, queries.revision(session, proposal))) and mark.waits)
    ]  # fmt: skip


@cache
def _waiting() -> Any:
    here = (
        ReplayVoice.proposal_no == Replay.proposal_no,
        ReplayVoice.n == Replay.n,
        ReplayVoice.version == Replay.version,
    )
    said = select(ReplayVoice.n).where(*here)
    mine = said.where(ReplayVoice.member_id == ME).correlate(Replay).exists()
    objects = said.where(ReplayVoice.says == "objects").correlate(Replay).exists()
    support = select(Sponsorship.proposal_no).where(Sponsorship.member_id == ME, col(Sponsorship.ended_at).is_(None))
    merged = (
        Replay.state == "confirm", Replay.n == Proposal.revision, col(Proposal.state).in_(states.TALKED),
        col(Proposal.no).in_(support), ~mine,
    )  # fmt: skip
    answer = and_(Replay.state == "carried", authorship.by_me(states.TALKED), objects)
    query = select(Replay, Proposal).join(Proposal, col(Proposal.no) == Replay.proposal_no)
    query = query.where(Replay.version == bindparam("newest"), or_(and_(*merged), answer))
    return query.order_by(col(Proposal.no))


def disagreements(session: Session) -> Iterator[str]:
    """Every revision that the clock re-based before the 72 hours were over, or with another text than its receipt has."""
    query = select(Minute).where(col(Minute.act).in_(("proposals.rebase", "proposals.join"))).order_by(col(Minute.seq))
    for minute in session.exec(query):
        no = int(minute.thing.partition(":")[2])
        n = minute.body["rows"][minute.thing]["revision"]
        made = session.get_one(Revision, (no, n))
        state = "carried" if minute.act == "proposals.rebase" else "confirm"
        receipts = select(Replay).where(
            Replay.proposal_no == no, Replay.version == made.base, Replay.state == state, Replay.n < n,
            Replay.fingerprint == made.fingerprint,
        )  # fmt: skip
        row = session.exec(receipts.order_by(col(Replay.n).desc()).limit(1)).first()
        if row is None or state == "carried" and made.filed_at < row.made_at + stale.NOTICE:
            yield f"proposal {no}, revision {n}: it came to version {made.base} before its time, or is not what its receipt has"


def is_stale(session: Session, proposal: Proposal) -> bool:
    """Whether the mark “stale” stands beside its state."""
    if proposal.state not in states.TALKED:
        return False
    mark = stale.of(session, proposal, queries.revision(session, proposal))
    return mark is not None and mark.is_stale
