"""Whether a ballot was fixed before its time, by every way in which the rest could go: for verify.py, which proves a record with it.

Written apart from the workbench's own. Like verify.py it needs nothing but Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement, product
from math import comb, prod
from typing import Any

from workbench.proof.counting import DEFAULT, count_ranked, count_single
from workbench.proof.voices import OUT, asks_presence, kinds

Row = dict[str, Any]  # a row of the record: column -> value
MOST = 50_000  # ways in which the rest of a ballot can go; with more nothing is fixed


def fixed(
    rule: Row, seats: Sequence[Row], votes: dict[int, str], moved: Sequence[int], classes: dict[int, str]
) -> bool:
    """Whether nothing that could still come would have changed how it ends: every way in which the rest could go is counted."""
    found, silent = set(), ("", "there") if asks_presence(rule) else ("",)
    for out in (some for size in range(len(moved) + 1) for some in combinations(moved, size)):
        on = [one | {"status": OUT[1]} if one["of"] in out and one["status"] not in OUT else one for one in seats]
        alike: dict[Any, list[int]] = {}
        for one in on:
            may = silent if one["status"] in OUT else ways(rule, votes.get(one["of"], ""), classes, silent)
            alike.setdefault((one["affiliation"], one["is_chair"], may, one.get("parts")), []).append(one["of"])
        if prod(comb(len(who) + len(key[2]) - 1, len(who)) for key, who in alike.items()) > MOST:
            return False
        for course in product(*(combinations_with_replacement(key[2], len(who)) for key, who in alike.items())):
            cast = {who: way for group, some in zip(alike.values(), course) for who, way in zip(group, some) if way}
            there = [one | {"status": "left"} if cast.get(one["of"]) == "left" else one for one in on]
            if len(silent) > 1:
                there = [one | {"present": cast.get(one["of"]) == "there"} for one in there]
            counted = {who: way for who, way in cast.items() if way not in ("left", "there")}
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


def ways(rule: Row, cast: str, classes: dict[int, str], silent: tuple[str, ...]) -> tuple[str, ...]:
    """What somebody may still come to do who has cast this, "" for nothing yet; `silent`: what they may without a vote."""
    may_change = rule.get("window", {}).get("change_vote", True)
    if rule.get("method") == "ranked":
        every = tuple(rankings([*classes, DEFAULT], rule["unranked"] == "last"))
    else:
        bare = [f"{label}/bare" for label, kind in kinds(rule).items() if kind == "against_with_reason"]
        every = (*kinds(rule), *bare)
    if cast and not may_change:
        is_block = rule.get("method") != "ranked" and kinds(rule).get(cast) == "block"
        return (cast, f"{cast}/withdrawn", f"{cast}/overruled") if is_block else (cast,)
    gone = ("left",) if rule.get("on_leave") == "drop_uncast" and not cast else ()
    return (*every, *gone, *(() if cast else silent))


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
