"""The ballots of a file (docs/rules.md), as counting takes them: a roll and votes, or numbers alone. What cannot be read is refused by its place.

Pure. Members and options have the names of the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workbench.ballots import ranked
from workbench.ballots.conditions import among, fraction, only, strings
from workbench.ballots.electorate import STATUSES, Cast, Counts, Held, Name, Seat
from workbench.errors import Refusal

KEYS = {
    "roll", "votes", "counts", "options", "default", "affiliations", "present", "mean", "opens", "closes", "now", "casting",
}  # fmt: skip
SEAT = {"member", "affiliation", "groups", "status", "present", "chair"}
VOTE = {"member", "choice", "reason", "at", "state", "by", "n"}
COUNTED = {"for", "against", "abstain", "block", "roll", "recused", "present", "distinct", "positions"}
# Of members that are only counted.
LARGEST = 1_000_000


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


def wrong(place: str, reason: str) -> Refusal:
    return Refusal(f"This cannot be counted: {place}: {reason}.")


def read(data: Any) -> Papers:
    """The ballots of a file; a Refusal names the place that cannot be read."""
    if not isinstance(data, Mapping):
        raise wrong("the ballots", "this must be an object with “roll” and “votes”, or “counts”")
    only("the ballots", data, KEYS)
    if ("counts" in data) == ("votes" in data):
        raise wrong("the ballots", "give either “votes” with a “roll”, or “counts”")
    named, default = data.get("options", {}), str(data.get("default", ""))
    if not isinstance(named, Mapping):
        named = dict.fromkeys(map(str, _list("options", named)), "")
    held = Held(
        _moment("opens", data.get("opens")), _moment("closes", data.get("closes")), _whole("present", data.get("present")),
        fraction("mean", data["mean"]) if "mean" in data else None, _words("affiliations", data.get("affiliations", {})),
    )  # fmt: skip
    given = data.get("roll", [])
    if isinstance(given, int) and not 0 <= given <= LARGEST:
        raise wrong("roll", f"a number of members is from 0 to {LARGEST}")
    roll = range(given) if isinstance(given, int) and not isinstance(given, bool) else _list("roll", given)
    return Papers(
        tuple(_seat(n, one) for n, one in enumerate(roll, 1)),
        tuple(_votes(_list("votes", data.get("votes", [])))), _counts(data["counts"]) if "counts" in data else None,
        _words("options", named), default, held, _moment("now", data.get("now")), str(data.get("casting", "")),
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
        return _name(f"roll, entry {n}", given)
    only(f"roll, entry {n}", given, SEAT)
    if "member" not in given or not among(given.get("status", "eligible"), STATUSES):
        raise wrong(f"roll, entry {n}", f"it needs a “member”, and a status among {', '.join(STATUSES)}")
    return Seat(
        _name(f"roll, entry {n}, member", given["member"]), str(given.get("affiliation", "")),
        strings(f"roll, entry {n}, groups", given.get("groups", [])),
        given.get("status", "eligible"), given.get("present", True) is True, given.get("chair", False) is True,
    )  # fmt: skip


def _name(place: str, given: Any) -> Name:
    if not isinstance(given, int | str) or isinstance(given, bool):
        raise wrong(place, "a member is named by a word or a whole number")
    return given


def _whole(place: str, given: Any) -> int | None:
    if given is not None and (not isinstance(given, int) or isinstance(given, bool) or given < 0):
        raise wrong(place, "this must be a whole number")
    return given


def _words(place: str, given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
        raise wrong(place, "this must be an object with a word for each name")
    return dict(given)


def _votes(given: Sequence[Any]) -> list[Cast]:
    """Votes in the order of the file, numbered for each member where the file does not number them."""
    so_far: dict[Any, int] = {}
    found = []
    for n, vote in enumerate(given, 1):
        if not isinstance(vote, Mapping) or not {"member", "choice"} <= vote.keys():
            raise wrong(f"votes, entry {n}", "a vote is an object with “member” and “choice”")
        only(f"votes, entry {n}", vote, VOTE)
        if not among(vote.get("state", "open"), ("open", "withdrawn", "overruled")):
            raise wrong(f"votes, entry {n}, state", "a block is open, withdrawn or overruled")
        member = _name(f"votes, entry {n}, member", vote["member"])
        so_far[member] = _whole(f"votes, entry {n}, n", vote.get("n")) or so_far.get(member, 0) + 1
        by = None if vote.get("by") is None else _name(f"votes, entry {n}, by", vote["by"])
        found.append(Cast(
            member, so_far[member], _written(vote["choice"]), str(vote.get("reason", "")),
            _moment(f"votes, entry {n}, at", vote.get("at")), vote.get("state", "open"), by,
        ))  # fmt: skip
    return found


def _written(choice: Any) -> str:
    """A choice as one line: a position; a ranking as {"A": 1} or [["A"], ["B", "C"]] or “A > B = C”; approved names as a list."""
    if isinstance(choice, Mapping):
        if not all(isinstance(place, int) for place in choice.values()):
            raise wrong("votes", "the places of a ranking are whole numbers")
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
    told = given.get("positions", {})
    if not isinstance(told, Mapping):
        raise wrong("counts, positions", "this must be an object with a number for each position")
    for key, value in [*given.items(), *told.items()]:
        if key != "positions" and (value is None or _whole(f"counts, {key}", value) is None):
            raise wrong(f"counts, {key}", "this must be a whole number")
    number = {key: given.get(key, 0) for key in ("for", "against", "abstain", "block", "recused")}
    cast = sum(number[key] for key in ("for", "against", "abstain", "block"))
    return Counts(
        number["for"], number["against"], number["abstain"], given.get("roll", cast), b=number["block"],
        recused=number["recused"], recused_present=number["recused"], present=given.get("present"),
        distinct=given.get("distinct"), labels=given.get("positions", {}),
    )  # fmt: skip
