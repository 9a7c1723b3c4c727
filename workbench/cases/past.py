"""The whole log as it stood at the end of a day (UTC): rows, states, verdicts, and what others had said by then."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from workbench.cases import history, kept, log
from workbench.cases.kept import NAME, Names, Plain
from workbench.cases.models import Case, Finding
from workbench.cases.verdict import Verdict, judge
from workbench.definition import requirements

CASES, FINDINGS = str(Case.__tablename__), str(Finding.__tablename__)


def on(session: Session, day: date) -> dict[str, Any]:
    """`tables`: each row that was there, as its last act by then left it, in the layout of an export. `verdicts`: of each case.

    `outside`: what each source said of each system by then, where the source dates its findings.
    """
    until = datetime.combine(day + timedelta(days=1), time(), UTC)
    names = Names()
    blocks = log.blocks(session, names)
    states: dict[str, Plain] = {}
    for _name, minute, act in log.acts(session, names):
        at = datetime.fromisoformat(act["at"]) if act else minute.at
        if at < until:
            states |= act["rows"] if act else log.told(minute, names)["rows"]
    tables: dict[str, list[Plain]] = {table.name: [] for table in kept.TABLES}
    for block in blocks.values():
        for name, (table, row) in block.rows.items():
            if name in states:
                then = {one: value for one, value in states[name].items() if one not in table.table.digested}
                tables[table.name].append({**row, **then})
    return {
        "on": day.isoformat(), "tables": tables, "verdicts": _verdicts(tables),
        "outside": [
            {"source": row.source, "identity": row.identity, "findings": said}
            for row, said in history.states(session, until)
        ],
    }  # fmt: skip


def _verdicts(tables: dict[str, list[Plain]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, str]] = {}
    for row in sorted(tables[FINDINGS], key=lambda row: int(row["n"])):
        found.setdefault(row["case_no"], {})[row["clause_id"]] = row["value"]
    return [
        {
            "case": row[NAME], "no": row["no"], "system": row["system"], "release": row["release"],
            "version": row["version"], "state": row["state"], "verdict": verdict.value, "because": list(verdict.because),
        }
        for row in tables[CASES] if (verdict := _verdict(row, found.get(row[NAME], {})))
    ]  # fmt: skip


def _verdict(case: Plain, findings: dict[str, str]) -> Verdict:
    return judge(requirements.read(case["requirements"]), findings)
