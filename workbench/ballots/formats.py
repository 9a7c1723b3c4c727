"""Rules and ballots as JSON, and what counting answers (docs/rules.md): what `workbench tally RULE.json BALLOTS.json` reads and prints.

Pure. Members and options have the names of the file. One function, `result`, counts all four methods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from workbench.ballots import ranked, ranked_rules, rules, seats, signoff, tally
from workbench.ballots.conditions import fraction, only
from workbench.ballots.electorate import STATUSES, Cast, Counts, Held, Name, Seat, counted
from workbench.errors import Refusal

KEYS = {
    "roll", "votes", "counts", "options", "default", "affiliations", "present", "mean", "opens", "closes", "now", "casting",
}  # fmt: skip
SEAT = {"member", "affiliation", "groups", "status", "present", "chair"}
VOTE = {"member", "choice", "reason", "at", "state", "by", "n"}
COUNTED = {"for", "against", "abstain", "block", "roll", "recused", "present", "distinct", "positions"}
# A secret ballot of so few members tells how they voted by its breakdown alone.
FEW = 5
AnyRule = rules.Rule | ranked_rules.Rule


@dataclass(frozen=True)
class Papers:
    """All that counting needs beside the rule, with options by their names."""

    roll: tuple[Seat | Name, ...]
    votes: tuple[Cast, ...]
    counts: Counts | None
    # name of an option -> the class of change that it claims
    options: Mapping[str, str]
    default: str
    held: Held
    now: datetime | None
    casting: str


def rule(table: Any) -> AnyRule:
    """A rule by itself: its table, with the name as “name” or “id”."""
    if not isinstance(table, Mapping):
        raise wrong("the rule", "this must be an object with the rule's keys")
    name = str(table.get("id", table.get("name", "rule")))
    known = {key: value for key, value in table.items() if key not in ("id", "name")}
    return ranked_rules.read(name, known) if rules.is_ranked(table) else rules.read(name, known)


def wrong(place: str, reason: str) -> Refusal:
    return Refusal(f"This cannot be counted: {place}: {reason}.")


def papers(data: Any) -> Papers:
    """The ballots of a file; a Refusal names the place that cannot be read."""
    if not isinstance(data, Mapping):
        raise wrong("the ballots", "this must be an object with “roll” and “votes”, or “counts”")
    only("the ballots", data, KEYS)
    if ("counts" in data) == ("votes" in data):
        raise wrong("the ballots", "give either “votes” with a “roll”, or “counts”")
    named, default = data.get("options", {}), data.get("default", "")
    options = dict(named) if isinstance(named, Mapping) else dict.fromkeys(_list("options", named), "")
    held = Held(
        _moment("opens", data.get("opens")), _moment("closes", data.get("closes")), data.get("present"),
        fraction("mean", data["mean"]) if "mean" in data else None, data.get("affiliations", {}),
    )  # fmt: skip
    given = data.get("roll", [])
    roll = range(given) if isinstance(given, int) and not isinstance(given, bool) else _list("roll", given)
    return Papers(
        tuple(_seat(n, one) for n, one in enumerate(roll, 1)),
        tuple(_votes(_list("votes", data.get("votes", [])))), _counts(data["counts"]) if "counts" in data else None,
        options, default, held, _moment("now", data.get("now")), str(data.get("casting", "")),
    )  # fmt: skip


def _list(place: str, value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise wrong(place, "this must be a list")
    return value


def _moment(place: str, value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong(place, "write a moment as 2026-06-30T18:00:00Z") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read


def _seat(n: int, given: Any) -> Seat | Name:
    if not isinstance(given, Mapping):
        return (
            given if isinstance(given, int | str) else _refuse(f"roll, entry {n}", "this must be a name or an object")
        )
    only(f"roll, entry {n}", given, SEAT)
    if "member" not in given or given.get("status", "eligible") not in STATUSES:
        raise wrong(f"roll, entry {n}", f"it needs a “member”, and a status among {', '.join(STATUSES)}")
    return Seat(
        given["member"], str(given.get("affiliation", "")), tuple(given.get("groups", [])),
        given.get("status", "eligible"), given.get("present", True) is True, given.get("chair", False) is True,
    )  # fmt: skip


def _refuse(place: str, reason: str) -> Name:
    raise wrong(place, reason)


def _votes(given: Sequence[Any]) -> list[Cast]:
    """Votes in the order of the file, numbered for each member where the file does not number them."""
    so_far: dict[Any, int] = {}
    found = []
    for n, vote in enumerate(given, 1):
        if not isinstance(vote, Mapping) or not {"member", "choice"} <= vote.keys():
            raise wrong(f"votes, entry {n}", "a vote is an object with “member” and “choice”")
        only(f"votes, entry {n}", vote, VOTE)
        if vote.get("state", "open") not in ("open", "withdrawn", "overruled"):
            raise wrong(f"votes, entry {n}, state", "a block is open, withdrawn or overruled")
        member = vote["member"]
        so_far[member] = vote.get("n", so_far.get(member, 0) + 1)
        found.append(Cast(
            member, so_far[member], _written(vote["choice"]), str(vote.get("reason", "")),
            _moment(f"votes, entry {n}, at", vote.get("at")), vote.get("state", "open"), vote.get("by"),
        ))  # fmt: skip
    return found


def _written(choice: Any) -> str:
    """A choice as one line: a position; a ranking as {"A": 1} or [["A"], ["B", "C"]] or “A > B = C”; approved names as a list."""
    if isinstance(choice, Mapping):
        places = sorted({*choice.values()})
        choice = [[name for name in choice if choice[name] == place] for place in places]
    if not isinstance(choice, list):
        return str(choice)
    if all(isinstance(one, list) for one in choice):
        return " > ".join(" = ".join(map(str, tier)) for tier in choice) or ranked.BLANK
    return ",".join(map(str, choice))


def _counts(given: Any) -> Counts:
    if not isinstance(given, Mapping):
        raise wrong("counts", "this must be an object with “for”, “against”, “abstain” and “roll”")
    only("counts", given, COUNTED)
    for key, value in given.items():
        if key != "positions" and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise wrong(f"counts, {key}", "this must be a whole number")
    number = {key: given.get(key, 0) for key in ("for", "against", "abstain", "block", "recused")}
    cast = sum(number[key] for key in ("for", "against", "abstain", "block"))
    return Counts(
        number["for"], number["against"], number["abstain"], given.get("roll", cast), b=number["block"],
        recused=number["recused"], recused_present=number["recused"], present=given.get("present"),
        distinct=given.get("distinct"), labels=given.get("positions", {}),
    )  # fmt: skip


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
