"""What bears on the close of a ballot, from the minutes: for verify.py, which proves a record with it.

The close is moved only before it and only later; who votes after it is named, and counted nowhere. Like verify.py this needs nothing
but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from workbench.proof.voices import OUT
from workbench.proof.written import Rows

Row = dict[str, Any]
moment = datetime.fromisoformat


class Lateness:
    """What verify.py asks of a record about the close of a ballot."""

    rows: Rows
    statements: dict[str, Row]
    entry: Row
    OFFICERS: frozenset[str]
    must: Callable[[object, str], None]
    by: Callable[..., None]
    of: Callable[[str, dict[str, Row]], dict[str, Row]]

    @cached_property
    def came_late(self) -> set[tuple[str, str]]:
        return set()

    def ballots_extend(self, rows: dict[str, Row], name: str) -> None:
        """An officer moves the close of an open ballot to a later time, and changes nothing else of it."""
        self.by(self.OFFICERS, self.statements[name])
        n = 1 + len(self.of(f"ballot_extension:{name[7:]}", self.rows))
        made, before = rows[f"ballot_extension:{name[7:]}:{n}"], self.rows[name]
        is_one = len(self.of("ballot_extension", rows)) == 1 and made["before"] == before["closes_at"]
        is_so = is_one and rows[name] == before | {"closes_at": made["closes_at"]}
        self.must(is_so, "it changes more of the ballot than its close")
        is_own = self.entry["actor"].startswith(f"member:{made['made_by']} ")
        in_time = not before["closed_at"] and moment(made["made_at"]) < moment(before["closes_at"])
        in_time = in_time and moment(made["made_at"]) <= moment(self.entry["at"])
        is_later = moment(before["closes_at"]) < moment(made["closes_at"])
        self.must(is_own and in_time and is_later, "a close is moved before it, and later, by who says so")

    def ballots_late(self, rows: dict[str, Row], name: str) -> None:
        """Somebody on the roll came after the close: said once, and nothing is changed by it."""
        ballot, who = self.rows[name], self.entry["actor"].split(" ")[0]
        seat = self.rows.get(f"roll_entry:{name[7:]}:{who[7:]}", {"status": OUT[0]})
        is_over = ballot["closed_at"] or moment(self.entry["at"]) >= moment(ballot["closes_at"])
        is_so = not rows and seat.get("status") not in OUT and (name, who) not in self.came_late
        self.must(is_so and is_over, "it is no late vote of somebody on the roll, or changes something")
        self.came_late.add((name, who))
