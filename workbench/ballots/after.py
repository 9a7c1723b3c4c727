"""What the page of a ballot shows of what has followed, and what the reader may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, url_for
from sqlmodel import Session, col, func, select
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import (
    advising_views,
    attending_views,
    blocks,
    candidates,
    challenges,
    extending,
    motions,
    opinions,
    proxy_views,
    queries,
    reconsidering,
    rules,
    unblocking,
    versions,
    voiding,
    waits,
)
from workbench.ballots.actions import moment
from workbench.ballots.blocks import BlockEnd, BlockVoice
from workbench.ballots.briefing import Held
from workbench.ballots.candidates import Election
from workbench.ballots.models import Ballot, Option, Voiding, Vote
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.minutes.ballot_words import VOID
from workbench.proposals import queries as proposals


def told(found: Held) -> dict[str, Any]:
    """For the box of a ballot."""
    session, ballot, viewer = web.session(), found.ballot, g.get("viewer")
    if found.own:
        web.unkept()
    made, named = session.get(Voiding, ballot.no), challenges.of(session, ballot)
    people = {made.declared_by} if made else set()
    wanted, moved = motions.of(session, ballot), extending.of(session, ballot)
    people |= {one.made_by for one in moved}
    people |= {one.member_id for one in wanted}
    people |= {no for one in named for no in (one.member_id, one.answered_by) if no}
    is_open, may_void = any(one.outcome is None for one in named), _may_void(session, ballot)
    at = queries.recorded(session, ballot)
    on = queries.proposals(session, ballot)
    later = _next(session, ballot) if made else None
    is_aside = viewer is not None and viewer.id in voiding.aside(session, ballot)
    return {
        "after": {
            "proxies": proxy_views.told(found), "present": attending_views.told(found), "advice": advising_views.told(found), "ticked": attending_views.chosen, "wanted": wanted, "wanted_until": motions.until(session, ballot) if wanted else None, "wanted_by": motions.needed(session, ballot),
            "is_wanted": motions.is_open(session, ballot, db.now()), "may_reconsider": _may_reconsider(session, ballot),
            "moved": moved, "bound_until": extending.opened_until(session, ballot),
            "may_extend": found.stage == "open" and permissions.may(viewer, "ballots.extend") and not is_aside,
            "void": made, "grounds": VOID, "next": later,
            "names": proposals.names(session, sorted(people)), "challenges": named,
            "may_void": permissions.may(viewer, "ballots.void") and not is_aside and may_void,
            "blocks": _blocks(session, found), "wait": _wait(session, ballot), "until": at + queries.TO_CONTEST if at and may_void else None, "outcomes": challenges.OUTCOMES,
            "may_contest": permissions.may(viewer, "ballots.challenge") and may_void and queries.may_contest(session, ballot, db.now())
            and not any(one.member_id == viewer.id and one.outcome is None for one in named if viewer),
            "is_contested": is_open, "counts": _counts(session, ballot) if is_open else [],
            "may_recount": is_open and permissions.may(viewer, "ballots.recount"),
            "barred": challenges.barred(session, viewer, ballot) if is_open and viewer else "",
            "opinions": opinions.of(session, [ballot.no]).get(ballot.no or 0, []), "may_opine": _may_opine(session, ballot),
            "opine_until": at + opinions.TIME if at else None,
            "again": _again(ballot) if made and not later else "",
            "reruns": _reruns(session, ballot, [one.no or 0 for one in on]),
        }
    }  # fmt: skip


def _counts(session: Session, ballot: Ballot) -> list[tuple[str, object, object]]:
    """The numbers on record and, beside them, those of a recount of the published votes: name, recorded, recounted."""
    was, now = ballot.tally or {}, queries.result(session, ballot).data()
    names = [*was.get("counts", {}), *(name for name in now["counts"] if name not in was.get("counts", {}))]
    found = [(name.replace("_", " "), was.get("counts", {}).get(name), now["counts"].get(name)) for name in names]
    return [*found, ("outcome", was.get("because"), now["because"])]


def beside(words: MultiDict[str, str] | None, vote: MultiDict[str, str]) -> MultiDict[str, str]:
    """The words of a form that was refused and, as the vote stands beside it on the page, those of the vote."""
    return MultiDict([*(words.items(multi=True) if words else ()), *vote.items(multi=True)])


@dataclass(frozen=True)
class Block:
    """A block that everybody may see: what became of it, who said what of it, and what the reader may do about it."""

    vote: Vote
    name: str
    end: BlockEnd | None
    ended_by: str
    voices: list[tuple[BlockVoice, str]]
    may_withdraw: bool
    may_decide: bool
    alone: bool
    size: int


def _blocks(session: Session, found: Held) -> list[Block]:
    """The blocks of a ballot that was counted, or of a sign-off: each is shown with what became of it."""
    ballot, viewer = found.ballot, g.get("viewer")
    if found.result is None or rules.is_ranked(ballot.rule) or not ballot.proposal_no or not found.rule.blocks:  # type: ignore[union-attr]
        return []
    standing = {(vote.member_id, vote.n) for vote in unblocking.standing(session, ballot)}
    ends = {(one.member_id, one.n): one for one in blocks.ended(session, ballot)}
    try:
        unblocking.endable(session, ballot)
        may = permissions.may(viewer, "ballots.unblock")
    except Refusal:
        may = False
    known = []
    for vote in queries.votes(session, ballot):
        key, end = (vote.member_id, vote.n), ends.get((vote.member_id, vote.n))
        if key not in standing and end is None:
            continue
        said = blocks.voices(session, ballot, *key)
        here = blocks.council(session, ballot, vote.member_id)
        names = proposals.names(
            session, [vote.member_id, *(one.said_by for one in said), *([end.ended_by] if end else [])]
        )
        may_now = may and end is None and viewer is not None
        known.append(
            Block(
                vote, names[vote.member_id], end, names[end.ended_by] if end else "", [(one, names[one.said_by]) for one in said],
                may_now and viewer.id == vote.member_id, may_now and viewer.id in here.everybody, bool(here.alone), len(here.together),
            )
        )  # fmt: skip
    return known


def _wait(session: Session, ballot: Ballot) -> datetime | None:
    """From when on what was carried may be adopted, if that is still to come."""
    at = waits.until(session, ballot) if ballot.outcome == "adopted" else None
    return at if at and at > moment(session) else None


def _may_void(session: Session, ballot: Ballot) -> bool:
    try:
        voiding.voidable(session, ballot)
    except Refusal:
        return False
    return True


def _may_reconsider(session: Session, ballot: Ballot) -> str:
    """“move” or “support” what the reader may do of it; empty where neither."""
    viewer = g.get("viewer")
    try:
        return reconsidering.may(session, viewer, ballot) if viewer else ""
    except Refusal:
        return ""


def _may_opine(session: Session, ballot: Ballot) -> bool:
    viewer = g.get("viewer")
    try:
        if viewer:
            opinions.may(session, viewer, ballot)
    except Refusal:
        return False
    return viewer is not None


def _reruns(session: Session, ballot: Ballot, on: list[int]) -> list[int]:
    """The void ballots in whose place this one is."""
    if rules.is_election(ballot.rule):
        return candidates.reruns(session, session.get_one(Election, ballot.no).body, ballot)
    if versions.is_one(ballot):
        return [] if ballot.ratifies else versions.reruns(session, versions.of(session, ballot), ballot)
    return queries.to_rerun(session, on, ballot.case_no, ballot)


def _next(session: Session, ballot: Ballot) -> int | None:
    """The ballot that was opened in the place of a void one."""
    no = ballot.no or 0
    if rules.is_election(ballot.rule):
        body = session.get_one(Election, ballot.no).body
        return min((one.no or 0 for one in candidates.on(session, body) if (one.no or 0) > no), default=None)
    if ballot.case_no:
        return session.exec(
            select(func.min(Ballot.no)).where(Ballot.case_no == ballot.case_no, col(Ballot.no) > no)
        ).one()
    if versions.is_one(ballot):
        return min(
            (one.no or 0 for one in versions.on(session, versions.of(session, ballot)) if (one.no or 0) > no),
            default=None,
        )
    on = select(Option.proposal_no).where(Option.ballot_no == no)
    later = select(func.min(Option.ballot_no)).where(col(Option.proposal_no).in_(on), Option.ballot_no > no)
    return session.exec(later).one()


def _again(ballot: Ballot) -> str:
    """Where the next ballot on the same is opened; empty to whom may not."""
    if not permissions.may(g.get("viewer"), "ballots.open"):
        return ""
    if rules.is_election(ballot.rule):
        return url_for("elections.new", of=ballot.no)
    if ballot.case_no:
        return url_for("deciding.new", no=ballot.case_no)
    if versions.is_one(ballot):
        made = versions.of(web.session(), ballot)
        return (
            url_for("releases.ballot", no=made.release_no)
            if made.release_no
            else url_for("releases.withdrawal", version=made.label)
        )
    return url_for("ranked.new" if rules.is_ranked(ballot.rule) else "ballots.new", no=ballot.proposal_no)
