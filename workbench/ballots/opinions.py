"""Opinions of the minority: who was not with the side that prevailed says so on the record, beside the result (procedure 2.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from workbench.ballots import candidates, elections, queries, ranked, rules, secrecy, unblocking
from workbench.ballots.actions import moment
from workbench.ballots.electorate import RECUSED
from workbench.ballots.models import Ballot, MinorityOpinion, RollEntry, Vote
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes

# How long after the result.
TIME = timedelta(days=14)
LONGEST = 10_000
Told = tuple[MinorityOpinion, str]


def prevailed(
    ballot: Ballot, choice: str | None, outcome: str | None = None, elected: Collection[int] = ()
) -> bool:  # fmt: skip
    """Whether a vote, or None where there was none, was with the side that prevailed, or did with an outcome before: of an election
    whether it names one of those `elected`, a ranking before all others. Pure."""
    is_carried = (outcome or ballot.outcome) == "adopted"
    if rules.is_election(ballot.rule):
        named = elections.chosen(ballot.rule, choice or ranked.BLANK) or {}
        return not elected or any(named.get(n) == min(named.values()) for n in elected if n in named)
    if rules.is_ranked(ballot.rule):
        ranking = ranked.read(choice or ranked.BLANK) or {}
        best = ballot.proposal_no if is_carried else ranked.DEFAULT
        return ranking.get(best or 0) == min(ranking.values(), default=-1)
    silent = "for" if ballot.rule.get("method") == "consent" else "abstain"
    kind = rules.kinds(ballot.rule)[choice] if choice else silent
    return kind in (("for",) if is_carried else ("against", "against_with_reason", "block"))


def sides(
    ballot: Ballot, vote: Vote | None, outcome: str | None = None, elected: Collection[int] = ()
) -> tuple[bool, bool]:  # fmt: skip
    """Whether a member with this vote may have been with the side that prevailed, and may have been against it. In a secret ballot
    nobody knows: either may be of whoever voted."""
    if secrecy.is_secret(ballot):
        return vote is not None, vote is not None
    is_with = prevailed(ballot, vote.choice if vote else None, outcome, elected)
    return is_with, not is_with


def publish(session: Session, actor: Member, ballot: Ballot, *, body: str) -> MinorityOpinion:
    """A member of the roll who was not with the side that prevailed publishes one opinion, within 14 days. It stays."""
    permissions.require(actor, "ballots.opine")
    session.refresh(ballot)
    may(session, actor, ballot)
    words = body.strip()
    if not words:
        raise Refusal("Write your opinion: what the result leaves out, in your words.", field="opinion")
    if len(words) > LONGEST:
        raise Refusal(f"This is too long: at most {LONGEST} characters fit. Shorten it.", field="opinion")
    row = MinorityOpinion(ballot_no=ballot.no or 0, member_id=actor.id or 0, body=words, published_at=moment(session))
    session.add(row)
    minutes.record(session, actor, "ballots.opine", ballot, row)
    return row


def may(session: Session, actor: Member, ballot: Ballot) -> None:
    """Refuse whoever has no minority opinion to publish on a ballot now, with the reason."""
    at = queries.recorded(session, ballot)
    if at is None or ballot.outcome not in ("adopted", "rejected", "blocked"):
        raise Refusal("No side has prevailed in this ballot, so there is no minority. Reload its page.", status=409)
    if moment(session) >= at + TIME:
        raise Refusal(
            f"Opinions were taken until {at + TIME:%-d %B %Y, %H:%M} UTC. Write a comment instead.", status=409
        )
    seat = session.get(RollEntry, (ballot.no, actor.id))
    mine = {vote.member_id: vote for vote in queries.standing(session, ballot)}.get(actor.id or 0)
    if (
        seat is None
        or seat.status in RECUSED
        or not sides(ballot, mine, elected=candidates.elected(session, ballot))[1]
    ):
        if secrecy.is_secret(ballot):
            raise Refusal(
                "Only who voted in this ballot publishes an opinion on it. Write a comment instead.",
                status=403,
                whom="those who voted in it",
            )
        raise Refusal(
            "Only who was on the roll and not with the side that prevailed publishes a minority opinion. Write a comment instead.",
            status=403, whom="those on its roll who were not with the side that prevailed",
        )  # fmt: skip
    if session.get(MinorityOpinion, (ballot.no, actor.id)):
        raise Refusal("You have published your opinion on this result: it stays as it is.", status=409)


def of(session: Session, ballots: Collection[int | None]) -> dict[int, list[Told]]:
    """Ballot -> its opinions, the first one first, each with the name on the roll; in one query."""
    seat = (col(RollEntry.ballot_no) == MinorityOpinion.ballot_no) & (
        col(RollEntry.member_id) == MinorityOpinion.member_id
    )
    query = select(MinorityOpinion, RollEntry.name).join(RollEntry, seat)
    query = query.where(col(MinorityOpinion.ballot_no).in_(ballots))
    found: dict[int, list[Told]] = defaultdict(list)
    for row, name in session.exec(query.order_by(col(MinorityOpinion.published_at), col(MinorityOpinion.member_id))):
        found[row.ballot_no].append((row, name))
    return found


def disagreements(session: Session, ballot: Ballot) -> Sequence[str]:
    """Every opinion of whom the result agreed with, or that came out of time."""
    votes = {one.member_id: one for one in queries.standing(session, ballot)}
    results, elected = unblocking.results(session, ballot), candidates.elected(session, ballot)
    return [
        f"ballot {ballot.no}: the opinion of {name} is none of the minority, or came out of time"
        for row, name in of(session, [ballot.no]).get(ballot.no or 0, ())
        if results
        and not any(
            at <= row.published_at < at + TIME and sides(ballot, votes.get(row.member_id), outcome, elected)[1]
            for at, outcome in results
        )
    ]
