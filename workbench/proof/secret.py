"""Secret ballots, from the minutes: for verify.py, which proves a record with it.

The minutes say who voted and, with the result, the choices under receipts that nobody can link with a voter; or the numbers alone. So
there is one told vote for each who voted and may, and the count follows; whether a choice is the one that was cast only its voter can
tell, by their receipt. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from workbench.proof.counting import DEFAULT, compared, count_ranked, count_single, prevailed, ranking
from workbench.proof.voices import OUT
from workbench.proof.written import Rows

Row = dict[str, Any]
FEW = 5  # of so many voters the numbers alone are told, and of those who are of one mind


class Secrets:
    """What verify.py asks of a record about secret ballots."""

    rows: Rows
    told: dict[str, dict[int, str]]
    entry: Row
    must: Callable[[object, str], None]
    alone: tuple[str, ...] = ()  # ballots of which the numbers alone are told

    def is_secret(self, name: str) -> bool:
        return str(self.rows[name]["rule"].get("visibility", "roll_call")) != "roll_call"

    def sides(self, name: str, outcome: str, won: Sequence[int], member: int) -> tuple[bool, bool]:
        """Whether a member may have been with the side that prevailed, and against it: in a secret ballot either, of whoever voted."""
        if self.is_secret(name):
            return member in self.told[name], member in self.told[name]
        is_with = prevailed(self.rows[name]["rule"], outcome, won, self.told[name].get(member, ""))
        return is_with, not is_with

    def sealed(self, name: str, vote: Row) -> None:
        """The minutes hold of a secret vote that it was cast, and nothing of its choice that could be opened later."""
        self.must(
            (vote["choice"] is None) == self.is_secret(name), "it tells the choice of a secret vote, or none of another"
        )

    def count_secret(
        self, ballot: Row, body: Row, seats: Sequence[Row], voted: set[int], classes: dict[int, str]
    ) -> tuple[str, Row, list[int]]:
        """The outcome, the numbers and what won, from the votes that are told or, where none are, from the numbers."""
        here = [one for one in seats if one["of"] in voted and one["status"] not in OUT]
        rule, papers, tally = ballot["rule"], body["papers"], ballot["tally"]
        is_ranked, numbers = rule.get("method") == "ranked", tally["counts"]
        self.must("votes" not in body, "it tells the votes of a secret ballot by name")
        pairs = (pair.split("-") for pair in tally["pairwise"]) if is_ranked else ()
        wins = {(int(a), int(b)): tally["pairwise"][f"{a}-{b}"] for a, b in pairs}
        if papers is None:
            papers = self.unlisted(rule, numbers, wins, len(here))
        else:
            choices = [choice for _, choice in papers]
            may = rule["visibility"] == "secret" and numbers["roll"] > FEW and len({*choices}) > 1
            self.must(may, "its votes are told, and names follow from them")
            self.must(papers == sorted(papers), "its votes do not stand in the order of their receipts")
            options = [DEFAULT, *sorted(classes)]
            found = compared(options, [ranking(one) for one in choices], rule["unranked"]) if is_ranked else {}
            self.must(found == wins, "its votes do not give the numbers on record")
        votes = dict(papers)
        self.must(len(here) == len(papers) == len(votes), "there is not one vote told for each member who voted")
        is_chair = any(one["is_chair"] for one in here)
        roll = [one | {"affiliation": "", "is_chair": False} for one in seats if one not in here]
        roll += [{"of": one, "affiliation": "", "is_chair": is_chair, "status": "eligible"} for one in votes]
        if is_ranked:
            return count_ranked(rule, classes, roll, votes, wins)
        return (*count_single(rule, roll, votes), [])

    def unlisted(self, rule: Row, numbers: Row, wins: dict[tuple[int, int], int], voters: int) -> list[tuple[str, str]]:
        """So many votes of each kind as the numbers say, where these alone are told: where the rule has it so, and where more would
        tell names."""
        self.alone += (self.entry["thing"],)
        is_ranked = rule.get("method") == "ranked"
        kinds = (
            {"0": "ranked", "abstain": "abstain"} if is_ranked else {one: one for one in ("for", "against", "abstain")}
        )
        is_one = any(numbers[key] == voters for key in kinds.values())
        is_one = is_one and all(not n or not wins[b, a] for (a, b), n in wins.items())
        is_due = rule["visibility"] == "tally_only" or numbers["roll"] <= FEW or is_one
        self.must(is_due, "its votes are not told, and might be")
        is_so = all(n + wins[b, a] <= numbers["ranked"] for (a, b), n in wins.items())
        self.must(is_so, "more compare two of its options than voted")
        return [(f"{kind} {n}", kind) for kind, key in kinds.items() for n in range(numbers[key])]
