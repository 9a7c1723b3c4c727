"""Alarms, from the minutes: for verify.py and “workbench check”, which prove a record with it.

While one stands nothing is adopted; it is raised once, by the workbench or an officer, and ended by an officer in words. Like
verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
OFFICERS = {"secretary", "chair"}


class Alarms:
    """What the minutes have said up to an entry of the alarms that stand."""

    def __init__(self) -> None:
        self.standing: dict[str, Row] = {}
        self.members: dict[str, Row] = {}

    def take(self, entry: Row) -> Iterator[str]:
        rows = entry["body"].get("rows", {})
        self.members.update({name: row for name, row in rows.items() if name.startswith("member:")})
        who = self.members.get(entry["actor"].split(" ")[0], {})
        is_officer = who.get("active") and OFFICERS & {*who.get("held", ())}
        for name, row in rows.items():
            if not name.startswith("alarm:"):
                continue
            before = self.standing.pop(name, None)
            if entry["act"] == "alarms.raise":
                is_so = before is None and not row["ended_at"] and (is_officer or entry["actor"] == "workbench")
                self.standing[name] = row
            else:
                ended = {key: row[key] for key in ("words", "ended_by", "ended_at")}
                is_own = entry["actor"].startswith(f"member:{row['ended_by']} ")
                is_so = (
                    entry["act"] == "alarms.end"
                    and before is not None
                    and row == before | ended
                    and row["words"].strip()
                )
                is_so = is_so and row["ended_at"] and is_own and is_officer
            if not is_so:
                yield f"{name} is raised once, and ended by an officer who says what it was"
        if entry["act"] in ("ballots.adopt", "versions.publish") and self.standing:
            yield "an alarm stood, and nothing may be adopted or published before it is ended"
