"""The page on which it is said who stays out of deciding on a proposal, and why; and what the page of a ballot shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g
from pydantic import BaseModel
from sqlmodel import select

from workbench import web
from workbench.ballots import queries, recusing, seating
from workbench.ballots.forms import Number
from workbench.ballots.models import Ballot
from workbench.errors import Refusal
from workbench.members import bodies, permissions
from workbench.members.models import Member
from workbench.proposals import authorship, recusals
from workbench.proposals import queries as proposals
from workbench.proposals.models import Comment, Proposal

bp = Blueprint("recusals", __name__, url_prefix="/proposals/<int:no>/recusals")


class Reason(BaseModel):
    reason: str = ""


class Motion(BaseModel):
    """Whom an officer moves to dismiss, and why."""

    member: Number = None
    dismissal: str = ""


@bp.get("")
def show(no: int) -> Response:
    return page(proposals.proposal(web.session(), no), web.Words(), {})


def page(proposal: Proposal, words: web.Words, errors: web.Errors) -> Response:
    session, viewer = web.session(), g.get("viewer")
    data = told([proposal])
    out = {row.member_id: row for row in data["stands"]}
    may = viewer is not None and recusing.may(session, viewer) and proposal.state in proposals.OPEN
    is_free = may and (viewer.id not in out or out[viewer.id].state == "moved")
    is_party = viewer is not None and viewer.id in authorship.ids(session, proposal)
    return web.page(
        "ballots/recusals.html", **data, proposal=proposal, words=words, errors=errors, ballot=_open_ballot(proposal), nav="proposals",
        may_recuse=is_free, may_move=is_free and not is_party and permissions.may(viewer, "proposals.dismiss"), may_confirm=is_free and not is_party and permissions.may(viewer, "proposals.recuse"),
        spoke=_spoke(proposal), others=[(one.id, one.name) for one in _voters() if one.id not in out and one != viewer],
    )  # fmt: skip


def told(found: Sequence[Proposal], *, is_voted: bool = True) -> dict[str, Any]:
    """For templates: who is out of these proposals or moved to be, what ties whom, the names and, of what `is_voted` on, who funds the body."""
    session = web.session()
    stands = recusals.of(session, found)
    out = {row.member_id for row in stands if row.state in recusals.OUT}
    voters = [*{*bodies.voters(session), *(one.id or 0 for one in bodies.everybody(session, web.committee()))}]
    ties = [tie for one in found for tie in recusals.ties(session, one, voters) if tie.member not in out]
    numbers = {row.member_id for row in stands} | {row.moved_by for row in stands} | {tie.member for tie in ties}
    numbers |= {row.seconded_by for row in stands if row.seconded_by}
    funders = {one.id: one for each in found for one in (recusals.funders(session, each) if is_voted else ())}
    return {
        "stands": stands,
        "ties": ties,
        "names": proposals.names(session, sorted(numbers)),
        "funders": [*funders.values()],
    }


def _spoke(proposal: Proposal) -> list[tuple[str, recusals.Tie]]:
    """What ties those to it who wrote it or commented on it and do not vote, with their names."""
    session = web.session()
    said = select(Comment.author_id).where(Comment.proposal_no == proposal.no, Comment.reader == "").distinct()
    wrote = {*authorship.ids(session, proposal), *session.exec(said)} - {one.id for one in _voters()}
    ties = recusals.ties(session, proposal, sorted(one for one in wrote if one))
    names = proposals.names(session, [tie.member for tie in ties])
    return [(names[tie.member], tie) for tie in ties]


def _voters() -> list[Member]:
    """Who may have to decide on a proposal: the members of the committee, and of its other bodies."""
    session = web.session()
    every = [*seating.electorate(session), *bodies.everybody(session, web.committee())]
    return list({one.id: one for one in every}.values())


def _open_ballot(proposal: Proposal) -> Ballot | None:
    found = queries.of_proposal(web.session(), proposal)
    return found if found and found.closed_at is None else None


@bp.post("")
def recuse(no: int) -> Any:
    proposal = proposals.proposal(web.session(), no)

    def act(form: Reason) -> Any:
        recusing.recuse(web.session(), g.viewer, proposal, reason=form.reason)
        return web.see("recusals.show", no=no)

    return web.submitted(Reason, act, lambda words, errors: page(proposal, words, errors))


@bp.post("/dismissals")
def move(no: int) -> Any:
    proposal = proposals.proposal(web.session(), no)

    def act(form: Motion) -> Any:
        member = web.session().get(Member, form.member) if form.member else None
        if member is None:
            raise Refusal("Choose the member who is to leave the decision to others.", field="member")
        recusing.move(web.session(), g.viewer, proposal, member, reason=form.dismissal)
        return web.see("recusals.show", no=no)

    return web.submitted(Motion, act, lambda words, errors: page(proposal, words, errors))


@bp.post("/dismissals/<int:member>")
def dismiss(no: int, member: int) -> Any:
    proposal = proposals.proposal(web.session(), no)
    concerned = web.session().get(Member, member)
    if concerned is None:
        raise Refusal("There is no such member. Reload the page.", status=404)
    recusing.dismiss(web.session(), g.viewer, proposal, concerned)
    return web.see("recusals.show", no=no)


@bp.post("/take-back")
def take_back(no: int) -> Any:
    recusing.take_back(web.session(), g.viewer, proposals.proposal(web.session(), no))
    return web.see("recusals.show", no=no)
