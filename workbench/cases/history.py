"""What other bodies said of a system when: the dated steps of their findings, kept beside the records and replayed to any day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, or_, select

from workbench.cases.models import Case, OutsideEvent, OutsideHistory
from workbench.cases.outside import BESIDE, PAGE, key
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes

FILE = "finding-events.jsonl"
DATED = ("osai-index", "opening-up-chatgpt")  # sources whose folder may have such a file
KINDS = ("added", "changed", "removed")
Findings = dict[str, str]


@dataclass(frozen=True)
class Event:
    """One line of a source's history, as OutsideEvent keeps it."""

    at: datetime
    event: str
    criterion: str
    old: str | None
    new: str | None
    findings: dict[str, Any]
    reference: str


def read(path: Path) -> dict[str, list[Event]]:
    """The histories in a folder, or beside a file: what the source calls a system -> its events in order. Empty where the folder has none."""
    file = (path if path.is_dir() else path.parent) / FILE
    found: dict[str, list[Event]] = {}
    if not file.is_file():
        return found
    for at, line in enumerate(file.read_text("utf-8-sig").splitlines(), 1):
        if line.strip():
            try:
                identity, event = _event(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as wrong:
                raise Refusal(f"{file}, line {at}: this is no event ({type(wrong).__name__}: {wrong}).") from None
            found.setdefault(identity, []).append(event)
    for identity, events in found.items():
        _follow(file, identity, events)
    return found


def _event(data: dict[str, Any]) -> tuple[str, Event]:
    if data["event"] not in KINDS:
        raise ValueError(f"“{data['event']}” is none of {', '.join(KINDS)}")
    at = datetime.fromisoformat(data["date"])
    if at.tzinfo is None:
        raise ValueError("its date has no zone")
    words = [data.get(name) for name in ("field", "old", "new")]
    if not all(word is None or isinstance(word, str) and "\0" not in word for word in words):
        raise ValueError("what was said before and after are to be texts")
    findings = {str(name): None if value is None else str(value) for name, value in data.get("findings", {}).items()}
    criterion, old, new = words
    return str(data["file"]).rpartition(".")[0], Event(
        at.astimezone(UTC), data["event"], criterion or "", old, new, findings, str(data["commit"])
    )


def _follow(file: Path, identity: str, events: Sequence[Event]) -> None:
    """Each step begins where the one before it ended."""
    state: dict[str, Any] | None = None
    for event in events:
        said = (state or {}).get(event.criterion)
        if (event.event == "added") != (state is None) or event.event == "changed" and said != event.old:
            raise Refusal(
                f"{file}: the history of {identity} does not follow from itself at {event.at:%Y-%m-%d} ({event.reference})."
            )
        state = step(state, event)


def step(state: dict[str, Any] | None, event: Event | OutsideEvent) -> dict[str, Any] | None:
    """What is said after an event; None: the source does not have the system."""
    if event.event == "removed":
        return None
    if event.event == "added":
        return {name: value for name, value in event.findings.items() if value is not None}
    after = {name: value for name, value in (state or {}).items() if name != event.criterion}
    return after if event.new is None else {**after, event.criterion: event.new}


def bring_in(
    session: Session, actor: Member | None, source: str, histories: dict[str, list[Event]]
) -> Iterator[tuple[int, int]]:
    """Keep the events that are new; answers after each system how many were new and how many known."""
    known = {row.identity: row for row in session.exec(select(OutsideHistory).where(OutsideHistory.source == source))}
    kept = events(session, [row.id for row in known.values()])
    for identity, steps in sorted(histories.items()):
        row = known.get(identity)
        before = [_plain(event) for event in kept.get(row.id or 0, [])] if row else []
        if before != steps[: len(before)]:
            raise Refusal(
                f"What {source} now says of the past of {identity} is not what was brought in. Nothing was changed."
            )
        fresh = steps[len(before) :]
        if fresh:
            row = row or OutsideHistory(source=source, identity=identity, key=key(identity))
            session.add(row)
            session.flush()
            rows = [
                OutsideEvent(history_id=row.id or 0, n=n, **vars(one)) for n, one in enumerate(fresh, len(before) + 1)
            ]
            session.add_all(rows)
            minutes.record(session, actor, "outside.history", row, row, *rows)
        yield len(fresh), len(before)


def _plain(row: OutsideEvent) -> Event:
    return Event(row.at, row.event, row.criterion, row.old, row.new, row.findings, row.reference)


def events(session: Session, histories: Iterable[int | None]) -> dict[int, list[OutsideEvent]]:
    """The events of these histories in order: number of the history -> events."""
    query = select(OutsideEvent).where(col(OutsideEvent.history_id).in_(list(histories)))
    found: dict[int, list[OutsideEvent]] = {}
    for row in session.exec(query.order_by(col(OutsideEvent.history_id), col(OutsideEvent.n))):
        found.setdefault(row.history_id, []).append(row)
    return found


def states(session: Session, until: datetime) -> list[tuple[OutsideHistory, dict[str, Any]]]:
    """What each source said of each system it then had, before a moment."""
    histories = session.exec(
        select(OutsideHistory).order_by(col(OutsideHistory.source), col(OutsideHistory.identity))
    ).all()
    steps = session.exec(
        select(OutsideEvent).where(OutsideEvent.at < until).order_by(col(OutsideEvent.history_id), col(OutsideEvent.n))
    )
    now: dict[int, dict[str, Any] | None] = {}
    for one in steps:
        now[one.history_id] = step(now.get(one.history_id), one)
    return [(row, said) for row in histories if (said := now.get(row.id or 0)) is not None]


def beside(session: Session, case: Case, identities: Iterable[str] = ()) -> Sequence[OutsideHistory]:
    """The histories of the system of a case, known by its names or by what sources call it."""
    names = sorted({key(name) for name in (case.system, case.release, *case.aliases)} - {""})
    named = or_(col(OutsideHistory.key).in_(names), col(OutsideHistory.identity).in_(list(identities)))
    return session.exec(select(OutsideHistory).where(named).order_by(col(OutsideHistory.id)).limit(BESIDE)).all()


def page(session: Session, after: int) -> tuple[Sequence[OutsideHistory], int | None]:
    """PAGE histories in the order they came in; with the number to go on from, if there are more."""
    query = (
        select(OutsideHistory).where(col(OutsideHistory.id) > after).order_by(col(OutsideHistory.id)).limit(PAGE + 1)
    )
    found = session.exec(query).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def history(session: Session, identity: int) -> OutsideHistory:
    found = session.get(OutsideHistory, identity)
    if found is None:
        raise NotHere(f"There is no history {identity} of others here.")
    return found


def of(session: Session, source: str, identity: str) -> OutsideHistory | None:
    query = select(OutsideHistory).where(OutsideHistory.source == source, OutsideHistory.identity == identity)
    return session.exec(query).first()
