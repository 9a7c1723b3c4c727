"""What the page of a ballot shows of what has followed, and what the reader may do about it."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from sqlmodel import Session, col, func, select
from werkzeug.datastructures import MultiDict

from workbench import web
from workbench.ballots import queries, rules, voiding
from workbench.ballots.briefing import Held
from workbench.ballots.models import Ballot, Option, Voiding
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.minutes.ballot_words import VOID
from workbench.proposals import queries as proposals
from workbench.proposals import recusals


def told(found: Held) -> dict[str, Any]:
    """For the box of a ballot."""
    session, ballot, viewer = web.session(), found.ballot, g.get("viewer")
    made = session.get(Voiding, ballot.no)
    on = queries.proposals(session, ballot)
    later = _next(session, ballot) if made else None
    is_aside = viewer is not None and viewer.id in recusals.out(session, on)
    return {
        "after": {
            "void": made, "grounds": VOID, "next": later,
            "names": proposals.names(session, [made.declared_by] if made else []),
            "may_void": permissions.may(viewer, "ballots.void") and not is_aside and _may_void(session, ballot),
            "again": _again(ballot) if made and not later else "",
            "reruns": queries.to_rerun(session, [one.no or 0 for one in on], ballot.case_no, ballot.no),
        }
    }  # fmt: skip


def beside(words: MultiDict[str, str] | None, vote: MultiDict[str, str]) -> MultiDict[str, str]:
    """The words of a form that was refused and, as the vote stands beside it on the page, those of the vote."""
    return MultiDict([*(words.items(multi=True) if words else ()), *vote.items()])


def _may_void(session: Session, ballot: Ballot) -> bool:
    try:
        voiding.voidable(session, ballot)
    except Refusal:
        return False
    return True


def _next(session: Session, ballot: Ballot) -> int | None:
    """The ballot that was opened in the place of a void one."""
    no = ballot.no or 0
    if ballot.case_no:
        return session.exec(
            select(func.min(Ballot.no)).where(Ballot.case_no == ballot.case_no, col(Ballot.no) > no)
        ).one()
    on = select(Option.proposal_no).where(Option.ballot_no == no)
    later = select(func.min(Option.ballot_no)).where(col(Option.proposal_no).in_(on), Option.ballot_no > no)
    return session.exec(later).one()


def _again(ballot: Ballot) -> str:
    """Where the next ballot on the same is opened; empty to whom may not."""
    if not permissions.may(g.get("viewer"), "ballots.open"):
        return ""
    if ballot.case_no:
        return url_for("deciding.new", no=ballot.case_no)
    return url_for("ranked.new" if rules.is_ranked(ballot.rule) else "ballots.new", no=ballot.proposal_no)
