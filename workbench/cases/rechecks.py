"""Looking again at the pages that findings rest on: has the page changed, or have the quoted words gone?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, select

from workbench import db
from workbench.cases import proof, queries
from workbench.cases.fetching import Fetched, fetch
from workbench.cases.models import Case, Evidence, Finding
from workbench.db import Moment
from workbench.errors import Refusal
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

OUTCOMES = {
    "same": "unchanged",
    "words_stand": "the quoted words stand there",
    "page_changed": "the page has changed; the quoted words stand there",
    "words_gone": "the quoted words are gone",
    "no_text": "the page has changed, and is no text that can be compared",
    "unreachable": "could not be read",
}


class Recheck(Minuted, table=True):
    """What was found at the address of a piece of evidence, later."""

    __tablename__ = "recheck"
    __table_args__ = (CheckConstraint(f"outcome IN {tuple(OUTCOMES)}", name="recheck_outcome"),)
    minuted: ClassVar[tuple[str, ...]] = ("outcome", "sha256", "why")

    evidence_id: int = Field(foreign_key="evidence.id", primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: str
    # of what stood there now; empty where nothing could be read
    sha256: str = Field(default="", max_length=64)
    # why it could not be read
    why: str = Field(default="", sa_type=Text, nullable=False)
    at: datetime = Field(sa_type=Moment, nullable=False)


@dataclass(frozen=True)
class Seen:
    """What one look gave: an outcome, the SHA-256 of what stood there, and why nothing could be read."""

    outcome: str
    sha256: str = ""
    why: str = ""


def look(address: str, quotation: str, before: str, get: Callable[[str], Fetched] = fetch) -> Seen:
    """Look at an address; `before` is the SHA-256 of what was retrieved when it was quoted, if anybody took it."""
    try:
        fetched = get(address)
    except Refusal as no:
        return Seen("unreachable", why=str(no))
    if fetched.status != 200:
        return Seen("unreachable", why=f"The page answers with {fetched.status}.")
    now = hashlib.sha256(fetched.body).hexdigest()
    if now == before:
        return Seen("same", now)
    text = proof.as_text(fetched.body)
    if text is None:
        return Seen("no_text", now)
    if not proof.holds(text, quotation):
        return Seen("words_gone", now)
    return Seen("page_changed" if before else "words_stand", now)


def due(session: Session, case_no: int | None = None) -> list[Evidence]:
    """The evidence of the findings that count, of one case or of all that are published; none whose words were removed."""
    query = select(Case.no).where(Case.no == case_no if case_no else col(Case.settled_at).is_not(None))
    counts = queries.standing(session, [no or 0 for no in session.exec(query)])
    findings = [finding for of_case in counts.values() for finding in of_case.values()]
    return [row for rows in queries.evidence(session, findings).values() for row in rows if not row.removed_at]


def keep(session: Session, evidence: Evidence, seen: Seen) -> Recheck | None:
    """Put on record what was seen, where it differs from the last look."""
    last = newest(session, [evidence.id or 0]).get(evidence.id or 0)
    if last and (last.outcome, last.sha256, last.why) == (seen.outcome, seen.sha256, seen.why):
        return None
    made = Recheck(evidence_id=evidence.id or 0, n=last.n + 1 if last else 1, at=db.now(), **vars(seen))
    finding = session.get_one(Finding, evidence.finding_id)
    session.add(made)
    session.flush()
    minutes.record(session, None, "cases.recheck", session.get_one(Case, finding.case_no), made)
    return made


def newest(session: Session, evidence: Iterable[int]) -> dict[int, Recheck]:
    """The last look at each of these."""
    rows = session.exec(select(Recheck).where(col(Recheck.evidence_id).in_(list(evidence))).order_by(col(Recheck.n)))
    return {row.evidence_id: row for row in rows}
