"""verify.py counts by code of its own: on thousands of small ballots under all terms that ballots here may have, it agrees."""

from __future__ import annotations

import random
from typing import Any

from workbench.ballots import elections, ranked, ranked_rules, rules, tally
from workbench.ballots.electorate import Cast, Held, Seat
from workbench.proof import counting
from workbench.proof import elections as proved

CONDITIONS: list[dict[str, Any]] = [
    {"count": ["C"], "op": ">=", "ratio": "1/2", "of": ["E"]},
    {"count": ["C"], "op": ">=", "ratio": "1/2", "of": ["N"]},
    {"count": ["F"], "op": ">=", "ratio": "2/3", "of": ["F", "A"]},
    {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]},
    {"count": ["G"], "op": ">=", "plus": 2},
    {"count": ["F"], "op": ">", "ratio": "1", "of": ["A", "X"]},
    {"count": ["C"], "op": ">=", "ratio": "3/2", "of": "sqrt(N)"},
    {"count": ["P"], "op": ">=", "plus": 3},
    {"count": ["F@P"], "op": ">=", "ratio": "2/3", "of": ["F@P", "A@P"]},
    {"count": ["A@all"], "op": "<=", "ratio": "1/4", "of": ["C@all"]},
    {"count": ["F"], "op": ">", "ratio": "1/2", "of": ["P"]},
]


OWN = {"yes": "for", "noobj": "for", "no": "against_with_reason", "abstain": "abstain", "discuss": "block"}
LABELS: list[dict[str, Any]] = [
    {"count": ["yes"], "op": ">=", "plus": 1},
    {"count": ["yes", "noobj"], "op": ">=", "ratio": "2/3", "of": ["E"]},
    {"count": ["discuss"], "op": "<=", "ratio": "1", "of": ["no"]},
]


def cast(who: Any, choice: str) -> Cast:
    label, _, state = choice.partition("/")
    return Cast(who, 1, label, "" if state == "bare" else "Why.", state=state.replace("bare", "") or "open")


def terms(dice: random.Random) -> dict[str, Any]:
    mode = dice.choice(["none", "one_vote", "collapse_identical", "min_distinct_support"])
    return {
        "affiliation": {"mode": mode, **({"value": "2"} if mode == "min_distinct_support" else {})},
        "recusal": {"effect": dice.choice(["leaves_electorate", "counts_to_quorum"])},
        "on_leave": dice.choice(["keep", "drop_uncast"]), "roll": {"min_electorate": dice.choice([0, 3])},
    }  # fmt: skip


def seats(dice: random.Random) -> list[Seat]:
    status = ["eligible"] * 4 + ["recused", "dismissed", "left"]
    homes = dice.choice([[""], ["", "Mill", "Forge"]])
    chair = dice.randrange(9)
    is_taken = dice.random() < 0.5
    return [
        Seat(n, dice.choice(homes), dice.choice(((), ("P",))), dice.choice(status), present=not is_taken or dice.random() < 0.5, is_chair=n == chair)
        for n in range(dice.randrange(9))
    ]  # fmt: skip


def told(roll: list[Seat]) -> list[dict[str, Any]]:
    rows = [
        {"of": s.member, "affiliation": s.affiliation, "status": s.status, "is_chair": s.is_chair, "parts": ",".join(s.groups)}
        for s in roll
    ]  # fmt: skip
    return [
        row | ({} if all(s.present for s in roll) else {"present": s.present})
        for row, s in zip(rows, roll, strict=True)
    ]


def held(roll: list[Seat]) -> Held:
    """Presence was taken down where somebody is away."""
    return Held(is_taken=not all(seat.present for seat in roll))


