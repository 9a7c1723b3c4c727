"""Drafts begun from other proposals, and what makes several proposals one, or one several."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g
from pydantic import BaseModel, ConfigDict
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.definition import repository
from workbench.errors import NotHere
from workbench.proposals import beside, division, kinds, queries, retracting, takeover, together
from workbench.proposals.forms import BeginForm, ComposeForm, NoWords, OtherForm, ReasonForm, TakenBackForm
from workbench.proposals.support_views import acted, again, asked, back

bp = Blueprint("kinds", __name__)


class PartsForm(BaseModel):
    """Every field named after a change is its part; `title-1` and so on are what the parts are called."""

    model_config = ConfigDict(extra="allow")

    @property
    def parts(self) -> dict[str, int]:
        told = {name: str(value) for name, value in (self.model_extra or {}).items()}
        return {
            name: int(value) for name, value in told.items() if value.isascii() and value.isdecimal() and len(value) < 3
        }

    @property
    def titles(self) -> dict[int, str]:
        told = {name.removeprefix("title-"): str(value)[:200] for name, value in (self.model_extra or {}).items()}
        return {
            int(name): value for name, value in told.items() if name.isascii() and name.isdecimal() and len(name) < 3
        }


@bp.post("/proposals/<int:no>/begin")
def begin(no: int) -> Any:
    """A draft that is something to this proposal."""

    def act(form: BeginForm) -> Answer:
        draft = kinds.begin(web.session(), g.viewer, asked(no), form.kind)
        return web.see("drafts.edit", identity=draft.id)

    return web.submitted(BeginForm, act, again(no, ""))


@bp.post("/proposals/compose")
def compose() -> Any:
    """A draft of a composite of the chosen open proposals."""

    def act(form: ComposeForm) -> Answer:
        draft = kinds.compose(web.session(), g.viewer, together.of(web.session()), form.numbers)
        return web.see("drafts.edit", identity=draft.id)

    return web.submitted(ComposeForm, act, _unmade)


def _unmade(_words: web.Words, errors: dict[str, str]) -> Response:
    return web.page("proposals/uncomposed.html", errors=errors, nav="proposals")


@bp.post("/proposals/<int:no>/agree")
def agree(no: int) -> Any:
    """Its author agrees that another proposal takes its place."""

    def act(form: OtherForm) -> None:
        kinds.agree(web.session(), g.viewer, asked(no), asked(form.other))

    return acted(no, OtherForm, "", act)


@bp.post("/proposals/<int:no>/rivals")
def declare(no: int) -> Any:
    """Put on record that another proposal is a rival of this one."""

    def act(form: OtherForm) -> None:
        kinds.declare(web.session(), g.viewer, asked(no), asked(form.other))

    return acted(no, OtherForm, "declare", act)


@bp.post("/proposals/<int:no>/unlink")
def unlink(no: int) -> Any:
    """Take back that another proposal is a rival of this one."""

    def act(form: TakenBackForm) -> None:
        retracting.unlink(web.session(), g.viewer, asked(no), asked(form.other), reason=form.reason)

    return acted(no, TakenBackForm, "unlink", act)


@bp.post("/proposals/<int:no>/disagree")
def disagree(no: int) -> Any:
    """Its author no longer agrees that another proposal takes its place."""

    def act(form: TakenBackForm) -> None:
        retracting.disagree(web.session(), g.viewer, asked(no), asked(form.other), reason=form.reason)

    return acted(no, TakenBackForm, "disagree", act)


@bp.get("/proposals/<int:no>/divide")
def divide(no: int) -> Response:
    """Which change goes to which part."""
    return _parts(no, web.Words(), {})


def _parts(no: int, words: web.Words, errors: dict[str, str]) -> Response:
    proposal = asked(no)
    parting = division.divisible(web.session(), g.viewer, proposal)
    return web.page(
        "proposals/divide.html", proposal=proposal, items=parting.items, words=words, errors=errors,
        most=min(len(parting.items), division.MOST), revision=queries.revision(web.session(), proposal), nav="proposals",
    )  # fmt: skip


@bp.post("/proposals/<int:no>/divide")
def divided(no: int) -> Any:
    def act(form: PartsForm) -> Answer:
        division.divide(
            web.session(), g.viewer, asked(no), parts=form.parts, titles=form.titles,
            repository=repository.of(current_app), scripts=web.committee().scripts, limit=web.config().document_limit,
        )  # fmt: skip
        return back(no)

    return web.submitted(PartsForm, act, lambda words, errors: _parts(no, words, errors))


@bp.post("/proposals/<int:no>/take-over")
def take_over(no: int) -> Any:
    """The author of the amended proposal makes this amendment to it the next revision, or says that it will be."""

    def act(_form: NoWords) -> Answer:
        amendment = asked(no)
        primary = takeover.take_over(
            web.session(), g.viewer, amendment, repository=repository.of(current_app), committee=web.committee(),
            scripts=web.committee().scripts, limit=web.config().document_limit,
        )  # fmt: skip
        return back(primary.no or 0) if amendment.state == "merged_into" else back(no)

    return web.submitted(NoWords, act, again(no, ""))


@bp.post("/proposals/<int:no>/object")
def object_to(no: int) -> Any:
    def act(form: ReasonForm) -> None:
        takeover.object_to(web.session(), g.viewer, asked(no), reason=form.reason)

    return acted(no, ReasonForm, "object", act)


@bp.post("/proposals/<int:no>/object/end")
def take_back(no: int) -> Answer:
    takeover.take_back(web.session(), g.viewer, asked(no))
    return back(no)


@bp.get("/proposals/<int:no>/beside/<int:other>", endpoint="beside")
def both(no: int, other: int) -> Response:
    """Two proposals clause by clause, each as a redline; to htmx the table alone."""
    if no == other:
        raise NotHere("Choose two different proposals.")
    pair = beside.of(web.session(), asked(no), asked(other))
    return web.page("proposals/_pair.html" if web.hx() else "proposals/beside.html", pair=pair, nav="proposals")
