"""What the page of a ballot shows one reader: who has voted, and how once that may be seen; their own vote and its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session, col, select

from workbench.ballots import (
    closing,
    elections,
    electorate,
    formats,
    positions,
    queries,
    ranked,
    ranked_rules,
    rules,
    seating,
    secrecy,
    signing,
    tally,
)
from workbench.ballots.models import Ballot, RollEntry, Vote
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.record import canonical, digest, name_of
from workbench.proposals.models import Proposal, Revision


@dataclass(frozen=True)
class Seat:
    """Somebody on the roll: what has become of their seat, have they voted, and, once voting is over, how."""

    entry: RollEntry
    status: str
    voted: bool
    vote: Vote | None
    # what the minutes took down of their choice when they voted: everybody may see that, and it tells nothing before the close; empty
    # in a secret ballot, of which they took down nothing
    digest: str = ""
    # by which passkey they signed the vote that counts; None: they did not, and the server attests it
    proven: signing.Proven | None = None

    @property
    def is_out(self) -> bool:
        """Whether no vote of theirs counts."""
        return self.status in electorate.RECUSED


@dataclass(frozen=True)
class Held:
    """How a ballot is held and stands, for one reader, whatever it is on."""

    ballot: Ballot
    rule: rules.Rule | ranked_rules.Rule
    stage: str
    seats: tuple[Seat, ...]
    # worked out from the votes as soon as voting is over, recorded or not
    result: tally.Tally | ranked.Tally | elections.Result | None
    # the reader's own vote that counts, and its entry in the minutes
    mine: Vote | None
    receipt: Minute | None
    on_roll: bool
    # whether the result may be recorded though the time is not over
    is_done: bool
    # of a secret ballot: under what the reader finds their vote after the close, and what everybody finds there
    own: str
    papers: tuple[secrecy.Paper, ...]
    # with what the reader may sign a vote, where they may cast one now
    means: signing.Means

    # of so many voters the numbers alone are told
    few: ClassVar[int] = formats.FEW

    @property
    def sites(self) -> tuple[str, ...]:
        """The hosts for which the reader has a passkey that signs here."""
        return self.means.sites

    @property
    def is_secret(self) -> bool:
        return secrecy.is_secret(self.ballot)

    @property
    def by_organisation(self) -> dict[str, dict[str, int]]:
        """The votes that count by organisation, once they may be seen, where the roll knows any: organisation -> choice -> number."""
        found: dict[str, dict[str, int]] = {}
        for seat in self.seats:
            if seat.vote and not seat.is_out:
                home = found.setdefault(seat.entry.affiliation, {})
                choice = seat.vote.choice or ""
                home[choice] = home.get(choice, 0) + 1
        return dict(sorted(found.items())) if any(found) else {}

    @property
    def on_it(self) -> int:
        """How many may vote: all on the roll but the recused and, where the rule says so, those who left without having voted."""
        return sum(queries.awaited(self.rule, seat.status, seat.voted) for seat in self.seats)

    @property
    def voted(self) -> int:
        return sum(seat.voted and not seat.is_out for seat in self.seats)

    @property
    def proven(self) -> signing.Proven | None:
        """By which passkey the reader signed their vote that counts."""
        mine = self.mine.member_id if self.mine else None
        return next((seat.proven for seat in self.seats if seat.entry.member_id == mine), None)

    @property
    def stands(self) -> bool:
        """Whether the reader's vote is signed and nothing is left with which they could sign another in its place."""
        return self.proven is not None and self.means.is_fixed and not self.sites and self.stage == "open"

    @property
    def vouched(self) -> str:
        """How many of the votes that count their voters signed, in words; empty where nobody has voted, and of a secret ballot."""
        signed = sum(seat.proven is not None for seat in self.seats if not seat.is_out)
        told = [
            (signed, "signed by their voters" if signed > 1 else "signed by its voter"),
            (self.voted - signed, "attested by the server"),
        ]
        return "" if self.is_secret else ", ".join(f"{number} {words}" for number, words in told if number)

    @property
    def may_change(self) -> bool:
        """Whether who has voted may vote again."""
        return bool(self.rule.terms["window.change_vote"])

    def named(self, **meant: str) -> list[tuple[str, str, str]]:
        """For the form the positions that its rule names, if it names some."""
        return positions.own(self.rule, meant) if isinstance(self.rule, rules.Rule) else []

    def is_bare(self, vote: Vote) -> bool:
        """Whether a vote lacks the reason without which it is not counted."""
        return positions.is_bare(self.rule, vote.choice or "", vote.reason)

    @property
    def by_position(self) -> list[tuple[str, int]]:
        """How often each position of its own name was taken, once that may be seen."""
        known = isinstance(self.rule, rules.Rule) and isinstance(self.result, tally.Tally)
        return positions.numbers(self.rule, self.result.counts) if known else []  # type: ignore[arg-type, union-attr]

    @property
    def is_live(self) -> bool:
        """Whether everybody sees votes as they are cast."""
        return rules.is_signoff(self.ballot.rule)

    @property
    def quorum(self) -> int | None:
        """How many must vote, where the quorum is a part of the roll."""
        known = [tally.enough(condition, self.on_it) for condition in self.rule.quorum]
        return max(filter(None, known), default=None)


