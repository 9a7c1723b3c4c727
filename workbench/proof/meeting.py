"""Who was present at a ballot, and what votes counted as, from the minutes: for verify.py, which proves a record with it.

Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from workbench.proof.voices import asks_presence, kinds
from workbench.proof.written import digest

Row = dict[str, Any]
moment = datetime.fromisoformat


class Meeting:
    """What verify.py asks of a record about who was there and what they said."""

    rows: dict[str, Row]
    entry: Row
    statements: dict[str, Row]
    must: Callable[[object, str], None]
    by: Callable[..., None]
    of: Callable[[str, dict[str, Row]], dict[str, Row]]

    def is_open(self, name: str, at: datetime) -> bool:
        """Whether a ballot was open at this moment, which is not after the entry."""
        ballot = self.rows[name]
        in_time = moment(ballot["opens_at"]) <= at < moment(ballot["closes_at"]) and not ballot["closed_at"]
        return in_time and at <= moment(self.entry["at"])

    def ballots_attend(self, rows: dict[str, Row], name: str) -> None:
        """An officer takes down who of the roll is present, as long as a ballot is open whose rule counts that."""
        self.by(("chair", "secretary"), self.statements[name])
        key = f"presence:{name[7:]}:{1 + len(self.of(f'presence:{name[7:]}', self.rows))}"
        row = rows[key]
        is_own = self.entry["actor"].startswith(f"member:{row['taken_by']} ")
        roll = {int(one.split(":")[2]) for one in self.of(f"roll_entry:{name[7:]}", self.rows)}
        self.must(is_own and {*row["present"]} <= roll, f"{key} is not theirs, or of somebody who is not on the roll")
        is_asked = asks_presence(self.rows[name]["rule"]) and self.is_open(name, moment(row["taken_at"]))
        self.must(
            is_asked and {*rows} == {key}, f"{key} was taken down of a ballot that was not open, or counts nobody"
        )

    def divided(self, seats: Sequence[Row], said: Row) -> None:
        """The parts of a roll are those that its members belonged to when the ballot opened."""
        every = [row for row in self.of("part_member", self.rows).values() if not row["until"]]
        found: dict[str, list[int]] = {}
        for one in seats:
            within = sorted(row["part"] for row in every if row["member_id"] == one["of"])
            self.must(one["parts"] == ",".join(within), f"{one['name']} belonged to other parts of the roll then")
            for part in within:
                found.setdefault(part, []).append(one["of"])
        self.must(said.get("parts", {}) == found, "the parts of its roll are not those of its statement")

    def placed(self, rows: dict[str, Row], name: str) -> None:
        """A place in a part of the roll is given and ended by an officer, with a reason, from then on."""
        self.by(("chair", "secretary"))
        before, row = self.rows.get(name), rows[name]
        kept = (
            {**before, "until": row["until"], "ended": row["ended"]} if before else {**row, "until": None, "ended": ""}
        )
        at = row["until"] if before else row["since"]
        is_so = row == kept and bool(row["ended"] if before else row["reason"]) and not (before or {}).get("until")
        self.must(
            is_so and at and moment(at) <= moment(self.entry["at"]) and {*rows} == {name},
            "the place is not as this act makes it",
        )

    bodies_enter = bodies_leave = placed

    def spoken(self, rule: Row, told: dict[str, Row], keys: dict[int, str]) -> dict[int, str]:
        """The votes that count, by member; as “no/bare” one without the reason without which its rule does not count it."""
        wanting = (
            [] if rule.get("method") == "ranked" else [k for k, v in kinds(rule).items() if v == "against_with_reason"]
        )
        bare = {
            key for key in keys.values()
            if told[key]["choice"] in wanting and self.rows[key]["reason"] == digest(told[key]["salt"], "")
        }  # fmt: skip
        return {member: told[key]["choice"] + ("/bare" if key in bare else "") for member, key in keys.items()}

    def attended(self, name: str, seats: Sequence[Row]) -> list[Row]:
        """These seats, each with whether somebody was present, where that was taken down."""
        taken = self.of(f"presence:{name[7:]}", self.rows)
        last = max(taken.items(), key=lambda one: int(one[0].split(":")[2]), default=("", {}))[1]
        return [one | {"present": one["of"] in last["present"]} for one in seats] if last else list(seats)
