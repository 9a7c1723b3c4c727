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
    for (asked, values), (many, first) in kinds(session).items():
        found.cases += many
        now = {clause: value for clause, value in values if clause in found.tested}
        for clause in now:
            found.tested[clause] += many
        own = read(json.loads(asked))
        verdict = judge(own, dict(values)).value
        deciding |= decided_by(own, dict(values), verdict, set(need.clauses) - deciding)
        if now:
            group = groups.setdefault(tuple(now.items()), {})
            group[verdict] = min(first, group.get(verdict, first))
    known = set(session.exec(select(Finding.clause_id).distinct()))
    clauses = definition.clauses(session, version)
    found.untested = [clause for clause in clauses if clause.kind not in UNSAID and clause.id not in known]
    found.idle = [clause for clause in need.clauses if clause not in deciding]
    differ = sorted(sorted(group.values()) for group in groups.values() if len(group) > 1)[:SHOWN]
    lines = {no: line for group in differ for no, line in zip(group, _lines(session, group), strict=True)}
    found.alike = [[lines[no] for no in group] for group in differ]
    found.opposite = list(opposite(session))
    return found


def _lines(session: Session, numbers: Sequence[int]) -> list[CaseLine]:
    cases = session.exec(select(Case).where(col(Case.no).in_(numbers)).order_by(col(Case.no))).all()
    return queries.lines(session, cases)


def kinds(session: Session) -> dict[tuple[str, Values], tuple[int, int]]:
    """What is asked, as JSON, and what was found last on each clause -> how many cases, and the number of the first.

    The database puts the cases together: a row comes back for each kind of them, however many cases there are."""
    told = _last(select(Finding.case_no, (Finding.clause_id + "\t" + Finding.value).label("said"))).subquery()  # type: ignore[attr-defined]
    whole = (
        select(told.c.case_no, func.aggregate_strings(told.c.said, "\n").label("found"))
        .group_by(told.c.case_no)
        .subquery()
    )
    asked = cast(col(Case.requirements), String)
    rows = session.execute(
        select(asked, whole.c.found, func.count(), func.min(Case.no))
        .select_from(Case)
        .outerjoin(whole, whole.c.case_no == Case.no)
        .group_by(asked, whole.c.found)
    )
    found: dict[tuple[str, Values], tuple[int, int]] = {}
    for need, said, many, first in rows:
        pairs = (line.partition("\t") for line in said.split("\n")) if said else ()
        kind = need, tuple(sorted((clause, value) for clause, _, value in pairs))
        known = found.get(kind, (0, first))
        found[kind] = known[0] + many, min(known[1], first)
    return dict(sorted(found.items(), key=lambda one: one[1][1]))


def decided_by(need: Need, values: Mapping[str, str], verdict: str, asked: set[str]) -> set[str]:
    """Those of the requirements without which the verdict on a case would be another."""
    known = set(need.clauses)
    return {
        clause
        for clause in asked & known & values.keys()
        if judge(need.within(known - {clause}), values).value != verdict
    }


def opposite(session: Session) -> Iterator[Opposite]:
    """Quotations that are to show one clause met in some cases and not met in others, told by the first cases of each.

    The database finds them; lines and spaces in a quotation make no difference."""
    words: Any = col(Evidence.quotation)
    for sign in ("\r", "\n", "\t"):
        words = func.replace(words, sign, " ")
    for _ in range(4):
        words = func.replace(words, "  ", " ")
    shown = select(Finding.case_no, Finding.clause_id, Finding.value, func.trim(words).label("words"))
    stands = shown.join(Evidence, col(Evidence.finding_id) == Finding.id).where(col(Evidence.removed_at).is_(None))
    said = _last(stands).subquery()
    both = (
        select(said.c.clause_id, said.c.words)
        .where(said.c.value.in_(("met", "not_met")))
        .group_by(said.c.clause_id, said.c.words)
        .having(func.count(func.distinct(said.c.value)) == 2)
        .order_by(func.min(said.c.case_no), said.c.clause_id)
        .limit(SHOWN)
    )
    for clause, quotation in session.execute(both).all():
        cases = select(said.c.case_no).where(said.c.clause_id == clause, said.c.words == quotation).distinct()
        first = {
            value: tuple(
                session.execute(cases.where(said.c.value == value).order_by(said.c.case_no).limit(SHOWN)).scalars()
            )
            for value in ("met", "not_met")
        }
        yield Opposite(clause, quotation, first["met"], first["not_met"])


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
