"""Elections, from the minutes: for verify.py, which proves a record with it.

Who stands and for whom they work is as it was fixed; who is elected follows from the votes, the limit for an organisation, and how a tie
was broken; a seat is given to whom was elected to it. Written apart from the workbench's own count. Like verify.py this needs nothing
but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from math import floor
from typing import Any

from workbench.proof.counting import chosen, compared, exact, strongest, turnout
from workbench.proof.voices import voices
from workbench.proof.written import Rows, canonical, sha256

Row = dict[str, Any]
Filled = dict[str, list[int]]  # elected, passed_over, tied
BROKEN = ("chair_casting", "random_recorded")  # ties that are broken after the count
moment = datetime.fromisoformat


def order(numbers: Sequence[int], rule: Row, named: Sequence[dict[int, int]]) -> tuple[list[list[int]], dict[int, int]]:
    """The tiers of those whom anybody voted for, the best first; and how many voted for each."""
    support = {n: sum(n in one for one in named) for n in numbers}
    if rule.get("method") != "ranked":
        levels = sorted({*support.values()} - {0}, reverse=True)
        return [[n for n in numbers if support[n] == level] for level in levels], support
    kind = rule.get("strength", "winning_then_opposition")
    ways, rest, tiers = strongest(numbers, compared(numbers, named, rule["unranked"]), kind), [*numbers], []
    while rest:
        best = [b for b in rest if not any(ways[a, b] > ways[b, a] for a in rest if a != b)]
        tiers.append([n for n in best if support[n]])
        rest = [n for n in rest if n not in best]
    return [tier for tier in tiers if tier], support


def fill(tiers: Sequence[Sequence[int]], seats: int, rule: Row, homes: dict[int, str], first: Sequence[int] = ()) -> tuple[Filled, set[int]]:  # fmt: skip
    """The seats, where those who come `first` are put before others with whom they are tied; and everybody who was in a tie."""
    limit = (
        exact(rule["affiliation"]["value"]) if rule.get("affiliation", {}).get("mode") == "seat_cap" else exact(seats)
    )
    most, left, met = floor(limit * seats if limit < 1 else limit), [list(tier) for tier in tiers], set[int]()
    elected: list[int] = []
    over: list[int] = []

    def had(home: str) -> int:
        return sum(homes[n] == home for n in elected)

    while left and len(elected) < seats:
        tier = left.pop(0)
        free = [n for n in tier if not homes[n] or had(homes[n]) < most]
        over += [n for n in tier if n not in free]
        wanted = {homes[n]: had(homes[n]) + sum(homes[one] == homes[n] for one in free) for n in free if homes[n]}
        if len(elected) + len(free) <= seats and all(number <= most for number in wanted.values()):
            elected += free
            continue
        met |= {*free}
        before = next((n for n in first if n in free), None)
        if before is None:
            return {"elected": elected, "passed_over": over, "tied": free}, met
        left[:0] = [[before], [n for n in free if n != before]]
    return {"elected": elected, "passed_over": over, "tied": []}, met


def result(found: Filled, n: int) -> str:
    return next((kind for kind, numbers in found.items() if n in numbers), "not_elected")


class Elections:
    """What verify.py asks of a record about elections."""

    rows: Rows
    members: dict[str, Row]
    statements: dict[str, Row]
    told: dict[str, dict[int, str]]
    challenged: dict[str, dict[str, int]]
    newest: Row
    entry: Row
    OFFICERS: frozenset[str]
    must: Callable[[object, str], None]
    by: Callable[..., None]
    of: Callable[[str, dict[str, Row]], dict[str, Row]]
    waited: Callable[[str], bool]
    seats: Callable[[dict[str, Row], str], list[Row]]
    apart: dict[int, str] = {}  # noqa: RUF012 -- never changed: who leaves the act at hand to others

    def stand(self, rows: dict[str, Row], name: str) -> dict[int, Row]:
        """Who stands in a ballot, by number."""
        found = self.of(f"candidate:{name[7:]}", rows).items()
        return {n: row for n, row in sorted((int(key.split(":")[2]), row) for key, row in found)}

    def in_election(self, rows: dict[str, Row], name: str) -> None:
        """Who stands decides nothing about an election but by their vote, nor does who is recused."""
        act, said = self.entry["act"], self.entry["body"].get("statement", self.statements.get(name, {}))
        is_one = "elects" in said
        self.must(is_one or not any(row.startswith(("candidate:", "election")) for row in rows), "it is no election")
        self.apart = {}
        if not is_one or act not in (
            "ballots.close",
            "ballots.decide",
            "ballots.void",
            "ballots.recount",
            "ballots.recuse",
        ):
            return
        recused = {int(key.split(":")[2]): "recused" for key in self.of(f"election_recusal:{name[7:]}", self.rows)}
        own = [row["member_id"] for row in self.stand(self.rows, name).values() if row["member_id"]]
        if act == "ballots.recuse":
            return self.leaves(rows, name)
        self.apart = recused | (dict.fromkeys(own, "standing") if act != "ballots.close" else {})

    def leaves(self, rows: dict[str, Row], name: str) -> None:
        """A member on the roll recuses themself while voting goes on."""
        ballot, at = self.rows[name], moment(self.entry["at"])
        is_open = not ballot["closed_at"] and at < moment(ballot["closes_at"])
        keys = self.of("election_recusal", rows)
        self.must(is_open and len(keys) == 1 and len(rows) == 2, "nobody leaves an election so")
        for key in keys:
            seat = f"roll_entry:{name[7:]}:{key.split(':')[2]}"
            is_own = self.entry["actor"].startswith(f"member:{key.split(':')[2]} ") and key not in self.rows
            is_own = is_own and self.rows[seat]["status"] == "eligible"
            self.must(is_own and rows[seat] == self.rows[seat] | {"status": "recused"}, f"{key} is not theirs to make")

    def on_seats(self, rows: dict[str, Row], name: str, said: Row) -> None:
        """An election is on exactly those who stand, for as many seats as its rule fills, and beside no other to that body."""
        ballot, made = rows[name], rows[f"election:{name[7:]}"]
        keys = {"body": "elects", "title": "elects_title", "question": "question", "seats": "to_fill"}
        is_so = made == {key: said[told] for key, told in keys.items()}
        is_so = is_so and said["to_fill"] == (
            ballot["rule"].get("seats") or int(ballot["rule"].get("default") == "none")
        )
        self.must(is_so and not ballot["proposal_no"] and not ballot["case_no"], "it is not on what its statement says")
        blank = {"result": None, "seated": None, "seated_at": None}
        told = {
            n: {"name": who, "affiliation": home, "member_id": no} | blank for n, who, home, no in said["candidates"]
        }
        is_bound = ballot["fingerprint"] == said["candidates_sha256"] == sha256(canonical(said["candidates"]))
        self.must(is_bound and self.stand(rows, name) == told, "who stands is not who its statement names")
        self.must(ballot["base_commit"] == self.newest["commit"], "it was not opened beside the newest text")
        others = [
            one for one, other in self.statements.items() if one != name and other.get("elects") == said["elects"]
        ]
        is_alone = all(self.rows[one]["outcome"] not in (None, "tie_pending") for one in others)
        self.must(is_alone, "another election to that body was not over")

    def filled(self, name: str, seats: Sequence[Row], first: Sequence[int] = ()) -> tuple[Row, Row, Filled, set[int]]:
        """From the votes told: the numbers, the order with its support, the seats, and who was in a tie."""
        rule, stand = self.rows[name]["rule"], self.stand(self.rows, name)
        found, counts = voices(rule, seats, self.told[name])
        named = [chosen(rule, choice) for choice, _ in found]
        self.must(all(one.keys() <= stand.keys() for one in named), "a vote names somebody who does not stand")
        blank = named.count({})
        f, numbers = len(named) - blank, {"abstain": blank, "roll": counts["E"]}
        numbers |= {"recused": counts["R"]} if counts["R"] else {}
        is_ranked = rule.get("method") == "ranked"
        numbers |= {"ranked": f} if is_ranked else {"for": f, "against": 0}
        outcome = turnout(rule, counts | {"F": f, "A": 0, "S": blank, "B": 0})
        tiers, support = order([*stand], rule, named)
        homes = {n: row["affiliation"] for n, row in stand.items()}
        got, met = fill([] if outcome else tiers, rule.get("seats") or 1, rule, homes, first)
        told = {"support": {str(n): number for n, number in support.items()}, "tiers": tiers}
        return numbers | {"outcome": outcome}, told, got, met

    def elected(
        self, rows: dict[str, Row], name: str, seats: Sequence[Row], votes: dict[int, str], lot: str
    ) -> tuple[str, Row, list[int]]:
        """The outcome, the numbers, and who is elected or, while the chair may break a tie, who is tied."""
        self.told[name] = votes
        rule, tally = rows[name]["rule"], rows[name]["tally"]
        counts, told, found, _ = self.filled(name, seats)
        outcome = counts.pop("outcome")
        is_told = all(tally[key] == value for key, value in told.items())
        is_told = is_told and all([int(n) for n in tally["seats"][key]] == numbers for key, numbers in found.items())
        self.must(is_told, f"counting gives {canonical([told, found])}")
        tie = bool(found["tied"]) and rule["tie"] in BROKEN
        outcome = outcome or ("tie_pending" if tie else "adopted" if found["elected"] else "rejected")
        if tie and rule["tie"] == "chair_casting":
            self.must(not self.of("candidate", rows), "while a tie waits nobody has a result")
            return outcome, counts, found["tied"]
        drawn = sorted(self.stand(self.rows, name), key=lambda n: sha256(f"{lot} {n}")) if tie else []
        return outcome, counts, self.become(rows, name, self.filled(name, seats, drawn)[2])

    def become(self, rows: dict[str, Row], name: str, found: Filled) -> list[int]:
        """Everybody who stands has the result that these seats give; nothing else of them changes. Who is elected."""
        due = {n: row | {"result": result(found, n)} for n, row in self.stand(self.rows, name).items()}
        self.must(self.stand(rows, name) == due, f"who stands has not the results that follow: {canonical(found)}")
        return found["elected"]

    def picked(self, rows: dict[str, Row], name: str, option: int) -> list[int]:
        """What a casting vote elects, or in an election who has a seat by it: so many of those tied as there are seats for them."""
        if "elects" not in self.statements[name]:
            return [option] if option else []
        seats, made = self.seats(self.rows, name), self.stand(rows, name)
        had = [n for n, row in made.items() if row["result"] == "elected"] if option else []
        _, _, found, met = self.filled(name, seats, had)
        is_whole = not found["tied"] and option in {*met} & {*found["elected"]} if option else True
        self.must(is_whole, "the casting vote is not for as many of those tied as there are seats for them")
        return self.become(rows, name, found)

    def ballots_seat(self, rows: dict[str, Row], name: str) -> None:
        """An officer puts on record that somebody has the seat that they were elected to, once the result stands."""
        self.by(self.OFFICERS)
        self.must(len(rows) == 1 and self.rows[name]["outcome"] == "adopted", "nobody was elected to a seat by it")
        self.must(self.waited(name) and not self.challenged.get(name), "its result did not stand yet")
        body = self.statements[name]["elects"]
        for n, row in self.stand(rows, name).items():
            before, who = self.rows[f"candidate:{name[7:]}:{n}"], row["seated"]
            is_so = row == before | {"seated": who, "seated_at": row["seated_at"]} and before["result"] == "elected"
            is_so = is_so and not before["seated"] and before["member_id"] in (None, who) and who
            is_so = is_so and all(one["seated"] != who for one in self.stand(self.rows, name).values())
            self.must(
                is_so and moment(row["seated_at"]) <= moment(self.entry["at"]), "it gives a seat to whom it may not"
            )
            there = self.of("body_member", self.rows).values()
            sits = any(one["body"] == body and one["member_id"] == who and not one["until"] for one in there)
            is_in = "member" in self.members[f"member:{who}"]["held"] if body == "committee" else sits
            self.must(is_in, "who has the seat does not sit there")

    def seats_given(self, name: str) -> bool:
        return any(row["seated"] for row in self.stand(self.rows, name).values())
