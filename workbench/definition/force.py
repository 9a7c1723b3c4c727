"""The life of a version (procedure 2.6), and what is in force when.

A version holds from its publication or, where its ballots gave time, from the end of that; until the next does, or a ballot withdraws
it. Where adopted changes are released together, what is adopted is working, and never in force itself: the release of its text is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from workbench.definition import releases
from workbench.definition.models import Transition, Version
from workbench.definition.releases import Release, Withdrawal, Working
from workbench.minutes.steps import FEED, Step, steps

WORDS = {
    "working": "adopted, to be released together with others", "candidate": "candidate for release", "last_call": "in last call",
    "approved": "approved, not published yet", "published": "adopted, not in force yet", "in_force": "in force",
    "superseded": "superseded", "withdrawn": "withdrawn",
}  # fmt: skip
WAY = ("working", "candidate", "last_call", "approved", "published", "in_force", "superseded")
_OFFICER = "chair or secretary"
_MADE = "commit and tag are made, and proposals are written against it"
_ASKED = "its ballot carried, is ratified where that is owed, and nothing holds it up; the tag is put on exactly the bytes voted on"
_TAGGED = "it has its label, and a tag on exactly the bytes that were approved; the changes say which proposal and ballot made each"
_APPROVED = (
    "no ballot on the whole text is owed, as at most one change of substance, scope or procedure is in it; else that ballot, under the rule of the "
    "highest class in it, carried exactly these bytes, is ratified where that is owed, and nothing holds it up"
)
_OWES = "chair and secretary"
STEPS: tuple[Step, ...] = (
    Step("", "published", _OFFICER, f"{_ASKED}; the ballot fixed some days before it is in force", f"{_MADE}; what was in force still is", f"calendar, {FEED}"),
    Step("", "in_force", _OFFICER, f"{_ASKED}; it was adopted without a transition, or came with the history of the text", f"{_MADE}; it holds at once", FEED),
    Step("", "working", _OFFICER, f"{_ASKED}; the committee releases together what it adopts", f"{_MADE}; what was in force still is", FEED),
    Step("working", "candidate", _OFFICER, "nothing that carried waits for adoption or ratification; every change adopted since the last published version, taken again onto that, "
         "gives exactly these bytes; they were not voted down", "its label is fixed, by the greatest step that a ballot in it fixed; nothing is adopted beside it", f"{_OWES}, {FEED}"),
    Step("candidate", "last_call", _OFFICER, "the committee's file gives it a last call", "anybody reads the whole text once more", f"members, calendar, {FEED}"),
    *steps(("candidate", "last_call"), "working", "member", "a published reason; no ballot on it is open", "it is a candidate no more; more can be adopted", FEED, at_will=True),
    Step("candidate", "approved", _OFFICER, f"the committee's file gives it no last call; {_APPROVED}", "it waits to be published", f"{_OWES}, {FEED}"),
    Step("last_call", "approved", _OFFICER, f"its days are over; {_APPROVED}", "it waits to be published", f"{_OWES}, {FEED}"),
    Step("approved", "published", _OFFICER, "the ballots in it fixed days before it is in force, of which the longest count", f"{_TAGGED}; what was in force still is", f"calendar, {FEED}"),
    Step("approved", "in_force", _OFFICER, "the ballots in it fixed no such days", f"{_TAGGED}; it holds at once", FEED),
    Step("published", "in_force", "workbench", "the first midnight (UTC) after those days", "it holds, and the one before it does no more", "calendar"),
    Step("published", "superseded", "workbench", "the next one is in force from the same moment", "it stays readable, and cases judged under it keep it", "calendar"),
    Step("in_force", "superseded", "workbench", "the next one is in force", "it stays readable, and cases judged under it keep it", f"calendar, {FEED}"),
    Step("in_force", "withdrawn", _OFFICER, "a ballot with a stated reason, under the rule by which such a change is adopted, carried that, is ratified where that is owed, and nothing holds it up",
         "it stays readable, and says so; the one before it is in force again", FEED),
    Step("superseded", "in_force", "workbench", "the one after it is withdrawn", "it holds again", FEED),
)  # fmt: skip
_IS_WORKING = select(Working.ordinal)


def begin(session: Session, version: Version, days: int) -> list[Transition]:
    """The row of a version just adopted or published that is in force only later: from the first midnight (UTC) after so many days,
    and never before the one it follows."""
    before = session.exec(_published().where(Version.ordinal < version.ordinal).limit(1)).first()
    over = version.made_at + timedelta(days=days)
    at = datetime.combine(over + timedelta(days=1), time.min, UTC) if days else over
    if before:
        at = max(at, since(session, before))
    if at <= version.made_at:
        return []
    row = Transition(ordinal=version.ordinal, in_force_at=at)
    session.add(row)
    session.flush()
    return [row]


def since(session: Session, version: Version) -> datetime:
    """From when on a version is in force, unless it is a working one."""
    row = session.get(Transition, version.ordinal)
    return row.in_force_at if row else version.made_at


def published_as(session: Session, version: Version) -> Version | None:
    """The version itself; of a working one the release of it, None as long as there is none."""
    if session.get(Working, version.ordinal) is None:
        return version
    made = releases.of(session, version)
    return session.get(Version, made.published) if made and made.published else None


def state(session: Session, version: Version, now: datetime) -> str:
    """Where a version stands at a moment; a working one as what is made of it."""
    told = published_as(session, version)
    if told is None:
        made = releases.of(session, version)
        return made.state if made else "working"
    gone = releases.gone(session, told)
    if gone and gone.at <= now:
        return "withdrawn"
    if now < since(session, told):
        return "published"
    holds = on(session, now)
    return "in_force" if holds and holds.ordinal == told.ordinal else "superseded"


def on(session: Session, moment: datetime) -> Version | None:
    """The version in force at a moment; None before the first."""
    return session.exec(_in_force(moment).limit(1)).first()


def before(session: Session, version: Version, moment: datetime) -> Version | None:
    """The version that would be in force at a moment without this one and those after it."""
    return session.exec(_in_force(moment).where(Version.ordinal < version.ordinal).limit(1)).first()


def follower(session: Session, version: Version) -> Version | None:
    """The published version after this one; the release of a working one, or what is published after it."""
    later = _published().where(Version.ordinal > version.ordinal).order_by(None).order_by(col(Version.ordinal))
    return session.exec(later.limit(1)).first()


def coming(session: Session, after: datetime) -> list[tuple[Version, datetime]]:
    """The versions that come, or came, into force after a moment and not by their adoption alone, the first one first."""
    query = select(Version, Transition.in_force_at).join(Transition, col(Transition.ordinal) == Version.ordinal)
    return list(session.exec(query.where(col(Transition.in_force_at) > after).order_by(col(Version.ordinal))))


def later(session: Session, ordinals: Sequence[int]) -> list[tuple[int, datetime]]:
    """Of these versions those that are in force later than adopted, and from when."""
    query = select(Transition.ordinal, Transition.in_force_at).where(col(Transition.ordinal).in_(ordinals))
    return list(session.exec(query))


def standing(session: Session, ordinals: Sequence[int]) -> dict[int, str]:
    """Of these versions those that are working, or what is made of them, and those that were withdrawn: in a word of WORDS."""
    working = session.exec(select(Working.ordinal).where(col(Working.ordinal).in_(ordinals))).all()
    found = dict.fromkeys(working, "working")
    within = (
        col(Release.ordinal) >= min(ordinals, default=0),
        Release.after < max(ordinals, default=0),
        Release.state != "returned",
    )
    made = session.exec(select(Release).where(*within)).all() if working else ()
    for one in made:
        found |= {no: one.state for no in working if one.after < no <= one.ordinal}
    gone = session.exec(select(Withdrawal.ordinal).where(col(Withdrawal.ordinal).in_(ordinals)))
    return found | dict.fromkeys(gone, "withdrawn")


def _published() -> SelectOfScalar[Version]:
    """The versions that are no working ones, the newest first."""
    return select(Version).where(col(Version.ordinal).not_in(_IS_WORKING)).order_by(col(Version.ordinal).desc())


def _in_force(moment: datetime) -> SelectOfScalar[Version]:
    begins = func.coalesce(col(Transition.in_force_at), col(Version.made_at))
    query = _published().outerjoin(Transition, col(Transition.ordinal) == Version.ordinal)
    query = query.outerjoin(Withdrawal, col(Withdrawal.ordinal) == Version.ordinal).where(begins <= moment)
    return query.where(or_(col(Withdrawal.at).is_(None), col(Withdrawal.at) > moment))
