"""Who withdraws a proposal and who takes it over, from the minutes: for verify.py and “workbench check”, which prove a record with it.

The table of steps says between which states that goes; here stands whose it is. Its author withdraws it; within a day one of its sponsors
brings it back to where it was, and is its author from then on. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
DAY = timedelta(hours=24)
TABLES = ("proposal", "sponsorship", "withdrawal")
OWN = {"proposals.withdraw", "proposals.rescue"}
moment = datetime.fromisoformat


class Leaving:
    """What the minutes have said up to an entry of proposals, their sponsors and their withdrawals."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.last: dict[str, str] = {}  # proposal -> its last withdrawal

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows = {name: row for name, row in entry["body"].get("rows", {}).items() if name.partition(":")[0] in TABLES}
        for name, row in rows.items():
            before = self.rows.get(name, row)
            if name.startswith("withdrawal:") and entry["act"] not in OWN:
                yield f"no such act writes {name}"
            if not name.startswith("proposal:") or before["state"] == row["state"]:
                continue
            if row["state"] == "withdrawn" and not self.withdrawn(entry, name, before, rows):
                yield f"{name} is withdrawn, and not by its author"
            if before["state"] == "withdrawn" and not self.rescued(entry, name, rows):
                yield f"{name} is taken over, and not by a sponsor within a day"
        self.rows.update(rows)
        self.last.update({f"proposal:{name.split(':')[1]}": name for name in rows if name.startswith("withdrawal:")})

    def withdrawn(self, entry: Row, name: str, before: Row, rows: dict[str, Row]) -> bool:
        made = next((row for other, row in rows.items() if other.startswith(f"withdrawal:{name[9:]}:")), {})
        is_own = entry["actor"].startswith(f"member:{before['author_id']} ")
        told = (made.get("author_id"), made.get("state"), made.get("taken_by"))
        return entry["act"] == "proposals.withdraw" and is_own and told == (before["author_id"], before["state"], None)

    def rescued(self, entry: Row, name: str, rows: dict[str, Row]) -> bool:
        left = self.rows[self.last[name]]
        made, who = rows.get(self.last[name], left), rows[name]["author_id"]
        at, support = made["taken_at"], f"sponsorship:{name[9:]}:{who}"
        stood, ends = self.rows.get(support), rows.get(support, {})
        is_theirs = stood is not None and stood["ended_at"] is None and ends.get("ended_at") == at
        is_so = entry["act"] == "proposals.rescue" and entry["actor"].startswith(f"member:{who} ") and is_theirs
        is_so = is_so and left["taken_by"] is None and made == left | {"taken_by": who, "taken_at": at}
        is_back = is_so and rows[name]["state"] == left["state"]
        return bool(is_back) and moment(left["at"]) <= moment(at) < moment(left["at"]) + DAY
