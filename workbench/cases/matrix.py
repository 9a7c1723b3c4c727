"""Systems against requirements: which cases a table shows, in which order, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, tuple_
from sqlmodel.sql.expression import SelectOfScalar

from workbench.cases import queries
from workbench.cases.models import FINDINGS, Case, Finding
from workbench.cases.queries import CaseLine
from workbench.cases.states import UNJUDGED

PAGE = 100
GAP = "gap"
ORDERS = ("organisation", "newest")


@dataclass(frozen=True)
class Wanted:
    """Which cases: of organisations whose names begin so, with a value (of FINDINGS, or GAP) on one clause; in which order."""

    organisation: str = ""
    clause: str = ""
    value: str = ""
    order: str = ORDERS[0]

    @classmethod
    def of(cls, words: dict[str, str]) -> Wanted:
        """What an address asks for; words that mean nothing are left out."""
        value = words.get("value", "")
        order = words.get("order", "")
        return cls(
            words.get("organisation", "").strip(),
            words.get("clause", ""),
            value if value in (*FINDINGS, GAP) else "",
            order if order in ORDERS else ORDERS[0],
        )

    @property
    def words(self) -> dict[str, str]:
        """The parts of an address that ask for the same."""
        return {name: word for name, word in vars(self).items() if word and word != ORDERS[0]}


def page(session: Session, wanted: Wanted, after: int | None = None) -> tuple[list[CaseLine], int | None]:
    """PAGE cases and, if there are more, the number of the last of them; `after`: those behind that case."""
    query, key = _chosen(wanted), (col(Case.vendor), col(Case.system), col(Case.no))
    if wanted.order == "newest":
        query = query.order_by(col(Case.no).desc())
        query = query.where(col(Case.no) < after) if after else query
    else:
        query = query.order_by(*key)
        if after:
            last = queries.case(session, after)
            query = query.where(tuple_(*key) > tuple_(last.vendor, last.system, last.no))
    found = session.exec(query.limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return queries.lines(session, shown), shown[-1].no if len(found) > PAGE else None


def everything(session: Session, wanted: Wanted) -> Iterator[CaseLine]:
    """All of them, page by page."""
    lines, more = page(session, wanted)
    yield from lines
    while more:
        lines, more = page(session, wanted, more)
        yield from lines


def _chosen(wanted: Wanted) -> SelectOfScalar[Case]:
    query = select(Case).where(col(Case.state).not_in(UNJUDGED))
    if wanted.organisation:
        query = query.where(col(Case.vendor).istartswith(wanted.organisation, autoescape=True))
    if wanted.clause and wanted.value:
        query = query.where(_has(wanted.clause, wanted.value))
    return query


def _has(clause: str, value: str) -> ColumnElement[bool]:
    """Whether the finding of a case on a clause that counts has this value."""
    of_case = (Finding.case_no == Case.no, Finding.clause_id == clause)
    if value == GAP:
        return ~select(Finding.id).where(*of_case).exists()
    later = aliased(Finding)
    newest = (
        select(func.max(later.n))
        .where(later.case_no == Case.no, later.clause_id == clause)
        .correlate(Case)
        .scalar_subquery()
    )
    return select(Finding.id).where(*of_case, Finding.n == newest, Finding.value == value).exists()
