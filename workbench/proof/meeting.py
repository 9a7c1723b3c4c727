"""Who was present at a ballot, and what votes counted as, from the minutes: for verify.py, which proves a record with it.

Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from workbench.proof.voices import OUT, asks_presence, kinds
from workbench.proof.written import Rows, digest

Row = dict[str, Any]
moment = datetime.fromisoformat


class Meeting:
    """What verify.py asks of a record about who was there and what they said."""

    rows: Rows
    entry: Row
    statements: dict[str, Row]
    cast: dict[str, list[tuple[datetime, int, str]]]
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

    # Votes given to others

    def proxies(self, name: str, rows: dict[str, Row] | None = None) -> list[tuple[int, Row]]:
        """Who gave their vote in a ballot, and how, by these rows."""
        found = self.of(f"proxy:{name[7:]}", self.rows if rows is None else rows)
        return [(int(key.split(":")[2]), row) for key, row in found.items()]

    def casters(self, name: str, giver: int) -> set[int | None]:
        """Who has cast a vote of this member; None for themselves."""
        return {self.rows[key].get("by_id") for _, member, key in self.cast[name] if member == giver}

    def caster(self, vote: Row) -> int:
        """Who has to have cast this vote: the member, or who holds their vote as long as they have not voted themselves."""
        name, member, by = f"ballot:{vote['ballot_no']}", int(vote["member_id"]), vote.get("by_id")
        if by is not None:
            given = [one for giver, one in self.proxies(name) if giver == member and one["holder_id"] == by]
            self.must(
                any(not one["ended"] for one in given), f"member {by} voted for member {member} without their proxy"
            )
            self.must(None not in self.casters(name, member), f"member {member} had voted themselves")
            self.must(self.is_seated(name, by), f"member {by} is not on the roll, or recused")
        return member if by is None else int(by)

    def is_seated(self, name: str, member: int) -> bool:
        seat = self.rows.get(f"roll_entry:{name[7:]}:{member}")
        return seat is not None and seat.get("status") not in OUT

    def ballots_give_proxy(self, rows: dict[str, Row], name: str) -> None:
        """Somebody on the roll gives the vote that they have not cast to another on it, who votes for nobody else."""
        ((giver, made),), every = self.proxies(name, rows), self.proxies(name)
        holder = made["holder_id"]
        key = f"proxy:{name[7:]}:{giver}:{1 + sum(one == giver for one, _ in every)}"
        is_own = self.entry["actor"].startswith(f"member:{giver} ") and {*rows} == {key} and made["words"]
        self.must(is_own and not made["ended"] and not made["ended_at"], f"{key} is not theirs to give")
        is_known = self.rows[name]["rule"].get("proxy") == "written" and self.is_open(name, moment(made["given_at"]))
        self.must(is_known, f"{key} was given where nobody votes for another, or not any more")
        seated = holder != giver and self.is_seated(name, giver) and self.is_seated(name, holder)
        held = {
            row["holder_id"] for one, row in every if not row["ended"] or row["holder_id"] in self.casters(name, one)
        }
        busy = held | {one for one, row in every if not row["ended"]}
        self.must(
            seated and not busy & {giver, holder} and not self.casters(name, giver), f"{key} could not be given to them"
        )

    def ballots_withdraw_proxy(self, rows: dict[str, Row], name: str) -> None:
        """Who gave their vote has it back, until it was used."""
        ((key, made),) = rows.items()
        before, giver = self.rows[key], int(key.split(":")[2])
        is_own = self.entry["actor"].startswith(f"member:{giver} ") and key.startswith(f"proxy:{name[7:]}:")
        is_free = not before["ended"] and before["holder_id"] not in self.casters(name, giver)
        is_so = made == before | {"ended": "withdrawn", "ended_at": made["ended_at"]} and self.is_open(
            name, moment(made["ended_at"])
        )
        self.must(is_own and is_free and is_so, f"{key} was not theirs to take back")

    def released(self, rows: dict[str, Row], name: str, member: int, *, is_out: bool) -> None:
        """A recusal ends what somebody gave or holds, and nothing else does in that act."""
        before = self.of(f"proxy:{name[7:]}", self.rows)
        due = {
            key: row | {"ended": "recused", "ended_at": rows.get(key, row)["ended_at"]} for key, row in before.items()
            if is_out and not row["ended"] and member in (int(key.split(":")[2]), row["holder_id"])
        }  # fmt: skip
        made = self.of("proxy", rows)
        self.must(
            made == due and all(row["ended_at"] for row in made.values()), "a recusal does not end the proxies so"
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
