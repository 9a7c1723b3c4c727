"""What counting answers, in plain data (docs/rules.md): what `workbench tally RULE.json BALLOTS.json` prints.

Pure. One function, `result`, counts all four methods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.ballots import ranked, ranked_rules, rules, seats, signoff, tally
from workbench.ballots.electorate import Cast, Counts, Seat, counted
from workbench.ballots.papers import Papers, wrong

# A secret ballot of so few members tells how they voted by its breakdown alone.
FEW = 5
AnyRule = rules.Rule | ranked_rules.Rule


def rule(table: Any) -> AnyRule:
    """A rule by itself: its table, with the name as “name” or “id”."""
    if not isinstance(table, Mapping):
        raise wrong("the rule", "this must be an object with the rule's keys")
    name = str(table.get("id", table.get("name", "rule")))
    known = {key: value for key, value in table.items() if key not in ("id", "name") and value is not None}
    return ranked_rules.read(name, known) if rules.is_ranked(table) else rules.read(name, known)


def result(known: AnyRule, given: Papers) -> dict[str, Any]:
    """Count, by whichever method the rule has; the answer in plain data."""
    if isinstance(known, ranked_rules.Rule):
        return _ranked(known, given)
    if known.seats:
        return _elected(known, given)
    if known.method == "signoff" and known.comment and given.now:
        found = signoff.stage(known, given.votes, given.roll, given.held, given.now).result
    else:
        counts = given.counts or counted(known, given.votes, given.roll, given.held)
        found = tally.evaluate(known, replace(counts, mean=given.held.mean))
    outcome, because = found.outcome, found.because
    if outcome == "tie_pending" and given.casting:
        outcome = "adopted" if given.casting == "for" else "rejected"
        because = f"{because} The casting vote was {given.casting}."
    conditions = [{"part": "quorum", **_said(one)} for one in found.quorum]
    conditions += [
        {"part": f"pass, group {n}", **_said(one)} for n, group in enumerate(found.groups, 1) for one in group
    ]
    return {
        "outcome": outcome, "because": because, "counts": found.counts.data(), "conditions": conditions,
        "tiers": [], "pairwise": {}, "notes": list(found.counts.notes), "rule_sha256": known.sha256,
    } | _breakdown(known, given, found.counts)  # fmt: skip


def _said(one: Any) -> dict[str, Any]:
    return {"words": str(one), "holds": one.holds}


def _breakdown(known: AnyRule, given: Papers, counts: Counts) -> dict[str, Any]:
    """The votes by organisation; not where they are secret and so few, or so much of one mind, that names would follow."""
    homes = {seat.member: seat.affiliation for seat in given.roll if isinstance(seat, Seat) and seat.affiliation}
    unanimous = max(counts.f, counts.a, counts.s, counts.b) == counts.cast
    if not homes or (known.terms["visibility"] != "roll_call" and (counts.e <= FEW or unanimous)):
        return {}
    found: dict[str, dict[str, int]] = {}
    for vote in given.votes:
        home = found.setdefault(homes.get(vote.member, "none"), {})
        home[vote.choice] = home.get(vote.choice, 0) + 1
    return {"by_affiliation": found}


def _elected(known: rules.Rule, given: Papers) -> dict[str, Any]:
    found = seats.approval(known, list(given.options), given.votes, given.roll, given.held)
    return {
        "outcome": found.outcome, "because": found.because, "counts": found.counts.data(),
        "conditions": [{"part": "quorum", **_said(one)} for one in found.quorum],
        "tiers": [list(tier) for tier in found.tiers], "pairwise": {}, "approvals": dict(found.approvals),
        "notes": list(found.counts.notes), "rule_sha256": known.sha256,
    } | found.filled.data()  # fmt: skip


def _ranked(known: ranked_rules.Rule, given: Papers) -> dict[str, Any]:
    names = {n: name for n, name in enumerate((one for one in given.options if one != given.default), 1)}
    if known.default == "status_quo":
        names[ranked.DEFAULT] = given.default or "status quo"
    numbers = {name: n for n, name in names.items()}
    first = known.for_classes[0] if known.for_classes else ""
    classes = {n: given.options.get(name, "") or first for n, name in names.items() if n != ranked.DEFAULT}
    for n, claimed in classes.items():
        if known.for_classes and claimed not in known.for_classes:
            raise wrong(f"options, {names[n]}", f"its class must be one of {', '.join(known.for_classes)}")
    votes = [_numbered(vote, numbers) for vote in given.votes]
    homes = {str(numbers[name]): home for name, home in given.held.affiliations.items() if name in numbers}
    found = ranked.tally(known, classes, votes, given.roll, replace(given.held, affiliations=homes))
    outcome, because = found.outcome, found.because
    filled = _by_name(found.filled, names) if found.filled else None
    if outcome in ("adopted", "tie_pending"):
        won = [names[option] for option in found.won]
        said = f"Carried: {won[0]}." if outcome == "adopted" else f"Tied: {', '.join(won)}."
        because = filled.because if filled else said
    if outcome == "tie_pending" and given.casting:
        is_tied = given.casting in [names[option] for option in found.won]
        outcome, because = "adopted" if is_tied else "rejected", f"{because} The casting vote was {given.casting}."
    return {
        "outcome": outcome, "because": because, "counts": found.data()["counts"],
        "conditions": [{"part": "quorum", **_said(one)} for one in found.quorum]
        + [{"part": "over the default", "option": names[n], **_said(one)} for n, tests in found.tests.items() for one in tests],
        "tiers": [[names[option] for option in tier] for tier in found.tiers],
        "won": [names[option] for option in found.won],
        "pairwise": {names[a]: {names[b]: found.duels[a, b] for b in found.options if b != a} for a in found.options},
        "paths": [
            {"from": names[a], "to": names[b], "over": [names[one] for one in path.steps], "weakest": list(path.weakest)}
            for (a, b), path in found.paths.items()
        ],
        "notes": list(found.counts.notes), "rule_sha256": known.sha256,
    } | (filled.data() if filled else {})  # fmt: skip


def _by_name(filled: seats.Filled, names: Mapping[int, str]) -> seats.Filled:
    elected, over, tied = (
        tuple(names[int(one)] for one in found) for found in (filled.elected, filled.passed_over, filled.tied)
    )
    return seats.Filled(elected, over, tied, filled.seats)


def _numbered(vote: Cast, numbers: Mapping[str, int]) -> Cast:
    """A ranking by names, by numbers; one with an unknown name stays and is a fault."""
    tiers = [[name.strip() for name in tier.split("=")] for tier in vote.choice.split(">")]
    if vote.choice == ranked.BLANK or any(name not in numbers for tier in tiers for name in tier):
        return vote
    ranking = {numbers[name]: place for place, tier in enumerate(tiers, 1) for name in tier}
    return Cast(vote.member, vote.n, ranked.written(ranking), vote.reason, vote.at, vote.state, vote.by)
