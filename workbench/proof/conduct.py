"""How a ballot was conducted beside its votes, as the minutes have it: for verify.py, which proves a record with it.

Like verify.py it needs nothing but Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

if __package__:
    from workbench.proof.written import canonical, sha256
else:  # it stands beside this file, in the folder of a record
    from written import canonical, sha256  # type: ignore[import-not-found, no-redef]

Row = dict[str, Any]  # a row of the record: column -> value
moment = datetime.fromisoformat


class Conduct:
    """What verify.py has read up to an entry (see there), and what must hold for the acts in this file to follow."""

    OFFICERS = frozenset({"chair", "secretary"})
    rows: dict[str, Row]
    entry: Row
    met: datetime = moment("1970-01-01T00:00:00+00:00")  # when somebody last joined, left, or was given other roles

    def must(self, holds: object, otherwise: str) -> None:
        raise NotImplementedError

    def by(self, roles: Iterable[str], said: Row | None = None) -> None:
        raise NotImplementedError

    def of(self, table: str, rows: dict[str, Row]) -> dict[str, Row]:
        return {name: row for name, row in rows.items() if name.startswith(f"{table}:")}

    @property
    def at(self) -> datetime:
        return moment(self.entry["at"])

    def came_and_went(self, rows: dict[str, Row]) -> None:
        people = self.of("member", rows).values()
        if self.entry["act"] == "members.activity" or any(row["active"] for row in people):
            self.met = self.at

    # Ballots that the clock opens

    def ballots_schedule(self, rows: dict[str, Row], name: str) -> None:
        made, said = rows[name], rows[name]["statement"]
        self.by(self.OFFICERS, said)
        self.must(name not in self.rows and made["state"] == "scheduled", "it was scheduled before")
        self.must(sha256(canonical(said)) == made["binding"], "its binding is not the hash of its statement")
        is_bound = sha256(canonical(made["rule"])) == said["rule_sha256"]
        is_bound = is_bound and all(made[key] == said[key] for key in ("opens_at", "closes_at"))
        self.must(
            is_bound and self.at < moment(made["opens_at"]), "its rule or its times are not those of its statement"
        )

    def ballots_cancel(self, rows: dict[str, Row], name: str) -> None:
        """An officer cancels before its time, the workbench when that has come."""
        before, made = self.rows[name], rows[name]
        self.by(self.OFFICERS, before["statement"])
        kept = before | {"state": "cancelled", "why": made["why"]}
        self.must(before["state"] == "scheduled" and made == kept and made["why"], "it changes what was scheduled")
        is_due = self.at >= moment(before["opens_at"])
        self.must(is_due == (self.entry["actor"] == "workbench"), "it was not theirs to cancel then")

    def clocked(self, rows: dict[str, Row], name: str, said: Row) -> None:
        """What the workbench opens was scheduled on exactly this, and its roll is that of its second; what a member opens was not."""
        plans, opens_at = self.of("ballot_schedule", rows), moment(said["opens_at"])
        is_clock = self.entry["actor"] == "workbench"
        self.must(is_clock == bool(plans) == ("scheduled" in said), "it was opened by whom it was not to be")
        self.must(opens_at <= self.at, "it was opened before its time")
        for key, made in plans.items():
            before = self.rows[key]
            is_same = before["state"] == "scheduled" and [int(key[16:]), before["binding"]] == said["scheduled"]
            is_same = is_same and made == before | {"state": "open", "ballot_no": int(name[7:])}
            is_same = is_same and all(said.get(word) == value for word, value in before["statement"].items())
            self.must(is_same and rows[name]["rule"] == before["rule"], "it is not the ballot that was scheduled")
            self.must(self.met <= opens_at, "its roll is not that of its opening second")
