"""How well the cases test the text: clauses nobody has looked at, requirements no verdict rests on, findings that disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from workbench.cases import queries
from workbench.cases.models import Case, Evidence, Finding
from workbench.cases.queries import CaseLine
from workbench.cases.verdict import judge
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.requirements import Need
from workbench.wording.blocks import Clause

AT_ONCE = 500  # cases read at a time
SHOWN = 50  # disagreements told at most
UNSAID = ("heading", "front")


@dataclass(frozen=True)
class Opposite:
    """Findings on one clause that a single quotation is to show, some that it is met and some that it is not."""

    clause_id: str
    quotation: str
    met: tuple[int, ...]
    not_met: tuple[int, ...]


@dataclass
class Coverage:
    """Of the newest version: `untested` clauses have no finding in any case; `idle` requirements decide no verdict.

    `tested` counts the findings that count, by requirement. `alike` are cases with the same findings and another verdict.
    """

    cases: int = 0
    untested: list[Clause] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    tested: dict[str, int] = field(default_factory=dict)
    alike: list[list[CaseLine]] = field(default_factory=list)
    opposite: list[Opposite] = field(default_factory=list)


def of(session: Session, version: Version, need: Need) -> Coverage:
    """The coverage of a version by all cases: each requirement is dropped in turn, and every verdict worked out again."""
    found = Coverage(tested=dict.fromkeys(need.clauses, 0))
    deciding: set[str] = set()
    groups: dict[tuple[tuple[str, str], ...], dict[str, CaseLine]] = {}
    for line in every(session):
        found.cases += 1
        values = {clause: finding.value for clause, finding in line.findings.items() if clause in found.tested}
        for clause in values:
            found.tested[clause] += 1
        deciding |= decided_by(line, set(need.clauses) - deciding)
        if values:
            groups.setdefault(tuple(sorted(values.items())), {}).setdefault(line.verdict.value, line)
    known = set(session.exec(select(Finding.clause_id).distinct()))
    clauses = definition.clauses(session, version)
    found.untested = [clause for clause in clauses if clause.kind not in UNSAID and clause.id not in known]
    found.idle = [clause for clause in need.clauses if clause not in deciding]
    found.alike = [list(lines.values()) for lines in groups.values() if len(lines) > 1][:SHOWN]
    found.opposite = list(opposite(session))[:SHOWN]
    return found


def every(session: Session) -> Iterator[CaseLine]:
    after = 0
    while cases := session.exec(select(Case).where(col(Case.no) > after).order_by(col(Case.no)).limit(AT_ONCE)).all():
        yield from queries.lines(session, cases)
        after = cases[-1].no or 0


def decided_by(line: CaseLine, asked: set[str]) -> set[str]:
    """Those of the requirements without which the verdict on a case would be another."""
    known = set(line.case.need.clauses)
    values = {clause: finding.value for clause, finding in line.findings.items()}
    return {
        clause for clause in asked & known & values.keys()
        if judge(line.case.need.within(known - {clause}), values).value != line.verdict.value
    }  # fmt: skip


def opposite(session: Session) -> Iterator[Opposite]:
    """Quotations that are to show one clause met in some cases and not met in others."""
    rows = session.exec(
        select(Finding, Evidence.quotation)
        .join(Evidence, col(Evidence.finding_id) == Finding.id)
        .order_by(col(Finding.case_no), col(Finding.clause_id), col(Finding.n))
    )
    last: dict[tuple[int, str], tuple[Finding, list[str]]] = {}
    for finding, quotation in rows:
        place = finding.case_no, finding.clause_id
        if place not in last or last[place][0] is not finding:
            last[place] = (finding, [])
        last[place][1].append(" ".join(quotation.split()))
    said: dict[tuple[str, str], dict[str, list[int]]] = {}
    for (no, clause), (finding, quotations) in last.items():
        for quotation in dict.fromkeys(quotations):
            said.setdefault((clause, quotation), {}).setdefault(finding.value, []).append(no)
    for (clause, quotation), values in said.items():
        if "met" in values and "not_met" in values:
            yield Opposite(clause, quotation, tuple(values["met"]), tuple(values["not_met"]))


@dataclass(frozen=True)
class Waiting:
    """A case up for review: the requirements whose words changed since, and whether its verdict can turn by them."""

    line: CaseLine
    changed: tuple[str, ...]
    can_turn: bool


def waiting(session: Session, version: Version, need: Need, limit: int = 200) -> list[Waiting]:
    """The cases up for review, those first whose verdict can turn."""
    lines = queries.lines(session, queries.due(session, limit))
    found = [_waiting(session, line, version, need) for line in lines]
    return sorted(found, key=lambda one: not one.can_turn)


def _waiting(session: Session, line: CaseLine, version: Version, need: Need) -> Waiting:
    then = definition.read(session, definition.version(session, line.case.version))
    touched = set(definition.touched(then, definition.read(session, version)))
    changed = tuple(clause for clause in need.clauses if clause in touched or clause not in line.case.need.clauses)
    values = {clause: finding.value for clause, finding in line.findings.items()}
    return Waiting(line, changed, turns(need, values, changed, line.verdict.value))


def turns(need: Need, values: Mapping[str, str], changed: Sequence[str], now: str) -> bool:
    """Whether some findings on the changed requirements would give another verdict than `now`.

    A better finding never makes a verdict worse, so the extremes are enough, and “not applicable”, which is neither.
    """
    extremes = ("not_met", "met", "not_applicable")
    return {judge(need, {**values, **dict.fromkeys(changed, value)}).value for value in extremes} != {now}
