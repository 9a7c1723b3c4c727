"""From the findings of the reviewers to the published case: the vendor is asked, one finding is agreed, the committee decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.cases import actions, notices, opinions, panel, queries, states
from workbench.cases.forms import WESTERNMOST
from workbench.cases.life import CaseStep, Dissent, Reply
from workbench.cases.models import Case, Finding
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

# while members may still dissent
DISSENT = ("draft_finding", "deliberation", "balloting")
DAYS_TO_REPLY = timedelta(days=20)
BALLOT = (
    "A reviewer does not agree, or a member asked for a ballot, so the committee votes on the findings. The chair or the "
    "secretary opens that ballot from the page of the case."
)


def reply(session: Session, case: Case, round: int | None = None) -> Reply | None:
    """What the vendor was asked in a round (default: the one it is in), and replied."""
    return session.get(Reply, (case.no, round or case.round))


def ask(session: Session, actor: Member, case: Case, *, asked_of: str, asked_on: date | None) -> Reply:
    """Record that the facts were sent to the vendor: whom, and on which day. They have 20 days from then."""
    permissions.require(actor, "cases.settle")
    if case.state == "evidence" and not opinions.of(session, case):
        raise Refusal("Not every reviewer has handed in. The vendor is asked once all findings are in.", status=409)
    if case.state == "draft_finding" and reply(session, case):
        raise Refusal("The vendor was asked in this round.", status=409)
    if case.state == "draft_finding" and len(agreed(session, case)) < len(case.need.clauses):
        raise Refusal(
            "The panel has not agreed on every requirement yet. The vendor is asked about its findings.", status=409
        )
    if not asked_of:
        raise Refusal("Say whom you asked, and by what way.", field="by")
    if asked_on is None:
        raise Refusal("Give the day on which the vendor was asked.", field="on")
    if asked_on < (_found(session, case) - WESTERNMOST).date():
        raise Refusal(
            "This day is before the findings were in, so they were not what the vendor was asked about.", field="on"
        )
    states.move(session, case, "reply_wait")
    asked = reply(session, case) or Reply(
        case_no=case.no or 0, round=case.round, asked_of=asked_of, asked_on=asked_on, due=asked_on + DAYS_TO_REPLY
    )
    session.add(asked)
    session.flush()
    minutes.record(session, actor, "cases.ask", case, case, asked)
    return asked


def _found(session: Session, case: Case) -> datetime:
    """When the last of the findings was in about which the vendor is asked."""
    if case.state == "evidence":
        return max((seat.handed_in_at for seat in panel.of(session, case) if seat.handed_in_at), default=case.opened_at)
    return max((one.found_at for one in agreed(session, case).values()), default=case.opened_at)


def receive(session: Session, actor: Member, case: Case, *, words: str, said_by: str, received_on: date | None) -> None:
    """Enter the vendor's reply, word for word. It is printed as it is and cannot be changed."""
    asked = _asked(session, actor, case)
    if not words:
        raise Refusal("Enter the reply, word for word.", field="words")
    if received_on is None or received_on < asked.asked_on:
        raise Refusal("Give the day on which it came in, not before the vendor was asked.", field="on")
    asked.words, asked.said_by, asked.received_on = words, said_by, received_on
    _replied(session, actor, case, asked, "cases.reply")


def silence(session: Session, actor: Member, case: Case) -> None:
    """Record that no reply came in time. It is not taken as an admission."""
    asked = _asked(session, actor, case)
    if not is_overdue(session, case):
        raise Refusal(f"The vendor has until {asked.due.isoformat()} to reply.", status=409)
    asked.is_silent = True
    _replied(session, actor, case, asked, "cases.silence")


def is_overdue(session: Session, case: Case) -> bool:
    """Whether the days in which the vendor could reply are over."""
    asked = reply(session, case)
    return asked is not None and db.now().date() > asked.due


def _asked(session: Session, actor: Member, case: Case) -> Reply:
    permissions.require(actor, "cases.settle")
    asked = reply(session, case)
    if case.state != "reply_wait" or asked is None:
        raise Refusal("The vendor of this case is not asked for a reply now.", status=409)
    return asked


def _replied(session: Session, actor: Member, case: Case, asked: Reply, act: str) -> None:
    states.move(session, case, "draft_finding")
    session.add(asked)
    minutes.record(session, actor, act, case, case, asked)


def agreed(session: Session, case: Case) -> dict[str, Finding]:
    """The findings that the panel agreed on in this round, by requirement."""
    now = queries.standing(session, [case.no or 0]).get(case.no or 0, {})
    return {clause: finding for clause, finding in now.items() if finding.round == case.round}


