"""Acts on the page of a proposal by those who stand behind it and those who decide whether it may be considered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, g
from pydantic import BaseModel
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition import repository
from workbench.proposals import (
    admission,
    contesting,
    discussing,
    kin,
    leaving,
    offering,
    queries,
    rebasing,
    tabling,
    typography,
)
from workbench.proposals.contest_forms import ContestForm, SettleClassForm, TypographyForm
from workbench.proposals.forms import (
    HearForm,
    ReasonForm,
    RuleForm,
    TableForm,
)
from workbench.proposals.models import Proposal

bp = Blueprint("support", __name__)
F = TypeVar("F", bound=BaseModel)
Words = web.Words
Errors = dict[str, str]


def back(no: int) -> Answer:
    """To the part of the proposal's page that says where it stands."""
    return web.see("proposals.show", "kin", no=no)


def asked(no: int) -> Proposal:
    return queries.proposal(web.session(), no)


def again(no: int, form: str) -> Any:
    """A refused form on a page of its own, with every word."""

    def page(words: Words, errors: Errors) -> Response:
        session, proposal = web.session(), asked(no)
        known = kin.of(session, proposal, queries.revision(session, proposal), g.get("viewer"), web.committee())
        return web.page("proposals/say.html", proposal=proposal, kin=known, form=form, words=words, errors=errors, nav="proposals")  # fmt: skip

    return page


def acted(no: int, model: type[F], form: str, act: Callable[[F], Any]) -> Any:
    """Do what a form on a proposal's page asks and go back there; refused, the `form` stands on a page of its own."""

    def done(words: F) -> Answer:
        act(words)
        return back(no)

    return web.submitted(model, done, again(no, form))


@bp.post("/proposals/<int:no>/sponsor")
def sponsor(no: int) -> Answer:
    admission.sponsor(web.session(), g.viewer, asked(no), web.committee())
    return back(no)


@bp.post("/proposals/<int:no>/step-back")
def step_back(no: int) -> Answer:
    admission.step_back(web.session(), g.viewer, asked(no))
    return back(no)


@bp.post("/proposals/<int:no>/rescue")
def rescue(no: int) -> Answer:
    """A sponsor takes over what its author withdrew."""
    leaving.rescue(web.session(), g.viewer, asked(no))
    return back(no)


@bp.post("/proposals/<int:no>/rule")
def rule(no: int) -> Any:
    def act(form: RuleForm) -> None:
        admission.rule(
            web.session(), g.viewer, asked(no), web.committee(), is_admissible=form.admissible == "yes", rule=form.rule,
            reason=form.reason,
        )  # fmt: skip

    return acted(no, RuleForm, "rule", act)


@bp.post("/proposals/<int:no>/revisions/<int:n>/object")
def object_to_revision(no: int, n: int) -> Any:
    """A sponsor objects to a revision that is offered."""

    def act(form: ReasonForm) -> None:
        offering.object_to(web.session(), g.viewer, asked(no), n=n, reason=form.reason)

    return acted(no, ReasonForm, "object_revision", act)


@bp.post("/proposals/<int:no>/revisions/<int:n>/drop-sponsor")
def drop_sponsor(no: int, n: int) -> Answer:
    """An author drops the sponsor who objected to a revision."""
    offering.drop(web.session(), g.viewer, asked(no), n=n)
    return back(no)


@bp.post("/proposals/<int:no>/rebased/object")
def object_to_rebased(no: int) -> Any:
    """A member says that a re-based text is not the same on the newest version."""

    def act(form: ReasonForm) -> None:
        rebasing.object_to(web.session(), g.viewer, asked(no), reason=form.reason)

    return acted(no, ReasonForm, "object_rebase", act)


@bp.post("/proposals/<int:no>/rebased/confirm")
def confirm_rebased(no: int) -> Answer:
    """Sponsors, or an author, say that it may stand so on the newest version."""
    rebasing.confirm(web.session(), g.viewer, asked(no), web.committee(), repository.of(current_app))
    return back(no)


@bp.post("/proposals/<int:no>/last-call")
def call(no: int) -> Answer:
    """The secretary begins its last call."""
    discussing.call(web.session(), g.viewer, asked(no), web.committee())
    return back(no)


@bp.post("/proposals/<int:no>/class/contest")
def contest_class(no: int) -> Any:
    """A member says that it is of another class than its author claims."""

    def act(form: ContestForm) -> None:
        contesting.contest(web.session(), g.viewer, asked(no), named=form.named, reason=form.reason)

    return acted(no, ContestForm, "contest", act)


@bp.post("/proposals/<int:no>/class/settle")
def settle_class(no: int) -> Any:
    """An officer settles of which class it is."""

    def act(form: SettleClassForm) -> None:
        contesting.settle(web.session(), g.viewer, asked(no), web.committee(), settled=form.settled, reason=form.reason)

    return acted(no, SettleClassForm, "settle", act)


@bp.post("/proposals/<int:no>/class/concede")
def concede_class(no: int) -> Answer:
    contesting.concede(web.session(), g.viewer, asked(no), web.committee())
    return back(no)


@bp.post("/proposals/<int:no>/typography/contest")
def contest_typography(no: int) -> Any:
    """A member says that a revision changes more than the typography."""

    def act(form: TypographyForm) -> None:
        typography.contest(web.session(), g.viewer, asked(no), n=form.revision, reason=form.reason)

    return acted(no, TypographyForm, "typography", act)


@bp.post("/proposals/<int:no>/table")
def table(no: int) -> Any:
    """The chair sets it aside until a day."""

    def act(form: TableForm) -> None:
        tabling.table(web.session(), g.viewer, asked(no), until=form.until, reason=form.reason)

    return acted(no, TableForm, "table", act)


@bp.post("/proposals/<int:no>/resume")
def resume(no: int) -> Answer:
    tabling.resume(web.session(), g.viewer, asked(no))
    return back(no)


@bp.post("/proposals/<int:no>/appeal")
def appeal(no: int) -> Any:
    def act(form: ReasonForm) -> None:
        admission.appeal(web.session(), g.viewer, asked(no), reason=form.reason)

    return acted(no, ReasonForm, "appeal", act)


@bp.post("/proposals/<int:no>/hear")
def hear(no: int) -> Any:
    """The chair decides on an appeal."""

    def act(form: HearForm) -> None:
        upheld = form.upheld == "yes"
        admission.hear(web.session(), g.viewer, asked(no), web.committee(), is_upheld=upheld, reason=form.reason)

    return acted(no, HearForm, "hear", act)
