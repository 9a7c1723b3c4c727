"""A version is withdrawn (procedure 2.6): by a ballot with a stated reason, under the rule by which such a change is adopted.

Its text stays, and stays what proposals are written against; it is in force no more, and the one before it is again.
"""

from __future__ import annotations

from sqlmodel import Session

from workbench.ballots import apart, releasing, versions
from workbench.ballots.actions import moment
from workbench.ballots.models import Ballot
from workbench.cases import actions as cases
from workbench.definition import force, releases
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.releases import Withdrawal
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes


def withdrawable(session: Session, version: Version) -> Version:
    """The version that would be in force again. Refused (409) of any but the one in force, and of one before which there is none."""
    now = moment(session)
    holds = force.on(session, now)
    if holds is None or holds.ordinal != version.ordinal:
        raise Refusal(
            f"Version {version.label} is {force.WORDS[force.state(session, version, now)]}: only the one in force is withdrawn.",
            status=409,
        )
    before = force.before(session, version, now)
    if before is None:
        raise Refusal(
            f"Nothing would be in force without version {version.label}: there is none before it. File a proposal to change it.",
            status=409,
        )
    return before


def may_withdraw(session: Session, actor: Member, ballot: Ballot) -> Version:
    """The version that this member may now put on record as withdrawn by a ballot."""
    permissions.require(actor, "versions.release")
    version = carried(session, ballot)
    apart.stand_aside(session, actor, apart.brought(session, version))
    withdrawable(session, version)
    return version


def withdraw(session: Session, actor: Member, ballot: Ballot, *, seconded: Second | None = None) -> Withdrawal:
    """Put on record that a version is in force no more, once the result of its ballot stands."""
    version = may_withdraw(session, actor, ballot)
    before, at = withdrawable(session, version), moment(session)
    row = Withdrawal(ordinal=version.ordinal, ballot_no=ballot.no or 0, by_id=actor.id, at=at)
    session.add(row)
    session.flush()
    kept = seconding.confirmed(session, actor, seconded)
    minutes.record(session, actor, "versions.withdraw", version, version, row, *kept)
    old, new = definition.read(session, before), definition.read(session, version)
    need = definition.tree_of(session, before)
    asks = need if need != definition.tree_of(session, version) else None
    cases.queue_reviews(
        session, actor, clause_ids=definition.touched(new, old), version=before.label, asks=asks, under=version.label
    )
    return row


def carried(session: Session, ballot: Ballot) -> Version:
    """The version that a ballot withdraws; refused (409) before its result stands, where it is withdrawn already, and where
    another version was in force in between."""
    if not versions.is_one(ballot) or versions.of(session, ballot).question != "withdraw" or ballot.ratifies:
        raise Refusal("This ballot withdraws no version.", status=409)
    version = session.get_one(Version, versions.of(session, ballot).ordinal)
    if releases.gone(session, version):
        raise Refusal(f"Version {version.label} is withdrawn already.", status=409)
    if versions.overtaken(session, ballot):
        raise Refusal(
            f"Another version was in force since ballot {ballot.no}, which ended what it decided. Open another ballot on the withdrawal.",
            status=409,
        )
    releasing.stands(session, ballot)
    return version