def deliberate(session: Session, actor: Member, case: Case) -> None:
    """Bring what the panel agreed on before the committee."""
    permissions.require(actor, "cases.settle")
    found = agreed(session, case) if case.state == "draft_finding" else {}
    if case.state == "draft_finding" and not reply(session, case):
        raise Refusal(
            "The vendor has not been asked about the findings of this panel. Send the facts, and record that you did.",
            status=409,
        )
    if case.state == "draft_finding" and len(panel.seated(session, case)) < panel.FEWEST:
        raise Refusal("The panel has fewer than two reviewers. Name another one first.", status=409)
    missing = [clause for clause in case.need.clauses if clause not in found]
    if case.state == "draft_finding" and missing:
        raise Refusal(f"The panel has not agreed on {', '.join(missing)} yet. It records one finding for each.")
    _moved(session, actor, case, "deliberation", "cases.deliberate")


def send_back(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Ask the panel to look again, with a reason."""
    permissions.require(actor, "cases.settle")
    if not words:
        raise Refusal("Say what the panel is to look at again.", field="words")
    _moved(session, actor, case, "draft_finding", "cases.send_back", words)


def decide(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Record that the committee decided on the findings as they stand: how, and who took part. The verdict is computed."""
    permissions.require(actor, "cases.settle")
    if not words:
        raise Refusal("Say how it was decided: in which meeting or by which vote, and who took part.", field="words")
    if case.state == "deliberation" and owes_ballot(session, case):
        raise Refusal(BALLOT, status=409)
    _moved(session, actor, case, "decided", "cases.decide", words)


def ask_ballot(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Ask that the committee votes on the findings, with a reason: from then on a ballot alone decides."""
    permissions.require(actor, "cases.find")
    if actor.id in panel.aside(session, case):
        raise Refusal("You take no part in this case.", status=403)
    if not words:
        raise Refusal("Say why the committee is to vote on it.", field="words")
    _moved(session, actor, case, "deliberation", "cases.ask_ballot", words)


def owes_ballot(session: Session, case: Case) -> bool:
    """Whether a ballot alone decides: a reviewer dissents, a member asked for it, or one was held on these findings."""
    steps = select(CaseStep.target).where(CaseStep.case_no == case.no, CaseStep.target != "suspended")
    if session.exec(steps.order_by(col(CaseStep.n).desc()).limit(1)).first() == "deliberation":
        return True
    seats = {seat.member_id for seat in panel.seated(session, case)}
    said = dissents(session, list(agreed(session, case).values()))
    return any(one.member_id in seats for found in said.values() for one in found)


def publish(session: Session, actor: Member, case: Case) -> None:
    """Publish the case: the verdict that its findings give goes on record."""
    permissions.require(actor, "cases.settle")
    asked = reply(session, case)
    if case.state == "decided" and not (asked and (asked.words or asked.is_silent)):
        raise Refusal("A case is published with the vendor's reply, or with a record that none came.", status=409)
    if case.state != "decided":
        raise Refusal(f"This case is {states.WORDS[case.state]}, and not decided.", status=409)
    notices.over(session, case)
    actions.on_record(session, actor, case, "cases.settle")


def replies(session: Session, case: Case) -> Sequence[Reply]:
    """What the vendor was asked and replied, round by round."""
    return session.exec(select(Reply).where(Reply.case_no == case.no).order_by(col(Reply.round))).all()


def dissent(session: Session, actor: Member, case: Case, *, clause_id: str, words: str) -> Dissent:
    """Say that one does not agree with the finding on a requirement, and why. It stays beside that finding."""
    permissions.require(actor, "cases.find")
    if case.state not in DISSENT:
        raise Refusal("Dissent is recorded while the findings are agreed on and talked over.", status=409)
    if actor.id in panel.aside(session, case):
        raise Refusal("You take no part in this case.", status=403)
    finding = agreed(session, case).get(clause_id)
    if finding is None:
        raise Refusal("Choose a requirement on which the panel has agreed.", field="clause")
    if not words:
        raise Refusal("Say why you do not agree.", field="words")
    if actor.id in {said.member_id for said in dissents(session, [finding]).get(finding.id or 0, [])}:
        raise Refusal("Your dissent from this finding is on record.", status=409)
    said = Dissent(finding_id=finding.id or 0, member_id=actor.id or 0, words=words, said_at=db.now())
    session.add(said)
    session.flush()
    minutes.record(session, actor, "cases.dissent", case, said)
    return said


def dissents(session: Session, findings: Sequence[Finding]) -> dict[int, list[Dissent]]:
    """Who did not agree with these findings: finding id -> dissents in order."""
    wanted = [finding.id for finding in findings]
    found: dict[int, list[Dissent]] = {}
    for said in session.exec(select(Dissent).where(col(Dissent.finding_id).in_(wanted)).order_by(col(Dissent.id))):
        found.setdefault(said.finding_id, []).append(said)
    return found


def _moved(session: Session, actor: Member, case: Case, target: str, act: str, words: str = "") -> None:
    steps = states.move(session, case, target, actor=actor, words=words)
    minutes.record(session, actor, act, case, case, *steps)
