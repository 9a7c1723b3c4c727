"""Ballots that stay secret after the close: the minutes say who voted, and the choice is kept under its receipt alone.

A receipt is the HMAC of the voter and the number of their vote under a key that each ballot has for itself. Who holds the key can
link; with the result it is deleted, together with what stood under the receipts, and then nobody can.
"""

from __future__ import annotations

import hmac
import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, delete, select

from workbench.ballots import ranked, ranked_rules, rules, tally
from workbench.ballots.electorate import RECUSED, Cast, Name, Seat
from workbench.ballots.formats import FEW, AnyRule
from workbench.ballots.models import Ballot, RollEntry, Vote
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of

Paper = tuple[str, str]  # a receipt and the choice under it


class BallotKey(SQLModel, table=True):
    """What links receipts with voters, while a secret ballot is open."""

    __tablename__ = "ballot_key"

    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(default_factory=lambda: secrets.token_hex(32))


class SecretVote(SQLModel, table=True):
    """A choice under its receipt, without a voter, a time or an order; until the result is on record."""

    __tablename__ = "secret_vote"
    __table_args__ = ({"sqlite_with_rowid": False},)

    receipt: str = Field(primary_key=True, max_length=64)
    ballot_no: int = Field(foreign_key="ballot.no", index=True)
    choice: str


@dataclass(frozen=True)
class Told:
    """What is told of the votes of a secret ballot: each under its receipt, or how many of each, and who is preferred to whom."""

    papers: tuple[Paper, ...]
    duels: ranked.Duels | None = None


def is_secret(found: Ballot | AnyRule) -> bool:
    """Whether nobody learns how anyone voted, in this ballot or under this rule."""
    kept = found.rule.get("visibility", "roll_call") if isinstance(found, Ballot) else found.terms["visibility"]
    return bool(kept != "roll_call")


def has_receipts(ballot: Ballot) -> bool:
    """Whether voters are given theirs."""
    return ballot.rule.get("receipt") == "hmac"


def receipt(key: str, vote: Vote) -> str:
    return hmac.new(bytes.fromhex(key), f"{vote.member_id}:{vote.n}".encode(), "sha256").hexdigest()


def begin(session: Session, ballot: Ballot) -> None:
    """A secret ballot opens with a key of its own."""
    if is_secret(ballot):
        session.add(BallotKey(ballot_no=ballot.no or 0))


def sealed(session: Session, ballot: Ballot, vote: Vote) -> Vote:
    """A vote that is cast, as it is kept: of a secret ballot its choice is taken from it and put under its receipt."""
    if is_secret(ballot):
        key, choice = session.get_one(BallotKey, ballot.no).key, vote.choice or ""
        session.add(SecretVote(receipt=receipt(key, vote), ballot_no=ballot.no or 0, choice=choice))
        vote.choice = None
    return vote


def own(session: Session, ballot: Ballot, vote: Vote) -> str:
    """The receipt of this vote, for its voter; empty once the key is gone, and where the rule gives none."""
    key = session.get(BallotKey, ballot.no) if has_receipts(ballot) else None
    return receipt(key.key, vote) if key else ""


def end(session: Session, ballot: Ballot) -> None:
    """Delete what links, and what stood under the receipts: from now on nobody can tell who voted how."""
    session.execute(delete(SecretVote).where(col(SecretVote.ballot_no) == ballot.no))
    session.execute(delete(BallotKey).where(col(BallotKey.ballot_no) == ballot.no))


def told(session: Session, ballot: Ballot, votes: Collection[Vote]) -> Told:
    """The votes that count (`votes`: the last of each member) of those who may vote: by the key while there is one, and as they
    were told from then on."""
    key = session.get(BallotKey, ballot.no)
    if key is None:
        papers = published(session, ballot)
        return Told(tuple(papers)) if papers else numbers(ballot)
    seats = select(RollEntry.member_id).where(RollEntry.ballot_no == ballot.no, col(RollEntry.status).in_(RECUSED))
    out = set(session.exec(seats))
    here = session.exec(select(SecretVote).where(SecretVote.ballot_no == ballot.no))
    choices = {one.receipt: one.choice for one in here}
    found = (receipt(key.key, vote) for vote in votes if vote.member_id not in out)
    return Told(tuple(sorted((one, choices[one]) for one in found if one in choices)))


def entry(session: Session, ballot: Ballot) -> Minute | None:
    """The entry of the minutes with the result."""
    return session.exec(select(Minute).where(Minute.thing == name_of(ballot), Minute.act == "ballots.close")).first()


