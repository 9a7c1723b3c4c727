"""The page of the procedure: every state that a thing can have and every step between them, from the tables that the acts go by.

`?of=proposal:3` marks where that proposal stands and what comes next: as “may be next” only what can be told to be possible now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from flask import Blueprint, Flask, Response, request, url_for
from sqlmodel import SQLModel, select

from workbench import db, web
from workbench.ballots import (
    adoption,
    challenges,
    opening,
    orders,
    queries,
    releasing,
    ties,
    versions,
    voiding,
    withdrawing,
)
from workbench.ballots import states as ballots
from workbench.ballots.models import Ballot
from workbench.cases import claims, questions
from workbench.cases import states as cases
from workbench.cases.models import Case
from workbench.definition import errata, force, releases
from workbench.definition.models import Version
from workbench.definition.releases import Release
from workbench.errors import NotHere, Refusal
from workbench.members import matrix
from workbench.minutes.steps import Step
from workbench.proposals import discussing, periods, rebasing, revisions
from workbench.proposals import states as proposals
from workbench.proposals.models import Proposal, Revision

bp = Blueprint("procedure", __name__)


@dataclass(frozen=True)
class Machine:
    """The states of one kind of thing, in the order in which the page has them; `way` is how it goes where nothing is in the way.

    `find` answers the thing of a number, if there is one, and `place` its page; `state` where it stands."""

    title: str
    find: Callable[[str], Any]
    place: Callable[[str], str]
    steps: tuple[Step, ...]
    words: dict[str, str]
    way: tuple[str, ...]
    state: Callable[[Any], str] = attrgetter("state")

    def from_state(self, state: str) -> list[Step]:
        return [step for step in self.steps if step.source == state]

    def next_ones(self, kind: str, row: Any, here: str) -> dict[str, bool]:
        """Where it may go from here; and whether it may now, as far as that can be told."""
        found: dict[str, bool] = {}
        for step in self.from_state(here):
            if step.target == here:  # what leaves it where it is
                continue
            found[step.target] = found.get(step.target, False) or holds(kind, step, row)
        return found


def _at(endpoint: str) -> Callable[[str], str]:
    return lambda number: url_for(endpoint, no=number)


def _in(table: type[SQLModel]) -> Callable[[str], Any]:
    """Finds the row of a number."""

    def find(number: str) -> Any:
        no = web.whole(number)
        return web.session().get(table, no) if no else None

    return find


def _ballot(row: Ballot) -> str:
    return "challenged" if queries.contested(web.session(), row) else ballots.state(row.model_dump())


def _revision(number: str) -> Revision | None:
    """“3.2” is revision 2 of proposal 3."""
    no, _, n = map(web.whole, number.partition("."))
    return web.session().get(Revision, (no, n)) if no and n else None


def _revision_place(number: str) -> str:
    no, _, n = number.partition(".")
    return url_for("proposals.revision", no=no, n=n)


def _proposal_state(row: Proposal) -> str:
    return "stale" if rebasing.is_stale(web.session(), row) else row.state


def _revision_state(row: Revision) -> str:
    return revisions.state(web.session(), web.session().get_one(Proposal, row.proposal_no), row)


MACHINES = {
    "proposal": Machine(
        "Proposal", _in(Proposal), _at("proposals.show"), (*proposals.STEPS, *proposals.MARKED), proposals.WORDS | dict([proposals.STALE]),
        ("submitted", "seeking_sponsors", "discussion", "last_call", "balloting", "ratifying", "ratified", "adopted"),
        _proposal_state,
    ),
    "revision": Machine(
        "Revision", _revision, _revision_place, revisions.STEPS, revisions.WORDS, ("working", "offered", "current"), _revision_state,
    ),
    "ballot": Machine(
        "Ballot", _in(Ballot), _at("ballots.show"), ballots.STEPS, ballots.WORDS, ("scheduled", "open", "adopted"), _ballot,
    ),
    "version": Machine(
        "Version", lambda label: web.session().exec(select(Version).where(Version.label == label)).first(),
        lambda label: url_for("definition.version", version=label), force.STEPS, force.WORDS, force.WAY,
        lambda row: force.state(web.session(), row, db.now()),
    ),
    "case": Machine(
        "Case", _in(Case), _at("cases.show"), cases.STEPS, cases.WORDS,
        ("reported", "screened", "open", "evidence", "reply_wait", "draft_finding", "deliberation", "decided", "settled"),
    ),
    "claim": Machine(
        "Claim", _in(claims.Claim), _at("claims.show"), claims.STEPS, claims.WORDS,
        ("reported", "verified", "contacted", "answered", "promised", "corrected", "watched", "closed"),
    ),
    "erratum": Machine(
        "Erratum", _in(errata.Erratum), _at("errata.show"), errata.STEPS, errata.WORDS,
        ("reported", "confirmed", "correction_candidate", "folded_in"),
    ),
    "question": Machine(
        "Open question", _in(questions.Question), _at("questions.show"), questions.STEPS,
        {"open": "open", "answered": "answered"}, ("open", "answered"),
    ),
}  # fmt: skip


def _lapsed(proposal: Proposal) -> None:
    period = periods.of(web.session(), proposal)
    if period is None or not period.is_over:
        raise Refusal("Nothing has run out.")


def _votable(proposal: Proposal) -> None:
    opening.votable(web.session(), proposal, proposal.revision, web.committee())
    orders.alone(web.session(), proposal)


def _adoptable(proposal: Proposal) -> None:
    ballot = queries.of_proposal(web.session(), proposal)
    if ballot is None:
        raise Refusal("It was not voted on.")
    adoption.adoptable(web.session(), ballot, proposal)


def _undecided(ballot: Ballot) -> None:
    until = ties.deadline(ballot)
    if until is None or db.now() >= until:
        raise Refusal("The time to decide is over.")


def _release(version: Version) -> Release:
    made = releases.of(web.session(), version)
    if made is None:
        raise Refusal("Nothing is made of it yet.")
    return made


def _transition(version: Version, *, is_later: bool) -> None:
    if (_release(version).days > 0) != is_later:
        raise Refusal("It is in force at another time.")


def _withdrawn(version: Version) -> None:
    held = versions.on_withdrawal(web.session(), version)
    if not held:
        raise Refusal("No ballot was held on that.")
    withdrawing.carried(web.session(), held[0])


# What refuses a step as long as what it asks does not hold. Of a step that is not here, and not at will, nobody can tell before it is
# tried: it depends on votes to come, or on what somebody has still to bring.
GUARDS: dict[tuple[str, str, str], Callable[[Any], object]] = {
    ("proposal", "discussion", "last_call"): lambda one: discussing.callable_(web.session(), one, web.committee()),
    **{("proposal", source, "balloting"): _votable for source in proposals.VOTABLE},
    **{("proposal", source, "lapsed"): _lapsed for source in (*proposals.BEGUN, *proposals.VOTABLE, "stale")},
    **{("proposal", source, "adopted"): _adoptable for source in ("balloting", "ratified")},
    ("version", "working", "candidate"): lambda _: releasing.ready(web.session()),
    ("version", "candidate", "last_call"): lambda one: releasing.callable_(_release(one)),
    **{("version", source, "approved"): lambda one: releasing.approvable(web.session(), _release(one)) for source in ("candidate", "last_call")},
    ("version", "approved", "published"): lambda one: _transition(one, is_later=True),
    ("version", "approved", "in_force"): lambda one: _transition(one, is_later=False),
    ("version", "in_force", "withdrawn"): lambda one: _withdrawn(one),
    **{("ballot", source, "void"): lambda one: voiding.voidable(web.session(), one) for source in ballots.WORDS},
    **{("ballot", source, "challenged"): lambda one: challenges.nameable(web.session(), one) for source in ballots.WORDS},
    **{("ballot", "tie_pending", target): _undecided for target in ("adopted", "rejected")},
}  # fmt: skip


def holds(kind: str, step: Step, row: Any) -> bool:
    """Whether what a step asks can be told to hold now."""
    guard = GUARDS.get((kind, step.source, step.target))
    if guard is None:
        return step.at_will
    try:
        guard(row)
    except Refusal:
        return False
    return True


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/procedure")
@web.public_record
def show() -> Response:
    kind, _, number = request.args.get("of", "proposal").partition(":")
    machine = MACHINES.get(kind)
    if machine is None:
        raise NotHere("There is no such kind of thing.")
    here, next_ones = "", {}
    if number:
        row = machine.find(number)
        if row is None:
            raise NotHere(f"There is no {machine.title.lower()} {number[:20]}.")
        web.for_once()  # what may be next follows from the clock too
        here = machine.state(row)
        next_ones = machine.next_ones(kind, row, here)
    beside = [state for state in machine.words if state not in machine.way]
    return web.page(
        "procedure/show.html", machines=MACHINES, kind=kind, machine=machine, number=number, here=here,
        states=[*machine.way, *beside], next_ones=next_ones,
    )  # fmt: skip


@bp.get("/procedure/roles")
@web.public_record
def roles() -> Response:
    return web.page("procedure/roles.html", table=matrix.table(), roles=matrix.ROLES)
