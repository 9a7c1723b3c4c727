"""Counting a ballot, from its rule, roll and votes as they stand in the minutes: for verify.py, which proves a record with it.

Written apart from the workbench's own count, so that a fault of that would show. Like verify.py it needs nothing but Python.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import permutations, product
from typing import Any

from workbench.proof.voices import LETTERS, OUT, STATES, kinds, voices
from workbench.proof.written import sha256

Row = dict[str, Any]  # a row of the record: column -> value
Named = dict[int, str]  # of a number, the word for it
DEFAULT = 0  # in a ranked ballot: the text as it stands
LEAST = {"count": ["G"], "op": ">=", "ratio": "0", "of": []}  # so many organisations


def exact(number: str | int) -> Fraction:
    """A number of a rule: “2/3”, “0.5”, 1. Not one that nobody could write out (“1e999999999”)."""
    if not re.fullmatch(r"-?[0-9]{1,20}([./][0-9]{1,20})?", str(number)):
        raise ValueError(f"{number!r:.40} is no number of a rule")
    return Fraction(number)


def holds(condition: Row, counts: dict[str, int]) -> bool:
    """`count op ratio × of + plus`, exactly; against a square root, squares are compared."""
    left: Fraction | int = sum(counts[name.removesuffix("@all")] for name in condition["count"])
    of, ratio, plus = condition["of"], exact(condition["ratio"]), exact(condition["plus"])
    if isinstance(of, str):  # sqrt(E): left − plus against ratio × √E
        left, right = left - plus, ratio**2 * counts[of[5:-1]]
        left = left**2 if left >= 0 else Fraction(-1)
    else:
        right = ratio * sum(counts[name.removesuffix("@all")] for name in of) + plus
    compared = {">=": left >= right, ">": left > right, "<=": left <= right, "<": left < right, "=": left == right}
    return compared[condition["op"]]


def turnout(rule: Row, counts: dict[str, int]) -> str:
    """Why a ballot decides nothing, or "". From here on `counts` has all that a condition may count."""
    cast, out = sum(counts[letter] for letter in "FASB"), counts["Rp"]
    counts |= {"C": cast, "P": counts.get("P", cast), "N": counts["E"] + counts["R"]}
    if counts["E"] < max(1, rule.get("roll", {}).get("min_electorate", 0)):
        return "no_electorate"
    present = {"E": counts["N"], "R": 0, "S": counts["S"] + out, "C": cast + out}  # with the recused
    present |= {"P": counts["P"] + out, "X": counts["X"] + counts["R"] - out}
    asked = counts | (present if rule.get("recusal", {}).get("effect") == "counts_to_quorum" else {})
    return "" if all(holds(condition, asked) for condition in rule["quorum"]) else "no_quorum"


def numbers(rule: Row, seats: Sequence[Row], votes: Named) -> tuple[Row, Row]:
    """What a condition may count, of this roll; and of it what a tally tells."""
    found, counts = voices(rule, seats, votes)
    kind, is_known = kinds(rule), any(one["affiliation"] for one in seats)
    found = [(choice, home) for choice, home in found if not choice.endswith("/bare")]
    cast = [STATES.get(choice.partition("/")[2]) or LETTERS[kind[choice]] for choice, _ in found]
    fors = [home for choice, home in found if kind.get(choice) == "for"]
    own = {label: 0 for label in rule.get("positions", {}) if label not in LETTERS}
    own |= {label: [choice.partition("/")[0] for choice, _ in found].count(label) for label in own}
    counts = own | counts | {letter: cast.count(letter) for letter in "FASB"}
    counts |= {"C": len(cast), "G": len({*fors} - {""}) + fors.count("") if is_known else len(fors)}
    told = {"for": counts["F"], "against": counts["A"], "abstain": counts["S"], "roll": counts["E"]}
    more = {
        "block": counts["B"],
        "recused": counts["R"],
        "present": counts.get("P", 0),
        "distinct": counts["G"] if is_known else 0,
    }
    return counts, told | {key: n for key, n in more.items() if n} | ({"positions": own} if own else {})


def count_single(rule: Row, seats: Sequence[Row], votes: Named) -> tuple[str, Row]:
    """The outcome and the numbers of a ballot on one question."""
    counts, told = numbers(rule, seats, votes)
    every = [*rule["quorum"], *(one for group in rule["pass"] for one in group)]
    names = {name for one in every for name in (*one["count"], *one["of"]) if "@" in name}
    for part in sorted({name.partition("@")[2] for name in names} - {"all"}):
        inside = [{k: v for k, v in one.items() if k != "present"} for one in seats if part in one["parts"].split(",")]
        within, said = numbers(rule, inside, {one["of"]: votes[one["of"]] for one in inside if one["of"] in votes})
        told.setdefault("groups", {})[part] = said
        counts |= {f"{name}@{part}": number for name, number in within.items()}
    is_consent, home = rule.get("method") == "consent", rule.get("affiliation", {})
    outcome, groups = turnout(rule, counts), rule["pass"]
    if home.get("mode") == "min_distinct_support":
        groups = [[*group, LEAST | {"plus": home["value"]}] for group in groups or [[]]]
    is_carried = any(all(holds(condition, counts) for condition in group) for group in groups)
    f, a, b = (counts[letter] for letter in "FAB")
    if is_consent:
        is_carried = f >= rule.get("min_support", 0) and (is_carried or not groups)
    tie, chair = rule.get("tie", "fails"), [one["of"] for one in seats if one["is_chair"] and one["status"] not in OUT]
    is_open = tie != "fails" and not (tie == "chair_if_not_voted" and any(who in votes for who in chair))
    tied = "tie_pending" if f == a > 0 and groups and is_open else "rejected"
    outcome = outcome or ("blocked" if b else "adopted" if is_carried and (f or is_consent) else tied)
    return outcome, told


def broken(rule: Row, tied: list[int], lot: str, is_election: bool) -> tuple[str, list[int]]:
    """What a tie comes to at the close, and what won: reported, drawn, or left to the chair. Of several options a draw takes the first by the
    SHA-256 of `lot` and its number; on one question an even `lot` carries."""
    if rule["tie"] == "random_recorded" and tied and not is_election:
        first = min(tied, key=lambda option: sha256(f"{lot} {option}"))
        return ("adopted", [first]) if first != DEFAULT else ("rejected", [])
    by = {"report": "tied", "random_recorded": "rejected" if int(lot, 16) % 2 and not is_election else "adopted"}
    return by.get(rule["tie"], "tie_pending"), tied


def signed_off(
    rule: Row, seats: Sequence[Row], votes: Sequence[tuple[datetime, int, str]], since: datetime
) -> tuple[str, Row, datetime | None]:
    """Of a sign-off the outcome, the numbers, and the end of its last period, which a block, or a recusal (`since`), begins again."""
    (outcome, counts), until = count_single(rule, seats, {}), None
    for at in sorted({max(when, since) for when, _, _ in votes}):
        if until and at >= until:
            break
        outcome, counts = count_single(rule, seats, {who: choice for when, who, choice in votes if when <= at})
        until = (until or at + lasting(rule)) if outcome == "adopted" else None
    return outcome, counts, until


def lasting(rule: Row) -> timedelta:
    """How long the last period of a sign-off is: P10D, PT72H."""
    found = re.fullmatch(r"P(?:(\d{1,4})D)?(?:T(\d{1,4})H)?", rule.get("stages", [{"comment": "P"}])[-1]["comment"])
    if found is None:
        raise ValueError("the last period of its rule cannot be read")
    return timedelta(days=int(found[1] or 0), hours=int(found[2] or 0))


def ranking(choice: str) -> dict[int, int]:
    """“3 > 0 = 4” as option -> place; “abstain” ranks nothing."""
    tiers = [] if choice == "abstain" else choice.split(" > ")
    return {int(option): place for place, tier in enumerate(tiers, 1) for option in tier.split(" = ")}


def chosen(rule: Row, choice: str) -> dict[int, int]:
    """Whom a vote in an election names, each with its place: “2 > 1”, or of approvals “+1 +4”, which all are first."""
    if rule.get("method") == "ranked":
        return ranking(choice)
    return {} if choice == "abstain" else {int(n.removeprefix("+")): 1 for n in choice.split(" ")}


def prevailed(rule: Row, outcome: str, won: Sequence[int], choice: str) -> bool:
    """Whether a vote, "" where there was none, was with the side that prevailed: of a ranked ballot, has it first; of an election,
    names one of those elected."""
    if rule.get("seats") or rule.get("default") == "none":
        named = chosen(rule, choice or "abstain")
        return not won or any(named.get(n) == min(named.values()) for n in won if n in named)
    if rule.get("method") == "ranked":
        ranked = ranking(choice or "abstain")
        return ranked.get(won[0] if outcome == "adopted" else DEFAULT) == min(ranked.values(), default=-1)
    silent = "for" if rule.get("method") == "consent" else "abstain"
    label = choice.partition("/")[0]
    kind = kinds(rule).get(label, label) or silent
    return kind in ({"for"} if outcome == "adopted" else {"against", "against_with_reason", "block"})


def compared(options: Sequence[int], rankings: Sequence[dict[int, int]], unranked: str) -> dict[tuple[int, int], int]:
    """How many rank one option above another, for every two."""
    last = {} if unranked == "no_opinion" else dict.fromkeys(options, len(options) + 1)
    full = [last | one for one in rankings]
    return {(a, b): sum(a in one and b in one and one[a] < one[b] for one in full) for a, b in permutations(options, 2)}


def strongest(
    left: Sequence[int], wins: dict[tuple[int, int], int], kind: str
) -> dict[tuple[int, int], tuple[int, int]]:
    """How strong the strongest way from one option to another is, for every two."""
    strength = {pair: (0, 0) for pair in wins}
    for (a, b), more in wins.items():
        if more > (fewer := wins[b, a]):
            usual = -fewer if kind == "winning_then_opposition" else 0
            strength[a, b] = (more - fewer if kind == "margins" else more, usual)
    for over_it, a, b in product(left, left, left):  # as Floyd and Warshall find the shortest
        if len({over_it, a, b}) == 3:
            strength[a, b] = max(strength[a, b], min(strength[a, over_it], strength[over_it, b]))
    return strength


def count_ranked(
    rule: Row, classes: Named, seats: Sequence[Row], votes: Named, told: dict[tuple[int, int], int] | None = None
) -> tuple[str, Row, list[int]]:
    """The outcome, the numbers and what won (of a tie all) of a ranked ballot: Schulze over what beats the default.

    `told`: how many rank one option above another, where that is told and the rankings are not."""
    found, counts = voices(rule, seats, votes)
    options, rankings = [DEFAULT, *sorted(classes)], [ranking(choice) for choice, _ in found]
    blank = rankings.count({})
    numbers = {"ranked": len(rankings) - blank, "abstain": blank, "roll": counts["E"]}
    numbers |= {"recused": counts["R"]} if counts["R"] else {}
    if outcome := turnout(rule, counts | {"F": len(rankings) - blank, "A": 0, "S": blank, "B": 0}):
        return outcome, numbers, []
    wins, over = told or compared(options, rankings, rule["unranked"]), rule["over_default"]

    def stays(option: int) -> bool:
        f, a = wins[option, DEFAULT], wins[DEFAULT, option]
        least, times = over.get("quorum", {"plus": 0}), exact(over["ratio"][classes[option]])
        part, of = exact(least.get("ratio", least.get("plus"))), least.get("of", "")
        roll = counts["E"] + (counts["R"] if "N" in of else 0)
        is_enough = f**2 >= part**2 * roll if of.startswith("sqrt") else f >= (part * roll if of else part)
        return is_enough and f > a and (f > times * a if over.get("op") == ">" else f >= times * a)

    left = [option for option in options if option == DEFAULT or stays(option)]
    strength = strongest(left, wins, rule.get("strength", "winning_then_opposition"))
    best = [b for b in left if not any(strength[a, b] > strength[b, a] for a in left if a != b)]
    if best == [DEFAULT] or len(best) > 1 and rule["tie"] == "fails":
        return "rejected", numbers, []
    return "adopted" if len(best) == 1 else "tie_pending", numbers, best
