"""Pages of proposals, and what proposals put on the pages of clauses, cases and the desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from workbench import turns, web
from workbench.cases.models import Case
from workbench.definition import queries as definition
from workbench.definition import repository
from workbench.definition.reading import VIEWS, Text, element
from workbench.definition.reading import review as compared
from workbench.definition.requirements import Need
from workbench.errors import NotHere
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import (
    actions,
    answer_views,
    asking,
    author_views,
    authors,
    clock,
    comment_views,
    contesting,
    disposition_views,
    draft_views,
    flip_views,
    instruction_views,
    kin,
    kin_turns,
    kind_views,
    leaving,
    letter_views,
    objecting,
    offering,
    pages,
    periods,
    plea_views,
    pleading,
    queries,
    rebasing,
    relations,
    remark_views,
    removal_views,
    replays,
    requirement_views,
    review,
    seeing,
    since_views,
    support_views,
    tabling,
    together_views,
    waiting,
)  # fmt: skip
from workbench.proposals.forms import ReasonForm
from workbench.proposals.models import STATES, Proposal

bp = Blueprint("proposals", __name__)


def register(app: Flask) -> None:
    """Put the pages of this room into the program."""
    for room in (
        bp,
        author_views.meetings,
        *(
            views.bp
            for views in (
                answer_views,
                draft_views,
                author_views,
                comment_views,
                disposition_views,
                flip_views,
                instruction_views,
                kind_views,
                letter_views,
                plea_views,
                remark_views,
                requirement_views,
                since_views,
                support_views,
                together_views,
            )
        ),
    ):
        app.register_blueprint(room)
    removal_views.register(app)
    answer_views.slots(app)
    for counted, ago in clock.PASSED:
        web.decided(counted, app, **ago)
    web.due(tabling.due, app)
    web.due(periods.due, app)
    web.due(lambda session: offering.due(session, web.committee()), app)
    web.due(lambda session: rebasing.due(session, web.committee(), repository.of(current_app)), app)
    web.due(lambda session: pleading.due(session, web.committee()), app)
    web.due(leaving.due, app)
    web.due(objecting.due, app)
    web.due(lambda session: contesting.due(session, web.committee()), app)
    web.slot("clause", on_clause, app)
    web.slot("case", on_case, app)
    web.slot("desk", on_desk, app)
    turns.rule(lambda session, member, now: waiting.turns(session, member, now, web.committee()), app)
    turns.rule(kin_turns.turns, app)
    turns.rule(seeing.turns, app)
    turns.rule(contesting.turns, app)
    turns.rule(pleading.turns, app)
    turns.rule(rebasing.turns, app)


@bp.get("/proposals")
@web.public_record
def index() -> Response:
    state, before = request.args.get("state", ""), web.number("before")
    if state not in ("", "open", *STATES):
        raise NotHere("There is no such state of a proposal.")
    lines, more = queries.index(web.session(), state=state, before=before)
    linked = relations.brief(web.session(), [line.proposal.no for line in lines])
    return web.page(
        "proposals/index.html", lines=lines, more=more, state=state, before=before, linked=linked, nav="proposals"
    )  # fmt: skip


@bp.get("/proposals/<int:no>")
@web.public_record
@web.kept_for_each
def show(no: int) -> Response:
    """The review page of the current revision; to htmx the text alone, when the view changes."""
    return page_of(queries.proposal(web.session(), no), None)


@bp.get("/proposals/<int:no>/revisions/<int:n>")
@web.public_record
@web.kept_for_each
def revision(no: int, n: int) -> Response:
    return page_of(queries.proposal(web.session(), no), n)


def page_of(proposal: Proposal, n: int | None) -> Response:
    made = review.of(web.session(), proposal, n, g.get("viewer"), request.args.get("view", "redline"))
    if web.hx():
        response = web.page("definition/_redline.html", **pages.data(made))
    else:
        known = kin.of(web.session(), proposal, made.revision, g.get("viewer"), web.committee())
        response = web.page("proposals/show.html", **pages.data(made), kin=known)
    if made.is_current:
        since_views.mark(g.get("viewer"), proposal, made.look)
    return response


@bp.get("/proposals/<int:no>/compare/<a>...<b>")
@web.public_record
def compare(no: int, a: str, b: str) -> Response:
    """The redline between any two of: the base, a revision, the newest version."""
    proposal = queries.proposal(web.session(), no)
    (old_name, old, before), (new_name, new, after) = _text_called(proposal, a), _text_called(proposal, b)
    reading = compared(old, new, request.args.get("view", "redline"))
    return web.page(
        "definition/_redline.html" if web.hx() else "proposals/compare.html", proposal=proposal, a=a, b=b, reading=reading,
        revisions=queries.revisions(web.session(), proposal), old_name=old_name, new_name=new_name, nav="proposals",
        views=VIEWS | {"new": new_name, "old": old_name}, full=url_for("proposals.show", no=no, view="new"),
        gist=review.gist(reading.redline), **asking.told((before, old), (after, new)),
    )  # fmt: skip


def _text_called(proposal: Proposal, name: str) -> tuple[str, Text, Need]:
    """What the text is called, the text, and what a case would be judged by under it."""
    session, committee = web.session(), web.committee()
    if name == "newest":
        newest = definition.newest(session)
        asked = definition.requirements(session, newest, committee)
        return f"Version {newest.label}, the newest", definition.read(session, newest), asked
    if name == "carried":
        revision = queries.revision(session, proposal)
        text = replays.text(session, revision)
        return f"Revision {revision.n} on the newest version", text, asking.of(session, revision, text, committee)
    if name == "base":
        revision = queries.revision(session, proposal)
        text, called = queries.before(session, revision), f"{relations.against(revision).capitalize()}, the base"
        return called, text, asking.was(session, revision, text, committee)
    if not (name.isascii() and name.isdecimal() and 0 < len(name) < 10):
        raise NotHere("Compare “base”, “newest”, “carried” or the number of a revision.")
    revision = queries.revision(session, proposal, int(name))
    text = queries.text(session, revision)
    return f"Revision {name}", text, asking.of(session, revision, text, committee)


@bp.post("/proposals/<int:no>/carry")
def carry(no: int) -> Answer:
    """File the current revision on the newest text, where that is word for word the same change."""
    actions.carry(
        web.session(), g.viewer, queries.proposal(web.session(), no), repository=repository.of(current_app),
        scripts=web.committee().scripts, limit=web.config().document_limit, committee=web.committee(),
    )  # fmt: skip
    return web.see("proposals.show", no=no)


@bp.post("/proposals/<int:no>/withdraw")
def withdraw(no: int) -> Any:
    def act(form: ReasonForm) -> Answer:
        actions.withdraw(web.session(), g.viewer, queries.proposal(web.session(), no), reason=form.reason)
        return web.see("proposals.show", no=no)

    return web.submitted(ReasonForm, act, support_views.again(no, "withdraw"))


def on_clause(clause_id: str) -> str | None:
    """On the page of a clause: the open proposals that change it."""
    found = queries.touching(web.session(), clause_id)
    may_draft = permissions.may(g.get("viewer"), "drafts.write")
    return render_template(
        "proposals/_on_clause.html", proposals=found, element=element(clause_id), may_draft=may_draft
    )


def on_case(case: Case) -> str | None:
    """On the page of a case: the proposals and comments that cite it."""
    found = queries.citing(web.session(), case.no or 0)
    return render_template("proposals/_on_case.html", cited=found) if found else None


def on_desk(member: Member) -> str | None:
    """On a member's desk: the drafts they are invited to write, and their own."""
    session = web.session()
    begun, asked = queries.drafts(session, member), authors.invitations(session, member)
    return render_template("proposals/_on_desk.html", drafts=begun, asked=asked) if begun or asked else None
