"""What happens in the case log: a case is opened, found on requirement by requirement, settled, and looked at again.

A case up for review is either reaffirmed, when nothing changes, or opened again and judged under the newest version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlmodel import Session, col, func, select

from workbench import db
from workbench.cases import copies, panel, proof, queries, states
from workbench.cases.life import Reviewer
from workbench.cases.models import Case, Evidence, Finding
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

PANELLED = "A panel judged this case before, so only a panel changes its findings. Name reviewers first."
UNPANELLED = "By the rules of this committee no case is published without a panel. Name reviewers first."
NEEDS_EVIDENCE = ("met", "not_met", "conditional")


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence as it is put in: where, what it says there in its own words, and when that was seen."""

    FIELDS: ClassVar[tuple[str, ...]] = ("address", "quotation", "seen_on", "locator", "artefact", "sha256", "file")

    address: str
    quotation: str
    seen_on: date
    locator: str = ""
    artefact: str = ""
    # of what was retrieved; of the file, where one is named
    sha256: str = ""
    # the SHA-256 of a file kept for the case
    file: str = ""
    # when two officers removed its words; no form has this, so nobody can type it
    removed_at: datetime | None = None

    def data(self) -> dict[str, str]:
        """As plain data, by the names of FIELDS; with `removed_at` where its words were removed."""
        told = {name: getattr(self, name) for name in self.FIELDS} | {"seen_on": self.seen_on.isoformat()}
        return told | ({"removed_at": self.removed_at.isoformat()} if self.removed_at else {})

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Exhibit:
        """From plain data."""
        rest = {name: data[name] for name in cls.FIELDS if name != "seen_on"}
        removed = datetime.fromisoformat(data["removed_at"]) if data.get("removed_at") else None
        return cls(seen_on=date.fromisoformat(data["seen_on"]), removed_at=removed, **rest)

    @classmethod
    def of(cls, row: Evidence) -> Exhibit:
        file = row.sha256 if row.kept else ""
        return cls(row.address, row.quotation, row.seen_on, row.locator, row.artefact, row.sha256, file, row.removed_at)

    def row(self, finding: Finding) -> Evidence:
        return Evidence(
            finding_id=finding.id or 0, address=self.address, quotation=self.quotation, seen_on=self.seen_on,
            locator=self.locator, artefact=self.artefact, sha256=self.file or self.sha256, kept=bool(self.file),
            removed_at=self.removed_at,
        )  # fmt: skip


def open_case(session: Session, actor: Member | None, *, version: Version, requirements: Need, **facts: Any) -> Case:
    """Open a case on one release of a system under one version; one finding is due for each clause of `requirements`.

    `facts` are the columns of Case that describe the system, the claim and what was published about it.
    """
    if actor:
        permissions.require(actor, "cases.open")
    judgeable(requirements)
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
    _may_find(session, actor, case)
    fitting(session, actor, case, clause_id=clause_id, value=value, condition=condition, evidence=evidence)
    of_clause = select(func.max(Finding.n)).where(Finding.case_no == case.no, Finding.clause_id == clause_id)
    finding = Finding(
        case_no=case.no or 0, clause_id=clause_id, n=(session.exec(of_clause).one() or 0) + 1, version=case.version,
        value=value, condition=condition, reason=reason, round=case.round, found_by=actor.id if actor else None,
        found_at=db.now(),
    )  # fmt: skip
    session.add(finding)
    session.flush()
    exhibits = [exhibit.row(finding) for exhibit in evidence]
    session.add_all(exhibits)
    minutes.record(session, actor, "cases.find", case, finding, *exhibits)
    return finding


def judgeable(requirements: Need) -> None:
    if not requirements.parts:
        raise Refusal("This version names no clause that a case could be judged by.", field="version")


def _may_find(session: Session, actor: Member | None, case: Case) -> None:
    """In a case without a panel any member finds while it is open; with one its reviewers agree, once the vendor was heard."""
    if case.state == "settled":
        raise Refusal("This case is settled. Its findings change only when it is up for review again.", status=409)
    if case.state == "open" and owes_panel(session, case):
        raise Refusal(PANELLED, status=409)
    if case.state == "re_review_due":
        raise Refusal(
            "This case is up for review. Ask the secretary to open it again under the newest version.", status=409
        )
    if case.state not in ("open", "draft_finding") or case.state == "open" and panel.of(session, case):
        raise Refusal(
            f"This case is {states.WORDS[case.state]}: no finding is recorded for all now. Its page says what is next.",
            status=409,
        )
    own = panel.seat(session, case, actor)
    if case.state == "draft_finding" and not (own and own.declared_at):
        raise Refusal("Only the reviewers of this case record what the panel agrees on.", status=403)


