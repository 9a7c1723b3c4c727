"""Who counts, and how often (procedure 3.1 and 3.2, step 0): from a frozen roll and the votes to the numbers of a ballot.

Pure. Recusals, members who left, late votes, changed votes, proxies and organisations are settled here, each with a note where it
changes a number; what cannot be is a fault, and then nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from workbench.ballots.rules import CLASSES, Rule
from workbench.ballots.terms import Terms
from workbench.errors import Refusal

RECUSED = ("recused", "dismissed")
STATUSES = ("eligible", *RECUSED, "left")
Name = int | str


@dataclass(frozen=True)
class Seat:
    """One member on the roll as it was frozen, and what has become of them. `present` is asked of the recused alone, and of everybody
    where presence was taken down."""

    member: Name
    affiliation: str = ""
    groups: tuple[str, ...] = ()
    status: str = "eligible"
    present: bool = True
    is_chair: bool = False


@dataclass(frozen=True)
class Cast:
    """One vote as counting needs it. `n` counts the votes of this member. `state` of a block: open, withdrawn, overruled."""

    member: Name
    n: int
    choice: str
    reason: str = ""
    at: datetime | None = None
    state: str = "open"
    # who cast it for this member, with a proxy
    by: Name | None = None


@dataclass(frozen=True)
class Held:
    """What is known of a ballot beside its roll and its votes."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    # how many were present, where that was taken down
    present: int | None = None
    # of the votes for, over all items that were voted on together
    mean: Fraction | None = None
    # of an election: who stands for it -> the organisation they work for
    affiliations: Mapping[str, str] = field(default_factory=dict)
    # whether the seats say who was present
    is_taken: bool = False


@dataclass(frozen=True)
class Counts:
    """The numbers of a ballot: for, against, abstaining, on the roll; what is wrong with the votes, if anything is."""

    f: int
    a: int
    s: int
    e: int
    faults: tuple[str, ...] = ()
    b: int = 0
    recused: int = 0
    recused_present: int = 0
    present: int | None = None
    silent: int | None = None
    distinct: int | None = None
    mean: Fraction | None = None
    chair_voted: bool = False
    labels: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Counts] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def cast(self) -> int:
        return self.f + self.a + self.s + self.b

    def value(self, name: str) -> int | Fraction:
        """Of a variable, a position or either within a group. Where nobody's organisation is known, G is F."""
        base, _, group = name.partition("@")
        if group and group != "all":
            return self.groups[group].value(base) if group in self.groups else 0
        if base == "M" and self.mean is None:
            raise Refusal("The rule asks for the mean of the votes for over all items. Give it as “mean”.")
        known: dict[str, int | Fraction | None] = {
            "F": self.f, "A": self.a, "S": self.s, "B": self.b, "C": self.cast, "E": self.e, "R": self.recused,
            "N": self.e + self.recused, "X": self.e - self.cast if self.silent is None else self.silent,
            "P": self.cast if self.present is None else self.present,
            "G": self.f if self.distinct is None else self.distinct, "M": self.mean,
        }  # fmt: skip
        return known.get(base) or 0 if base in known else self.labels.get(base, 0)

    def total(self, names: Iterable[str]) -> int | Fraction:
        return sum(self.value(name) for name in names)

    def data(self) -> dict[str, object]:
        """What is kept: the four numbers, and the others where there are any."""
        kept: dict[str, object] = {"for": self.f, "against": self.a, "abstain": self.s, "roll": self.e}
        more = {"block": self.b, "recused": self.recused, "present": self.present, "distinct": self.distinct}
        kept |= {key: value for key, value in more.items() if value}
        if self.labels:
            kept["positions"] = dict(sorted(self.labels.items()))
        if self.groups:
            kept["groups"] = {name: group.data() for name, group in sorted(self.groups.items())}
        return kept | ({"mean": str(self.mean)} if self.mean is not None else {})


@dataclass(frozen=True)
class Voice:
    """One position that counts once: of a member, or of an organisation where the rule makes them one."""

    choice: str
    reason: str
    state: str
    affiliation: str


