"""The days that cases wait for: a reply, errors of fact, an appeal, an objection. Found by their keys, however long the log is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session, col, select

from workbench.cases.appeals import DAYS_TO_APPEAL
from workbench.cases.life import Notice, Reaffirmation, Reply
from workbench.cases.models import Case

WORDS = {
    "reply": "The vendor may reply until now",
    "notice": "The vendor may point out errors of fact until now",
    "appeal": "May be appealed until now",
    "stands": "Stands from now on unless a member objects",
}
SHOWN = 200  # of each kind at most


def upcoming(session: Session, since: datetime) -> Iterator[tuple[Case, str, datetime, datetime]]:
    """Case, key of WORDS, the moment and since when it is known, of everything that ends after a moment."""
    asked = select(Case, Reply).join(Reply, (col(Reply.case_no) == Case.no) & (col(Reply.round) == Case.round))
    for case, reply in session.exec(asked.where(Case.state == "reply_wait").order_by(col(Case.no)).limit(SHOWN)):
        over = datetime.combine(reply.due + timedelta(days=1), time(), UTC)
        yield case, "reply", over, datetime.combine(reply.asked_on, time(), UTC)
    sent = select(Case, Notice).join(Notice, (col(Notice.case_no) == Case.no) & (col(Notice.round) == Case.round))
    waits = sent.where(Case.state == "decided", col(Notice.answered_at).is_(None))
    for case, notice in session.exec(waits.order_by(col(Case.no)).limit(SHOWN)):
        yield case, "notice", notice.until, notice.sent_at
    fresh = select(Case).where(Case.state == "settled", col(Case.settled_at) >= since - DAYS_TO_APPEAL)
    for case in session.exec(fresh.order_by(col(Case.settled_at).desc()).limit(SHOWN)):
        if case.settled_at:
            yield case, "appeal", case.settled_at + DAYS_TO_APPEAL, case.settled_at
    stands = select(Case, Reaffirmation).join(Reaffirmation, col(Reaffirmation.case_no) == Case.no)
    runs = stands.where(col(Reaffirmation.outcome).is_(None), Case.state == "re_review_due")
    for case, one in session.exec(runs.order_by(col(Reaffirmation.until)).limit(SHOWN)):
        yield case, "stands", one.until, one.proposed_at
