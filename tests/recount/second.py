"""A second count, written from procedure 3.1 and 3.2 alone: whole numbers on plain data, and nothing of the workbench.

It is slow and simple on purpose: what it shares with the count that it checks is the text that both were written from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, permutations
from typing import Any, TypeVar

O = TypeVar("O", int, str)  # an option: its number or its name
Data = dict[str, Any]
DEFAULT = "status quo"


def parts(value: Any) -> tuple[int, int]:
    top, _, bottom = str(value).partition("/")
    return int(top), int(bottom or 1)


def compare(op: str, left: int, right: int) -> bool:
    return {">=": left >= right, ">": left > right, "<=": left <= right, "<": left < right, "=": left == right}[op]


def holds(cond: Data, value: Callable[[str], int]) -> bool:
    """count op p/q × of + r/s, multiplied out; a root by its square."""
    left = sum(value(name) for name in cond["count"])
    (p, q), (r, s) = parts(cond.get("ratio", 1)), parts(cond.get("plus", 0))
    of = cond.get("of", [])
    if of == "sqrt(N)":
        side = (left * s - r) * q
        if side < 0:
            return cond["op"] in ("<", "<=")
        return compare(cond["op"], side * side, p * p * s * s * value("N"))
    base = sum(value(name) for name in of)
    return compare(cond["op"], left * q * s, p * s * base + r * q)


def cast(rule: Data, ballot: Data) -> Data:
    """Who is in, who is out, and what each of them said last (or first)."""
    roll = {seat["member"]: seat for seat in ballot["roll"]}
    said: dict[Any, Data] = {}
    for vote in ballot["votes"]:
        member = vote["member"]
        if vote.get("at", "") >= ballot.get("closes", "~") or roll[member]["status"] in ("recused", "dismissed"):
            continue
        if member not in said or rule.get("window", {}).get("change_vote", True):
            said[member] = vote
    drop = rule.get("on_leave") == "drop_uncast"
    members = [
        name for name, seat in roll.items()
        if seat["status"] == "eligible" or (seat["status"] == "left" and (name in said or not drop))
    ]  # fmt: skip
    out = [name for name, seat in roll.items() if seat["status"] in ("recused", "dismissed")]
    return {"roll": roll, "said": said, "members": members, "out": out}


def position(rule: Data, vote: Data) -> str:
    """F, A, S or B."""
    kind, block = vote["choice"], rule.get("block", {})
    if kind == "against" and rule["method"] == "consent":
        kind = "block"
    if kind != "block":
        return {"for": "F", "against": "A", "abstain": "S"}[kind]
    if vote.get("state") == "withdrawn":
        return "S"
    no_reason = block.get("needs_reason", True) and not vote.get("reason")
    overruled = vote.get("state") == "overruled" and block.get("invalid_if", "overruled") == "overruled"
    return "A" if no_reason or overruled else "B"


def weight(vote: Data) -> tuple[bool, str, bool]:
    state = vote.get("state", "open")
    return state == "open", state, bool(vote.get("reason"))


def numbers(rule: Data, ballot: Data) -> dict[str, int]:
    """The variables of 3.1."""
    found = cast(rule, ballot)
    roll, said, members, out = found["roll"], found["said"], found["members"], found["out"]
    mode = rule.get("affiliation", {}).get("mode", "none")
    home = {name: roll[name]["affiliation"] or f"alone {name}" for name in roll}
    # of equal votes of one organisation the last in this order stands for them: those of blocks that stand, then those with a reason
    spoken = sorted((name for name in members if name in said), key=lambda name: weight(said[name]))
    voices = [(home[name], position(rule, said[name]), said[name]["choice"]) for name in spoken]
    eligible, voted, recused = len(members), len(voices), len(out)
    present = sum(1 for name in out if roll[name]["present"])
    if mode == "one_vote":
        eligible = len({home[name] for name in members})
        voted = len({voice[0] for voice in voices})
        gone = [name for name in out if home[name] not in {home[one] for one in members}]
        recused, present = (
            len({home[name] for name in gone}),
            len({home[name] for name in gone if roll[name]["present"]}),
        )
    if mode in ("one_vote", "collapse_identical"):
        kept = []
        for place in sorted({voice[0] for voice in voices}):
            last = {choice: (place, letter) for where, letter, choice in voices if where == place}
            if mode == "collapse_identical" or len(last) == 1:
                kept += list(last.values())
        letters = kept
    else:
        letters = [voice[:2] for voice in voices]
    count = {letter: sum(1 for _, one in letters if one == letter) for letter in "FASB"}
    count["C"] = sum(count.values())
    count |= {"E": eligible, "R": recused, "N": eligible + recused, "X": eligible - voted, "present": present}
    count["P"] = ballot.get("present", count["C"])
    count["G"] = len({place for place, letter in letters if letter == "F"})
    count["chair"] = any(roll[name]["chair"] and name in said for name in members)
    return count


def decide(rule: Data, ballot: Data) -> str:
    """The order of 3.2."""
    n = numbers(rule, ballot)
    if n["C"] > n["E"] or n["C"] > n["P"]:
        return "invalid_tally"
    if n["E"] == 0 or n["E"] < rule.get("roll", {}).get("min_electorate", 0):
        return "no_electorate"
    asked = dict(n)
    if rule.get("recusal", {}).get("effect") == "counts_to_quorum" and n["R"]:
        asked |= {"E": n["N"], "C": n["C"] + n["present"], "P": n["P"] + n["present"]}
    if not all(holds(cond, asked.__getitem__) for cond in rule.get("quorum", [])):
        return "no_quorum"
    if n["B"]:
        return "blocked"
    if n["F"] == 0 and rule["method"] != "consent":
        return "rejected"
    if n["F"] < rule.get("min_support", 0):
        return "rejected"
    affiliation = rule.get("affiliation", {})
    several = affiliation.get("mode") != "min_distinct_support" or n["G"] >= affiliation["value"]
    groups = rule.get("pass") or [[]]
    if several and any(all(holds(cond, n.__getitem__) for cond in group) for group in groups):
        return "adopted"
    tie = rule.get("tie", "fails")
    if n["F"] == n["A"] > 0 and tie != "fails" and not (tie == "chair_if_not_voted" and n["chair"]):
        return "tie_pending"
    return "rejected"


def prefer(rule: Data, ballot: Data) -> tuple[dict[tuple[str, str], int], dict[str, int], list[Data]]:
    """How many prefer each option to each other; the numbers of the ballot; the rankings."""
    found = cast({**rule, "method": "approval"}, ballot)
    rankings = [found["said"][name]["choice"] for name in found["members"] if name in found["said"]]
    options = [*ballot["options"], DEFAULT]
    wins = dict.fromkeys(permutations(options, 2), 0)
    for ranking in rankings:
        for a, b in wins:
            if a in ranking and (ranking[a] < ranking[b] if b in ranking else rule["unranked"] == "last"):
                wins[a, b] += 1
    return wins, {"E": len(found["members"]), "R": len(found["out"]), "C": len(rankings)}, rankings


def dropping(options: list[O], wins: dict[tuple[O, O], int]) -> set[O]:
    """Debian's constitution, A.5: drop the weakest defeats within the Schwartz set until there is none there."""
    defeats = {(a, b) for a, b in permutations(options, 2) if wins[a, b] > wins[b, a]}
    while True:
        reach = {option: {option} for option in options}
        for _ in options:
            for a, b in defeats:
                for option in options:
                    if a in reach[option]:
                        reach[option].add(b)
        schwartz = {x for x in options if all(y in reach[x] for y in options if x in reach[y])}
        inside = {(a, b) for a, b in defeats if a in schwartz and b in schwartz}
        if not inside:
            return schwartz
        weakest = min((wins[a, b], -wins[b, a]) for a, b in inside)
        defeats -= {(a, b) for a, b in inside if (wins[a, b], -wins[b, a]) == weakest}


