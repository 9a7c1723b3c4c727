"""Filling seats (procedure 3.3): the best first, and where one organisation has all it may have the next moves up.

Pure. A tie at the last seat, or over an organisation's last one, is reported and never broken by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from workbench.ballots.electorate import Cast, Counts, Held, Name, Seat, assemble
from workbench.ballots.rules import Rule
from workbench.ballots.tally import Inequality, applied, for_quorum, unusable


@dataclass(frozen=True)
class Filled:
    """`outcome`: adopted when all is settled, tie_pending when `tied` compete for what is left of the seats."""

    elected: tuple[str, ...]
    passed_over: tuple[str, ...]
    tied: tuple[str, ...]
    seats: int

    @property
    def outcome(self) -> str:
        return "tie_pending" if self.tied else "adopted" if self.elected else "rejected"

    @property
    def because(self) -> str:
        said = f"Elected: {', '.join(self.elected) or 'nobody'}."
        if self.passed_over:
            said += f" Passed over, because their organisation has all the seats it may have: {', '.join(self.passed_over)}."
        left = self.seats - len(self.elected)
        if self.tied:
            said += f" Tied for what is left of {left} seat{'s' if left != 1 else ''}: {', '.join(self.tied)}."
        return said

    def data(self) -> dict[str, object]:
        return {"elected": list(self.elected), "passed_over": list(self.passed_over), "tied": list(self.tied)}


@dataclass(frozen=True)
class Election:
    """An approval ballot over several who stand: how many approve each, in tiers, and who is elected."""

    counts: Counts
    quorum: tuple[Inequality, ...]
    approvals: Mapping[str, int]
    tiers: tuple[tuple[str, ...], ...]
    filled: Filled
    outcome: str
    because: str


def fill(
    tiers: Iterable[Sequence[str]], seats: int, *, cap: Fraction | None = None, affiliations: Mapping[str, str] | None = None
) -> Filled:  # fmt: skip
    """Fill seats from tiers, the best first. `cap`: a number of seats for one organisation, or below 1 a part of them."""
    most = seats if cap is None else floor(cap * seats) if cap < 1 else floor(cap)
    known, held = affiliations or {}, dict[str, int]()
    elected, over = list[str](), list[str]()
    for tier in tiers:
        if len(elected) == seats:
            break
        free = [one for one in tier if not known.get(one) or held.get(known[one], 0) < most]
        over += [one for one in tier if one not in free]
        wanted = {known[one]: sum(known.get(other) == known[one] for other in free) for one in free if known.get(one)}
        if len(elected) + len(free) > seats or any(held.get(one, 0) + n > most for one, n in wanted.items()):
            return Filled(tuple(elected), tuple(over), tuple(free), seats)
        elected += free
        for one, n in wanted.items():
            held[one] = held.get(one, 0) + n
    return Filled(tuple(elected), tuple(over), (), seats)


def approval(
    rule: Rule, candidates: Sequence[str], votes: Sequence[Cast], roll: Iterable[Seat | Name], held: Held
) -> Election:
    """Count approvals: a vote is the names it approves, separated by commas; none of them is an abstention."""
    good = {vote.choice for vote in votes if {*named(vote.choice)} <= {*candidates}}
    found = assemble(rule.terms, votes, roll, held, good, "names somebody who does not stand")
    chosen = [named(voice.choice) for voice in found.voices]
    approvals = {one: sum(one in names for names in chosen) for one in candidates}
    blank = chosen.count(())
    counts = Counts(
        len(chosen) - blank, 0, blank, found.eligible, found.faults, recused=found.recused,
        recused_present=found.recused_present, present=found.present, silent=found.silent, notes=found.notes,
    )  # fmt: skip
    numbers = sorted({number for number in approvals.values() if number}, reverse=True)
    tiers = tuple(tuple(one for one in candidates if approvals[one] == number) for number in numbers)
    filled = fill(tiers, rule.seats, cap=rule.terms.cap, affiliations=held.affiliations)
    quorum = tuple(applied(condition, for_quorum(rule, condition, counts)) for condition in rule.quorum)
    missed = next((one for one in quorum if not one.holds), None)
    settled = ("no_quorum", f"No quorum: {missed}.") if missed else (filled.outcome, filled.because)
    outcome, because = unusable(rule, counts) or settled
    return Election(counts, quorum, approvals, tiers, filled, outcome, because)


def named(choice: str) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in choice.split(",")} - {"", "abstain"}))
