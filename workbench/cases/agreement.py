"""How often reviewers who found alone agreed, requirement by requirement: where they do not, the wording fails in use.

Read from opinions that everybody may read. Figures are exact fractions; nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import select as counting
from sqlmodel import Session, col, func, select

from workbench.cases.life import Opinion
from workbench.cases.models import Case

SHOWN = 100  # disagreements told at most


@dataclass(frozen=True)
class Apart:
    """Reviewers of one panel who did not find the same: finding -> how many of them."""

    case_no: int
    system: str
    round: int
    clause_id: str
    values: Mapping[str, int]


@dataclass
class Agreement:
    """Of one requirement, or of all together: `units` are panels that found on it, `pairs` any two reviewers of one panel."""

    units: list[Mapping[str, int]] = field(default_factory=list)

    @property
    def pairs(self) -> int:
        return sum(_pairs(sum(unit.values())) for unit in self.units)

    @property
    def agreeing(self) -> int:
        return sum(_pairs(number) for unit in self.units for number in unit.values())

    @property
    def share(self) -> Fraction:
        return Fraction(self.agreeing, self.pairs)

    @property
    def beyond_chance(self) -> Fraction | None:
        return alpha(self.units)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def alpha(units: Iterable[Mapping[str, int]]) -> Fraction | None:
    """Krippendorff's alpha for names, exactly: 1 where all agree, 0 where they agree as often as by chance.

    `units`: for each thing judged, value -> how many gave it. None where everybody gave one and the same value, since then
    nothing could have differed. Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, part C.
    """
    judged = [unit for unit in units if sum(unit.values()) > 1]
    total: Counter[str] = Counter()
    for unit in judged:
        total.update(unit)
    n = total.total()
    expected = n * n - sum(number * number for number in total.values())
    if not expected:
        return None
    seen = Fraction(0)
    for unit in judged:
        size = sum(unit.values())
        seen += Fraction(size * size - sum(number * number for number in unit.values()), size - 1)
    return 1 - seen * (n - 1) / expected


@dataclass(frozen=True)
class Report:
    """`clauses`: by requirement, the one on which reviewers agree least first. `apart`: the newest cases first."""

    clauses: dict[str, Agreement]
    whole: Agreement
    apart: Sequence[Apart]
    more: int


def of(session: Session) -> Report:
    """The agreement of all panels so far, from one query that counts in the database."""
    place = col(Opinion.case_no), col(Opinion.round), col(Opinion.clause_id), col(Opinion.value)
    rows = session.execute(
        counting(*place, func.count()).group_by(*place).order_by(place[0].desc(), place[1].desc(), place[2], place[3])
    )
    units: dict[tuple[int, int, str], dict[str, int]] = {}
    for no, round, clause, value, number in rows:
        units.setdefault((no, round, clause), {})[value] = number
    known = {place: unit for place, unit in units.items() if sum(unit.values()) > 1}
    clauses: dict[str, Agreement] = {}
    for (_, _, clause), unit in known.items():
        clauses.setdefault(clause, Agreement()).units.append(unit)
    differ = [place for place, unit in known.items() if len(unit) > 1]
    systems = _systems(session, {no for no, _, _ in differ[:SHOWN]})
    apart = [Apart(no, systems[no], round, clause, known[no, round, clause]) for no, round, clause in differ[:SHOWN]]
    ordered = dict(sorted(clauses.items(), key=lambda one: (one[1].share, one[0])))
    return Report(ordered, Agreement(list(known.values())), apart, len(differ) - len(apart))


def _systems(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    rows = session.exec(select(Case.no, Case.system).where(col(Case.no).in_(list(numbers))))
    return {no or 0: system for no, system in rows}
