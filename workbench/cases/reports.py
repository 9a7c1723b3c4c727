"""A system is reported, screened, and opened as a case or not. A reader's report waits until a secretary lets it in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, func, or_, select

from workbench import db
from workbench.cases import actions, proof, queries, states
from workbench.cases.life import CaseStep, HeldReport
from workbench.cases.models import Case
from workbench.cases.outside import key
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

# Reports taken from one place in an hour, and held at a time.
AN_HOUR, HELD = 5, 500
ALIKE = 20


def report(session: Session, actor: Member, *, version: Version, requirements: Need, **facts: Any) -> Case:
    """Put a case on the log to be screened: `facts` are the columns of Case that say what is asked of which release."""
    permissions.require(actor, "cases.open")
    actions.judgeable(requirements)
    case = Case(
        version=version.label, requirements=requirements.data(), opened_by=actor.id, opened_at=db.now(), state="reported",
        **facts,
    )  # fmt: skip
    session.add(case)
    session.flush()
    minutes.record(session, actor, "cases.report", case, case)
    return case


def place(secret: str, address: str) -> str:
    """Where a report comes from, as a salted digest: enough to count, and not to tell who."""
    return hashlib.sha256(f"{secret}\0case\0{address}".encode()).hexdigest()


def hold(session: Session, actor: Member | None, *, place: str, name: str, **told: Any) -> HeldReport:
    """Keep a reader's report until a secretary reads it. Floods are refused with 429."""
    permissions.require(actor, "cases.report")
    if not name.strip():
        raise Refusal("Sign with a name, your own or one you are known by.", field="name")
    since = db.now() - timedelta(hours=1)
    count = select(func.count()).select_from(HeldReport)
    if session.exec(count.where(HeldReport.place == place, col(HeldReport.received_at) > since)).one() >= AN_HOUR:
        raise Refusal(f"{AN_HOUR} reports came from your address within an hour. Send this one later.", status=429)
    if session.exec(count).one() >= HELD:
        raise Refusal("Too many reports wait to be read. Send this one later.", status=429)
    held = HeldReport(place=place, name=name.strip(), received_at=db.now(), **told)
    session.add(held)
    session.flush()
    return held


def held(session: Session) -> Sequence[HeldReport]:
    """The reports that wait, the oldest first."""
    return session.exec(select(HeldReport).order_by(col(HeldReport.id)).limit(HELD)).all()


def held_one(session: Session, identity: int) -> HeldReport:
    found = session.get(HeldReport, identity)
    if found is None:
        raise NotHere("There is no such report waiting. Somebody may have let it in or thrown it away.")
    return found


def admit(session: Session, actor: Member, held: HeldReport, *, version: Version, requirements: Need) -> Case:
    """Let a reader's report in: it is a case under the reader's name from now on, to be screened like any other."""
    permissions.require(actor, "cases.settle")
    session.delete(held)
    return report(
        session, actor, version=version, requirements=requirements, system=held.system, release=held.release,
        vendor=held.vendor, question=held.question, claim_address=held.address, submitter=held.name,
        submitter_interest=held.interest,
    )  # fmt: skip


def discard(session: Session, actor: Member, held: HeldReport) -> None:
    """Throw a reader's report away: what is no report of a system at all. Nobody but the officers has read it."""
    permissions.require(actor, "cases.settle")
    session.delete(held)


def alike(session: Session, case: Case) -> list[queries.CaseLine]:
    """Other cases on the same system, by any of its names; those on the same release first."""
    names = {key(name) for name in (case.system, *case.aliases)} - {""}
    words = {name.casefold() for name in (case.system, *case.aliases)}
    found = session.exec(
        select(Case)
        .where(Case.no != case.no, or_(col(Case.vendor) == case.vendor, func.lower(Case.system).in_(words)))
        .order_by(col(Case.no).desc())
        .limit(500)
    )
    same = [other for other in found if names & {key(name) for name in (other.system, *other.aliases)}]
    same.sort(key=lambda other: key(other.release) != key(case.release))
    return queries.lines(session, same[:ALIKE])


