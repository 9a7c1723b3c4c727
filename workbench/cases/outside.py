"""What others published about systems, brought in from their files and kept beside the cases. No finding of the committee's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, or_, select

from workbench import db
from workbench.cases.models import Case, Outside
from workbench.cases.sources import Point, Record
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes

PAGE = 100
BESIDE = 20  # records of others shown beside a case, at most


@dataclass
class Report:
    """What an import found against what was there: identities."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    # dated events that are new
    events: int = 0


def bring_in(session: Session, actor: Member | None, source: str, records: Sequence[Record]) -> Iterator[Report]:
    """Keep what is new or has changed since the last import from this source; answers how far it is after each record."""
    last = {
        row.identity: row
        for row in session.exec(select(Outside).where(Outside.source == source).order_by(col(Outside.n)))
    }
    twice = [one.identity for one, other in pairwise(records) if one.identity == other.identity]
    if twice:
        raise Refusal(f"“{twice[0]}” is there twice. Bring in one folder at a time.")
    report = Report(gone=sorted(last.keys() - {record.identity for record in records}))
    for record in records:
        known, sha256 = last.get(record.identity), hashlib.sha256(minutes.canonical(record.data).encode()).hexdigest()
        if known and known.sha256 == sha256:
            report.same.append(record.identity)
        else:
            (report.changed if known else report.new).append(record.identity)
            row = Outside(
                source=source, identity=record.identity, n=known.n + 1 if known else 1, system=record.system,
                release=record.release, organisation=record.organisation, address=record.address, licence=record.licence,
                released=record.released, key=key(record.system), release_key=key(record.release),
                points=[[point.criterion, point.value, point.note, list(point.links)] for point in record.points],
                data=record.data, sha256=sha256, imported_at=db.now(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            minutes.record(session, actor, "outside.import", row, row)
        yield report


def key(name: str) -> str:
    """A name as it is compared: letters and digits, in small letters."""
    return "".join(filter(str.isalnum, name.casefold()))


def points(row: Outside) -> list[Point]:
    return [Point(criterion, value, note, tuple(links)) for criterion, value, note, links in row.points]


def record(session: Session, identity: int) -> Outside:
    found = session.get(Outside, identity)
    if found is None:
        raise NotHere(f"There is no record {identity} of others here.")
    return found


def states(session: Session, row: Outside) -> Sequence[Outside]:
    """The record as it was at each import that found it changed, the newest first."""
    query = select(Outside).where(Outside.source == row.source, Outside.identity == row.identity)
    return session.exec(query.order_by(col(Outside.n).desc())).all()


def page(
    session: Session, *, source: str = "", begins: str = "", after: int = 0
) -> tuple[Sequence[Outside], int | None]:
    """PAGE records as they are now, in the order they came in; with the number to go on from, if there are more."""
    query = select(Outside).where(_is_newest(), col(Outside.id) > after).order_by(col(Outside.id)).limit(PAGE + 1)
    if source:
        query = query.where(Outside.source == source)
    if begins:
        query = query.where(
            or_(col(Outside.key).startswith(key(begins)), col(Outside.release_key).startswith(key(begins)))
        )
    found = session.exec(query).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def beside(session: Session, case: Case) -> Sequence[Outside]:
    """What others say of the system of a case, known by its names."""
    names = sorted({key(name) for name in (case.system, case.release, *case.aliases)} - {""})
    named = or_(col(Outside.key).in_(names), col(Outside.release_key).in_(names))
    return session.exec(select(Outside).where(_is_newest(), named).order_by(col(Outside.id)).limit(BESIDE)).all()


def _is_newest() -> ColumnElement[bool]:
    later = aliased(Outside)
    same = (col(later.source) == Outside.source, col(later.identity) == Outside.identity, col(later.n) > Outside.n)
    return ~exists().where(*same)


def differences(before: Outside, now: Outside) -> list[tuple[Point | None, Point | None]]:
    """The criteria on which two states of a record differ: what was said before and what now; None for nothing."""
    old, new = ({point.criterion: point for point in points(row)} for row in (before, now))
    return [(old.get(name), new.get(name)) for name in {**new, **old} if old.get(name) != new.get(name)]
