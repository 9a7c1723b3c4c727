"""What the members decided where the chair had refused an appeal, from the minutes: for verify.py and “workbench check”.

Another member than its author supports it in time, each votes for themself within seven days, and it carries where more are for it than
against. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
TIME = timedelta(days=7)
moment = datetime.fromisoformat


class Pleas:
    """What the minutes have said up to an entry of motions, the votes on them, and what the chair refused."""

    def __init__(self) -> None:
        self.motions: dict[str, Row] = {}
        self.votes: dict[str, dict[str, Row]] = {}  # motion -> member -> vote
        self.rulings: dict[str, Row] = {}  # of appeals
        self.states: dict[str, str] = {}  # of proposals

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows = entry["body"].get("rows", {})
        actor = entry["actor"].partition(" ")[0]
        for name, row in rows.items():
            table, _, key = name.partition(":")
            if table == "member_motion":
                yield from self.moved(entry["act"], actor, name, row, rows)
                self.motions[name] = row
            elif table == "motion_vote":
                motion, _, member = key.partition(":")
                on = self.motions.get(f"member_motion:{motion}", {})
                is_open = bool(on.get("opened_at")) and not on["outcome"]
                if (
                    not is_open
                    or actor != f"member:{member}"
                    or moment(row["said_at"]) >= moment(on["opened_at"]) + TIME
                ):
                    yield f"{name} is no vote that they could give then"
                self.votes.setdefault(f"member_motion:{motion}", {})[member] = row
            elif table in ("admissibility", "incompatibility"):
                self.rulings[name] = row
            elif table == "proposal":
                was = self.states.get(name)
                if was == "inadmissible" != row["state"] and entry["act"] not in (
                    "proposals.hear",
                    "proposals.count_motion",
                ):
                    yield f"{name} is considered, and neither the chair nor the members said so"
                self.states[name] = row["state"]

    def moved(self, act: str, actor: str, name: str, row: Row, rows: dict[str, Row]) -> Iterator[str]:
        before = self.motions.get(name)
        pair = row["kind"] == "incompatible"
        about = (
            f"incompatibility:{row['proposal_no']}:{row['other_no']}" if pair else f"admissibility:{row['proposal_no']}"
        )
        if before is None:
            refused = self.rulings.get(about, {}).get("upheld") is False
            if act != "proposals.ask_members" or not refused or actor != f"member:{row['made_by']}" or row["outcome"]:
                yield f"{name} is no question that they could put to the members then"
        elif not row["outcome"]:
            kept = before | {"seconded_by": row["seconded_by"], "opened_at": row["opened_at"]}
            is_so = act == "proposals.second_motion" and before["opened_at"] is None and row == kept
            is_so = is_so and actor == f"member:{row['seconded_by']}" and row["seconded_by"] != row["made_by"]
            if not is_so or moment(row["opened_at"]) >= moment(row["made_at"]) + TIME:
                yield f"{name} is not supported by another member in time"
        else:
            yield from self.counted(act, actor, name, row, rows, about)

    def counted(self, act: str, actor: str, name: str, row: Row, rows: dict[str, Row], about: str) -> Iterator[str]:
        """The count is that of the votes, made after seven days; and what it decides is done in the same act."""
        before, cast = self.motions[name], self.votes.get(name, {}).values()
        votes_for = sum(one["is_for"] for one in cast)
        carried = votes_for > len(cast) - votes_for
        outcome = "lapsed" if before["opened_at"] is None else "carried" if carried else "lost"
        kept = before | {
            "votes_for": votes_for,
            "against": len(cast) - votes_for,
            "outcome": outcome,
            "ended_at": row["ended_at"],
        }
        is_so = act == "proposals.count_motion" and actor == "workbench" and not before["outcome"] and row == kept
        if not is_so or moment(row["ended_at"]) < moment(before["opened_at"] or before["made_at"]) + TIME:
            yield f"{name} was not counted as the members voted"
        done = about in rows if row["kind"] == "incompatible" else f"proposal:{row['proposal_no']}" in rows
        if done and outcome != "carried":
            yield f"{name} did not carry, and it is done all the same"
