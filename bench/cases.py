"""`python -m bench.cases`: what the pages of a large log of cases cost against the same pages of a small one, in one run.

Processor time of one request to the program in this process, the two asked in turn, medians. The small log has 100 cases, the
large one with `--size 1` 10,000, each with ten findings and their evidence; all rest on a clause that the one open proposal
changes. They are written into the tables, not filed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from bench.meter import Bar, printed, race
from bench.review import asking, writing
from bench.together import instance
from workbench import create_app
from workbench.cases.models import FINDINGS, Case, Evidence, Finding
from workbench.config import Config
from workbench.definition import queries as definition
from workbench.minutes.models import Minute
from workbench.proposals import queries as proposals

FEW, MANY, EACH = 100, 10_000, 10
ROUNDS = 15
AT_ONCE = 1_000
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
TIGHT, LOOSE = 2, 3


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.cases", description=__doc__)
    asked.add_argument("--size", type=float, default=1, help="part of the 10,000 cases (default: %(default)s)")
    size = asked.parse_args().size
    return printed(f"python -m bench.cases --size {size:g}", bars(max(FEW, round(MANY * size))))


def bars(many: int) -> Iterator[Bar]:
    """The first and the last pages, each in both logs; every address that goes on does so by key."""
    with TemporaryDirectory() as folder:
        browsers = {}
        for name, count in (("few", FEW), ("many", many)):
            place = Path(folder) / name
            place.mkdir()
            config = instance(place, 1_000, 1)
            with writing(config) as session:
                clauses = fill(session, count)
            with (config.instance / "committee.toml").open("a", encoding="utf-8") as file:
                file.write(f"\n[requirements]\nclauses = {json.dumps(clauses)}\n")
            browsers[name] = create_app(Config(config.instance, "", testing=True)).test_client()
        last = {"few": 1, "many": many - FEW + 1}
        pages = {
            "matrix, first page": ("/cases/matrix", "/cases/matrix"),
            "a case": ("/cases/50", "/cases/50"),
            "flip report, first page": ("/proposals/1/revisions/1/cases", "/proposals/1/revisions/1/cases"),
            "list of cases": ("/cases", "/cases"),
            "flip report, last page": tuple(f"/proposals/1/revisions/1/cases?after={last[name] + 70}" for name in browsers),
            "matrix, newest first, last page": ("/cases/matrix?order=newest", "/cases/matrix?order=newest&after=101"),
        }  # fmt: skip
        note = f"{FEW:,} and {many:,} cases, {FEW * EACH:,} and {many * EACH:,} findings"
        for what, addresses in pages.items():
            rivals = {name: asking(browsers[name], at) for name, at in zip(browsers, addresses, strict=True)}
            took = race(rivals, rounds=ROUNDS)
            words = f"{what}, in the large log against the small one"
            yield Bar(
                "cases", words, took["many"] / took["few"], TIGHT, LOOSE, note=f"{1000 * took['few']:.0f} ms; {note}"
            )


def fill(session: Session, count: int) -> list[str]:
    """So many settled cases with EACH findings, the first of them on a clause that proposal 1 changes; the clauses."""
    newest = definition.newest(session)
    known = [clause.id for clause in definition.clauses(session, newest) if clause.kind != "heading"]
    touched = [one for one in proposals.current(session, 1).touched if one in known]
    clauses = [*touched, *(one for one in known if one not in touched)][:EACH]
    assert touched and len(clauses) == EACH
    seq = 10**6
    for start in range(1, count + 1, AT_ONCE):
        rows: dict[type[Any], list[dict[str, Any]]] = {Case: [], Finding: [], Evidence: [], Minute: []}
        for no in range(start, min(start + AT_ONCE, count + 1)):
            rows[Case].append(_case(no, newest.label, clauses))
            rows[Minute].append(_minute(seq + no, no, newest.label))
            for at, clause in enumerate(clauses):
                rows[Finding].append(_finding(no, at, clause, newest.label))
                rows[Evidence].append({
                    "finding_id": no * EACH + at, "address": "https://a.example", "quotation": "The words that stand there.",
                    "seen_on": BEGAN.date(), "salt": "s",
                })  # fmt: skip
        for table, values in rows.items():
            session.execute(insert(table), values)
    return clauses


def _case(no: int, version: str, clauses: list[str]) -> dict[str, Any]:
    return {
        "no": no, "system": f"System {no}", "release": "1", "vendor": f"Organisation {no % 997}", "aliases": [],
        "version": version, "requirements": clauses, "claim": "", "claim_by": "", "claim_address": "", "source": "",
        "source_address": "", "background": "", "salt": f"{no:032x}", "state": "settled", "opened_at": BEGAN,
        "settled_at": BEGAN + timedelta(minutes=no),
    }  # fmt: skip


def _finding(no: int, at: int, clause: str, version: str) -> dict[str, Any]:
    value = FINDINGS[0] if no % 7 else FINDINGS[(no + at) % 2]
    return {
        "id": no * EACH + at, "case_no": no, "clause_id": clause, "n": 1, "version": version, "value": value,
        "condition": "", "reason": "So it stands there.", "salt": "s", "found_at": BEGAN,
    }  # fmt: skip


def _minute(seq: int, no: int, version: str) -> dict[str, Any]:
    """What the page of a case reads of the minutes: not a link of the chain."""
    name = f"case_record:{no}"
    body = {"rows": {name: {"version": version}}, "verdict": "conforms", "because": []}
    return {
        "seq": seq, "at": BEGAN, "actor": "workbench", "act": "cases.settle", "thing": name, "body": body, "prev": "0" * 64,
        "hash": f"{seq:064x}",
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
