"""Which revision is the current one, from the minutes: for verify.py and “workbench check”, which prove a record with it.

What the workbench brings to a newer version has the text of its receipt, and nobody's objection unanswered.
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
# the acts that bring a proposal to a newer version -> how it was carried there
BROUGHT = {"proposals.rebase": "carried", "proposals.join": "confirm"}
moment = datetime.fromisoformat


class Offers:
    """What the minutes have said up to an entry of revisions, offers and sponsors."""

    def __init__(self) -> None:
        self.proposals: dict[str, Row] = {}
        self.offers: dict[str, Row] = {}
        self.sponsors: dict[str, dict[int, Row]] = {}  # of each proposal
        self.announced: dict[str, str] = {}  # amendment of a proposal -> when it was said that it will be taken over
        self.replays: dict[tuple[str, str], list[Row]] = {}  # of a proposal to a version, with what members say of it
        self.revisions: dict[str, Row] = {}

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
        elif entry["act"] in BROUGHT:
            yield from self.brought(entry, rows)
        elif entry["act"] == "ballots.open":
            yield from self.opened(entry["body"]["statement"])
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
        elif table == "replay":
            no, n, version = key.split(":", 2)
            self.replays.setdefault((no, version), []).append({**row, "n": n, "objects": set(), "confirms": set()})
        elif table == "replay_voice":
            no, n, rest = key.split(":", 2)
            version, _, member = rest.rpartition(":")
            for made in self.replays[no, version]:
                if made["n"] == n:
                    made[row["says"]].add(int(member))
        elif table == "revision":
            self.revisions[key] = row

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
            "carried": any(one["state"] == "carried" for one in self.replays.get((no, filed["base"]), ())),
            "announced": announced is not None and moment(entry["at"]) >= moment(announced) + NOTICE,
        }
        if not holds.get(why):
            yield f"{entry['thing']} has sponsors, and its revision was the current one at once"

    def made(self, no: str, filed: Row, state: str) -> Row | None:
        """The last receipt of a revision with this text."""
        found = self.replays.get((no, filed["base"]), ())
        same = [one for one in found if one["state"] == state and one["fingerprint"] == filed["fingerprint"]]
        return same[-1] if same else None

    def brought(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        """What comes to a newer version has the text of its receipt; each sponsor confirmed it where that is a merged one."""
        no = entry["thing"].partition(":")[2]
        filed = rows[f"revision:{no}:{rows[entry['thing']]['revision']}"]
        made = self.made(no, filed, BROUGHT[entry["act"]])
        if made is None or (made["objects"] and not made["confirms"]):
            yield f"{entry['thing']} was brought to version {filed['base']}, and that is not its receipt, or a member objects"
        elif entry["act"] == "proposals.join" and (not made["confirms"] or {*self.standing(no)} - made["confirms"]):
            yield f"{entry['thing']} has a merged text that not everybody confirmed who is asked"

    def opened(self, said: Row) -> Iterator[str]:
        """No ballot opens while another revision is offered, or an objection to how it was carried waits for its author."""
        for no, n, *_ in said.get("options", [[said.get("proposal"), said.get("revision")]]):
            if any(
                name.startswith(f"revision_offer:{no}:") and not row["outcome"] for name, row in self.offers.items()
            ):
                yield f"a revision of proposal {no} was offered, and no sponsor had had their day"
            filed = self.revisions.get(f"{no}:{n}")
            made = self.made(str(no), filed, "carried") if filed else None
            if made and made["objects"] and not made["confirms"]:
                yield f"a member objects to how proposal {no} was carried, and its author has said nothing of it"
