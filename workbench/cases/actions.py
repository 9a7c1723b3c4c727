"""What happens in the case log: a case is opened, found on requirement by requirement, settled, and looked at again.

A case up for review is either reaffirmed, when nothing changes, or opened again and judged under the newest version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from workbench import db
from workbench.cases import queries
from workbench.cases.models import Case, Evidence, Finding
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

NEEDS_EVIDENCE = ("met", "not_met", "conditional")


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence as it is put in: where, what it says there in its own words, and when that was seen."""

    address: str
    quotation: str
    seen_on: date


def open_case(session: Session, actor: Member | None, *, version: Version, requirements: Need, **facts: Any) -> Case:
    """Open a case on one release of a system under one version; one finding is due for each clause of `requirements`.

    `facts` are the columns of Case that describe the system, the claim and what was published about it.
    """
    if actor:
        permissions.require(actor, "cases.open")
    if not requirements.parts:
        raise Refusal("This version names no clause that a case could be judged by.", field="version")
    case = Case(
        version=version.label, requirements=requirements.data(), opened_by=actor.id if actor else None,
        opened_at=db.now(), **facts,
    )  # fmt: skip
    session.add(case)
    session.flush()
    minutes.record(session, actor, "cases.open", case, case)
    return case


def find(
    session: Session, actor: Member | None, case: Case, *, clause_id: str, value: str, reason: str,
    condition: str = "", evidence: Sequence[Exhibit] = (),
) -> Finding:  # fmt: skip
    """Record what was found for one requirement. An earlier finding stays on record; this one counts from now on."""
    if actor:
        permissions.require(actor, "cases.find")
    if case.state == "settled":
        raise Refusal("This case is settled. Its findings change only when it is up for review again.", status=409)
    if case.state == "re_review_due":
        raise Refusal(
            "This case is up for review. Ask the secretary to open it again under the newest version.", status=409
        )
    if clause_id not in case.need.clauses:
        raise Refusal("This clause is not one that the case is judged by.", status=404)
    if value in NEEDS_EVIDENCE and not evidence:
        raise Refusal(
            "Give at least one piece of evidence: an address, the words that stand there, the day.", field="address"
        )
    if (value == "conditional") != bool(condition):
        sentence = (
            "Say on what condition it would be met." if not condition else "Only a conditional finding has a condition."
        )
        raise Refusal(sentence, field="condition")
    of_clause = select(func.max(Finding.n)).where(Finding.case_no == case.no, Finding.clause_id == clause_id)
    finding = Finding(
        case_no=case.no or 0, clause_id=clause_id, n=(session.exec(of_clause).one() or 0) + 1, version=case.version,
        value=value, condition=condition, reason=reason, found_by=actor.id if actor else None, found_at=db.now(),
    )  # fmt: skip
    session.add(finding)
    session.flush()
    exhibits = [Evidence(finding_id=finding.id or 0, **vars(exhibit)) for exhibit in evidence]
    session.add_all(exhibits)
    minutes.record(session, actor, "cases.find", case, finding, *exhibits)
    return finding


def settle(session: Session, actor: Member | None, case: Case) -> None:
    """Close the case with the verdict its findings give; gaps stay gaps and are shown as such."""
    if actor:
        permissions.require(actor, "cases.settle")
    if case.state != "open":
        raise Refusal("This case is settled already.", status=409)
    _settle(session, actor, case, "cases.settle")


def reaffirm(session: Session, actor: Member, case: Case, *, version: Version, requirements: Need) -> None:
    """End a review in which nothing changes: the findings stand under `version` from now on.

    Refused when `version` asks for something that the case was never judged by: that is a gap nobody has looked at.
    """
    permissions.require(actor, "cases.settle")
    _up_for_review(case)
    if unasked := [clause for clause in requirements.clauses if clause not in case.need.clauses]:
        raise Refusal(
            f"Version {version.label} has requirements that this case was not judged by: {', '.join(unasked)}. "
            "Open the case again and judge it by them.",
            status=409,
        )
    case.version, case.requirements = version.label, requirements.data()
    _settle(session, actor, case, "cases.reaffirm")


def reopen(session: Session, actor: Member, case: Case, *, version: Version, requirements: Need) -> None:
    """Judge a case that is up for review again, under `version`. The verdict so far stays in the minutes and on its page."""
    permissions.require(actor, "cases.settle")
    _up_for_review(case)
    case.version, case.requirements = version.label, requirements.data()
    case.state, case.settled_at = "open", None
    session.add(case)
    minutes.record(session, actor, "cases.reopen", case, case)


def _up_for_review(case: Case) -> None:
    if case.state != "re_review_due":
        raise Refusal("This case is not up for review.", status=409)


def _settle(session: Session, actor: Member | None, case: Case, act: str) -> None:
    case.state, case.settled_at = "settled", db.now()
    session.add(case)
    verdict = queries.verdict(session, case)
    minutes.record(session, actor, act, case, case, verdict=verdict.value, because=list(verdict.because))


def queue_reviews(session: Session, actor: Member | None, *, clause_ids: Iterable[str], version: str) -> list[Case]:
    """A new version changed these clauses: every settled case whose findings on them count is due for re-review."""
    changed = set(clause_ids)
    on_changed = select(Finding.case_no).where(col(Finding.clause_id).in_(changed))
    settled = session.exec(
        select(Case).where(col(Case.no).in_(on_changed), Case.state == "settled").order_by(col(Case.no))
    )
    due = [case for case in settled if changed & set(case.need.clauses)]
    for case in due:
        case.state = "re_review_due"
        session.add(case)
        minutes.record(session, actor, "cases.review_due", case, case, version=version)
    return due


def become(
    session: Session, actor: Member | None, case: Case, *, version: Version, requirements: Need,
    findings: Sequence[tuple[Finding, Sequence[Exhibit]]],
) -> None:  # fmt: skip
    """A case is judged under `version` by what members had found for the time when it would be the text.

    `findings` are new rows without number, version and day; they count from now on. The case is open until it is settled.
    """
    case.version, case.requirements = version.label, requirements.data()
    case.state, case.settled_at = "open", None
    session.add(case)
    rows: list[Finding | Evidence] = []
    for finding, exhibits in findings:
        of_clause = select(func.max(Finding.n)).where(
            Finding.case_no == case.no, Finding.clause_id == finding.clause_id
        )
        finding.case_no, finding.n = case.no or 0, (session.exec(of_clause).one() or 0) + 1
        finding.version, finding.found_at = version.label, db.now()
        session.add(finding)
        session.flush()
        evidence = [Evidence(finding_id=finding.id or 0, **vars(exhibit)) for exhibit in exhibits]
        session.add_all(evidence)
        rows += [finding, *evidence]
    minutes.record(session, actor, "cases.become", case, case, *rows)
