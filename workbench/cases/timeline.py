"""What was found of a system, in the order of time: by this committee, and by others that date their findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from workbench.cases import history, outside, queries
from workbench.cases.models import Case, Finding, OutsideEvent, OutsideHistory
from workbench.cases.verdict import WORDS, judge


@dataclass(frozen=True)
class Moment:
    """One step. `source` "" is this committee; `criterion` "" is the whole system; None: nothing was said."""

    at: datetime
    source: str
    criterion: str
    before: str | None
    now: str | None
    note: str = ""


def of_case(session: Session, case: Case) -> list[Moment]:
    """Every finding of a case, its verdicts on record, and the dated findings of others on its system, the newest first."""
    beside = outside.beside(session, case)
    histories = history.beside(session, case, [row.identity for row in beside if row.source in history.DATED])
    steps = [*_found(session, case), *_settled(session, case), *of_histories(session, *histories)]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _found(session: Session, case: Case) -> Iterator[Moment]:
    every = [finding for findings in queries.findings(session, case).values() for finding in findings]
    values: dict[str, Finding] = {}
    for finding in sorted(every, key=lambda finding: finding.id or 0):
        before = values.get(finding.clause_id)
        values[finding.clause_id] = finding
        verdict = judge(case.need, {clause: one.value for clause, one in values.items()})
        note = f"under version {finding.version}; on the findings so far it {WORDS[verdict.value]}"
        yield Moment(finding.found_at, "", finding.clause_id, before.value if before else None, finding.value, note)


def _settled(session: Session, case: Case) -> Iterator[Moment]:
    before = None
    for past in reversed(queries.settlements(session, case)):
        yield Moment(past.at, "", "", before, past.verdict, f"on record under version {past.version}")
        before = past.verdict


def of_histories(session: Session, *histories: OutsideHistory) -> list[Moment]:
    """What others said, step by step, the newest first."""
    events = history.events(session, [row.id for row in histories])
    steps = [step for row in histories for event in events.get(row.id or 0, ()) for step in _steps(row, event)]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _steps(row: OutsideHistory, event: OutsideEvent) -> Iterator[Moment]:
    if event.event == "changed":
        yield Moment(event.at, row.source, event.criterion, event.old, event.new, event.reference)
        return
    said = ", ".join(f"{name} {value}" for name, value in event.findings.items() if value)
    yield Moment(event.at, row.source, "", None, event.event, "; ".join(filter(None, [said, event.reference])))
