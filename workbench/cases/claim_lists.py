"""What pages ask of the claims: lists of them, one with its steps, and how often a flag led to a correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from workbench import db
from workbench.cases.claiming import ANSWER, EARLIEST
from workbench.cases.claims import Claim, ClaimStep, HeldClaim
from workbench.cases.models import Case
from workbench.cases.outside import key
from workbench.cases.subjects import Organisation, called
from workbench.errors import NotHere

PAGE = 50
BESIDE = 20  # claims shown beside a case or an organisation, at most
# From so many flags on a rate means something.
ENOUGH = 20
WAITING = ("verified", "contacted", "awaiting")
# states that a list shows together
TOGETHER = {"asked": ("contacted", "awaiting"), "corrected": ("corrected", "watched")}


@dataclass(frozen=True)
class Tally:
    """How many claims were put to their vendors, how many of those were ever corrected, and how many are back since."""

    flagged: int
    corrected: int
    relapsed: int
    # not put to anybody, or no answer yet
    waiting: int

    @property
    def percent(self) -> int | None:
        """Rounded; None where there are too few."""
        return round(100 * self.corrected / self.flagged) if self.flagged >= ENOUGH else None


def claim(session: Session, no: int) -> Claim:
    found = session.get(Claim, no)
    if found is None:
        raise NotHere(f"There is no claim {no}.")
    return found


def newest(session: Session, *, below: int | None = None, state: str = "", organisation: str = "") -> Sequence[Claim]:
    """A page of claims, newest first; one more than PAGE when there are further ones."""
    query = select(Claim).order_by(col(Claim.no).desc()).limit(PAGE + 1)
    if below:
        query = query.where(col(Claim.no) < below)
    if state == "answered":
        # what the clock has decided, though nobody has written since
        ignored = and_(Claim.state == "awaiting", col(Claim.due) < db.now().date())
        query = query.where(or_(Claim.state == "answered", ignored))
    elif state:
        query = query.where(col(Claim.state).in_(TOGETHER.get(state, (state,))))
    if state in ("asked", "awaiting"):
        query = query.where(or_(Claim.state == "contacted", col(Claim.due) >= db.now().date()))
    if organisation:
        query = query.where(col(Claim.organisation).in_(_names(called(session, organisation), organisation)))
    return session.exec(query).all()


def _names(one: Organisation | None, name: str = "") -> list[str]:
    return [one.name, *one.aliases] if one else [name]


def tally(session: Session) -> Tally:
    """Counted over all claims; what others said, or what is no claim, was put to nobody and is no flag."""
    back = and_(col(Claim.state).in_(("relapsed", "contacted", "awaiting")), col(Claim.relapses) > 0)
    waits = and_(col(Claim.state).in_(WAITING), or_(Claim.state != "awaiting", col(Claim.due) >= db.now().date()))
    rules: list[ColumnElement[bool]] = [
        col(Claim.asked_on).is_not(None), col(Claim.correction) != "", back, waits
    ]  # fmt: skip
    count = select(func.count()).select_from(Claim)
    return Tally(*(session.exec(count.where(rule)).one() for rule in rules))


def organisations(session: Session) -> Sequence[str]:
    """Those whose claims are on record, to choose from."""
    return session.exec(select(Claim.organisation).distinct().order_by(Claim.organisation).limit(500)).all()


def steps(session: Session, claim: Claim) -> Sequence[ClaimStep]:
    """What happened to a claim, the oldest first."""
    return session.exec(select(ClaimStep).where(ClaimStep.claim_no == claim.no).order_by(col(ClaimStep.n))).all()


def beside(session: Session, one: Case) -> Sequence[Claim]:
    """The claims on the system of a case, by any of its names, or that name the case; the newest first."""
    names = {key(name) for name in (one.system, *one.aliases)} - {""}
    query = select(Claim).where(or_(col(Claim.key).in_(names), Claim.case_no == one.no))
    return session.exec(query.order_by(col(Claim.no).desc()).limit(BESIDE)).all()


def of_organisation(session: Session, one: Organisation) -> Sequence[Claim]:
    query = select(Claim).where(col(Claim.organisation).in_(_names(one)))
    return session.exec(query.order_by(col(Claim.no).desc()).limit(BESIDE)).all()


def held(session: Session) -> Sequence[HeldClaim]:
    """Claims reported by readers that wait, the oldest first."""
    return session.exec(select(HeldClaim).order_by(col(HeldClaim.id)).limit(PAGE)).all()


def due(session: Session, today: date, limit: int, *, of: int | None = None) -> Sequence[Claim]:
    """Claims for which something is to be done now: the next step is a member's, or a day has come. `of`: filed by that member."""
    dated = and_(col(Claim.state).in_(("promised", "corrected", "watched")), col(Claim.due) <= today)
    to_remind = and_(Claim.state == "contacted", col(Claim.due) <= today + ANSWER - EARLIEST)
    at_once = col(Claim.state).in_(("reported", "verified", "relapsed"))
    disputed = and_(Claim.state == "answered", Claim.answer == "disputes")
    is_over = or_(col(Case.settled_at).is_not(None), Case.state == "declined")
    settled = select(Case.no).where(Case.no == Claim.case_no, is_over).exists()
    decided = and_(Claim.state == "in_case", settled)
    query = select(Claim).where(or_(dated, to_remind, at_once, disputed, decided)).order_by(col(Claim.no)).limit(limit)
    return session.exec(query.where(Claim.filed_by == of) if of else query).all()
