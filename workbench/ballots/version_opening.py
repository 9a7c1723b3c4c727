"""A ballot on a version is opened: on the whole text of what is released together, or on the withdrawal of the version in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from workbench.ballots import (
    actions,
    apart,
    frozen,
    known,
    releasing,
    rules,
    schedules,
    seating,
    second,
    terms,
    versions,
    withdrawing,
)
from workbench.ballots.models import Ballot
from workbench.ballots.opening import Prepared
from workbench.ballots.schedules import Schedule
from workbench.ballots.versions import VersionBallot
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.definition import releases
from workbench.definition.models import Version
from workbench.definition.releases import Release
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.proposals import leaving


def on_release(session: Session, made: Release) -> VersionBallot:
    """What a ballot on a candidate would be on. Refused (409) where none is owed, before its last call is over, and beside another."""
    releasing.called(session, made)
    if not releasing.owes_ballot(made):
        raise Refusal(
            "At most one change of substance, scope or procedure is in it, so no ballot is owed: approve it.",
            status=409,
        )
    found = VersionBallot(
        ballot_no=0,
        question="release",
        ordinal=made.ordinal,
        label=made.label,
        release_no=made.no,
        claimed=made.claimed,
    )
    if ballot := versions.rejected(session, made):
        raise Refusal(f"Ballot {ballot.no} did not carry it: send it back, with what was said against it.", status=409)
    _alone(session, found)
    return found


def on_withdrawal(session: Session, version: Version, reason: str) -> VersionBallot:
    """What a ballot on the withdrawal of a version would be on. Refused (409) of any but the one in force, and beside another."""
    withdrawing.withdrawable(session, version)
    found = VersionBallot(
        ballot_no=0, question="withdraw", ordinal=version.ordinal, label=version.label, claimed=versions.claimed(session, version),
        reason=leaving.reasoned(reason, "reason"),
    )  # fmt: skip
    _alone(session, found)
    return found


def _alone(session: Session, made: VersionBallot) -> None:
    """Refuse (409) a ballot beside one on the same that is open, or that carried and may still come to something; or that the clock opens."""
    for ballot in versions.on(session, made):
        row = second.of(session, ballot)
        carried = row.outcome in (None, "ratified") if row else ballot.outcome == "adopted"
        if ballot.outcome in (None, "tie_pending") or carried and not versions.overtaken(session, ballot):
            raise Refusal(f"Ballot {ballot.no} is on that already. Wait for what comes of it.", status=409)
    schedules.none_on(session, version=versions.told(made))


def prepare(
    session: Session, actor: Member | None, made: VersionBallot, *, committee: Committee, rule: str | rules.Rule
) -> Prepared:
    """What a ballot on a version would be. `rule`: by its name; or as it was bound when the ballot was scheduled."""
    if actor:
        permissions.require(actor, "ballots.open")
    if isinstance(rule, str):
        usable = known.for_versions(session, committee, made.claimed)
        if rule not in usable:
            raise Refusal(
                f"Choose one of the committee's rules for changes of the class {made.claimed}: such a change is adopted by it, too."
                + ("" if usable else " It has none by which a ballot on a version can be held."), field="rule",
            )  # fmt: skip
        rule = usable[rule]
        frozen.as_used(session, rule)
    newest, text = definition.newest(session), session.get_one(Version, made.ordinal)
    about: dict[str, Any] = {
        "on_version": versions.told(made), "text_sha256": text.fingerprint, "base": newest.label, "base_commit": newest.commit,
    }  # fmt: skip
    found = (
        apart.parts(session, releases.release(session, made.release_no))
        if made.release_no
        else apart.brought(session, text)
    )
    apart.stand_aside(session, actor, found)
    if found:
        about["recused_from"] = sorted({proposal.no or 0 for proposal in found})
    if again := versions.reruns(session, made):
        about["reruns"] = again
    if terms.hours(time := rule.terms["window.challenge"]):
        about["challenge"] = time
    if owes := known.owes(rule, known.of(session, committee), committee):
        about["ratification"] = owes
    return Prepared(rule, about)


def again(
    session: Session, actor: Member | None, said: Mapping[str, Any], rule: rules.Rule, committee: Committee
) -> Prepared:
    """The same from what was said of it before."""
    told = said["on_version"]
    made = (
        on_release(session, releases.release(session, told["release"]))
        if told["question"] == "release"
        else on_withdrawal(session, session.get_one(Version, told["ordinal"]), told["reason"])
    )
    return prepare(session, actor, made, committee=committee, rule=rule)


def bind(
    session: Session, actor: Member | None, prepared: Prepared, *, committee: Committee, closes_at: datetime,
    scheduled: Schedule | None = None, seconded: Second | None = None,
) -> Ballot:  # fmt: skip
    """Open it. Every member is on its roll; who is recused from a proposal that is released, or that the version brought, is so here."""
    said = prepared.about
    if "rule" in said.get("ratification", {}):
        owed = said["ratification"]["rule"]
        frozen.as_used(session, rules.read(owed["name"], owed))
    return actions.hold(
        session, actor, prepared.rule, seating.electorate(session), committee=committee, closes_at=closes_at, about=said, begin=list,
        on={"revision": 0, "fingerprint": said["text_sha256"]}, beside=[versions.row(said["on_version"])], scheduled=scheduled, seconded=seconded,
    )  # fmt: skip
