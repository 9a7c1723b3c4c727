"""Pages of blocs: opening ballots on several proposals together; what is in a bloc, one vote in all of it, and taking one out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from flask import Blueprint, Flask, Response, g, jsonify, request
from pydantic import BaseModel, Field, model_validator
from sqlmodel import col, select
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import (
    actions,
    bloc_acts,
    bloc_making,
    bloc_texts,
    blocs,
    briefing,
    known,
    late,
    nextversion,
    positions,
    queries,
    ranked_views,
    seating,
    signing,
    signing_views,
    turning,
    windows,
)
from workbench.ballots.forms import Number, Window, numbered
from workbench.ballots.models import Ballot
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members import passkey_views, permissions
from workbench.members.models import Member
from workbench.minutes.record import canonical, digest
from workbench.proposals import authorship, relations, together
from workbench.proposals import queries as proposals
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.states import VOTABLE

bp = Blueprint("blocs", __name__)
Words = MultiDict[str, str]
Errors = dict[str, str]
ABSTAIN = ("abstain", "Abstain", "counts as taking part, on neither side")
BLOCK = ("block", "Block", "none of them is adopted while your block stands; give your reason")
# method -> the positions of a form, each with what it means for every one of the texts
CHOICES = {
    "approval": [("for", "For", "each of these texts is to be adopted"), ("against", "Against", "the text stands as it is"), ABSTAIN],
    "consent": [("for", "Agree", "each of these texts is to be adopted; who says nothing agrees too"), ("against", "Object", "the text stands as it is; give your reason"), ABSTAIN],
    "signoff": [("for", "Sign off", "each of these texts is to be adopted once enough sign off"), BLOCK, ABSTAIN],
}  # fmt: skip

# and of positions that its rule names, by what they count as
MEANT = {
    "for": CHOICES["approval"][0][2],
    "against": CHOICES["approval"][1][2],
    "abstain": ABSTAIN[2],
    "block": BLOCK[2],
}


class BlocOpening(Window):
    """Proposals to be voted on together: their numbers and, for each, the revision that stood on the form."""

    proposals: list[Annotated[int, Field(ge=1, le=web.LARGEST)]] = Field(default_factory=list)
    revisions: dict[int, int] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def gathered(cls, words: dict[str, Any]) -> dict[str, Any]:
        return words | {"revisions": numbered(words, "revision-")}


class BlocCasting(BaseModel):
    """One vote in all that is in a bloc; for each ballot of it the fingerprint of the text that stood on the form."""

    choice: str = ""
    reason: str = ""
    change: str = ""
    # what the browser answers, where the votes are signed
    response: str = ""
    fingerprints: dict[int, str] = {}

    @model_validator(mode="before")
    @classmethod
    def gathered(cls, words: dict[str, Any]) -> dict[str, Any]:
        return words | {"fingerprints": numbered(words, "fingerprint-")}


class TakingOut(BaseModel):
    """Which ballot is to be voted on by itself, and why."""

    item: Number = None
    why: str = ""


@dataclass(frozen=True)
class Offered:
    """A proposal that may go into a bloc: what stands in its way, and which of the others it is not independent of."""

    proposal: Proposal
    revision: Revision
    author: str
    threads: int
    obstacle: str
    meets: list[int]


@dataclass(frozen=True)
class Item:
    """One ballot of a bloc, for one reader: the size of its change in a line, and who took it out and why."""

    b: briefing.Briefing
    choice: ranked_views.Choice
    gone: tuple[blocs.BlocExit, str] | None

    @property
    def is_in(self) -> bool:
        return self.gone is None and self.b.stage == "open"


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/blocs/new")
def new() -> Response:
    """The form that opens several ballots together; `?with=3&with=4` has these chosen."""
    typed = [no for no in map(web.whole, request.args.getlist("with")) if no]
    classes = {one.claimed for one in web.session().exec(select(Proposal).where(col(Proposal.no).in_(typed)))}
    fitting = [
        rule
        for rule in known.for_blocs(web.session(), web.committee()).values()
        if classes and classes <= {*rule.for_classes}
    ]
    first = next(iter(fitting), None)
    wanted = [("proposals", str(no)) for no in typed]
    return new_page(
        Words([("rule", first.name if first else ""), ("closes_at", windows.typed(first, db.now())), *wanted]), {}
    )


def new_page(words: Words, errors: Errors) -> Response:
    session = web.session()
    offered = _offered()
    chosen = {no for no in map(web.whole, words.getlist("proposals")) if no}
    return web.page(
        "blocs/new.html", together=_together([one for one in offered if one.proposal.no in chosen and not one.obstacle]), step=lambda one: nextversion.step(session, one.proposal, one.revision, None, web.committee()), offered=offered, words=words, errors=errors, nav="ballots", roll=seating.electorate(session),
        rules=known.for_blocs(session, web.committee()), most=bloc_acts.MOST,
        is_ready=sum(not one.obstacle for one in offered) >= bloc_acts.LEAST,
    )  # fmt: skip


@dataclass(frozen=True)
class Together:
    """What the chosen ones give together: the fingerprint of that text or, where they do not, why."""

    proposals: list[int]
    fingerprint: str
    why: str


def _together(chosen: list[Offered]) -> Together | None:
    numbers = [one.proposal.no or 0 for one in chosen]
    if not bloc_acts.LEAST <= len(numbers) <= bloc_acts.MOST:
        return None
    try:
        bloc_acts.independent(web.session(), [one.proposal for one in chosen])
        return Together(numbers, bloc_making.whole(web.session(), [(one.proposal, one.revision) for one in chosen]), "")
    except Refusal as why:
        return Together(numbers, "", str(why))


def _offered() -> list[Offered]:
    session, beside = web.session(), together.of(web.session()).table.beside
    query = (
        select(Proposal, Revision)
        .join(Revision, authorship.NOW)
        .where(col(Proposal.state).in_(VOTABLE), col(Revision.amends_no).is_(None))
    )
    rows = session.exec(query.order_by(col(Proposal.no))).all()
    numbers = [proposal.no for proposal, _ in rows]
    authors, threads = authorship.names(session, numbers), proposals.open_threads(session, numbers)
    found = []
    for proposal, revision in rows:
        no = proposal.no or 0
        obstacle = (
            ranked_views.obstacle(proposal, revision)
            or ranked_views.barred(proposal, revision, relations.group(session, proposal))["alone"]
        )
        others = {other for met in beside.get(no, {}).values() for other in met}
        meets = sorted(others & set(numbers))
        found.append(Offered(proposal, revision, authors[no], threads.get(no, 0), obstacle, meets))
    return found


@bp.post("/blocs")
def open() -> Any:
    def act(form: BlocOpening) -> Any:
        chosen = [proposals.proposal(web.session(), one) for one in form.proposals]
        no = bloc_acts.open(
            web.session(), g.viewer, chosen, committee=web.committee(), revisions=form.revisions, rule_name=form.rule,
            closes_at=form.closes_at,
        )  # fmt: skip
        return web.see("blocs.show", no=no)

    return web.submitted(BlocOpening, act, new_page)


@bp.get("/blocs/<int:no>")
def show(no: int) -> Response:
    return page(no)


def page(no: int, words: Words | None = None, errors: Errors | None = None) -> Response:
    """The list of a bloc; to who may vote in it the form for all that is still in it."""
    session, viewer = web.session(), g.get("viewer")
    found = blocs.ballots(session, no)
    gone = blocs.exits(session, [one.no for one in found])
    items = [_item(ballot, gone.get(ballot.no or 0)) for ballot in found]
    rule = items[0].b.rule
    method = str(rule.data().get("method", "approval"))
    mine = [one for one in items if one.is_in and one.b.on_roll]
    lists = [
        (one.b.ballot, turning.unopened(session, one.b.ballot, viewer)) for one in mine if viewer and not one.b.mine
    ]
    texts = bloc_texts.of(session, found[0])
    is_laid = found[0].base == definition.newest(session).label and all(
        one.b.proposal.state in proposals.OPEN and one.b.proposal.revision == one.b.ballot.revision for one in items
    )
    return web.page(
        "blocs/show.html", texts=texts, numbers=bloc_texts.numbers, bound=bloc_texts.digest(texts), is_laid=is_laid, unopened=[(ballot, found) for ballot, found in lists if found], no=no, items=items, mine=mine, waiting=[one for one in mine if not one.b.mine], words=words or Words(),
        errors=errors or {}, nav="ballots", rule=rule, opener=session.get_one(Member, found[0].opened_by),
        choices=items[0].b.named(**MEANT) or CHOICES[method] + ([BLOCK] if method == "approval" and getattr(rule, "blocks", False) else []),
        may_vote=permissions.may(viewer, "ballots.vote"), canonical=canonical, told=positions.called(rule.data()),
        digest=lambda vote, value: digest(vote.salt, canonical(value)),
    )  # fmt: skip


def _item(ballot: Ballot, gone: tuple[blocs.BlocExit, str] | None) -> Item:
    b = briefing.briefing(web.session(), ballot, g.get("viewer"), db.now())
    return Item(b, ranked_views.choice(b.proposal, b.revision), gone)


@bp.post("/blocs/<int:no>/votes")
def vote(no: int) -> Any:
    def act(form: BlocCasting) -> Any:
        with late.noted(web.session(), g.viewer):
            bloc_acts.vote(
                web.session(), g.viewer, no, choice=form.choice, reason=form.reason, fingerprints=form.fingerprints,
                is_changing=form.change == "yes", signed=signing_views.came(form.response),
            )  # fmt: skip
        return web.see("blocs.show", "vote", no=no)

    return web.submitted(BlocCasting, act, lambda words, errors: page(no, words, errors))


@bp.post("/blocs/<int:no>/statement")
def state(no: int) -> Any:
    """What is to be signed, at once, of the votes in the form, as JSON."""

    def act(form: BlocCasting) -> Any:
        session, viewer, here = web.session(), g.viewer, passkey_views.site()
        with late.noted(session, viewer):
            chosen = bloc_acts.among(
                session, viewer, no, fingerprints=form.fingerprints, is_changing=form.change == "yes"
            )
            votes = [
                (ballot, actions.castable(session, viewer, ballot, choice=form.choice, reason=form.reason, fingerprint=form.fingerprints[ballot.no or 0])[2])
                for ballot in chosen
            ]  # fmt: skip
        return signing_views.options(*signing.asked(
            session, viewer, votes, site=here, visit=passkey_views.own_visit(), choice=form.choice, reason=form.reason, bloc=no
        ), here)  # fmt: skip

    return web.submitted(BlocCasting, act, lambda _words, errors: jsonify(errors=errors))


@bp.post("/blocs/<int:no>/out")
def take_out(no: int) -> Any:
    def act(form: TakingOut) -> Any:
        ballot = queries.ballot(web.session(), form.item) if form.item else None
        if ballot is None or ballot.bloc != no:
            raise Refusal("Choose what is to be taken out.", field="item")
        bloc_acts.take_out(web.session(), g.viewer, ballot, reason=form.why)
        return web.see("blocs.show", "h-items", no=no)

    return web.submitted(TakingOut, act, lambda words, errors: page(no, words, errors))
