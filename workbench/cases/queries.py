"""What pages and other rooms ask of the case log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from workbench.cases.models import Case, Evidence, Finding
from workbench.cases.states import UNJUDGED
from workbench.cases.verdict import Verdict, judge
from workbench.errors import NotHere
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute

PAGE = 50
# states that a list shows together
TOGETHER = {
    "reported": ("reported", "screened"),
    "under_way": ("evidence", "reply_wait", "draft_finding", "deliberation", "balloting", "decided"),
}
SETTLING = ("cases.settle", "cases.reaffirm")  # the acts that put a verdict on record


@dataclass(frozen=True)
class CaseLine:
    """One case in a list: its verdict (so far), and the clauses asked about on which it has a finding."""

    case: Case
    verdict: Verdict
    findings: dict[str, Finding]
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settlement:
    """A verdict as it went on record: its value, the label of the version it was under, and when."""

    verdict: str
    version: str
    at: datetime


def case(session: Session, no: int) -> Case:
    found = session.get(Case, no)
    if found is None:
        raise NotHere(f"There is no case {no}.")
    return found


def standing(session: Session, numbers: Iterable[int], without: Iterable[str] = ()) -> dict[int, dict[str, Finding]]:
    """The findings that count now, for each of these cases: requirement -> the last finding; or those that would count
    if none had been made under the versions `without`."""
    newest = (
        select(Finding.case_no, Finding.clause_id, func.max(Finding.n).label("n"))
        .where(col(Finding.case_no).in_(list(numbers)), col(Finding.version).not_in(list(without)))
        .group_by(col(Finding.case_no), col(Finding.clause_id))
        .subquery()
    )
    rows = session.exec(
        select(Finding).join(
            newest,
            (col(Finding.case_no) == newest.c.case_no)
            & (col(Finding.clause_id) == newest.c.clause_id)
            & (col(Finding.n) == newest.c.n),
        )
    )
    found: dict[int, dict[str, Finding]] = {}
    for row in rows:
        found.setdefault(row.case_no, {})[row.clause_id] = row
    return found


def verdict(session: Session, case: Case) -> Verdict:
    return _judge(case, standing(session, [case.no or 0]).get(case.no or 0, {}))


def _judge(case: Case, findings: dict[str, Finding]) -> Verdict:
    return judge(case.need, {clause: finding.value for clause, finding in findings.items()})


def lines(
    session: Session, cases: Sequence[Case], clauses: Iterable[str] = (), without: Iterable[str] = ()
) -> list[CaseLine]:
    """These cases with their verdicts, in two queries however many there are; `without` as for `standing`."""
    if not cases:
        return []
    asked = set(clauses)
    found = standing(session, [case.no or 0 for case in cases], without)
    return [
        CaseLine(
            case, _judge(case, found.get(case.no or 0, {})), found.get(case.no or 0, {}),
            tuple(clause for clause in case.need.clauses if clause in asked and clause in found.get(case.no or 0, {})),
        )
        for case in cases
    ]  # fmt: skip


def newest(session: Session, *, below: int | None = None, state: str = "") -> list[CaseLine]:
    """A page of cases, newest first; one more than PAGE when there are further ones."""
    query = select(Case).order_by(col(Case.no).desc()).limit(PAGE + 1)
    if below:
        query = query.where(col(Case.no) < below)
    if state:
        query = query.where(col(Case.state).in_(TOGETHER.get(state, (state,))))
    return lines(session, session.exec(query).all())


def resting_on(session: Session, clause_ids: Iterable[str], limit: int = 200) -> list[CaseLine]:
    """The cases that have a finding on one of these clauses, in order of number."""
    wanted = list(clause_ids)
    on_them = select(Finding.case_no).where(col(Finding.clause_id).in_(wanted))
    cases = session.exec(select(Case).where(col(Case.no).in_(on_them)).order_by(col(Case.no)).limit(limit)).all()
    return lines(session, cases, wanted)


def touching(
    session: Session,
    clause_ids: Iterable[str],
    *,
    after: int = 0,
    limit: int | None = None,
    without: Iterable[str] = (),
) -> tuple[list[CaseLine], int | None]:
    """The cases behind number `after` with a finding on one of these clauses; with `limit`, the number to go on from.

    Each clause is walked in order of its cases, so that a page costs the same however many rest on it.
    """
    wanted, numbers = list(clause_ids), set[int]()
    for clause in wanted:
        query = select(Finding.case_no).where(Finding.clause_id == clause, col(Finding.case_no) > after).distinct()
        numbers |= set(session.exec(query.order_by(col(Finding.case_no)).limit(limit + 1 if limit else None)))
    shown = sorted(numbers)[:limit]
    cases = session.exec(select(Case).where(col(Case.no).in_(shown)).order_by(col(Case.no))).all()
    return lines(session, cases, wanted, without), shown[-1] if len(numbers) > len(shown) else None


def judged(
    session: Session,
    clause_ids: Iterable[str],
    *,
    after: int = 0,
    limit: int | None = None,
    without: Iterable[str] = (),
) -> tuple[list[CaseLine], int | None]:
    """Every case behind number `after` that is judged at all, as `touching` gives those with a finding on these clauses."""
    query = select(Case).where(col(Case.state).not_in(UNJUDGED), col(Case.no) > after).order_by(col(Case.no))
    found = session.exec(query.limit(limit + 1 if limit else None)).all()
    shown = found[:limit]
    return lines(session, shown, clause_ids, without), shown[-1].no if len(found) > len(shown) else None


def findings(session: Session, case: Case) -> dict[str, list[Finding]]:
    """Everything ever found in a case: clause id -> findings, the newest first (the one that counts)."""
    rows = session.exec(select(Finding).where(Finding.case_no == case.no).order_by(col(Finding.n).desc()))
    found: dict[str, list[Finding]] = {}
    for row in rows:
        found.setdefault(row.clause_id, []).append(row)
    return found


def settlements(session: Session, case: Case) -> list[Settlement]:
    """The verdicts that went on record for a case, the newest first. The minutes keep them; the case has no column.

    Those of a case that was taken over from a file stand in the entry that took it over.
    """
    name = minutes.name_of(case)
    entries = session.exec(
        select(Minute)
        .where(Minute.thing == name, col(Minute.act).in_((*SETTLING, "cases.import")))
        .order_by(col(Minute.seq))
    )
    found: list[Settlement] = []
    for entry in entries:
        if entry.act in SETTLING:
            found.append(Settlement(entry.body["verdict"], entry.body["rows"][name]["version"], entry.at))
        for act in entry.body.get("acts", ()):
            if act["act"] in SETTLING:
                at = datetime.fromisoformat(act["at"])
                found.append(Settlement(act["more"]["verdict"], act["rows"][act["of"]]["version"], at))
    return found[::-1]


def evidence(session: Session, findings: Iterable[Finding]) -> dict[int, list[Evidence]]:
    """The evidence of these findings: finding id -> exhibits in the order they were put in."""
    wanted = [finding.id for finding in findings]
    rows = session.exec(select(Evidence).where(col(Evidence.finding_id).in_(wanted)).order_by(col(Evidence.id)))
    found: dict[int, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.finding_id, []).append(row)
    return found


def evidence_day(session: Session, line: CaseLine) -> date | None:
    """The last day on which evidence of the findings that count was seen; None where they have none."""
    wanted = [finding.id for finding in line.findings.values()]
    return session.exec(select(func.max(Evidence.seen_on)).where(col(Evidence.finding_id).in_(wanted))).one()


def due(session: Session, limit: int = 20) -> list[Case]:
    """Cases up for re-review, the oldest first."""
    return list(session.exec(select(Case).where(Case.state == "re_review_due").order_by(col(Case.no)).limit(limit)))


def choices(session: Session, limit: int = 500) -> list[tuple[int, str]]:
    """Number and name of the newest cases, to choose from in a form."""
    rows = session.exec(select(Case.no, Case.system, Case.release).order_by(col(Case.no).desc()).limit(limit))
    return [(no or 0, f"{system}, {release}") for no, system, release in rows]