def ways(options: list[str], a: str, b: str) -> Iterator[list[str]]:
    """Every path from one option to another."""
    others = [option for option in options if option not in (a, b)]
    for length in range(len(others) + 1):
        for between in permutations(others, length):
            yield [a, *between, b]


def strength(options: list[str], wins: dict[tuple[str, str], int], a: str, b: str) -> tuple[int, int]:
    """Of the strongest of all paths, each as strong as its weakest defeat."""
    best = (0, 0)
    for way in ways(options, a, b):
        steps = list(pairwise(way))
        if all(wins[x, y] > wins[y, x] for x, y in steps):
            best = max(best, min((wins[x, y], -wins[y, x]) for x, y in steps))
    return best


def rank(rule: Data, ballot: Data) -> Data:
    """A ranked ballot: 3.2, ranked, steps 1 to 5."""
    wins, n, _ = prefer(rule, ballot)
    options = [DEFAULT]
    for option, claimed in ballot["options"].items():
        f, a = wins[option, DEFAULT], wins[DEFAULT, option]
        p, q = parts(rule["over_default"]["ratio"][claimed])
        strict = rule["over_default"].get("op") == ">" and p > q
        enough = f > a and (f * q > p * a if strict else f * q >= p * a)
        if least := rule["over_default"].get("quorum"):
            k, m = parts(least["ratio"])
            enough = enough and (f * m) ** 2 >= k * k * (n["E"] + n["R"])
        if enough:
            options.append(option)
    beats = {
        (a, b) for a, b in permutations(options, 2) if strength(options, wins, a, b) > strength(options, wins, b, a)
    }
    tiers, rest = [], set(options)
    while rest:
        best = {b for b in rest if not any((a, b) in beats for a in rest)}
        tiers.append(sorted(best))
        rest -= best
    quorum = all(holds(cond, n.__getitem__) for cond in rule.get("quorum", []))
    outcome = "no_electorate" if n["E"] == 0 else "no_quorum" if not quorum else ""
    if not outcome:
        winners = dropping(options, wins)
        tied = "tie_pending" if rule["tie"] != "fails" else "rejected"
        outcome = "rejected" if winners == {DEFAULT} else "adopted" if len(winners) == 1 else tied
    return {"outcome": outcome, "tiers": tiers, "wins": wins}


def elect(rule: Data, ballot: Data) -> Data:
    """Approvals, the most first, with a cap for each employer; whoever is level for what is left is tied."""
    found = cast(rule, ballot)
    heads = [set(found["said"][name]["choice"]) for name in found["members"] if name in found["said"]]
    votes = {one: sum(1 for names in heads if one in names) for one in ballot["options"]}
    cap, homes = rule["affiliation"]["value"], ballot["affiliations"]
    elected: list[str] = []
    for number in sorted(set(votes.values()) - {0}, reverse=True):
        taken = {home: sum(1 for one in elected if homes.get(one) == home) for home in set(homes.values())}
        level = [one for one in votes if votes[one] == number and (one not in homes or taken[homes[one]] < cap)]
        crowded = any(taken[home] + sum(1 for one in level if homes.get(one) == home) > cap for home in taken)
        if len(elected) == rule["seats"]:
            break
        if crowded or len(elected) + len(level) > rule["seats"]:
            return {"elected": elected, "tied": level}
        elected += level
    return {"elected": elected, "tied": []}
