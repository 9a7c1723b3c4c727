"""Which revision is the current one, from the minutes: for verify.py and “workbench check”, which prove a record with it.

Where a proposal has sponsors a further revision is offered for a day: one who objects in time keeps it from being the current one, and nobody
else does. What is the current one at once says why, from the first offer of a record on. Like verify.py this needs nothing but Python (3.9
or newer).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
NOTICE = timedelta(hours=24)
STATES = ("discussion", "last_call")
ENDS = {
    "current": {"proposals.accept_revision"},
    "rejected": {"proposals.reject_revision"},
    "replaced": {"proposals.offer_revision", "proposals.revise", "proposals.carry", "proposals.end_offer"},
    "closed": {"proposals.end_offer"},
}
moment = datetime.fromisoformat


class Offers:
    """What the minutes have said up to an entry of revisions, offers and sponsors."""

    def __init__(self) -> None:
        self.proposals: dict[str, Row] = {}
        self.offers: dict[str, Row] = {}
        self.sponsors: dict[str, dict[int, Row]] = {}  # of each proposal
        self.announced: dict[str, str] = {}  # amendment of a proposal -> when it was said that it will be taken over
        self.carried: set[tuple[str, str]] = set()  # proposal and version to which its words were carried as they are

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows = entry["body"].get("rows", {})
        for name, row in rows.items():
            table, _, key = name.partition(":")
            if table == "revision_offer":
                yield from self.offered(entry, name, row, rows)
            elif table == "proposal" and entry["act"] == "proposals.accept_revision":
                took = rows.get(f"revision_offer:{key}:{row['revision']}", {})
                yield from [f"{name} has another current revision, and it was not offered"] * (
                    took.get("outcome") != "current"
                )
        if entry["act"] == "proposals.revise":
            yield from self.at_once(entry, rows)
        for name, row in rows.items():
            self.noted(name, row)

    def noted(self, name: str, row: Row) -> None:
        table, _, key = name.partition(":")
        if table == "proposal":
            self.proposals[key] = row
        elif table == "revision_offer":
            self.offers[name] = row
        elif table == "sponsorship":
            no, member = key.split(":")
            self.sponsors.setdefault(no, {})[int(member)] = row
        elif table == "link" and ":amends:" in key and row["offered_at"]:
            self.announced[key.split(":")[2]] = row["offered_at"]
        elif table == "replay" and row["state"] == "carried":
            no, _, version = key.split(":", 2)
            self.carried.add((no, version))

    def standing(self, no: str) -> dict[int, Row]:
        return {member: row for member, row in self.sponsors.get(no, {}).items() if row["ended_at"] is None}

    def offered(self, entry: Row, name: str, row: Row, rows: dict[str, Row]) -> Iterator[str]:
        """An offer is made, ended once, and the sponsor who objected to it dropped, as the procedure has it."""
        _, no, n = name.split(":")
        before, proposal = self.offers.get(name), self.proposals[no]
        if before is None:
            is_so = entry["act"] == "proposals.offer_revision" and row["outcome"] == "" and f"revision:{no}:{n}" in rows
            if (
                not is_so
                or row["before"] != proposal["revision"]
                or proposal["state"] not in STATES
                or not self.standing(no)
            ):
                yield f"{name} is no offer that could be made then"
            return
        actor, by = entry["actor"].partition(" ")[0], f"member:{row['objected_by']}"
        is_late = bool(row["ended_at"]) and moment(row["ended_at"]) >= moment(before["made_at"]) + NOTICE
        stood = {
            f"member:{member}": moment(one["since"]) <= moment(row["made_at"])
            for member, one in self.standing(no).items()
        }
        kept = before | {key: row[key] for key in ("outcome", "ended_at", "objected_by", "dropped_at", "reason")}
        if row["dropped_at"]:
            ended = rows.get(f"sponsorship:{no}:{row['objected_by']}", {}).get("ended_at")
            is_so = (
                before["outcome"] == row["outcome"] == "rejected"
                and not before["dropped_at"]
                and stood.get(by)
                and ended
            )
        else:
            is_so = before["outcome"] == "" and entry["act"] in ENDS.get(row["outcome"], ())
        if row["outcome"] == "current":
            is_so = is_so and is_late and rows.get(f"proposal:{no}", {}).get("revision") == int(n)
            is_so = is_so and entry["actor"] == "workbench" and row["before"] == proposal["revision"]
        elif row["outcome"] == "rejected" and not row["dropped_at"]:
            is_so = is_so and not is_late and actor == by and stood.get(by)
        if not is_so or row != kept:
            yield f"{name} did not come to that in time, or by whom it may"

    def at_once(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        """A revision of what has sponsors is the current one at once only for a reason that holds."""
        _, _, no = entry["thing"].partition(":")
        if self.proposals[no]["state"] not in STATES or not self.standing(no):
            return
        filed = rows[f"revision:{no}:{rows[entry['thing']]['revision']}"]
        why = entry["body"].get("at_once")
        announced = self.announced.get(no)
        holds = {
            None: not self.offers,
            "typographic": filed.get("is_typographic"),
            "carried": (no, filed["base"]) in self.carried,
            "announced": announced is not None and moment(entry["at"]) >= moment(announced) + NOTICE,
        }
        if not holds.get(why):
            yield f"{entry['thing']} has sponsors, and its revision was the current one at once"
