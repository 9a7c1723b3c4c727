"""What a finding makes of earlier ones, and which cases stand on ground that has moved since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench.cases import queries
from workbench.cases.life import salt
from workbench.cases.models import PUBLISHED, Case, Finding
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

TREATMENTS = {
    "follows": "follows", "distinguishes": "distinguishes", "limits": "limits", "not_followed": "does not follow",
    "overrules": "overrules",
}  # fmt: skip
# Whoever does this to a finding leans on it.
RELIES = ("follows", "limits")


class Precedent(Minuted, table=True):
    """A finding cites an earlier one on the same requirement, in a case that is published."""

    __tablename__ = "precedent"
    __table_args__ = (CheckConstraint(f"treatment IN {tuple(TREATMENTS)}", name="precedent_treatment"),)
    minuted: ClassVar[tuple[str, ...]] = ("treatment",)
    digested: ClassVar[tuple[str, ...]] = ("note",)

    finding_id: int = Field(foreign_key="finding.id", primary_key=True)
    cited_id: int = Field(foreign_key="finding.id", primary_key=True, index=True)
    treatment: str
    note: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=salt)


@dataclass(frozen=True)
class Cited:
    """A citation with the finding, and the case, at its other end."""

    precedent: Precedent
    finding: Finding
    case: Case

    @property
    def words(self) -> str:
        return TREATMENTS[self.precedent.treatment]


def cite(
    session: Session, actor: Member, case: Case, *, clause_id: str, other: Case, treatment: str, note: str
) -> Precedent:
    """Say what the finding that counts on a requirement makes of what another case found on it."""
    permissions.require(actor, "cases.find")
    if case.state not in ("open", "draft_finding"):
        raise Refusal("Precedents are cited while the findings of a case are made.", status=409)
    if treatment not in TREATMENTS:
        raise Refusal("Choose what the finding makes of the earlier one.", field="choice")
    if other.no == case.no or other.state not in PUBLISHED:
        raise Refusal("Name another case, one that is published.", field="other")
    found = queries.standing(session, [case.no or 0, other.no or 0])
    own, cited = (found.get(one.no or 0, {}).get(clause_id) for one in (case, other))
    if own is None or own.round != case.round:
        raise Refusal("Record the finding on this requirement first.", field="clause")
    if cited is None:
        raise Refusal(f"Case {other.no} has no finding on this requirement.", field="other")
    if session.get(Precedent, (own.id, cited.id)):
        raise Refusal("This finding cites that one already.", status=409)
    made = Precedent(finding_id=own.id or 0, cited_id=cited.id or 0, treatment=treatment, note=note)
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.cite", case, made)
    return made


def cited(session: Session, findings: Iterable[Finding]) -> dict[int, list[Cited]]:
    """What these findings cite: finding id -> citations with what is cited."""
    wanted = [finding.id for finding in findings]
    rows = session.exec(
        select(Precedent, Finding, Case)
        .join(Finding, col(Finding.id) == Precedent.cited_id)
        .join(Case, col(Case.no) == Finding.case_no)
        .where(col(Precedent.finding_id).in_(wanted))
        .order_by(col(Precedent.cited_id))
    )
    found: dict[int, list[Cited]] = {}
    for precedent, finding, case in rows:
        found.setdefault(precedent.finding_id, []).append(Cited(precedent, finding, case))
    return found


def citing(session: Session, findings: Iterable[Finding]) -> list[Cited]:
    """Who cites these findings, in cases that are published, with the finding that does."""
    wanted = [finding.id for finding in findings]
    rows = session.exec(
        select(Precedent, Finding, Case)
        .join(Finding, col(Finding.id) == Precedent.finding_id)
        .join(Case, col(Case.no) == Finding.case_no)
        .where(col(Precedent.cited_id).in_(wanted), col(Case.state).in_(PUBLISHED))
        .order_by(col(Precedent.finding_id))
    )
    return [Cited(*row) for row in rows]


@dataclass(frozen=True)
class Moved:
    """Ground under a case that has moved: why, on which requirement, through which other case."""

    why: str
    clause_id: str = ""
    other: int | None = None


def moved(session: Session, case: Case) -> list[Moved]:
    """What has moved under the findings of a case that count, directly or once removed."""
    counts = list(queries.standing(session, [case.no or 0]).get(case.no or 0, {}).values())
    found = _direct(session, case, counts)
    for one in (one for citations in cited(session, counts).values() for one in citations):
        if one.precedent.treatment in RELIES and _direct(session, one.case, [one.finding]):
            found.append(Moved("relies", one.finding.clause_id, one.case.no))
    return found


def _direct(session: Session, case: Case, findings: Sequence[Finding]) -> list[Moved]:
    over = [one for one in citing(session, findings) if one.precedent.treatment == "overrules"]
    amended = [Moved("amended")] if case.state == "re_review_due" else []
    return amended + [Moved("overruled", one.finding.clause_id, one.case.no) for one in over]
