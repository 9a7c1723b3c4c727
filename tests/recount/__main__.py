"""`python -m tests.recount`: 100,000 made ballots counted twice, and 20,000 rankings by Debian's procedure; prints what differs.

`--ballots N --profiles N --seed N` for others. Ties, abstentions, edges of the quorum, recusals, leavers, late and changed votes,
blocks with and without a reason, employers and caps: every rule and ballot comes from the seed.
"""

from __future__ import annotations

import random
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.recount import second
from workbench.ballots import formats, papers, ranked

Data = dict[str, Any]
FOR_EACH = 50  # ballots under one rule
RATIOS = ("1/3", "1/2", "2/3", "3/4", "1", "2", "3", "7/20")
SUMS = (["F"], ["F", "A"], ["C"], ["E"], ["N"], ["F", "A", "X"], ["P"])


def condition(rng: random.Random, counts: list[list[str]], bases: list[list[str]]) -> Data:
    op = rng.choice((">=", ">", ">=", ">", "<=", "<", "="))
    if rng.random() < 0.2:
        return {"count": rng.choice(counts), "op": op, "plus": rng.randint(0, 4)}
    cond = {"count": rng.choice(counts), "op": op, "ratio": rng.choice(RATIOS), "of": rng.choice(bases)}
    if rng.random() < 0.1:
        cond["of"] = "sqrt(N)"
    return cond | ({"plus": rng.choice((-2, -1, 1))} if rng.random() < 0.15 else {})


def rule(rng: random.Random) -> Data:
    method = rng.choice(("approval", "approval", "approval", "consent", "signoff"))
    made: Data = {"method": method, "tie": rng.choice(("fails", "chair_casting", "chair_if_not_voted", "report"))}
    made["pass"] = [
        [condition(rng, [["F"], ["F"], ["A"], ["C"], ["G"]], list(SUMS) + [["A"]]) for _ in range(rng.randint(1, 2))]
        for _ in range(rng.randint(1, 2))
    ]  # fmt: skip
    if method == "consent":
        made |= {"min_support": rng.randint(0, 2)} | ({"pass": []} if rng.random() < 0.7 else {})
    if rng.random() < 0.7:
        made["quorum"] = [condition(rng, [["C"], ["C"], ["P"], ["F"]], [["E"], ["N"]])]
    made["affiliation"] = rng.choice(({}, {"mode": "one_vote"}, {"mode": "collapse_identical"}, {"mode": "min_distinct_support", "value": 2}))  # fmt: skip
    made["block"] = {
        "enabled": rng.random() < 0.5, "needs_reason": rng.random() < 0.8,
        "invalid_if": rng.choice(("overruled", "no_reason")),
    }  # fmt: skip
    made["recusal"] = {"effect": rng.choice(("leaves_electorate", "counts_to_quorum"))}
    made["roll"] = {"min_electorate": rng.choice((0, 0, 3))}
    made["window"] = {"change_vote": rng.random() < 0.7}
    made["on_leave"] = rng.choice(("keep", "drop_uncast"))
    return made


def seats(rng: random.Random, most: int = 9) -> list[Data]:
    weights = (12, 2, 1, 1)
    return [
        {
            "member": n, "affiliation": rng.choice(("X", "X", "Y", "Z", "")), "present": rng.random() < 0.6, "chair": n == 0,
            "status": rng.choices(("eligible", "recused", "dismissed", "left"), weights)[0],
        }
        for n in range(rng.randint(0, most))
    ]  # fmt: skip


def spoken(rng: random.Random, roll: list[Data], choose: Any) -> list[Data]:
    """Some of the roll vote, some twice, some late."""
    votes = []
    for seat in roll:
        for _ in range(rng.choice((0, 1, 1, 1, 1, 2))):
            late = rng.random() < 0.05
            votes.append({"member": seat["member"], "choice": choose(), "at": f"2026-06-{'30' if late else '29'}T18:00:00Z"})  # fmt: skip
    rng.shuffle(votes)
    return votes


def ballot(rng: random.Random, under: Data) -> Data:
    can_block = under["method"] != "approval" or under["block"]["enabled"]
    choices = ["for", "for", "against", "abstain"] + ["block"] * can_block
    if under["method"] == "signoff":
        choices.remove("against")
    roll = seats(rng)
    votes = spoken(rng, roll, lambda: rng.choice(choices))
    for vote in votes:
        if vote["choice"] in ("block", "against"):
            vote |= {
                "reason": rng.choice(("", "A flaw.")),
                "state": rng.choice(("open", "open", "withdrawn", "overruled")),
            }
    made = {"roll": roll, "votes": votes, "closes": "2026-06-30T00:00:00Z"}
    return made | ({"present": rng.randint(0, 9)} if rng.random() < 0.3 else {})


def ranked_rule(rng: random.Random) -> Data:
    over: Data = {"ratio": {"editorial": "1", "substantive": "2", "scope": rng.choice(("3", "3/2"))}}
    over |= rng.choice(({}, {"op": ">"})) | rng.choice(({}, {"quorum": {"ratio": rng.choice(("1", "3/2")), "of": "sqrt(N)"}}))  # fmt: skip
    made = {
        "method": "ranked",
        "unranked": rng.choice(("last", "no_opinion")),
        "tie": rng.choice(("fails", "chair_casting")),
    }
    quorum = (
        [{"count": ["C"], "op": ">=", "ratio": rng.choice(("1/3", "1/2")), "of": ["E"]}] if rng.random() < 0.5 else []
    )
    return made | {"over_default": over, "quorum": quorum}