@dataclass(frozen=True)
class Electorate:
    """What the votes come to before anybody asks what they are for."""

    voices: tuple[Voice, ...]
    # units on the roll that may vote, that are recused (of them present), and that cast nothing
    eligible: int
    recused: int
    recused_present: int
    silent: int
    present: int | None
    chair_voted: bool
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def standing(votes: Iterable[Cast], change: bool = True) -> dict[Name, Cast]:
    """The vote that counts for each member: the last one, or the first where votes may not be changed."""
    kept: dict[Name, Cast] = {}
    for vote in sorted(votes, key=lambda vote: vote.n, reverse=not change):
        kept[vote.member] = vote
    return dict(sorted(kept.items(), key=lambda one: str(one[0])))


def assemble(
    terms: Terms, votes: Sequence[Cast], roll: Iterable[Seat | Name], held: Held, known: Iterable[str],
    otherwise: str = "is not a choice",
) -> Electorate:  # fmt: skip
    """Settle who counts. `known`: what may be voted; `otherwise`: what is said of anything else."""
    known = set(known)
    seats = {seat.member: seat for seat in (one if isinstance(one, Seat) else Seat(one) for one in roll)}
    faults = _faults(terms, votes, seats) | {
        f"“{vote.choice}” {otherwise}" for vote in votes if vote.choice not in known
    }
    good = [vote for vote in votes if vote.member in seats and vote.choice in known]
    late = [vote for vote in good if _is_late(vote, held)]
    out = {member for member, seat in seats.items() if seat.status in RECUSED}
    void = [vote for vote in good if vote.member in out]
    last = standing((vote for vote in good if vote not in late and vote not in void), terms["window.change_vote"])
    gone = {
        member for member, seat in seats.items()
        if seat.status == "left" and member not in last and terms["on_leave"] == "drop_uncast"
    }  # fmt: skip
    notes = [f"member {vote.member} voted when the ballot was not open: not counted" for vote in late]
    notes += [f"member {member} is recused: their vote is void" for member in sorted({v.member for v in void}, key=str)]
    notes += [f"member {member} left without having voted: off the roll" for member in sorted(gone, key=str)]
    eligible = [seat for member, seat in seats.items() if member not in out | gone]
    voices, units, voted, more = _voices(terms["affiliation.mode"], eligible, last)
    recused = [seat for member, seat in seats.items() if member in out]
    if is_one := terms["affiliation.mode"] == "one_vote":
        sitting = {seat.affiliation for seat in eligible if seat.affiliation}
        recused = [seat for seat in recused if seat.affiliation not in sitting]
    there = [seat for seat in eligible if seat.present or seat.member in last]
    present = _units(there, is_one=is_one) if held.is_taken else held.present
    return Electorate(
        tuple(voices), units, _units(recused, is_one=is_one), _units((seat for seat in recused if seat.present), is_one=is_one),
        units - voted, present,
        any(seat.is_chair and seat.member in last for seat in eligible), tuple(sorted(faults)), (*notes, *more),
    )  # fmt: skip


def _units(seats: Iterable[Seat], *, is_one: bool) -> int:
    """How many these are; where an organisation is one, all of it together."""
    return len({seat.affiliation or seat.member if is_one else seat.member for seat in seats})


def _faults(terms: Terms, votes: Sequence[Cast], seats: Mapping[Name, Seat]) -> set[str]:
    faults = {f"member {vote.member} voted and is not on the roll" for vote in votes if vote.member not in seats}
    if len({(vote.member, vote.n) for vote in votes}) < len(votes):
        faults.add("one vote stands there twice")
    held: dict[Name, set[Name]] = {}
    for vote in votes:
        if vote.by is not None:
            held.setdefault(vote.by, set()).add(vote.member)
    for holder, others in held.items():
        if terms["proxy"] == "none":
            faults.add(f"member {holder} voted for another, and the rule knows no proxy")
        elif len(others) > 1:
            faults.add(f"member {holder} holds more than one proxy")
    return faults


def _is_late(vote: Cast, held: Held) -> bool:
    if vote.at is None:
        return False
    return bool(held.closes_at and vote.at >= held.closes_at) or bool(held.opens_at and vote.at < held.opens_at)


