"""Acts on two proposals that are called incompatible, and by which an author asks the members and they vote."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, g
from pydantic import Field
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.proposals import incompatible, pleading
from workbench.proposals.forms import HearForm, NoWords, Number, ReasonForm, TakenBackForm
from workbench.proposals.support_views import acted, again, asked, back
from workbench.web import LARGEST

bp = Blueprint("pleas", __name__)


class AskForm(ReasonForm):
    """Why the members should decide; of two proposals also the other one's number, 0 where there is none."""

    other: Annotated[int, Field(ge=0, le=LARGEST)] = 0


class HearPairForm(HearForm):
    """Whether the chair follows an appeal about two proposals."""

    other: Number


class VoteForm(NoWords):
    """For it or against."""

    vote: Annotated[str, Field(pattern="^(for|against)$")]


@bp.post("/proposals/<int:no>/incompatible")
def declare(no: int) -> Any:
    """An officer says that another proposal is incompatible with this one."""

    def act(form: TakenBackForm) -> None:
        incompatible.declare(web.session(), g.viewer, asked(no), asked(form.other), reason=form.reason)

    return acted(no, TakenBackForm, "incompatible", act)


@bp.post("/proposals/<int:no>/incompatible/appeal")
def appeal(no: int) -> Any:
    def act(form: TakenBackForm) -> None:
        incompatible.appeal(web.session(), g.viewer, asked(no), asked(form.other), reason=form.reason)

    return acted(no, TakenBackForm, "appeal_pair", act)


@bp.post("/proposals/<int:no>/incompatible/hear")
def hear(no: int) -> Any:
    """The chair decides on an appeal about two proposals."""

    def act(form: HearPairForm) -> None:
        incompatible.hear(
            web.session(), g.viewer, asked(no), asked(form.other), is_upheld=form.upheld == "yes", reason=form.reason
        )

    return acted(no, HearPairForm, "hear_pair", act)


@bp.post("/proposals/<int:no>/members")
def ask(no: int) -> Any:
    """An author asks the members to decide otherwise than the chair."""

    def act(form: AskForm) -> None:
        other = asked(form.other) if form.other else None
        pleading.ask(web.session(), g.viewer, asked(no), reason=form.reason, other=other)

    return acted(no, AskForm, "ask", act)


@bp.post("/motions/<int:number>/second")
def second(number: int) -> Answer:
    """Another member supports that the members decide."""
    row = pleading.motion(web.session(), number)
    pleading.second(web.session(), g.viewer, row)
    return back(row.proposal_no)


@bp.post("/motions/<int:number>/vote")
def vote(number: int) -> Any:
    row = pleading.motion(web.session(), number)

    def act(form: VoteForm) -> Answer:
        pleading.vote(web.session(), g.viewer, row, is_for=form.vote == "for")
        return back(row.proposal_no)

    return web.submitted(VoteForm, act, again(row.proposal_no, ""))
