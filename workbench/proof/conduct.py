"""How a ballot was conducted beside its votes, as the minutes have it: for verify.py, which proves a record with it.

Like verify.py it needs nothing but Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, combinations_with_replacement, product
from math import comb, prod
from typing import Any

if __package__:
    from workbench.proof.counting import DEFAULT, OUT, count_ranked, count_single, lasting
    from workbench.proof.written import canonical, sha256
else:  # they stand beside this file, in the folder of a record
    from counting import DEFAULT, OUT, count_ranked, count_single, lasting  # type: ignore[import-not-found, no-redef]
    from written import canonical, sha256  # type: ignore[import-not-found, no-redef]

Row = dict[str, Any]  # a row of the record: column -> value
MOST = 50_000  # ways in which the rest of a ballot can go; with more nothing is fixed
moment = datetime.fromisoformat


class Conduct:
    """What verify.py has read up to an entry (see there), and what must hold for the acts in this file to follow."""

    OFFICERS = frozenset({"chair", "secretary"})
    rows: dict[str, Row]
    entry: Row
    statements: dict[str, Row]
    recorded: dict[str, datetime]
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

    def waited(self, name: str) -> bool:
        """Whether the time for challenges that a ballot's statement says is over."""
        return self.at >= self.recorded[name] + lasting(
            {"stages": [{"comment": self.statements[name].get("challenge", "PT0H")}]}
        )

    # What takes two

    def seconded(self, rows: dict[str, Row]) -> None:
        """An act that one proposed is confirmed by another in time, or taken back by who proposed it, or lapses; nothing else about it
        changes."""
        for key, made in self.of("second", rows).items():
            before, who = self.rows.get(key), self.entry["actor"].split(" ")[0]
            if before is None:
                self.must(
                    made["state"] == "proposed" and who == f"member:{made['proposed_by']}",
                    f"{key} is not theirs to propose",
                )
                continue
            state, is_own = made["state"], who == f"member:{before['proposed_by']}"
            ended = int(who[7:]) if state in ("confirmed", "taken_back") and who.startswith("member:") else None
            is_act = self.entry["act"] in (before["act"], "ballots.schedule", "second.confirm")
            may = {
                "confirmed": ended and not is_own and is_act and self.at < moment(before["until"]), "taken_back": is_own,
                "lapsed": who == "workbench" and self.at >= moment(before["until"]),
            }  # fmt: skip
            kept = before["state"] == "proposed" and made == before | {"state": state, "ended_by": ended}
            self.must(kept and may.get(state), f"{key} does not follow")

    # When a ballot may close

    def early(self, name: str, seats: Sequence[Row], votes: dict[int, str], said: Row) -> bool:
        """Whether its rule lets a ballot close before its time, with these votes in."""
        rule = self.rows[name]["rule"]
        window = rule.get("window", {})
        how, drops = window.get("close_early", "all_voted"), rule.get("on_leave") == "drop_uncast"
        if how == "all_voted":
            there = (one for one in seats if one["status"] not in OUT and not (drops and one["status"] == "left"))
            return all(one["of"] in votes for one in there)
        on = {option[0] for option in said.get("options", [[said.get("proposal")]])}
        rows = ((key.split(":"), row["state"]) for key, row in self.of("recusal", self.rows).items())
        moved = [int(member) for (_, no, member), state in rows if state == "moved" and int(no) in on]
        classes = {option[0]: option[3] for option in said.get("options", [])}
        return how == "outcome_fixed" and fixed(rule, seats, votes, moved, classes)


def fixed(
    rule: Row, seats: Sequence[Row], votes: dict[int, str], moved: Sequence[int], classes: dict[int, str]
) -> bool:
    """Whether nothing that could still come would have changed how it ends: every way in which the rest could go is counted."""
    found = set()
    for out in (some for size in range(len(moved) + 1) for some in combinations(moved, size)):
        on = [one | {"status": OUT[1]} if one["of"] in out and one["status"] not in OUT else one for one in seats]
        alike: dict[Any, list[int]] = {}
        for one in (one for one in on if one["status"] not in OUT):
            alike.setdefault(
                (one["affiliation"], one["is_chair"], ways(rule, votes.get(one["of"], ""), classes)), []
            ).append(one["of"])
        if prod(comb(len(who) + len(key[2]) - 1, len(who)) for key, who in alike.items()) > MOST:
            return False
        for course in product(*(combinations_with_replacement(key[2], len(who)) for key, who in alike.items())):
            cast = {who: way for group, some in zip(alike.values(), course) for who, way in zip(group, some) if way}
            left = {who for who, way in cast.items() if way == "left"}
            there = [one | {"status": "left"} if one["of"] in left else one for one in on]
            counted = {who: way for who, way in cast.items() if who not in left}
            ranked = rule.get("method") == "ranked"
            found.add(
                str(
                    count_ranked(rule, classes, there, counted)[::2]
                    if ranked
                    else count_single(rule, there, counted)[0]
                )
            )
            if len(found) > 1:
                return False
    return not (rule["tie"] == "random_recorded" and found == {"tie_pending"})


def ways(rule: Row, cast: str, classes: dict[int, str]) -> tuple[str, ...]:
    """What somebody may still come to do who has cast this, "" for nothing yet."""
    is_consent, may_change = rule.get("method") == "consent", rule.get("window", {}).get("change_vote", True)
    if rule.get("method") == "ranked":
        every = tuple(rankings([*classes, DEFAULT], rule["unranked"] == "last"))
    else:
        every = ("for", "against", "abstain", *(("block",) if rule.get("block", {}).get("enabled") else ()))
    if cast and not may_change:
        is_block = cast == "block" or is_consent and cast == "against"
        return (cast, "withdrawn", "overruled") if is_block else (cast,)
    gone = ("left",) if rule.get("on_leave") == "drop_uncast" and not cast else ()
    return (*every, *gone, *(() if cast else ("",)))


def rankings(options: Sequence[int], is_whole: bool) -> Iterator[str]:
    """Every ranking of these; where what has no place is below the rest, those that place all of them are enough."""
    yield "abstain"
    for size in range(len(options) if is_whole else 1, len(options) + 1):
        for some in combinations(sorted(options), size):
            for places in product(range(size), repeat=size):
                if {*places} == {*range(max(places) + 1)}:
                    tiers = (
                        [str(one) for one, place in zip(some, places) if place == n] for n in range(max(places) + 1)
                    )
                    yield " > ".join(" = ".join(tier) for tier in tiers)