def _voices(
    mode: str, seats: Sequence[Seat], last: Mapping[Name, Cast]
) -> tuple[list[Voice], int, int, list[str]]:  # fmt: skip
    """The positions that count, how many units there are, how many of them voted, and what was done to whom."""
    spoken = [(seat, last[seat.member]) for seat in seats if seat.member in last]
    every = [Voice(vote.choice, vote.reason, vote.state, seat.affiliation) for seat, vote in spoken]
    if mode not in ("one_vote", "collapse_identical"):
        return every, len(seats), len(every), []
    alone = [voice for voice in every if not voice.affiliation]
    # of equal votes the one that counts most stands for all of them
    order = sorted(
        every, key=lambda voice: (voice.affiliation, voice.state == "open", voice.state, bool(voice.reason.strip()))
    )
    together = [voice for voice in order if voice.affiliation]
    notes: list[str] = []
    for affiliation, found in groupby(together, key=lambda voice: voice.affiliation):
        voices = list({voice.choice: voice for voice in found}.values())
        if mode == "one_vote" and len(voices) > 1:
            notes.append(f"the members of {affiliation} differ: its vote is void")
        else:
            alone += voices
    if mode == "collapse_identical":
        return alone, len(seats), len(every), notes
    units = len({seat.affiliation or seat.member for seat in seats})
    return alone, units, len({voice.affiliation for voice in together}) + sum(not v.affiliation for v in every), notes


def counted(rule: Rule, votes: Iterable[Cast], roll: Iterable[Seat | Name], held: Held | None = None) -> Counts:
    """The numbers of a ballot on one question."""
    held, everything, seats = held or Held(), list(votes), list(roll)
    kinds = dict(rule.positions)
    found = assemble(rule.terms, everything, seats, held, kinds)
    letters = [(voice, letter) for voice in found.voices if (letter := _letter(rule, kinds[voice.choice], voice))]
    number = [letter for _, letter in letters]
    fors = [voice for voice, letter in letters if letter == "F"]
    distinct = len({voice.affiliation for voice in fors if voice.affiliation}) + sum(not v.affiliation for v in fors)
    labels = [voice.choice for voice, _ in letters]
    known = bool(any(isinstance(seat, Seat) and seat.affiliation for seat in seats))
    own = [label for label, kind in rule.positions if label not in CLASSES]
    return Counts(
        number.count("F"), number.count("A"), number.count("S"), found.eligible, found.faults, number.count("B"),
        found.recused, found.recused_present, found.present, found.silent, distinct if known else None, held.mean,
        found.chair_voted, {label: labels.count(label) for label in own}, _within(rule, everything, seats, held), found.notes,
    )  # fmt: skip


def _letter(rule: Rule, kind: str, voice: Voice) -> str:
    """What a position counts as; nothing where the rule counts no vote against without a reason and there is none."""
    if kind == "against_with_reason" and not voice.reason.strip():
        return ""
    if kind != "block" or not rule.blocks:
        return "A" if kind == "block" else CLASSES[kind]
    if voice.state == "withdrawn":
        return "S"
    overruled = voice.state == "overruled" and rule.terms["block.invalid_if"] == "overruled"
    return "A" if overruled or (rule.terms["block.needs_reason"] and not voice.reason.strip()) else "B"


def _within(rule: Rule, votes: Sequence[Cast], roll: Sequence[Seat | Name], held: Held) -> dict[str, Counts]:
    """The same numbers for every part of the roll that a condition names."""
    conditions = [*rule.quorum, *(condition for group in rule.passes for condition in group)]
    names = {name.partition("@")[2] for condition in conditions for name in condition.names} - {"", "all"}
    found = {}
    for name in sorted(names):
        seats = [seat for seat in roll if isinstance(seat, Seat) and name in seat.groups]
        members = {seat.member for seat in seats}
        inside = [vote for vote in votes if vote.member in members]
        part = Rule(rule.name, "", (), (), (), "fails", "", rule.method, rule.positions, terms=rule.terms)
        found[name] = counted(part, inside, seats, Held(held.opens_at, held.closes_at))
    return found
