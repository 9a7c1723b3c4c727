"""The pages on which a case is brought on its way, one form an act; and the findings that a reviewer makes alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, g
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.cases import (
    actions,
    acts,
    appeals,
    decisions,
    notices,
    opinions,
    panel,
    parties,
    precedents,
    queries,
    rechecks,
    reports,
    reviews,
    states,
)  # fmt: skip
from workbench.cases.acts import ActForm
from workbench.cases.appeals import GROUND_WORDS, OUTCOME_WORDS
from workbench.cases.life import (
    Appeal,
    CaseStep,
    Dissent,
    Notice,
    Opinion,
    OpinionDraft,
    Reaffirmation,
    Reply,
    Reviewer,
)
from workbench.cases.models import Case, Evidence, Finding
from workbench.cases.parties import Dismissal, Note, Recusal
from workbench.cases.precedents import TREATMENTS, Cited, Moved
from workbench.cases.queries import CaseLine
from workbench.cases.rechecks import Recheck
from workbench.definition import queries as definition
from workbench.errors import NotHere, Refusal
from workbench.members.interests import Interest
from workbench.members.models import Member

# the acts on whose forms a member reads what the register says of them
TYING = ("declare", "aside", "recuse")

bp = Blueprint("life", __name__, url_prefix="/cases")


@dataclass(frozen=True)
class Life:
    """What the page of a case tells of its life, to whoever looks."""

    next: str
    acts: dict[str, acts.Act]
    seats: list[Reviewer]
    mine: dict[str, OpinionDraft]
    seat: Reviewer | None
    opinions: dict[str, list[Opinion]]
    replies: list[Reply]
    appeals: list[Appeal]
    steps: list[CaseStep]
    dissents: dict[int, list[Dissent]]
    looks: dict[int, Recheck]
    cited: dict[int, list[Cited]]
    citing: list[Cited]
    moved: list[Moved]
    names: dict[int, str]
    notice: Notice | None
    # the times that it was proposed to let it stand, and the one that runs
    stands: list[Reaffirmation]
    standing: Reaffirmation | None
    # judged anew after a panel, and without one so far
    owes_panel: bool
    # who takes no part, motions that somebody does, what ties the viewer to the vendor, and the notes that they may read
    recused: list[Recusal]
    motions: list[Dismissal]
    tie: list[Interest]
    notes: list[Note]


def register(app: Flask) -> None:
    app.register_blueprint(bp)


def of(
    session: Session, case: Case, viewer: Member | None, findings: list[Finding], evidence: dict[int, list[Evidence]]
) -> Life:
    seats, found = list(panel.of(session, case)), opinions.of(session, case)
    said, steps, heard = (
        decisions.dissents(session, findings),
        list(reports.steps(session, case)),
        list(appeals.of(session, case)),
    )
    people = {seat.member_id for seat in seats} | {row.member_id for rows in found.values() for row in rows}
    people |= {one.member_id for rows in said.values() for one in rows} | {step.made_by or 0 for step in steps}
    people |= {who or 0 for appeal in heard for who in (appeal.lodged_by, appeal.second_id)}
    stands = reviews.of(session, case)
    people |= {who or 0 for one in stands for who in (one.proposed_by, one.objected_by)}
    standing = reviews.standing(session, case) if stands else None
    waits = case.state == "open" and bool(seats)
    out, recused, motions = panel.aside(session, case), parties.recused(session, case), parties.motions(session, case)
    notes = list(parties.notes(session, case, viewer, out))
    people |= {one.member_id for one in recused} | {one.member_id for one in notes}
    people |= {who or 0 for one in motions for who in (one.member_id, one.moved_by, one.decided_by)}
    asks = viewer is not None and viewer.id not in out and case.state in acts.PARTED
    return Life(
        next=states.PANEL_DECLARES if waits else states.STANDS if standing else states.NEXT[case.state], acts=acts.open_to(session, viewer, case),
        seats=seats, mine=opinions.mine(session, viewer, case) if case.state == "evidence" else {},
        seat=panel.seat(session, case, viewer), opinions=found, replies=list(decisions.replies(session, case)),
        appeals=heard, steps=steps, dissents=said,
        cited=precedents.cited(session, findings), citing=precedents.citing(session, findings),
        moved=precedents.moved(session, case) if case.settled_at else [],
        looks=rechecks.newest(session, [row.id or 0 for rows in evidence.values() for row in rows]), names=names(session, people),
        notice=notices.of(session, case), stands=stands, standing=standing,
        owes_panel=case.state == "open" and actions.owes_panel(session, case), recused=list(recused), motions=list(motions),
        notes=notes, tie=panel.ties(session, case, [viewer.id or 0]).get(viewer.id or 0, []) if viewer and asks else [],
    )  # fmt: skip


def names(session: Session, people: set[int]) -> dict[int, str]:
    return {row.id or 0: row.name for row in session.exec(select(Member).where(col(Member.id).in_(people - {0})))}


def _act(case: Case, key: str) -> acts.Act:
    """The act, if it is open to whoever asks."""
    act = acts.ACTS.get(key)
    if act is None:
        raise NotHere()
    if key not in acts.open_to(web.session(), g.viewer, case):
        _at_its_time(case, act)
        raise Refusal("This is not yours to do, or not yet. The page of the case says what is next.", status=403)
    return act


def _at_its_time(case: Case, act: acts.Act) -> None:
    if case.state not in act.states:
        raise Refusal(f"Case {case.no} is {states.WORDS[case.state]}, so this cannot be done with it now.", status=409)


@bp.get("/<int:no>/life/<key>")
def form(no: int, key: str) -> Response:
    case = queries.case(web.session(), no)
    _act(case, key)
    return _page(case, key, web.Words(), {})


def _page(case: Case, key: str, words: web.Words, errors: web.Errors) -> Response:
    session, act = web.session(), acts.ACTS[key]
    people = _people(case, key) if "members" in act.asks else []
    ties = panel.ties(session, case, [*(person.id or 0 for person in people), g.viewer.id])
    return web.page(
        "cases/act.html", case=case, key=key, act=act, words=words, errors=errors, choices=_choices(case, key), clauses=_clauses(case) if "clause" in act.asks else [],
        people=people, ties=ties, takes_one=key != "panel", motion=parties.pending(session, case) if key.endswith("dismissal") else None,
        tying=key in TYING,
        alike=_alike(session, case, key), asked=decisions.reply(session, case), nav="cases",
    )  # fmt: skip


def _people(case: Case, key: str) -> list[Member]:
    """Whom an act may be about."""
    session = web.session()
    sitting, out = {seat.member_id for seat in panel.seated(session, case)}, panel.aside(session, case)
    if key == "relieve":
        return list(session.exec(select(Member).where(col(Member.id).in_(sitting)).order_by(col(Member.name))))
    if key == "panel":
        out |= {seat.member_id for seat in panel.of(session, case)} if case.state != "appealed" else set()
        return [person for person in panel.candidates(session) if person.id not in out]
    return [person for person in panel.candidates(session) if person.id not in out | {g.viewer.id}]


def _alike(session: Session, case: Case, key: str) -> list[CaseLine]:
    return reports.alike(session, case) if key in ("screen", "duplicate", "supersede") else []


def _choices(case: Case, key: str) -> list[tuple[str, str]]:
    if key == "declare":
        return list(panel.CHOICES.items())
    if key == "appeal":
        return list(GROUND_WORDS.items())
    if key == "changed":
        return list(reports.CHANGES.items())
    if key == "decide_dismissal":
        return list(parties.OUTCOMES.items())
    if key == "hear":
        return list(OUTCOME_WORDS.items())
    return list(TREATMENTS.items()) if key == "cite" else []


def _clauses(case: Case) -> list[tuple[str, str]]:
    """The requirements on which there is a finding of this round, to choose from."""
    session = web.session()
    agreed = decisions.agreed(session, case)
    known = {one.id: one for one in definition.clauses(session, definition.version(session, case.version))}
    return [
        (clause, f"{known[clause].number} {known[clause].heading}".strip() or clause if clause in known else clause)
        for clause in case.need.clauses
        if clause in agreed
    ]


@bp.post("/<int:no>/life/<key>")
def do(no: int, key: str) -> Any:
    session = web.session()
    case = queries.case(session, no)
    if key not in acts.ACTS:
        raise NotHere()

    def act(form: ActForm) -> Answer:
        _at_its_time(case, acts.ACTS[key])
        acts.ACTS[key].do(session, g.viewer, case, form)
        return web.see("cases.show", "h-life", no=no)

    return web.submitted(ActForm, act, lambda words, errors: _page(queries.case(web.session(), no), key, words, errors))
