"""A ballot on the findings that the panel of a case drafted is opened (procedure 2.5, `case.finding`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from workbench.ballots import actions, findings, frozen, known, rules, schedules, seating
from workbench.ballots.models import Ballot
from workbench.ballots.opening import Prepared
from workbench.ballots.schedules import Schedule
from workbench.cases import panel, states
from workbench.cases.models import Case
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.errors import Fault, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.members.seconding import Second


def open(
    session: Session, actor: Member, case: Case, *, committee: Committee, fingerprint: str, rule_name: str, closes_at: datetime
) -> Ballot:  # fmt: skip
    """A ballot on exactly the findings that stand now: `fingerprint` is that of those the opener had before them."""
    prepared = prepare(session, actor, case, committee=committee, fingerprint=fingerprint, rule=rule_name)
    return bind(session, actor, prepared, committee=committee, closes_at=closes_at)


def prepare(
    session: Session, actor: Member | None, case: Case, *, committee: Committee, fingerprint: str, rule: str | rules.Rule
) -> Prepared:  # fmt: skip
    """What a ballot on these findings would be on. `rule`: by its name; or as it was bound when the ballot was scheduled."""
    if actor:
        permissions.require(actor, "ballots.open")
    rows = votable(session, case)
    if fingerprint != rules.fingerprint(rows):
        raise Refusal(
            "The findings have changed since this form was made. Reload it, read them, and open it again.", status=409
        )
    if actor and actor.id in panel.aside(session, case):
        raise Refusal("You take no part in this case, so another officer opens the ballot on it.", status=403)
    if isinstance(rule, str):
        usable = known.for_findings(session, committee)
        if rule not in usable:
            raise Refusal("Choose one of the committee's rules for findings.", field="rule")
        frozen.as_used(session, usable[rule])
        rule = usable[rule]
    about: dict[str, Any] = {
        "case": case.no, "round": case.round, "question": question(case), "findings": sorted(rows),
        "findings_sha256": fingerprint, "base": case.version,
        "base_commit": definition.version(session, case.version).commit,
    }  # fmt: skip
    return Prepared(rule, about, case=case)


def bind(
    session: Session, actor: Member | None, prepared: Prepared, *, committee: Committee, closes_at: datetime,
    scheduled: Schedule | None = None, seconded: Second | None = None,
) -> Ballot:  # fmt: skip
    """Open a ballot on these findings. On its roll is every active member who holds the role member and has not stepped aside in the case."""
    case = prepared.case
    if case is None:
        raise Fault("this ballot is on no case")
    voters, recused = roll(session, case)
    about = prepared.about | {"recused": [[member.id, member.name] for member in recused]}

    def begin() -> list[Case]:
        states.move(session, case, "balloting")
        return [case]

    return actions.hold(
        session, actor, prepared.rule, voters, committee=committee, closes_at=closes_at, about=about, begin=begin, scheduled=scheduled, seconded=seconded,
        on={"case_no": case.no, "revision": case.round, "fingerprint": about["findings_sha256"]},
    )  # fmt: skip


def votable(session: Session, case: Case) -> dict[str, Any]:
    """What a ballot opened now would be on. Refused (409) unless the case is in deliberation, and where the committee has
    voted exactly these findings down."""
    if case.state != "deliberation":
        raise Refusal(
            f"Case {case.no} is {states.WORDS[case.state]}: a ballot opens on a case that is in deliberation.",
            status=409,
        )
    schedules.none_on(session, case=case.no)
    rows = findings.bound(session, case)
    for ballot in findings.of_case(session, case):
        if ballot.outcome == "rejected" and ballot.fingerprint == rules.fingerprint(rows):
            raise Refusal(
                f"The committee voted exactly these findings down in ballot {ballot.no}. Send the case back to its panel first.",
                status=409,
            )
    return rows


def roll(session: Session, case: Case) -> tuple[list[Member], list[Member]]:
    """Who would be on the roll, and who would be but for having stepped aside."""
    aside, every = panel.aside(session, case), seating.electorate(session)
    return [one for one in every if one.id not in aside], [one for one in every if one.id in aside]


def question(case: Case) -> str:
    """What is voted on, in words that the binding holds."""
    return (
        f"Shall the findings in case {case.no}, {case.system} {case.release}, stand as the panel agreed on them under version "
        f"{case.version}?"
    )
