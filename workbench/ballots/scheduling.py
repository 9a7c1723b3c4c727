"""A ballot is scheduled and opens by the clock (procedure 2.4): text, rule and options are bound at once, the roll when it opens.

The clock opens it. Whoever writes next, a worker or a voter, puts that on record first, with the roll as it was at that second; what
may no longer open then is cancelled with its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from workbench import db
from workbench.ballots import (
    actions,
    deciding,
    electing,
    formats,
    known,
    opening,
    ranked_rules,
    ranking,
    rules,
    schedules,
    seating,
    version_opening,
)
from workbench.ballots.models import Ballot
from workbench.ballots.opening import Prepared
from workbench.ballots.schedules import Schedule
from workbench.cases import panel
from workbench.cases import queries as cases
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.proposals import leaving, recusals
from workbench.proposals import queries as proposals


def schedule(
    session: Session, actor: Member, prepared: Prepared, *, committee: Committee, opens_at: datetime, closes_at: datetime,
    seconded: Second | None = None,
) -> Schedule:  # fmt: skip
    """Bind all of a ballot but its roll, to open at a time. Until then it can be cancelled, and nothing else about it changes."""
    permissions.require(actor, "ballots.open")
    fits(session, prepared, opens_at, closes_at)
    now = actions.moment(session)
    statement = prepared.about | {
        "committee": committee.name, "rule_sha256": prepared.rule.sha256, "opens_at": opens_at.isoformat(),
        "closes_at": closes_at.isoformat(),
    }  # fmt: skip
    row = Schedule(
        statement=statement, rule=prepared.rule.data(), binding=rules.fingerprint(statement), opens_at=opens_at, closes_at=closes_at,
        scheduled_by=actor.id or 0, scheduled_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    minutes.record(session, actor, "ballots.schedule", row, row, *seconding.confirmed(session, actor, seconded))
    return row


def fits(session: Session, prepared: Prepared, opens_at: datetime | None, closes_at: datetime) -> None:
    """Refuse times that are no window of this ballot, and a roll by which its rule would not decide. Without `opens_at`: at once."""
    now = actions.moment(session)
    if opens_at and opens_at <= now:
        raise Refusal(
            "The opening time has passed already. Choose a later one, or none to open it now.", field="opens_at"
        )
    if opens_at and closes_at <= opens_at:
        raise Refusal("It would close before it opens. Choose a later closing time.", field="closes_at")
    if closes_at <= now:
        raise Refusal("The closing time has passed already. Choose a later one.", field="closes_at")
    voters = deciding.roll(session, prepared.case)[0] if prepared.case else seating.electorate(session)
    actions.seated(
        session,
        prepared.rule,
        voters,
        prepared.proposals,
        closes_at - (opens_at or now),
        has_next=bool(prepared.rule.terms["ratification.body"]),
    )


def cancel(session: Session, actor: Member, row: Schedule, *, why: str) -> Schedule:
    """An officer cancels it before its time, with a reason."""
    permissions.require(actor, "ballots.open")
    recusals.stand_aside(session, actor, *(proposals.proposal(session, no) for no in schedules.concerned(row)))
    if row.case_no and actor.id in panel.aside(session, cases.case(session, row.case_no)):
        raise Refusal("You take no part in this case, so another officer cancels the ballot on it.", status=403)
    session.refresh(row)
    if row.state != "scheduled":
        raise Refusal("This ballot waits for its time no longer. Reload its page.", status=409)
    return _cancelled(session, actor, row, leaving.reasoned(why, "why"))


def _cancelled(session: Session, actor: Member | None, row: Schedule, why: str) -> Schedule:
    row.state, row.why, row.cancelled_at = "cancelled", why, actions.moment(session)
    session.add(row)
    minutes.record(session, actor, "ballots.cancel", row, row)
    return row


def due(session: Session, committee: Committee) -> None:
    """Put on record what the clock has opened: the guards are looked at again, and what may no longer open is cancelled."""
    for row in schedules.due(session, db.now()):
        row.state = "open"
        try:
            _opened(session, row, committee)
        except Refusal as no:
            _cancelled(session, None, row, str(no))


def _opened(session: Session, row: Schedule, committee: Committee) -> Ballot:
    prepared = prepare(session, row.statement, row.rule, committee)
    return binder(prepared)(session, None, prepared, committee=committee, closes_at=row.closes_at, scheduled=row)


def binder(prepared: Prepared) -> Callable[..., Ballot]:
    """What opens a ballot, by what it is on."""
    if "on_version" in prepared.about:
        return version_opening.bind
    return electing.bind if "elects" in prepared.about else deciding.bind if prepared.case else actions.bind


def obstacle(session: Session, row: Schedule, committee: Committee) -> str:
    """Why it could not open now; empty where it could."""
    with session.no_autoflush:  # only looked at: it stays as it is
        try:
            row.state = "open"
            prepare(session, row.statement, row.rule, committee)
        except Refusal as no:
            return str(no)
        finally:
            row.state = "scheduled"
    return ""


def prepare(
    session: Session, said: dict[str, Any], table: dict[str, Any], committee: Committee, actor: Member | None = None
) -> Prepared:
    """What a ballot would be on if it opened now of which this was said before, under the rule of this table. A Refusal says why it
    may not open, or why this member may not open it."""
    if "on_version" in said:
        found = version_opening.again(session, actor, said, rules.read(str(table["name"]), table), committee)
    elif "elects" in said:
        found = electing.again(session, actor, said, formats.rule(table), committee)
    elif "case" in said:
        case = cases.case(session, said["case"])
        rule = rules.read(str(table["name"]), table)
        found = deciding.prepare(
            session, actor, case, committee=committee, fingerprint=said["findings_sha256"], rule=rule
        )
    elif "options" in said:
        on = [proposals.proposal(session, no) for no in schedules.numbers(said)]
        asked, revisions = (
            ranked_rules.read(str(table["name"]), table),
            {one[0]: one[1] for one in said["options"]},
        )
        found = ranking.prepare(
            session, actor, on, committee=committee, revisions=revisions, rule=asked, unreviewed=said.get("unreviewed")
        )
    else:
        [proposal], rule = (
            [proposals.proposal(session, no) for no in schedules.numbers(said)],
            rules.read(str(table["name"]), table),
        )
        found = opening.prepare(
            session,
            actor,
            proposal,
            committee=committee,
            revision=said["revision"],
            rule=rule,
            unreviewed=said.get("unreviewed"),
        )
    if found.proposals and "amends" not in found.about:
        known.owes(found.rule, known.of(session, committee), committee)
    if any(said.get(key) != value for key, value in found.about.items()):
        raise Refusal("What it would be on is not what it was scheduled on. Schedule another.", status=409)
    return found