def ranking(rng: random.Random, options: list[str]) -> Data:
    chosen = rng.sample(options, rng.randint(0, len(options)))
    return {option: rng.randint(1, 4) for option in chosen}


def ranked_ballot(rng: random.Random) -> Data:
    options = {name: rng.choice(("editorial", "substantive", "scope")) for name in "ABCD"[: rng.randint(1, 4)]}
    roll = seats(rng, 8)
    votes = spoken(rng, roll, lambda: ranking(rng, [*options, second.DEFAULT]))
    return {"roll": roll, "votes": votes, "options": options, "closes": "2026-06-30T00:00:00Z"}


def election(rng: random.Random) -> tuple[Data, Data]:
    names = list("ABCDEF")
    homes = {name: rng.choice("XYZ") for name in names if rng.random() < 0.7}
    roll = seats(rng)
    votes = spoken(rng, roll, lambda: rng.sample(names, rng.randint(0, 6)))
    under = {"method": "approval", "seats": rng.randint(1, 4), "affiliation": {"mode": "seat_cap", "value": rng.randint(1, 2)}}  # fmt: skip
    return under, {
        "roll": roll,
        "votes": votes,
        "options": names,
        "affiliations": homes,
        "closes": "2026-06-30T00:00:00Z",
    }


def differences(many: int, seed: int, seen: Counter[str] | None = None) -> Iterator[str]:
    """What the two counts say differently of `many` ballots, with rule and ballot."""
    rng, found = random.Random(seed), seen if seen is not None else Counter()
    for n in range(0, many, FOR_EACH):
        kind = n // FOR_EACH % 8
        under = ranked_rule(rng) if kind == 7 else rule(rng)
        known = formats.rule(under)
        for _ in range(min(FOR_EACH, many - n)):
            if kind == 6:
                under, paper = election(rng)
                known = formats.rule(under)
            else:
                paper = ranked_ballot(rng) if kind == 7 else ballot(rng, under)
            answer = formats.result(known, papers.read(paper))
            found[answer["outcome"]] += 1
            ours, theirs = (_election if kind == 6 else _ranked if kind == 7 else _single)(under, paper, answer)
            if ours != theirs:
                yield f"{under}\n{paper}\n  the workbench: {ours}\n  the second count: {theirs}"


def _single(under: Data, paper: Data, answer: Data) -> tuple[Any, Any]:
    n = second.numbers(under, paper)
    counts = answer["counts"]
    ours = [answer["outcome"], counts["for"], counts["against"], counts["abstain"], counts.get("block", 0), counts["roll"], counts.get("recused", 0)]  # fmt: skip
    return ours, [second.decide(under, paper), *(n[name] for name in "FASBER")]


def _ranked(under: Data, paper: Data, answer: Data) -> tuple[Any, Any]:
    told = second.rank(under, paper)
    wins = {(a, b): number for a, row in answer["pairwise"].items() for b, number in row.items()}
    ours = [answer["outcome"], [sorted(tier) for tier in answer["tiers"]], sorted(wins.items())]
    return ours, [told["outcome"], told["tiers"], sorted(told["wins"].items())]


def _election(under: Data, paper: Data, answer: Data) -> tuple[Any, Any]:
    told = second.elect(under, paper)
    return (answer["elected"], answer["tied"]), (told["elected"], told["tied"])


def profiles(many: int, seed: int) -> tuple[int, int]:
    """Of so many random profiles: how often the winners differ, and how often there was a circle among them."""
    rng, differ, circles = random.Random(seed), 0, 0
    for _ in range(many):
        options = list(range(rng.randint(3, 6)))
        rankings = []
        for _ in range(rng.randint(1, 12)):
            chosen = rng.sample(options, rng.randint(1, len(options)))
            rankings.append({option: rng.randint(1, 5) for option in chosen})
        duels = ranked.pairwise(options, rankings, "last")
        ours = set(ranked.order(options, ranked.strongest(options, duels))[0])
        names = {option: str(option) for option in options}
        theirs = second.dropping([*names.values()], {(names[a], names[b]): n for (a, b), n in duels.items()})
        differ += {names[option] for option in ours} != theirs
        circles += not any(all(duels[a, b] >= duels[b, a] for b in options if b != a) for a in options)
    return differ, circles


def main() -> int:
    ask = ArgumentParser(prog="python -m tests.recount", description=(__doc__ or "").partition("\n")[0])
    for name, usual in (("ballots", 100_000), ("profiles", 20_000), ("seed", 1)):
        ask.add_argument(f"--{name}", type=int, default=usual)
    asked, seen = ask.parse_args(), Counter[str]()
    found = list(differences(asked.ballots, asked.seed, seen))
    print("\n".join(found[:5]), file=sys.stderr)
    print(f"{asked.ballots} ballots counted twice: {len(found)} differences; {dict(seen.most_common())}")
    differ, circles = profiles(asked.profiles, asked.seed)
    print(
        f"{asked.profiles} profiles by Debian's procedure and by ours: {differ} with other winners; {circles} circles"
    )
    return 1 if found or differ else 0


if __name__ == "__main__":
    sys.exit(main())
