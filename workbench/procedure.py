"""The page of the procedure: every state that a thing can have and every step between them, from the tables that the acts go by.

`?of=proposal:3` marks where that proposal stands and what may come next.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, request
from sqlmodel import SQLModel

from workbench import web
from workbench.ballots import queries
from workbench.ballots import states as ballots
from workbench.ballots.models import Ballot
from workbench.cases import claims, questions
from workbench.cases import states as cases
from workbench.cases.models import Case
from workbench.definition import errata
from workbench.errors import NotHere
from workbench.minutes.steps import Step
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


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/procedure")
@web.public_record
def show() -> Response:
    kind, _, number = request.args.get("of", "proposal").partition(":")
    machine = MACHINES.get(kind)
    if machine is None:
        raise NotHere("There is no such kind of thing.")
    here = ""
    if number:
        no = web.whole(number)
        row = web.session().get(machine.table, no) if no else None
        if row is None:
            raise NotHere(f"There is no {machine.title.lower()} {number[:20]}.")
        here = machine.state(row)
    beside = [state for state in machine.words if state not in machine.way]
    return web.page(
        "procedure/show.html", machines=MACHINES, kind=kind, machine=machine, number=number, here=here,
        states=[*machine.way, *beside], next_ones={step.target for step in machine.from_state(here)} if here else set(),
    )  # fmt: skip