def published(session: Session, ballot: Ballot) -> list[Paper]:
    """The votes that everybody can read, in the order of their receipts; none where only the numbers are told."""
    closed = entry(session, ballot)
    return [(one, choice) for one, choice in (closed.body.get("papers") or ())] if closed else []


def numbers(ballot: Ballot) -> Told:
    """What the numbers on record say of the votes, where these are not told. Pure."""
    kept = ballot.tally or {}
    counts = kept.get("counts", {})
    if not rules.is_ranked(ballot.rule):
        return Told(_alike({kind: counts.get(kind, 0) for kind in ("for", "against", "abstain")}))
    counted = {str(ranked.DEFAULT): counts.get("ranked", 0), ranked.BLANK: counts.get("abstain", 0)}
    pairs = {tuple(map(int, pair.split("-"))): number for pair, number in kept.get("pairwise", {}).items()}
    return Told(_alike(counted), {(a, b): number for (a, b), number in pairs.items()})


def _alike(numbers: Mapping[str, int]) -> tuple[Paper, ...]:
    """So many votes of each kind, without receipts."""
    return tuple((f"{choice}, {n}", choice) for choice, number in numbers.items() for n in range(number))


def result(
    session: Session, ballot: Ballot, known: AnyRule, votes: Collection[Vote], seats: Sequence[Seat], classes: Mapping[int, str]
) -> tally.Tally | ranked.Tally:  # fmt: skip
    """The count of a secret ballot, before the result is on record and after."""
    return count(known, told(session, ballot, votes), seats, {vote.member_id for vote in votes}, classes)


def count(
    known: AnyRule, found: Told, seats: Sequence[Seat], voted: Collection[Name], classes: Mapping[int, str]
) -> tally.Tally | ranked.Tally:
    """Count what is told, on a roll in which nobody who voted stands by name. Refused where it is not one vote for each of them."""
    here = {seat.member: seat for seat in seats if seat.status not in RECUSED and seat.member in voted}
    if not len(here) == len(found.papers) == len({one for one, _ in found.papers}):
        raise Refusal(f"{len(here)} who may vote have voted, and {len(found.papers)} votes are told.")
    chair = any(seat.is_chair for seat in here.values())
    roll = [replace(seat, affiliation="", is_chair=False) for seat in seats if seat.member not in here]
    roll += [Seat(one, is_chair=chair) for one, _ in found.papers]
    cast = [Cast(one, 1, choice) for one, choice in found.papers]
    if isinstance(known, ranked_rules.Rule):
        return ranked.tally(known, classes, cast, roll, duels=found.duels)
    return tally.tally(known, cast, roll)


def close(session: Session, ballot: Ballot, votes: Collection[Vote], on_roll: int) -> dict[str, Any]:
    """What the minutes tell of the votes with the result: each with what opens its digest; of a secret ballot the choices under their
    receipts, or None where the numbers alone are told, because names would follow from more. What links them is deleted."""
    if not is_secret(ballot):
        return {"votes": {name_of(one): {"choice": one.choice, "salt": one.salt} for one in votes}}
    found = told(session, ballot, votes)
    end(session, ballot)
    kinds = Counter(choice for _, choice in found.papers)
    is_told = ballot.rule["visibility"] == "secret" and on_roll > FEW and len(kinds) > 1
    return {"papers": [list(one) for one in found.papers] if is_told else None}


def disagreements(session: Session, ballot: Ballot, votes: Sequence[Vote]) -> list[str]:
    """Whatever links, or could, and whatever stands under no receipt of a vote."""
    key, number = session.get(BallotKey, ballot.no), f"ballot {ballot.no}"
    here = set(session.exec(select(SecretVote.receipt).where(SecretVote.ballot_no == ballot.no)))
    is_open = is_secret(ballot) and ballot.closed_at is None
    found = (
        [f"{number}: what links votes with voters is there, or gone, when it should not be"]
        if is_open != bool(key)
        else []
    )
    if here != ({receipt(key.key, vote) for vote in votes} if key else set()):
        found.append(f"{number}: the choices kept are not those of the votes that were cast")
    if any((vote.choice is None) != is_secret(ballot) or (vote.choice is None and vote.reason) for vote in votes):
        found.append(f"{number}: a vote tells its choice where it is secret, or none where it is not")
    closed = entry(session, ballot) if is_secret(ballot) else None
    if closed and ballot.tally:
        counts = ballot.tally["counts"]
        papers: Any = closed.body.get("papers")
        may = ballot.rule["visibility"] == "secret" and counts["roll"] > FEW
        if papers is not None and (not may or papers != sorted(papers) or len({choice for _, choice in papers}) < 2):
            found.append(f"{number}: its votes were told so that names follow from them")
    return found
