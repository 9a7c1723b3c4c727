"""How well the cases test the text: clauses nobody has looked at, requirements no verdict rests on, findings that disagree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, col, func, select

from workbench.cases import queries
from workbench.cases.models import Case, Evidence, Finding
from workbench.cases.queries import CaseLine
from workbench.cases.verdict import judge
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.requirements import Need, read
from workbench.wording.blocks import Clause

SHOWN = 50  # disagreements told at most
UNSAID = ("heading", "front")
Values = tuple[tuple[str, str], ...]  # clause and finding, in the order of the ids


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
    """The coverage of a version by all cases: each requirement is dropped in turn, and every verdict worked out again.

    Cases that ask the same and found the same have the same verdict: each such kind is judged once, however many there are.
    """
    found = Coverage(tested=dict.fromkeys(need.clauses, 0))
    deciding: set[str] = set()
    groups: dict[Values, dict[str, int]] = {}
    for (asked, values), numbers in kinds(session).items():
        found.cases += len(numbers)
        now = {clause: value for clause, value in values if clause in found.tested}
        for clause in now:
            found.tested[clause] += len(numbers)
        own = read(json.loads(asked))
        verdict = judge(own, dict(values)).value
        deciding |= decided_by(own, dict(values), verdict, set(need.clauses) - deciding)
        if now:
            group = groups.setdefault(tuple(now.items()), {})
            group[verdict] = min(numbers[0], group.get(verdict, numbers[0]))
    known = set(session.exec(select(Finding.clause_id).distinct()))
    clauses = definition.clauses(session, version)
    found.untested = [clause for clause in clauses if clause.kind not in UNSAID and clause.id not in known]
    found.idle = [clause for clause in need.clauses if clause not in deciding]
    differ = sorted(sorted(group.values()) for group in groups.values() if len(group) > 1)[:SHOWN]
    lines = {no: line for group in differ for no, line in zip(group, _lines(session, group), strict=True)}
    found.alike = [[lines[no] for no in group] for group in differ]
    found.opposite = list(opposite(session))[:SHOWN]
    return found


def _lines(session: Session, numbers: Sequence[int]) -> list[CaseLine]:
    cases = session.exec(select(Case).where(col(Case.no).in_(numbers)).order_by(col(Case.no))).all()
    return queries.lines(session, cases)


def kinds(session: Session) -> dict[tuple[str, Values], list[int]]:
    """What is asked, as JSON, and what was found last on each clause -> the numbers of the cases, in order.

    Reads two columns of a case and three of a finding, and makes no rows of them."""
    rows = session.exec(
        _last(select(Finding.case_no, Finding.clause_id, Finding.value)).order_by(
            col(Finding.case_no), col(Finding.clause_id)
        )
    )
    values: dict[int, list[tuple[str, str]]] = {}
    for no, clause, value in rows:
        values.setdefault(no, []).append((clause, value))
    found: dict[tuple[str, Values], list[int]] = {}
    for case, asked in session.exec(select(Case.no, cast(col(Case.requirements), String)).order_by(col(Case.no))):
        found.setdefault((asked, tuple(values.get(case or 0, ()))), []).append(case or 0)
    return found


def decided_by(need: Need, values: Mapping[str, str], verdict: str, asked: set[str]) -> set[str]:
    """Those of the requirements without which the verdict on a case would be another."""
    known = set(need.clauses)
    return {
        clause
        for clause in asked & known & values.keys()
        if judge(need.within(known - {clause}), values).value != verdict
    }


def opposite(session: Session) -> Iterator[Opposite]:
    """Quotations that are to show one clause met in some cases and not met in others."""
    shown = select(Finding.case_no, Finding.clause_id, Finding.value, Evidence.quotation)
    rows = session.exec(
        _last(shown.join(Evidence, col(Evidence.finding_id) == Finding.id)).order_by(
            col(Finding.case_no), col(Evidence.id)
        )
    )
    said: dict[tuple[str, str], dict[str, list[int]]] = {}
    for no, clause, value, quotation in rows:
        found = said.setdefault((clause, " ".join(quotation.split())), {}).setdefault(value, [])
        if no not in found[-1:]:
            found.append(no)
    for (clause, quotation), values in said.items():
        if "met" in values and "not_met" in values:
            yield Opposite(clause, quotation, tuple(values["met"]), tuple(values["not_met"]))


def _last(query: Any) -> Any:
    """A query over findings, without those that a later one of the same case and clause replaced."""
    last = (
        select(Finding.case_no, Finding.clause_id, func.max(Finding.n).label("n"))
        .group_by(col(Finding.case_no), col(Finding.clause_id))
        .subquery()
    )
    same = (col(Finding.case_no) == last.c.case_no) & (col(Finding.clause_id) == last.c.clause_id)
    return query.join(last, same & (col(Finding.n) == last.c.n))


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
