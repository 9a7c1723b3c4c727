"""A claim is put to its vendor: message, reminder, answer, promise; a case where the vendor disputes it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.cases import claim_reports, claims, queries, reports
from workbench.cases.claims import Claim
from workbench.cases.forms import WESTERNMOST
from workbench.cases.models import Case
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.errors import Refusal
from workbench.members.models import Member

ANSWER, EARLIEST, AFTER = timedelta(days=14), timedelta(days=7), timedelta(days=7)


def contact(
    session: Session, actor: Member, claim: Claim, *, words: str, channel: str, day: date | None, case: Case | None,
    reading: str,
) -> None:  # fmt: skip
    """Keep the message by which the claim was put to the vendor. It cites a published case, or a plain reading of the definition."""
    claim_reports.member(actor)
    claim_reports.needed(words, "Paste the message as it was sent. It is published.")
    claim_reports.needed(channel, "Say by what way it was sent.", "by")
    day = _past(claim, day)
    back = claims.relapse(session, claim) if claim.state == "relapsed" else None
    if back and back.captured_at and day < back.captured_at.date():
        raise Refusal("This day is before the words came back. Put it to the vendor anew.", field="on")
    if case is None and not reading:
        raise Refusal("Cite a published case, or say how the definition is plainly read.", field="reading")
    if case is not None and case.settled_at is None:
        raise Refusal(f"Case {case.no} is not published yet. Cite one that is.", field="other")
    if claim.state == "promised" and claim.due and claim.due >= db.now().date():
        raise Refusal("The day by which the vendor promised it is not over yet.", status=409)
    waits = deciding(session, claim) if claim.state == "in_case" else None
    if waits and waits.settled_at is None and waits.state != "declined":
        raise Refusal(f"Case {waits.no} is not published yet. Wait until it is.", status=409)
    step = claims.move(
        session, actor, claim, "contacted", act="contact", words=words, channel=channel, day=day, reading=reading,
        case_no=case.no if case else None,
    )  # fmt: skip
    claim.asked_on, claim.due, claim.answer = claim.asked_on or day, day + ANSWER, ""
    claim.case_no = case.no if case else claim.case_no
    claim_reports.record(session, actor, "claims.contact", claim, step)


def remind(session: Session, actor: Member, claim: Claim, *, words: str, channel: str, day: date | None) -> None:
    """Keep the one reminder, from the seventh day on. The vendor then has seven days at least."""
    claim_reports.member(actor)
    claim_reports.needed(words, "Paste the reminder as it was sent. It is published.")
    claim_reports.needed(channel, "Say by what way it was sent.", "by")
    day = _past(claim, day)
    if claim.state == "contacted" and claim.due and day < claim.due - ANSWER + EARLIEST:
        raise Refusal("Wait a week after the message before you remind the vendor of it.", field="on")
    step = claims.move(session, actor, claim, "awaiting", act="remind", words=words, channel=channel, day=day)
    claim.due = max(claim.due or day, day + AFTER)
    claim_reports.record(session, actor, "claims.remind", claim, step)


def answer(
    session: Session, actor: Member, claim: Claim, *, choice: str, words: str, by: str, day: date | None
) -> None:
    """Enter what the vendor answered, word for word; also when it comes late."""
    claim_reports.member(actor)
    if choice not in ("agrees", "disputes"):
        raise Refusal("Say whether the vendor agrees or disputes it.", field="choice")
    claim_reports.needed(words, "Paste the answer as it came. It is printed whole.")
    if claim.state == "answered" and claim.answer != "ignores":
        raise Refusal("An answer is on record already.", status=409)
    day = _past(claim, day)
    if claim.asked_on and day < claim.asked_on:
        raise Refusal("This day is before the vendor was told.", field="on")
    step = claims.move(session, actor, claim, "answered", act="answer", choice=choice, words=words, channel=by, day=day)
    claim.answer, claim.due = choice, None
    claim_reports.record(session, actor, "claims.answer", claim, step)


def due(session: Session) -> None:
    """Record of every claim whose days are over that the vendor ignores it. The clock decides, whoever writes next."""
    over = select(Claim).where(Claim.state == "awaiting", col(Claim.due) < db.now().date()).order_by(col(Claim.no))
    for claim in session.exec(over).all():
        step = claims.move(session, None, claim, "answered", act="silence", choice="ignores", day=claim.due)
        claim.answer, claim.due = "ignores", None
        claim_reports.record(session, None, "claims.silence", claim, step)


def to_case(
    session: Session, actor: Member, claim: Claim, *, case: Case | None, version: Version, requirements: Need
) -> Case:
    """The vendor disputes it: a case decides, one that is there or a new one to be screened. The vendor is heard in it."""
    claim_reports.member(actor)
    if claim.answer != "disputes":
        raise Refusal("A case is opened on a claim that the vendor disputes.", status=409)
    if claim.state == "in_case":
        given_up(session, claim)
    if case is None:
        case = reports.report(
            session, actor, version=version, requirements=requirements, system=claim.system,
            release=claim.release or "as named in the claim", vendor=claim.organisation, claim=claim.quotation,
            claim_by=claim.speaker, claim_address=claim.address, claim_date=claim.said_on,
            question=f"Is it open source, as claim {claim.no} says and its vendor upholds?",
        )  # fmt: skip
    elif case.state in ("declined", "duplicate"):
        raise Refusal("Name a case that is judged.", field="other")
    step = claims.move(session, actor, claim, "in_case", act="to_case", case_no=case.no)
    claim.case_no = case.no
    claim_reports.record(session, actor, "claims.to_case", claim, step)
    return case


def promise(session: Session, actor: Member, claim: Claim, *, words: str, by: str, day: date | None) -> None:
    """Keep what the vendor promises, and by which day."""
    claim_reports.member(actor)
    claim_reports.needed(words, "Say what the vendor promises, in its words.")
    if claim.answer == "disputes":
        raise Refusal("The vendor disputes it. Enter the later answer first, or open a case.", status=409)
    if day is None or day < (claim.asked_on or claim.said_on):
        raise Refusal("Give the day by which it is promised, not before the vendor was told.", field="by_day")
    step = claims.move(session, actor, claim, "promised", act="promise", words=words, channel=by, day=day)
    claim.due = day
    claim_reports.record(session, actor, "claims.promise", claim, step)


def deciding(session: Session, claim: Claim) -> Case:
    """The case that was named for a claim or, where that is a duplicate, the one that it repeats."""
    if claim.case_no is None:
        raise Refusal("No case is named.", status=409)
    case = queries.case(session, claim.case_no)
    while case.state == "duplicate":
        case = queries.case(session, next(step.other_no for step in reports.steps(session, case) if step.other_no))
    return case


def given_up(session: Session, claim: Claim) -> None:
    """Refuse unless the case that a claim waits for was declined: then another may be named, or the claim given up."""
    case = deciding(session, claim)
    if case.state != "declined":
        raise Refusal(f"Case {case.no} decides on it. Its page says where it stands.", status=409)


def _past(claim: Claim, day: date | None) -> date:
    if day is None:
        raise Refusal("Give the day.", field="on")
    if day < claim.said_on:
        raise Refusal("This day is before the claim was made.", field="on")
    if claim.captured_at and day < (claim.captured_at - WESTERNMOST).date():
        raise Refusal("This day is before anybody here had seen the words: they were captured later.", field="on")
    return day
