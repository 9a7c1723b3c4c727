"""How far rivals have come that were arranged, and which ballot may open on them (procedure 4.2).

One after the other: each has an ordinary ballot of its own once those before it have a result on record; when one is adopted the rest fall.
Perfect, then choose: they are ranked once every amendment to one of them is decided. Ranked: as it is where nothing is fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots.models import Ballot, Option
from workbench.errors import Refusal
from workbench.proposals import arranged, queries, relations
from workbench.proposals.arranged import WORDS, Arrangement
from workbench.proposals.models import Proposal
from workbench.proposals.states import VOTABLE, VOTED

# What a ballot may come to that ends a turn in the order and decides nothing for the others.
TO_UNBLOCK = timedelta(days=7)  # after a block has stopped one: it may be ended, and then that one is carried
PASSED = ("rejected", "no_quorum", "no_electorate", "blocked", "tied")


@dataclass(frozen=True)
class Standing:
    """How far rivals have come that were arranged. `voted`: what was in a ballot since that is not void; `passed`: without being adopted."""

    made: Arrangement
    members: Sequence[Proposal]
    voted: frozenset[int]
    passed: frozenset[int]
    # of what a block stopped: until when that may be ended, so that its turn is not over
    blocked: dict[int, datetime]
    # the amendments to them that are not decided
    pending: Sequence[Proposal]

    @property
    def open(self) -> list[Proposal]:
        return [one for one in self.members if one.state in queries.OPEN]

    @property
    def running(self) -> Proposal | None:
        """The one that is in a ballot, or carried and not adopted yet."""
        return next((one for one in self.members if one.state in VOTED), None)

    @property
    def next(self) -> Proposal | None:
        """Whose turn it is in the order."""
        if self.made.way != "serial" or self.running:
            return None
        return next((one for one in self.open if one.no not in self.passed), None)

    @property
    def is_begun(self) -> bool:
        """Whether the order is being voted on, so that it cannot be changed."""
        return self.made.way == "serial" and bool(self.voted) and self.next is not None


def standing(session: Session, proposal: Proposal) -> Standing | None:
    made = arranged.of(session, proposal)
    return _standing(session, made) if made else None


def _standing(session: Session, made: Arrangement) -> Standing:
    members = arranged.members(session, made)
    numbers = [one.no for one in members]
    rows = session.exec(
        select(Option.proposal_no, Ballot.outcome, Ballot.closed_at)
        .join(Ballot, col(Ballot.no) == Option.ballot_no)
        .where(col(Option.proposal_no).in_(numbers), Ballot.opens_at >= made.made_at, col(Ballot.ratifies).is_(None))
        .order_by(col(Ballot.no))
    ).all()
    last = {no: (outcome, closed) for no, outcome, closed in rows if outcome != "void"}
    held = {no: closed + TO_UNBLOCK for no, (outcome, closed) in last.items() if outcome == "blocked" and closed}
    blocked = {no: until for no, until in held.items() if db.now() < until}
    passed = frozenset(no for no, (outcome, _) in last.items() if outcome in PASSED and no not in blocked)
    pending = [
        one for member in members if made.way == "perfect" and member.state in queries.OPEN
        for one in relations.linked(session, kind="amends", to=member)
    ]  # fmt: skip
    return Standing(made, members, frozenset(last), passed, blocked, pending)


def alone(session: Session, proposal: Proposal) -> None:
    """Refuse a ballot on this proposal alone where its rivals are decided otherwise, or before it."""
    _alone(_in_force(session, proposal, relations.group(session, proposal)), proposal)


def _alone(stands: Standing | None, proposal: Proposal) -> None:
    if stands is None or stands.made.way == "ranked":
        return
    others = [one for one in stands.open if one.no != proposal.no]
    if stands.made.way == "perfect":
        if others:
            raise Refusal(
                f"Proposal {proposal.no} and its rivals are ranked together, once every amendment to them is decided. Open a ranked ballot "
                "then, or fix another way to decide them.", status=409,
            )  # fmt: skip
        return
    numbers = [one.no for one in stands.members]
    if running := next((one for one in others if one.state in VOTED), None):
        raise Refusal(
            f"Proposal {running.no} is voted on before this one, and nothing has come of it yet. Wait for that.",
            status=409,
        )
    before = numbers.index(proposal.no) if proposal.no in numbers else len(numbers)
    for one in stands.members[:before]:
        if until := stands.blocked.get(one.no or 0) if one.state in queries.OPEN else None:
            raise Refusal(
                f"Proposal {one.no} comes before this one, and the block that stopped it may be ended until {until:%-d %B %Y, %H:%M} UTC. "
                "Wait for that.", status=409,
            )  # fmt: skip
        if one.state in queries.OPEN and one.no not in stands.passed:
            raise Refusal(
                f"Proposal {one.no} comes before this one in the order that was fixed. Open a ballot on that first; this one's turn "
                "comes when it is rejected.", status=409,
            )  # fmt: skip


def together(session: Session, proposals: Iterable[Proposal]) -> None:
    """Refuse a ranked ballot on these where they are voted on one after the other, or an amendment to one of them is undecided."""
    for proposal in proposals:
        _together(_in_force(session, proposal, relations.group(session, proposal)), proposal)


def _together(stands: Standing | None, proposal: Proposal) -> None:
    if stands and stands.made.way == "serial" and len(stands.open) > 1:
        raise Refusal(
            f"Proposal {proposal.no} and its rivals are voted on one after the other. Open a ballot on "
            f"{f'proposal {stands.next.no}, the next one' if stands.next else 'one of them'}.", status=409,
        )  # fmt: skip
    if stands and stands.pending:
        numbers = ", ".join(str(one.no) for one in stands.pending)
        raise Refusal(
            f"These rivals are perfected before they are ranked, and what amends them is not decided: proposal {numbers}. Decide on "
            "that first.", status=409,
        )  # fmt: skip


def _in_force(session: Session, proposal: Proposal, found: Sequence[Proposal]) -> Standing | None:
    """What holds for a proposal, by itself or by its group; refused where that has grown since, until a ballot opens."""
    made = arranged.of(session, proposal) or arranged.of_any(session, found)
    stands = _standing(session, made) if made else None
    if stands is None or stands.made.way == "ranked":
        return stands
    known = {one.no for one in stands.members}
    late = [one for one in found if one.no not in known]
    if late and not stands.is_begun and not stands.running:
        raise Refusal(
            f"Proposal {late[0].no} became a rival after it was fixed how these are decided. Fix that for all of them first.",
            status=409,
        )
    return stands


def barred(session: Session, proposal: Proposal, found: Sequence[Proposal]) -> dict[str, str]:
    """Why no ballot can open on this `alone`, and none on it `together` with its group, as they were arranged; empty where it may."""
    said = {"alone": "", "together": ""}
    try:
        stands = _in_force(session, proposal, found)
    except Refusal as no:
        return dict.fromkeys(said, str(no))
    for name, ask in (("alone", _alone), ("together", _together)):
        try:
            ask(stands, proposal)
        except Refusal as no:
            said[name] = str(no)
    return said


def due(session: Session) -> list[Proposal]:
    """The proposals whose turn it is in an order, and on which a ballot may open."""
    found = [stands.next for stands in orders(session) if stands.next and stands.next.no not in stands.blocked]
    return [one for one in found if one.state in VOTABLE]


def orders(session: Session) -> list[Standing]:
    """The orders that hold and are not through."""
    every = [_standing(session, made) for made in arranged.unfinished(session)]
    return [one for one in every if arranged.of(session, one.members[0]) == one.made]


def told(stands: Standing) -> str:
    """How they are decided, in a sentence."""
    numbers = [str(one.no) for one in stands.members]
    if stands.made.way == "serial":
        return f"Proposals {', '.join(numbers)} are voted on one after the other, in this order."
    return f"Proposals {', '.join(numbers)} are decided together: {WORDS[stands.made.way]}."
