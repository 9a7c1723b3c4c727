"""Counting an election (procedure 3.3): who fills the seats of a body, from approvals or from rankings.

Pure, and a function of what is public after the close. Who stands has a number from 1 on. The best fill the seats; where one
organisation has all the seats that it may have, the next moves up. A tie at the last seat, or over an organisation's last one, stays in
its tier until the rule has it broken: by the chair, by a draw, or not at all, and then what is left stays empty.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.ballots import ranked, ranked_rules, rules, seats
from workbench.ballots.electorate import Cast, Counts, Held, Seat
from workbench.ballots.seats import Filled
from workbench.ballots.tally import Inequality

BLANK = ranked.BLANK
WRITTEN = re.compile(r"\+[1-9]\d*(?: \+[1-9]\d*)*")
# A tie that is broken after the count; in any other what is left of the seats stays empty.
BROKEN = {"chair_casting": "The chair decides between them.", "random_recorded": "A draw decides between them."}
NOTHING = ("invalid_tally", "no_electorate", "no_quorum")
AnyRule = rules.Rule | ranked_rules.Rule


@dataclass(frozen=True)
class Standing:
    """Who stands: their names and, where they work for one, their organisations, by number."""

    names: Mapping[int, str]
    homes: Mapping[int, str]

    def listed(self, numbers: Iterable[int]) -> str:
        *most, last = [self.names[n] for n in numbers] or ["nobody"]
        return f"{', '.join(most)} and {last}" if most else last


@dataclass(frozen=True)
class Result:
    """`outcome`: adopted where somebody is elected, rejected where nobody is; tie_pending while a tie waits to be broken; no_quorum,
    no_electorate or invalid_tally. `tiers` has whom anybody voted for, the best first, ties side by side."""

    counts: Counts
    quorum: tuple[Inequality, ...]
    # how many approve each, or gave each a place
    support: Mapping[int, int]
    tiers: tuple[tuple[int, ...], ...]
    filled: Filled
    outcome: str
    because: str
    ranked: ranked.Tally | None = None

    def data(self) -> dict[str, Any]:
        """What is kept and recomputed: the same votes give the same bytes."""
        kept = (
            self.ranked.data()
            if self.ranked
            else {"counts": self.counts.data(), "quorum": [one.data() for one in self.quorum]}
        )
        kept |= {"notes": list(self.counts.notes)} if self.counts.notes else {}
        return kept | {
            "support": {str(n): number for n, number in self.support.items()}, "tiers": [list(tier) for tier in self.tiers],
            "seats": {"number": self.filled.seats, **self.filled.data()}, "won": [*numbers(self.filled.elected)],
            "outcome": self.outcome, "because": self.because,
        }  # fmt: skip


def numbers(names: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(name) for name in names)


def written(approved: Iterable[int]) -> str:
    """Approvals as a vote keeps them: “+1 +4”; “abstain” where there is none."""
    return " ".join(f"+{n}" for n in sorted({*approved})) or BLANK


def read(choice: str) -> tuple[int, ...] | None:
    """The approvals that are kept so; None where these are none."""
    if choice == BLANK:
        return ()
    found = tuple(int(word) for word in choice.split()) if WRITTEN.fullmatch(choice) else ()
    return found if found and written(found) == choice else None


def chosen(rule: AnyRule | Mapping[str, Any], choice: str) -> dict[int, int] | None:
    """Whom a vote names, each with its place (of approvals the first); None where it is no vote of such an election."""
    method = (
        rule.get("method") if isinstance(rule, Mapping) else "ranked" if isinstance(rule, ranked_rules.Rule) else ""
    )
    if method == "ranked":
        return ranked.read(choice)
    found = read(choice)
    return None if found is None else dict.fromkeys(found, 1)


def count(rule: AnyRule, standing: Standing, votes: Sequence[Cast], roll: Iterable[Seat | int]) -> Result:
    """The result, in the fixed order of procedure 3.2; every tie in its tier."""
    held = Held(affiliations={str(n): home for n, home in standing.homes.items() if home})
    found: ranked.Tally | seats.Election
    if isinstance(rule, ranked_rules.Rule):
        found = ranked.tally(replace(rule, seats=rule.seats or 1), dict.fromkeys(standing.names, ""), votes, roll, held)
        support, order = found.placed, found.tiers
    else:
        plain = [replace(vote, choice=_named(vote.choice)) for vote in votes]
        found = seats.approval(rule, [str(n) for n in standing.names], plain, roll, held)
        support, order = {int(n): number for n, number in found.approvals.items()}, tuple(map(numbers, found.tiers))
    tiers = tuple(some for tier in order if (some := tuple(n for n in tier if support[n])))
    filled, is_void = found.filled or Filled((), (), (), 1), found.outcome in NOTHING
    filled = Filled((), (), (), filled.seats) if is_void else filled
    outcome, why = (found.outcome, found.because) if is_void else _decided(rule, filled, standing)
    pairs = found if isinstance(found, ranked.Tally) else None
    return Result(found.counts, found.quorum, support, tiers, filled, outcome, why, pairs)


def _named(choice: str) -> str:
    """Approvals as counting takes them; what is none stays and is a fault."""
    found = read(choice)
    return choice if found is None else ",".join(map(str, found)) or BLANK


def _decided(rule: AnyRule, filled: Filled, standing: Standing) -> tuple[str, str]:
    if not filled.elected and not filled.tied:
        return "rejected", "Nobody is elected: no vote names anybody."
    outcome = "tie_pending" if filled.tied and rule.tie in BROKEN else "adopted" if filled.elected else "rejected"
    return outcome, because(rule.tie, filled, standing)


def because(tie: str, filled: Filled, standing: Standing) -> str:
    """The result in words: who is elected, who was passed over, and what of a tie is left."""
    said = [f"Elected: {standing.listed(numbers(filled.elected))}."]
    if filled.passed_over:
        over = standing.listed(numbers(filled.passed_over))
        said.append(f"Passed over, because their organisation has all the seats it may have: {over}.")
    if filled.tied:
        left = filled.seats - len(filled.elected)
        what = "the seat that is left" if left == 1 else f"the {left} seats that are left"
        end = BROKEN.get(tie, f"A tie fails: {'it stays' if left == 1 else 'they stay'} empty.")
        said.append(f"Tied for {what}: {standing.listed(numbers(filled.tied))}. {end}")
    return " ".join(said)


def broken(rule: AnyRule, result: Result, standing: Standing, order: Sequence[int]) -> tuple[Filled, set[int]]:
    """The seats once ties are broken in this order, as far as it goes; and everybody who was in one of those ties."""
    filled, tiers, met = result.filled, list(result.tiers), {*numbers(result.filled.tied)}
    homes = {str(n): home for n, home in standing.homes.items() if home}
    while first := next((n for n in order if str(n) in filled.tied), None):
        at, tied = next(at for at, tier in enumerate(tiers) if first in tier), {*numbers(filled.tied)}
        tiers[at : at + 1] = [(first, *({*tiers[at]} - tied)), tuple(n for n in tiers[at] if n in tied - {first})]
        named = [[str(n) for n in tier] for tier in tiers]
        filled = seats.fill(named, filled.seats, cap=rule.terms.cap, affiliations=homes)
        met |= {*numbers(filled.tied)}
    return filled, met


def drawn(standing: Standing, votes: str) -> list[int]:
    """The order of a draw: by the SHA-256 of that of the votes with their salts, in canonical JSON, and of each one's number."""
    lot = hashlib.sha256(votes.encode()).hexdigest()
    return sorted(standing.names, key=lambda n: hashlib.sha256(f"{lot} {n}".encode()).hexdigest())
