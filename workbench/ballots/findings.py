"""What a ballot on the findings in a case is bound to, and what its result makes of the case.

Nobody votes on a verdict: it follows from the findings that carry (procedure 2.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from workbench.ballots.models import Ballot
from workbench.cases import states
from workbench.cases.models import Case
from workbench.definition import requirements
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, name_of


def bound(session: Session, case: Case, before: int | None = None) -> dict[str, Any]:
    """Every row that a ballot on a case decides on, as the minutes had it (before an entry): the finding that counts on each
    requirement, its evidence, and the words that it rests on."""
    query = select(Minute.body).where(Minute.thing == name_of(case)).order_by(col(Minute.seq))
    rows: dict[str, dict[str, Any]] = {}
    for body in session.exec(query.where(Minute.seq < before) if before else query):
        rows |= body.get("rows", {})
    counts: dict[str, str] = {}
    for name in sorted((name for name in rows if name.startswith("finding:")), key=lambda name: rows[name]["n"]):
        counts[rows[name]["clause_id"]] = name
    need = requirements.read(rows.get(name_of(case), {}).get("requirements", case.requirements))
    found = {counts[clause] for clause in need.clauses if clause in counts}
    return {name: row for name, row in rows.items() if name in found or f"finding:{row.get('finding_id')}" in found
            and name.startswith(("evidence:", "ground:"))}  # fmt: skip


def of_case(session: Session, case: Case) -> Sequence[Ballot]:
    """The ballots on a case, the newest first."""
    return session.exec(select(Ballot).where(Ballot.case_no == case.no).order_by(col(Ballot.no).desc())).all()


def conclude(session: Session, ballot: Ballot) -> Sequence[Minuted]:
    """A case whose findings carried is decided; any other is talked over again. What has changed is for the minutes."""
    case = session.get_one(Case, ballot.case_no)
    words = f"Ballot {ballot.no}. {(ballot.tally or {})['because']}"
    return [
        case,
        *states.move(session, case, "decided" if ballot.outcome == "adopted" else "deliberation", words=words),
    ]