def screen(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """The report is whole and no earlier case answers it; `words` say what was looked for."""
    _officer(actor)
    _record(session, actor, "cases.screen", case, states.move(session, case, "screened", actor=actor, words=words))


def decline(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Not to be judged, with a reason that is published."""
    _officer(actor)
    _reason(words)
    _record(session, actor, "cases.decline", case, states.move(session, case, "declined", actor=actor, words=words))


def duplicate(session: Session, actor: Member, case: Case, *, other: Case, words: str = "") -> None:
    _officer(actor)
    if other.no == case.no or other.state in ("declined", "duplicate"):
        raise Refusal("Name another case, one that is judged.", field="other")
    steps = states.move(session, case, "duplicate", actor=actor, words=words, other=other.no)
    _record(session, actor, "cases.duplicate", case, steps)


def supersede(session: Session, actor: Member, case: Case, *, other: Case, words: str = "") -> None:
    """A later case takes its place."""
    _officer(actor)
    if (other.no or 0) <= (case.no or 0) or other.settled_at is None:
        raise Refusal("Name a later case that is published.", field="other")
    steps = states.move(session, case, "superseded", actor=actor, words=words, other=other.no)
    _record(session, actor, "cases.supersede", case, steps)


def suspend(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Lay a case aside, with a reason that is published."""
    _officer(actor)
    _reason(words)
    _record(session, actor, "cases.suspend", case, states.move(session, case, "suspended", actor=actor, words=words))


def resume(session: Session, actor: Member, case: Case) -> None:
    """Take a suspended case up where it was."""
    _officer(actor)
    last = session.exec(
        select(CaseStep)
        .where(CaseStep.case_no == case.no, CaseStep.target == "suspended")
        .order_by(col(CaseStep.n).desc())
    ).first()
    if case.state != "suspended" or last is None:
        raise Refusal("This case is not suspended.", status=409)
    _record(session, actor, "cases.resume", case, states.move(session, case, last.source))


def review(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Put a published case up for review: its ground has moved, or the vendor changed what was released."""
    _officer(actor)
    _reason(words)
    _record(session, actor, "cases.review", case, states.move(session, case, "re_review_due", actor=actor, words=words))


CHANGES = {"licence": "the licence", "artefact": "an artefact"}


def changed(session: Session, actor: Member, case: Case, *, what: str, seen: str, on: date | None, words: str) -> None:
    """Put a published case up for review because the vendor changed the licence or an artefact: what, and where that is seen."""
    permissions.require(actor, "cases.find")
    if what not in CHANGES:
        raise Refusal("Choose what the vendor changed.", field="choice")
    if fault := proof.address_fault(seen):
        raise Refusal(fault, field="by")
    if on is None:
        raise Refusal("Give the day on which you saw it.", field="on")
    _reason(words)
    told = f"The vendor changed {CHANGES[what]}, seen on {on:%-d %B %Y} at <{seen}>.\n\n{words}"
    _record(session, actor, "cases.review", case, states.move(session, case, "re_review_due", actor=actor, words=told))


def dispute(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Say beside a published case what is disputed, and by whom; without words the flag is taken away again."""
    _officer(actor)
    if case.settled_at is None:
        raise Refusal("Only a published case can be marked as disputed.", status=409)
    if bool(words) == bool(case.dispute):
        sentence = "It is marked as disputed already." if words else "Say what is disputed, and by whom."
        raise Refusal(sentence, field="words", status=409 if words else 422)
    case.dispute = words
    session.add(case)
    minutes.record(session, actor, "cases.dispute" if words else "cases.undispute", case, case)


def steps(session: Session, case: Case) -> Sequence[CaseStep]:
    """The steps of a case that have a reason, the newest first."""
    return session.exec(select(CaseStep).where(CaseStep.case_no == case.no).order_by(col(CaseStep.n).desc())).all()


def _officer(actor: Member) -> None:
    permissions.require(actor, "cases.settle")


def _reason(words: str) -> None:
    if not words:
        raise Refusal("Give the reason. It is published with the case.", field="words")


def _record(session: Session, actor: Member, act: str, case: Case, steps: list[CaseStep]) -> None:
    minutes.record(session, actor, act, case, case, *steps)
