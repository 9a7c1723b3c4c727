"""Ballots that were opened together, from the minutes: for verify.py, which proves a record with it.

Each counts by itself. What a bloc adds is that one vote was cast in several of them at once, as long as nobody had taken one out.
Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workbench.proof.stages import Stages
from workbench.proof.voices import OUT

Row = dict[str, Any]
moment = datetime.fromisoformat


class Blocs(Stages):
    """What verify.py asks of a record about blocs."""

    def staged(self, name: str, ballot: Row, said: Row) -> None:
        super().staged(name, ballot, said)
        no = said.get("bloc")
        self.must(ballot.get("bloc") == no, "its bloc is not the one in its statement")
        if no is None:
            return
        _, *earlier = reversed(list(self.statements.values()))  # the first is its own
        before: Row = earlier[0] if earlier else {}
        is_one_more = before.get("bloc") == no and all(said[key] == before[key] for key in ("rule_sha256", "closes_at"))
        is_new = no == next((one["bloc"] for one in earlier if "bloc" in one), 0) + 1
        self.must(
            is_one_more or is_new, "it was not opened with the others of its bloc, under their rule and until then"
        )
        self.must("proposal" in said and not {"amends", "body"} & said.keys(), "such a ballot is opened by itself")

    def through_bloc(self, name: str) -> None:
        """A vote through a bloc is in a ballot that is in it, and that nobody has taken out."""
        no = self.entry["body"].get("bloc")
        is_in = no == self.rows[name].get("bloc") and f"bloc_exit:{name[7:]}" not in self.rows
        self.must(no is None or is_in, "it was voted on through a bloc that it was not in")

    def ballots_take_out(self, rows: dict[str, Row], name: str) -> None:
        """Anybody on its roll takes an open ballot out of its bloc, once."""
        key = f"bloc_exit:{name[7:]}"
        self.only(rows, key)
        row, ballot = rows[key], self.rows[name]
        seat = self.rows.get(f"roll_entry:{name[7:]}:{row['member_id']}", {"status": OUT[0]})
        is_own = self.entry["actor"].startswith(f"member:{row['member_id']} ") and seat["status"] not in OUT
        self.must(is_own and len(rows) == 1, "only who is on its roll takes it out, and changes nothing else")
        at = moment(row["taken_at"])
        in_time = moment(ballot["opens_at"]) <= at < moment(ballot["closes_at"]) and not ballot["closed_at"]
        is_in = ballot.get("bloc") and key not in self.rows
        self.must(is_in and in_time and at <= moment(self.entry["at"]), "it was in no bloc, or not open any more")
