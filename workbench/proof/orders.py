"""In which way rivals are decided, from the minutes: for verify.py and “workbench check”, which prove a record with it.

A ballot out of the order that was fixed, a ranked ballot before what amends its options is decided, and a rival that did not fall
do not follow. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
VOTED = ("balloting", "ratifying", "ratified")
# Nothing is decided about such a proposal any more.
ENDED = frozenset(
    {
        "merged_into", "divided", "superseded", "fell", "withdrawn", "rejected", "declined", "defeated", "dropped", "adopted",
        "inadmissible", "lapsed",
    }
)  # fmt: skip
TO_UNBLOCK = timedelta(days=7)  # after a block has stopped one: it may be ended, and then that one is carried
moment = datetime.fromisoformat
PASSED = ("rejected", "no_quorum", "no_electorate", "blocked", "tied")


class Order:
    """Rivals as they were arranged: the way, their numbers in order, and the ballots on them since."""

    def __init__(self, way: str, members: list[int]) -> None:
        self.way, self.members = way, members
        self.ballots: dict[str, list[int]] = {}


class Orders:
    """What the minutes have said of rivals up to an entry."""

    def __init__(self) -> None:
        self.states: dict[int, str] = {}
        self.outcomes: dict[str, str | None] = {}
        self.freed: dict[str, datetime] = {}  # ballot that a block stopped -> when that can be ended no more
        self.at = moment("1970-01-01T00:00:00+00:00")
        self.amends: dict[int, set[int]] = {}  # proposal -> what amends it
        self.fell: set[int] = set()  # those of which a link says because of what
        self.of: dict[int, Order] = {}
        self.known: set[str] = set()

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows, self.at = entry["body"].get("rows", {}), moment(entry["at"])
        if entry["act"] == "ballots.open":
            yield from self.opened(entry["thing"], entry["body"]["statement"])
        if any(name.startswith(("arrangement:", "arranged:")) for name in rows):
            yield from self.arranged(entry, rows)
        for name, row in rows.items():
            table, _, key = name.partition(":")
            if table == "proposal":
                self.states[int(key)] = row["state"]
            elif table == "ballot":
                self.outcomes[name] = row["outcome"]
                if row["outcome"] == "blocked":
                    self.freed[name] = moment(row["closed_at"]) + TO_UNBLOCK
            elif table == "link":
                maker, kind, other = key.split(":")
                if kind == "amends":
                    self.amends.setdefault(int(other), set()).add(int(maker))
                elif kind == "fell":
                    self.fell.add(int(maker))

    def open(self, no: int) -> bool:
        return self.states.get(no, "lapsed") not in ENDED

    def passed(self, order: Order, no: int) -> bool:
        """Whether the last ballot on it since they were arranged, void ones apart, came to a result that adopts nothing."""
        found = [name for name, on in order.ballots.items() if no in on and self.outcomes[name] != "void"]
        is_held = found and self.outcomes[found[-1]] == "blocked" and self.at < self.freed[found[-1]]
        return bool(found) and self.outcomes[found[-1]] in PASSED and not is_held

    def begun(self, order: Order) -> bool:
        """Whether the order is being voted on, and somebody's turn is still to come."""
        held = any(self.outcomes[name] != "void" for name in order.ballots)
        return (
            order.way == "serial" and held and any(self.open(no) and not self.passed(order, no) for no in order.members)
        )

    def arranged(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        key = entry["thing"].partition(":")[2]
        places = {
            int(name.split(":")[2]): row["place"] for name, row in rows.items() if name.startswith(f"arranged:{key}:")
        }
        is_own = rows.keys() == {entry["thing"], *(f"arranged:{key}:{no}" for no in places)}
        if entry["act"] != "ballots.arrange" or entry["thing"] in self.known or not is_own:
            yield "how rivals are decided is fixed by an act of its own, once"
        self.known.add(entry["thing"])
        members = sorted(places, key=lambda no: places[no])
        if not 2 <= len(members) <= 7 or sorted(places.values()) != [*range(1, len(members) + 1)]:
            yield "from two to seven rivals are arranged, each in a place of its own"
        for no in members:
            if not self.open(no) or self.states[no] in VOTED or no in self.of and self.begun(self.of[no]):
                yield f"proposal {no} was voted on already, or closed, when it was arranged"
        for before in [self.of[no] for no in members if no in self.of]:
            if before.way == "serial" and any(self.states[no] == "adopted" for no in before.members):
                yield "they should have fallen with the order in which one was adopted"
            for no in before.members:
                self.of.pop(no, None)
        self.of.update(dict.fromkeys(members, Order(rows[entry["thing"]]["way"], members)))

    def opened(self, name: str, said: Row) -> Iterator[str]:
        """Whether a ballot may open on these now, as they were arranged."""
        if "case" in said or "elects" in said or "on_version" in said or said.get("ratifies"):
            return
        is_ranked = "options" in said
        on = [one[0] for one in said["options"]] if is_ranked else [said["proposal"]]
        for no in on:
            if no in self.of:
                yield from (self.together if is_ranked else self.alone)(self.of[no], no)
                self.of[no].ballots[name] = on
        self.outcomes[name] = None

    def alone(self, order: Order, no: int) -> Iterator[str]:
        others = [one for one in order.members if one != no and self.open(one)]
        if order.way == "perfect" and others:
            yield f"proposal {no} is ranked with its rivals, and was voted on alone"
        if order.way == "serial":
            before = [one for one in others if one in order.members[: order.members.index(no)]]
            early = [one for one in before if not self.passed(order, one)]
            early += [one for one in others if self.states[one] in VOTED]
            gone = [one for one in order.members if self.states[one] == "adopted"]
            if early or gone:
                yield f"proposal {no} was voted on out of the order that was fixed: proposal {[*early, *gone][0]} comes before it"

    def together(self, order: Order, no: int) -> Iterator[str]:
        others = [one for one in order.members if self.open(one)]
        if order.way == "serial" and len(others) > 1:
            yield f"proposal {no} is voted on in an order, and was ranked"
        for amending in {one for other in others for one in self.amends.get(other, ()) if order.way == "perfect"}:
            if self.open(amending):
                yield f"proposal {no} was ranked before proposal {amending}, an amendment to one of the rivals, was decided"

    def left(self) -> Iterator[str]:
        """Of an order in which one was adopted, what did not fall."""
        for no, order in sorted(self.of.items()):
            won = [one for one in order.members if self.states.get(one) == "adopted" and order.way == "serial"]
            if won and self.open(no):
                yield f"proposal {no} did not fall, and proposal {won[0]} of the same order was adopted"
            elif won and self.states.get(no) == "fell" and no not in self.fell:
                yield f"proposal {no} fell, and nothing says because of what"