def fitting(
    session: Session,
    actor: Member | None,
    case: Case,
    *,
    clause_id: str,
    value: str,
    condition: str,
    evidence: Sequence[Exhibit],
    asked: Sequence[str] = (),
) -> None:
    """Refuse what cannot be a finding in this case, whoever finds it. `asked` are clauses by which it is not judged yet."""
    if clause_id not in (*case.need.clauses, *asked):
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
    for place, exhibit in enumerate(evidence, 1):
        kept = copies.body(session, actor, case, exhibit.file) if exhibit.file else None
        proof.fitting(place, address=exhibit.address, quotation=exhibit.quotation, sha256=exhibit.sha256, kept=kept)


def owes_panel(session: Session, case: Case) -> bool:
    """Whether a case that is judged anew was judged by a panel before, and has none yet: its findings change by a panel alone."""
    known = select(Reviewer.round).where(Reviewer.case_no == case.no, Reviewer.round < case.round)
    return not panel.of(session, case) and session.exec(known.limit(1)).first() is not None


def settle(session: Session, actor: Member | None, case: Case, *, panels: bool = False) -> None:
    """Close the case with the verdict its findings give; gaps stay gaps and are shown as such.

    `panels`: the rules of the committee let no case be published without a panel.
    """
    if actor:
        permissions.require(actor, "cases.settle")
    if case.state == "settled":
        raise Refusal("This case is settled already.", status=409)
    if case.state != "open" or panel.of(session, case):
        raise Refusal("A case with a panel is published once it is decided. Its page says what is next.", status=409)
    if panels or owes_panel(session, case):
        raise Refusal(PANELLED if not panels else UNPANELLED, status=409)
    on_record(session, actor, case, "cases.settle")


def reaffirm(session: Session, actor: Member | None, case: Case, *, version: Version, requirements: Need) -> None:
    """End a review in which nothing changes: the findings stand under `version` from now on."""
    if actor:
        permissions.require(actor, "cases.settle")
    reaffirmable(case, version=version, requirements=requirements)
    case.version, case.requirements = version.label, requirements.data()
    on_record(session, actor, case, "cases.reaffirm")


def reaffirmable(case: Case, *, version: Version, requirements: Need) -> None:
    """Refuse where `version` asks for something that the case was never judged by: that is a gap nobody has looked at."""
    _up_for_review(case)
    if unasked := [clause for clause in requirements.clauses if clause not in case.need.clauses]:
        raise Refusal(
            f"Version {version.label} has requirements that this case was not judged by: {', '.join(unasked)}. "
            "Open the case again and judge it by them.",
            status=409,
        )


def reopen(session: Session, actor: Member, case: Case, *, version: Version, requirements: Need) -> None:
    """Judge a case that is up for review again, under `version`. The verdict so far stays in the minutes and on its page."""
    permissions.require(actor, "cases.settle")
    _up_for_review(case)
    case.version, case.requirements = version.label, requirements.data()
    states.move(session, case, "open")
    case.round += 1
    minutes.record(session, actor, "cases.reopen", case, case)


def _up_for_review(case: Case) -> None:
    if case.state != "re_review_due":
        raise Refusal("This case is not up for review.", status=409)


def on_record(session: Session, actor: Member | None, case: Case, act: str) -> None:
    """Put the verdict that the findings give on record, and publish the case with it."""
    states.move(session, case, "settled")
    case.settled_at = db.now()
    session.add(case)
    verdict = queries.verdict(session, case)
    minutes.record(session, actor, act, case, case, verdict=verdict.value, because=list(verdict.because))


def queue_reviews(
    session: Session, actor: Member | None, *, clause_ids: Iterable[str], version: str, asks: Need | None = None,
    under: str | None = None,
) -> list[Case]:  # fmt: skip
    """A new version changed these clauses: every settled case whose findings on them count is due for re-review.

    And, where the version changed what a case is judged by (`asks`), every settled case that was judged by anything else. `under`:
    only of those that were judged under this version, which was withdrawn.
    """
    changed = set(clause_ids)
    query = select(Case).where(Case.state == "settled").order_by(col(Case.no))
    if asks is None:
        query = query.where(col(Case.no).in_(select(Finding.case_no).where(col(Finding.clause_id).in_(changed))))
    settled = session.exec(query.where(Case.version == under) if under else query)
    due = [case for case in settled if changed & set(case.need.clauses) or asks and case.need != asks]
    for case in due:
        states.move(session, case, "re_review_due")
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
    if case.state != "open":
        states.move(session, case, "open")
    if panel.of(session, case):  # of the round before: another panel is named
        case.round += 1
    session.add(case)
    rows: list[Finding | Evidence] = []
    for finding, exhibits in findings:
        of_clause = select(func.max(Finding.n)).where(
            Finding.case_no == case.no, Finding.clause_id == finding.clause_id
        )
        finding.case_no, finding.n = case.no or 0, (session.exec(of_clause).one() or 0) + 1
        finding.version, finding.round, finding.found_at = version.label, case.round, db.now()
        session.add(finding)
        session.flush()
        evidence = [exhibit.row(finding) for exhibit in exhibits]
        session.add_all(evidence)
        rows += [finding, *evidence]
    minutes.record(session, actor, "cases.become", case, case, *rows)