def test_one_question_is_counted_the_same() -> None:
    dice, seen = random.Random(1), set[str]()
    for _ in range(4000):
        method = dice.choice(["approval", "approval", "consent"])
        table = terms(dice) | {"method": method, "quorum": dice.sample(CONDITIONS, dice.randrange(2))}
        table["tie"] = dice.choice(["fails", "chair_casting", "chair_if_not_voted", "random_recorded"])
        table["pass"] = [dice.sample(CONDITIONS, dice.choice([1, 2])) for _ in range(dice.choice([1, 2]))]
        if own := dice.random() < 0.3:
            table |= {"block": {"enabled": True}, "positions": OWN}
            table["pass"] = [[*group, dice.choice(LABELS)] for group in table["pass"]]
        rule, roll = rules.read("tried", table), seats(dice)
        may = [*OWN, "no/bare", "discuss/withdrawn"] if own else ["for", "against", "abstain"]
        votes = {seat.member: dice.choice(may) for seat in roll if dice.random() < 0.8}
        found = tally.tally(rule, [cast(who, choice) for who, choice in votes.items()], roll, held(roll))
        assert counting.count_single(rule.data(), told(roll), votes) == (found.outcome, found.data()["counts"]), table
        seen.add(found.outcome)
    assert seen == {"adopted", "rejected", "no_quorum", "no_electorate", "blocked", "tie_pending"}


def test_a_ranking_is_counted_the_same() -> None:
    dice, classes = random.Random(2), {1: "editorial", 2: "scope"}
    for _ in range(2000):
        least = dice.choice([{"plus": "2"}, {"ratio": "1/3", "of": "N"}, {"ratio": "3/2", "of": "sqrt(E)"}])
        over = {"ratio": {"editorial": "1", "scope": "2"}, "quorum": least}
        table = terms(dice) | {
            "method": "ranked",
            "unranked": dice.choice(["last", "no_opinion"]),
            "over_default": over,
        }
        table |= {"quorum": dice.sample(CONDITIONS[:2], 1), "tie": dice.choice(["fails", "chair_casting"])}
        rule, roll = ranked_rules.read("tried", table), seats(dice)
        choices = ["abstain", "1 > 0", "2 > 1 > 0", "0", "1 = 2", "2 > 0", "1 > 2 > 0"]
        votes = {seat.member: dice.choice(choices) for seat in roll if dice.random() < 0.8}
        found = ranked.tally(rule, classes, [Cast(who, 1, choice) for who, choice in votes.items()], roll, held(roll))
        outcome, counts, won = counting.count_ranked(rule.data(), classes, told(roll), votes)
        assert (outcome, counts, tuple(won)) == (found.outcome, found.data()["counts"], found.won), table


def test_an_election_is_counted_the_same_and_its_ties_are_broken_the_same() -> None:
    dice, seen = random.Random(3), set[str]()
    for _ in range(3000):
        numbers = [*range(1, dice.choice([2, 3, 5]) + 1)]
        names = elections.Standing(
            {n: f"N{n}" for n in numbers}, {n: dice.choice(["", "Mill", "Forge"]) for n in numbers}
        )
        cap = dice.choice([{}, {"affiliation": {"mode": "seat_cap", "value": dice.choice(["1", "2", "1/2"])}}])
        table: dict[str, Any] = {"seats": dice.choice([2, 3]), "tie": dice.choice(["fails", "chair_casting"]), **cap}
        if dice.random() < 0.5:
            table |= {"method": "ranked", "default": "none", "unranked": dice.choice(["last", "no_opinion"])}
        rule: Any = (ranked_rules if "method" in table else rules).read("tried", table)
        roll, votes = [seat for seat in seats(dice)], dict[int, str]()
        for seat in roll:
            some = dice.sample(numbers, dice.randrange(len(numbers) + 1))
            places = {n: dice.randrange(3) for n in some}
            votes[int(seat.member)] = ranked.written(places) if "method" in table else elections.written(some)
        found = elections.count(rule, names, [Cast(who, 1, choice) for who, choice in votes.items()], roll)
        named = [counting.chosen(table, choice) for choice, _ in counting.voices(rule.data(), told(roll), votes)[0]]
        tiers, support = proved.order(numbers, rule.data(), named)
        assert (support, tiers) == ({n: found.support[n] for n in numbers}, [list(tier) for tier in found.tiers])
        first = dice.sample(numbers, len(numbers))
        for before in ([], first):
            got, met = proved.fill(
                tiers if found.outcome != "no_electorate" else [], rule.seats, table, dict(names.homes), before
            )
            mine, mine_met = elections.broken(rule, found, names, before)
            assert {key: list(map(int, value)) for key, value in mine.data().items()} == got and met == mine_met, (
                table,
                votes,
                before,
            )
        seen |= {found.outcome, "over" if found.filled.passed_over else ""}
    assert seen >= {"adopted", "rejected", "tie_pending", "no_electorate", "over"}
