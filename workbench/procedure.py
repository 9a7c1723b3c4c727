"""The page of the procedure: every state that a thing can have and every step between them, from the tables that the acts go by.

`?of=proposal:3` marks where that proposal stands and what comes next: as “may be next” only what can be told to be possible now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, request
from sqlmodel import SQLModel

from workbench import db, web
from workbench.ballots import adoption, challenges, opening, orders, queries, ties, voiding
from workbench.ballots import states as ballots
from workbench.ballots.models import Ballot
from workbench.cases import claims, questions
from workbench.cases import states as cases
from workbench.cases.models import Case
from workbench.definition import errata
from workbench.errors import NotHere, Refusal
from workbench.minutes.steps import Step
from workbench.proposals import discussing, periods
from workbench.proposals import states as proposals
from workbench.proposals.models import Proposal

bp = Blueprint("procedure", __name__)


@dataclass(frozen=True)
class Machine:
    """The states of one kind of thing, in the order in which the page has them; `way` is how it goes where nothing is in the way."""

    title: str
    table: type[SQLModel]
    address: str
    steps: tuple[Step, ...]
    words: dict[str, str]
    way: tuple[str, ...]

    def state(self, row: SQLModel) -> str:
        if isinstance(row, Ballot):
            return "challenged" if queries.contested(web.session(), row) else ballots.state(row.model_dump())
        return str(getattr(row, "state"))  # noqa: B009

    def from_state(self, state: str) -> list[Step]:
        return [step for step in self.steps if step.source == state]

    def next_ones(self, kind: str, row: SQLModel, here: str) -> dict[str, bool]:
        """Where it may go from here; and whether it may now, as far as that can be told."""
        found: dict[str, bool] = {}
        for step in self.from_state(here):
            found[step.target] = found.get(step.target, False) or holds(kind, step, row)
        return found


MACHINES = {
    "proposal": Machine(
        "Proposal", Proposal, "proposals.show", proposals.STEPS, proposals.WORDS,
        ("submitted", "seeking_sponsors", "discussion", "last_call", "balloting", "ratifying", "ratified", "adopted"),
    ),
    "ballot": Machine("Ballot", Ballot, "ballots.show", ballots.STEPS, ballots.WORDS, ("scheduled", "open", "adopted")),
    "case": Machine(
        "Case", Case, "cases.show", cases.STEPS, cases.WORDS,
        ("reported", "screened", "open", "evidence", "reply_wait", "draft_finding", "deliberation", "decided", "settled"),
    ),
    "claim": Machine(
        "Claim", claims.Claim, "claims.show", claims.STEPS, claims.WORDS,
        ("reported", "verified", "contacted", "answered", "promised", "corrected", "watched", "closed"),
    ),
    "erratum": Machine(
        "Erratum", errata.Erratum, "errata.show", errata.STEPS, errata.WORDS,
        ("reported", "confirmed", "correction_candidate", "folded_in"),
    ),
    "question": Machine(
        "Open question", questions.Question, "questions.show", questions.STEPS,
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


# What refuses a step as long as what it asks does not hold. Of a step that is not here, and not at will, nobody can tell before it is
# tried: it depends on votes to come, or on what somebody has still to bring.
GUARDS: dict[tuple[str, str, str], Callable[[Any], object]] = {
    ("proposal", "discussion", "last_call"): lambda one: discussing.callable_(web.session(), one, web.committee()),
    **{("proposal", source, "balloting"): _votable for source in proposals.VOTABLE},
    **{("proposal", source, "lapsed"): _lapsed for source in (*proposals.BEGUN, *proposals.VOTABLE)},
    **{("proposal", source, "adopted"): _adoptable for source in ("balloting", "ratified")},
    **{("ballot", source, "void"): lambda one: voiding.voidable(web.session(), one) for source in ballots.WORDS},
    **{("ballot", source, "challenged"): lambda one: challenges.nameable(web.session(), one) for source in ballots.WORDS},
    **{("ballot", "tie_pending", target): _undecided for target in ("adopted", "rejected")},
}  # fmt: skip


def holds(kind: str, step: Step, row: SQLModel) -> bool:
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
        no = web.whole(number)
        row = web.session().get(machine.table, no) if no else None
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
