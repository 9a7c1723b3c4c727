"""An appeal against a published case: lodged on a ground within 30 days, heard by another panel, shown at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.cases import panel, states
from workbench.cases.life import GROUNDS, OUTCOMES, Appeal, Reviewer
from workbench.cases.models import Case
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

DAYS_TO_APPEAL = timedelta(days=30)
GROUND_WORDS = {
    "new_evidence": "new evidence", "wrong_fact": "a fact is wrong", "wrong_procedure": "the procedure was not kept",
    "wrong_reading": "the text was read wrongly",
}  # fmt: skip
OUTCOME_WORDS = {
    "affirmed": "affirmed: the case stands",
    "overturned": "overturned: the other panel agrees on findings of its own",
    "remanded": "remanded: the reviewers find anew",
}


def in_time(case: Case) -> bool:
    return case.settled_at is not None and db.now() <= case.settled_at + DAYS_TO_APPEAL


def lodge(session: Session, actor: Member, case: Case, *, ground: str, words: str, on_behalf: str = "") -> Appeal:
    """Appeal against a published case.

    An officer lodges it for the vendor or for a reader who reported the case, and it is heard; so it is if the member who
    reported it appeals. Another member's appeal waits for a second member. Nobody appeals who sat on the panel.
    """
    permissions.require(actor, "cases.find")
    if case.state != "settled":
        raise Refusal(f"This case is {states.WORDS[case.state]}. Only a published case can be appealed.", status=409)
    if not in_time(case):
        raise Refusal("It was published more than 30 days ago. Ask for a review with new evidence instead.", status=409)
    if not on_behalf and not is_reporter(actor, case) and panel.appeal(session, case):
        raise Refusal("An appeal waits for a second member already. Join it.", status=409)
    if not on_behalf:
        _judged(session, actor, case)
    if ground not in GROUNDS:
        raise Refusal("Choose the ground of the appeal.", field="choice")
    if not words:
        raise Refusal("Say what is wrong, and what shows it.", field="words")
    if on_behalf:
        permissions.require(actor, "cases.settle")
    made = Appeal(
        case_no=case.no or 0, n=len(of(session, case)) + 1, ground=ground, words=words, on_behalf=on_behalf,
        lodged_by=actor.id or 0, lodged_at=db.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.appeal", case, made)
    if on_behalf or is_reporter(actor, case):
        _begin(session, actor, case, made)
    return made


def is_reporter(member: Member, case: Case) -> bool:
    """Whether this member reported the case: who did appeals alone, as the vendor does."""
    return bool(case.question) and not case.submitter and case.opened_by == member.id


def sat(session: Session, member: Member, case: Case) -> bool:
    """Whether this member judged the case: who did dissents, and does not appeal against their own findings."""
    seats = (seat for n in range(panel.judging(session, case), case.round + 1) for seat in panel.of(session, case, n))
    return any(seat.member_id == member.id and seat.sits for seat in seats)


def _judged(session: Session, actor: Member, case: Case) -> None:
    if sat(session, actor, case):
        raise Refusal("You sat on the panel of this case. Others appeal against what it found.", status=403)


def second(session: Session, actor: Member, case: Case) -> None:
    """Join the appeal of another member: from now on it is heard."""
    permissions.require(actor, "cases.find")
    made = panel.appeal(session, case)
    if made is None or made.began_at:
        raise Refusal("No appeal waits for a second member.", status=409)
    if not in_time(case):
        raise Refusal(
            "It was published more than 30 days ago, so nobody joins an appeal against it any more.", status=409
        )
    if made.lodged_by == actor.id:
        raise Refusal("A member other than you has to join your appeal.", status=403)
    _judged(session, actor, case)
    made.second_id = actor.id
    _begin(session, actor, case, made)


def _begin(session: Session, actor: Member, case: Case, made: Appeal) -> None:
    states.move(session, case, "appealed")
    made.began_at = db.now()
    session.add(made)
    minutes.record(session, actor, "cases.appealed", case, case, made)


def hear(session: Session, actor: Member, case: Case, *, outcome: str, words: str) -> None:
    """Record what the other panel decided. One of its reviewers does, when all of them have declared their interests."""
    made = panel.appeal(session, case)
    if case.state != "appealed" or made is None:
        raise Refusal("No appeal is heard in this case.", status=409)
    if made.round is None:
        raise Refusal("The secretary first names another panel to hear it.", status=409)
    if panel.seat(session, case, actor) is None:
        raise Refusal("Only a reviewer of the panel that hears the appeal may record its outcome.", status=403)
    if not panel.is_ready(session, case):
        raise Refusal("Every reviewer of this panel declares their interests first.", status=409)
    if outcome not in OUTCOMES:
        raise Refusal("Choose what the panel decided.", field="choice")
    if not words:
        raise Refusal("Give the reasons of the panel.", field="words")
    target = {"affirmed": "settled", "overturned": "draft_finding", "remanded": "evidence"}[outcome]
    made.outcome, made.answer, made.heard_at = outcome, words, db.now()
    states.move(session, case, target)
    session.add(made)
    again = _again(session, case) if outcome == "remanded" else []
    session.flush()
    minutes.record(session, actor, "cases.hear", case, case, made, *again)


def _again(session: Session, case: Case) -> list[Reviewer]:
    """The reviewers whose findings were appealed take their seats again, in a round of their own."""
    seats = [
        Reviewer(
            case_no=seat.case_no, round=case.round + 1, member_id=seat.member_id, named_at=db.now(),
            declared_at=seat.declared_at, is_tied=seat.is_tied, tie=seat.tie,
        )
        for seat in panel.of(session, case, panel.judging(session, case))
        if seat.sits
    ]  # fmt: skip
    if not seats:
        raise Refusal("This case had no panel. Overturn it, and agree on findings of your own.", field="choice")
    case.round += 1
    session.add_all([case, *seats])
    return seats


def of(session: Session, case: Case) -> Sequence[Appeal]:
    """The appeals against a case, the newest first."""
    return session.exec(select(Appeal).where(Appeal.case_no == case.no).order_by(col(Appeal.n).desc())).all()