@dataclass(frozen=True)
class Briefing(Held):
    """All that the page of a ballot on a text shows for one reader."""

    proposal: Proposal
    revision: Revision
    # what it amends, where it amends a proposal
    primary: Proposal | None

    @property
    def overtaken(self) -> bool:
        return self.ballot.outcome == "adopted" and self.proposal.state in (
            "discussion",
            "last_call",
            "tabled",
            "withdrawn",
            "fell",
        )


def briefing(session: Session, ballot: Ballot, viewer: Member | None, now: datetime) -> Briefing:
    filed = queries.revision(session, ballot)
    return Briefing(
        **vars(held(session, ballot, viewer, now)), proposal=session.get_one(Proposal, ballot.proposal_no), revision=filed,
        primary=queries.amended(session, filed),
    )  # fmt: skip


def held(session: Session, ballot: Ballot, viewer: Member | None, now: datetime) -> Held:
    at = queries.stage(ballot, now)
    is_secret = secrecy.is_secret(ballot)
    is_told = rules.is_signoff(ballot.rule) or at != "open" and not queries.is_sealed(session, ballot)
    is_counted = is_told and not (is_secret and ballot.closed_at is None)
    last = {vote.member_id: vote for vote in queries.standing(session, ballot)}
    entries = queries.roll(session, ballot)
    statuses = {seat.member: seat.status for seat in seating.seats(session, ballot, entries)}
    mine = last.get(viewer.id or 0) if viewer else None
    proofs = signing.of(session, ballot) if last and not is_secret else {}
    on_roll = viewer is not None and statuses.get(viewer.id or 0, "recused") not in electorate.RECUSED
    return Held(
        ballot=ballot,
        rule=queries.rule(ballot),
        stage=at,
        seats=tuple(
            _seat(entry, statuses[entry.member_id], last.get(entry.member_id), is_told and not is_secret, proofs)
            for entry in entries
        ),
        result=queries.result(session, ballot) if is_counted else None,
        mine=mine,
        receipt=receipt(session, mine) if mine else None,
        is_done=at == "open" and closing.waits_for_nobody(session, ballot),
        on_roll=on_roll,
        own=secrecy.own(session, ballot, mine) if mine and is_secret else "",
        papers=tuple(secrecy.published(session, ballot)) if is_secret else (),
        means=signing.means(session, ballot, viewer)
        if viewer and on_roll and at == "open" and not is_secret
        else signing.Means(),
    )


def _seat(
    entry: RollEntry, status: str, vote: Vote | None, is_told: bool, proofs: Mapping[int, signing.Proven]
) -> Seat:
    sealed = digest(vote.salt, canonical(vote.choice)) if vote and vote.choice else ""
    proven = proofs.get(vote.id or 0) if vote else None
    return Seat(entry, status, vote is not None, vote if is_told else None, sealed, proven)


def receipt(session: Session, vote: Vote) -> Minute | None:
    """The entry of the minutes that holds the digests of this vote."""
    about = select(Minute).where(Minute.thing == f"ballot:{vote.ballot_no}", Minute.act == "ballots.vote")
    mine = session.exec(about.where(Minute.actor_id == (vote.by_id or vote.member_id)).order_by(col(Minute.seq).desc()))
    return next((entry for entry in mine if name_of(vote) in entry.body.get("rows", {})), None)
