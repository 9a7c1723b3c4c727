"""Before a decided case is published its vendor has 48 hours to point out errors of fact (procedure 2.5)."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from workbench import db
from workbench.cases.life import Notice
from workbench.cases.models import Case
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

HOURS = timedelta(hours=48)


def of(session: Session, case: Case) -> Notice | None:
    """The notice of the round that a case is in."""
    return session.get(Notice, (case.no, case.round))


def send(session: Session, actor: Member, case: Case, *, sent_to: str) -> Notice:
    """Record that the vendor has what is to be published: from now on there are 48 hours for errors of fact."""
    permissions.require(actor, "cases.settle")
    if case.state != "decided":
        raise Refusal("The vendor has notice of a case that is decided and not yet published.", status=409)
    if of(session, case):
        raise Refusal("The vendor has had notice in this round.", status=409)
    if not sent_to:
        raise Refusal("Say whom you sent it to, and by what way.", field="by")
    now = db.now()
    made = Notice(case_no=case.no or 0, round=case.round, sent_to=sent_to, sent_at=now, until=now + HOURS)
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.notice", case, made)
    return made


def answer(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Enter what the vendor pointed out, word for word. The 48 hours end with it."""
    permissions.require(actor, "cases.settle")
    made = of(session, case)
    if case.state != "decided" or made is None or made.answered_at:
        raise Refusal("No answer of the vendor is awaited in this case.", status=409)
    if not words:
        raise Refusal("Enter the answer, word for word.", field="words")
    made.answer, made.answered_at = words, db.now()
    session.add(made)
    minutes.record(session, actor, "cases.notice_answered", case, made)


def over(session: Session, case: Case) -> None:
    """Refuse to publish before the vendor has answered or the 48 hours are over."""
    made = of(session, case)
    if made is None:
        raise Refusal(
            "Before it is published the vendor has 48 hours for errors of fact. Record that notice first.", status=409
        )
    if not made.answered_at and db.now() < made.until:
        raise Refusal(
            f"The vendor may point out errors of fact until {made.until:%-d %B %Y, %H:%M} UTC. Publish it then, or enter the answer.",
            status=409,
        )
