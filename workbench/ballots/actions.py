"""What happens in a ballot: it is opened on exact bytes, members vote, its result is recorded. Adoption has its own file.

Nobody can see a choice before the close: until then a vote stands in the minutes as salted digests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from workbench import db
from workbench.ballots import (
    candidates,
    closing,
    fitting,
    frozen,
    known,
    nextversion,
    opening,
    outcomes,
    proxies,
    queries,
    raising,
    ranked,
    ranked_rules,
    rules,
    seating,
    second,
    secrecy,
    signing,
    stale,
    terms,
    turning,
    windows,
)
from workbench.ballots.late import Late
from workbench.ballots.models import OUTCOMES, Ballot, Option, RollEntry, Vote
from workbench.ballots.opening import Prepared
from workbench.ballots.schedules import Schedule
from workbench.ballots.signing import Gesture, Signed
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted
from workbench.proposals import marks, recusals
from workbench.proposals.models import Proposal

LONGEST_REASON = 4000


def open(
    session: Session, actor: Member, proposal: Proposal, *, committee: Committee, revision: int, rule_name: str,
    closes_at: datetime, bloc: int | None = None,
) -> Ballot:  # fmt: skip
    """A ballot on the current revision, bound to its bytes, its base, the rule, the roll as it is now and the times.

    The roll is every active member who holds the role member. What it is bound to cannot change: another text, rule or
    roll is another ballot.
    """
    prepared = opening.prepare(session, actor, proposal, committee=committee, revision=revision, rule=rule_name)
    return bind(session, actor, prepared, committee=committee, closes_at=closes_at)


def bind(
    session: Session, actor: Member | None, prepared: Prepared, *, committee: Committee, closes_at: datetime,
    scheduled: Schedule | None = None, seconded: Second | None = None,
) -> Ballot:  # fmt: skip
    """Open a ballot on these texts."""
    first, proposals = prepared.options[0][1], prepared.proposals
    about = prepared.about | nextversion.fixed(session, prepared.options, committee)
    about |= raising.said(prepared.rule, proposals)
    about |= turning.fixed(session, prepared.options, committee)
    about["touches"] = sorted({clause for _, filed in prepared.options for clause in filed.touched})
    if prepared.read:
        about["reviewed"] = [[one.proposal, one.cases, [*one.readers]] for one in prepared.read]
    # what amends a proposal is not ratified: what it amends is
    owes = {} if first.amends_no else known.owes(prepared.rule, known.of(session, committee), committee)
    if owes:
        about["ratification"] = owes
    if "rule" in owes:
        frozen.as_used(session, rules.read(owes["rule"]["name"], owes["rule"]))

    def begin() -> Sequence[Minuted]:
        for proposal in proposals:
            proposal.state = "balloting"
        session.add_all(proposals)
        return proposals

    ballot = hold(
        session, actor, prepared.rule, seating.electorate(session), committee=committee, closes_at=closes_at, about=about, proposals=proposals,
        begin=begin, on={"proposal_no": first.proposal_no, "revision": first.n, "fingerprint": first.fingerprint, "bloc": about.get("bloc")}, scheduled=scheduled, seconded=seconded, beside=prepared.beside,
    )  # fmt: skip
    for proposal, filed in prepared.options:
        session.add(
            Option(
                ballot_no=ballot.no or 0, proposal_no=filed.proposal_no, revision=filed.n, fingerprint=filed.fingerprint,
                claimed=proposal.claimed,
            )
        )  # fmt: skip
    return ballot


def hold(
    session: Session, actor: Member | None, rule: rules.Rule | ranked_rules.Rule, voters: Sequence[Member], *, committee: Committee,
    closes_at: datetime, about: dict[str, Any], on: dict[str, Any], begin: Callable[[], Sequence[Minuted]],
    proposals: Sequence[Proposal] = (), scheduled: Schedule | None = None, seconded: Second | None = None, beside: Sequence[Any] = (),
) -> Ballot:  # fmt: skip
    """Freeze the roll and open a ballot, with rows `beside` it that say more of what it is on; who is recused from a proposal that `about` names as `recused_from` is so here. `on`: its columns that say on what it is; `begin` changes that once nothing is in the way, and answers the rows.

    `scheduled`: what the clock opens, at its second; `seconded`: what another proposed and this one confirms."""
    opens_at = scheduled.opens_at if scheduled else moment(session)
    if closes_at <= opens_at:
        raise Refusal("The closing time has passed already. Choose a later one.", field="closes_at")
    has_next = "body" in about.get("ratification", {}) and isinstance(rule, rules.Rule)
    others = [session.get_one(Proposal, no) for no in about.get("recused_from", ())]
    roll = seated(session, rule, voters, [*proposals, *others], closes_at - opens_at, has_next=has_next)
    if again := queries.to_rerun(session, [one.no or 0 for one in proposals], on.get("case_no")):
        about = about | {"reruns": again}
    if secrecy.is_secret(rule):
        about = about | {"visibility": rule.terms["visibility"]}
    if proposals and terms.hours(waits := rule.terms["window.challenge"]):
        about = about | {"challenge": waits}
    if scheduled:
        about = about | {"scheduled": [scheduled.no, scheduled.binding]}
    statement = about | seating.divided(roll) | signing.fixed(session, voters) | {
        "seats": seating.told(roll), "committee": committee.name, "rule_sha256": rule.sha256, "roll": [[voter.id, voter.name] for voter in voters],
        "opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat(),
    }  # fmt: skip
    opener = scheduled.scheduled_by if scheduled else actor.id if actor else 0
    ballot = Ballot(
        **on, base=about["base"], base_commit=about["base_commit"], rule=rule.data(), rule_sha256=rule.sha256,
        binding=rules.fingerprint(statement), opened_by=opener or 0, opens_at=opens_at, closes_at=closes_at,
    )  # fmt: skip
    session.add(ballot)
    session.flush()
    secrecy.begin(session, ballot)
    for entry in [*roll, *beside]:
        entry.ballot_no = ballot.no or 0
    if scheduled:
        scheduled.ballot_no = ballot.no
    session.add_all([*roll, *beside])
    kept = [*beside, *([scheduled] if scheduled else []), *seconding.confirmed(session, actor, seconded)]
    minutes.record(session, actor, "ballots.open", ballot, ballot, *begin(), *roll, *kept, statement=statement)
    return ballot


def seated(
    session: Session, rule: rules.Rule | ranked_rules.Rule, voters: Sequence[Member], proposals: Sequence[Proposal], window: timedelta,
    *, has_next: bool,
) -> list[RollEntry]:  # fmt: skip
    """The roll of a ballot that opens now, without its number. Refused where its own rule would not decide it so; `has_next`: unless
    another body does then."""
    if not voters:
        raise Refusal("Nobody could vote: no active member holds the role “member”. Give it to somebody first.")
    roll = seating.seated(session, voters, proposals)
    known.divided(rule, seating.divided(roll).get("parts", {}))
    windows.kept(rule, sum(entry.status == "eligible" for entry in roll), window, has_next=has_next)
    return roll


def vote(
    session: Session, actor: Member, ballot: Ballot, *, choice: str, fingerprint: str, reason: str = "", bloc: int | None = None,
    giver: Member | None = None, signed: Signed | Gesture | None = None,
) -> Vote:  # fmt: skip
    """Cast a vote, or another one that counts instead. `fingerprint` is that of the text the voter had before them, `bloc` the
    bloc through which it was cast with others, `giver` who gave the actor their vote, if it is theirs, `signed` what the voter's
    passkey signed of it.

    In time means from the opening second up to, and not including, the closing one, by the clock inside the
    transaction that keeps the vote.
    """
    voter, cast_at, n = castable(
        session, actor, ballot, choice=choice, fingerprint=fingerprint, reason=reason, giver=giver
    )
    cast = Vote(
        ballot_no=ballot.no or 0, member_id=voter.id or 0, n=n, choice=choice, reason=reason.strip(), cast_at=cast_at,
        by_id=actor.id if giver else None,
    )  # fmt: skip
    signature = signing.taken(session, actor, ballot, cast, signed)
    session.add(secrecy.sealed(session, ballot, cast))
    for proposal in queries.proposals(session, ballot):
        marks.acted(session, actor, proposal)
    kept, through = [*signature, *put_off(session, ballot, cast_at)], {"bloc": bloc} if bloc else {}
    minutes.record(session, actor, "ballots.vote", ballot, cast, *kept, **through)
    end_fixed(session, ballot)
    return cast


def castable(
    session: Session, actor: Member, ballot: Ballot, *, choice: str, fingerprint: str, reason: str, giver: Member | None = None
) -> tuple[Member, datetime, int]:  # fmt: skip
    """Whose vote it is, when it is cast, and the how-manieth of theirs, if nothing is in its way."""
    permissions.require(actor, "ballots.vote")
    seat_of(session, actor, ballot)
    voter = proxies.held(session, ballot, actor, giver) if giver else actor
    elsewhere = stale.of(session, ballot, fingerprint)
    if elsewhere and (ballot.outcome == "void" or fingerprint != ballot.fingerprint):
        raise Refusal(elsewhere.sentence, status=409)
    if fingerprint != ballot.fingerprint:
        raise Refusal("This form was about another text. Reload the page, read the change, and vote again.", status=409)
    cast_at = moment(session)
    session.refresh(ballot)
    if ballot.closed_at or cast_at >= ballot.closes_at:
        ended = f"{ballot.closed_at or ballot.closes_at:%-d %B %Y, %H:%M} UTC"
        more = f" {elsewhere.sentence}" if elsewhere else ""
        raise Late(f"This ballot closed on {ended}. Your vote came too late and was not counted.{more}", ballot)
    turning.opened(session, actor, ballot)
    fitting.fits(session, ballot, choice, reason)
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"The reason is too long: at most {LONGEST_REASON} characters fit. Shorten it.", field="reason")
    last = select(func.max(Vote.n)).where(Vote.ballot_no == ballot.no, Vote.member_id == voter.id)
    before, may_change = session.exec(last).one() or 0, queries.rule(ballot).terms["window.change_vote"]
    if before and not may_change:
        whose = "There is a vote of theirs" if giver else "You have voted"
        raise Refusal(f"{whose} already. Under this rule the first vote counts: it cannot be changed.", status=409)
    # where the first vote counts there is no second one: the database keeps each number once
    return voter, cast_at, before + 1 if may_change else 1


def seat_of(session: Session, actor: Member, ballot: Ballot) -> RollEntry:
    """The seat of somebody who may vote in a ballot; refused (403) to anybody else."""
    seat = session.get(RollEntry, (ballot.no, actor.id))
    if seat is None or seat.status in recusals.OUT:
        why = f"{seat.status} from" if seat else "not on the roll of"
        raise Refusal(
            f"You are {why} this ballot{'' if seat else ': it was fixed when the ballot opened'}.",
            status=403, whom="those on its roll who are not recused",
        )  # fmt: skip
    return seat


def end_fixed(session: Session, ballot: Ballot) -> None:
    """Where the rule closes a ballot once its outcome is fixed, the act that fixes it is the last: nobody learns before the close
    that all who have voted are of one mind."""
    if closing.early(ballot) == "outcome_fixed" and closing.is_fixed(session, ballot):
        close(session, None, ballot)


def put_off(session: Session, ballot: Ballot, now: datetime) -> list[Ballot]:
    """The last period of a sign-off runs to its end: where it would be cut short the close is put off until then."""
    if not rules.is_signoff(ballot.rule):
        return []
    until = queries.signed_off(session, ballot, now).until
    if until is None or until <= ballot.closes_at:
        return []
    ballot.closes_at = until
    session.add(ballot)
    return [ballot]


def close(session: Session, actor: Member | None, ballot: Ballot, *, at_once: bool = False) -> Ballot:
    """Record the result: after the closing time, or before it when its rule lets it close early; `at_once`: with the act that opened it.

    The minutes now open the digests of the votes that count: each choice with its salt; of a secret ballot they tell the choices
    without names, and what could link them is deleted. A carried proposal waits for
    adoption; when the text has moved on in the meantime it goes back to discussion.
    """
    if actor:
        permissions.require(actor, "ballots.close")
    recusals.stand_aside(session, actor, *second.concerned(session, ballot))
    candidates.stand_aside(session, actor, ballot, candidates.recused(session, ballot))
    closed_at = moment(session)
    session.refresh(ballot)
    if ballot.closed_at:
        raise Refusal("The result of this ballot is on record already.", status=409)
    counted = queries.votes(session, ballot) if rules.is_signoff(ballot.rule) else queries.standing(session, ballot)
    result = queries.result(session, ballot, closed_at)
    if closed_at < ballot.closes_at and not at_once and not closing.is_done(session, ballot):
        raise Refusal(
            f"This ballot is open until {ballot.closes_at:%-d %B %Y, %H:%M} UTC, and {closing.why_not(ballot)}. Record the result "
            "after that.", status=409,
        )  # fmt: skip
    if result.outcome not in OUTCOMES:
        raise Refusal(f"These votes cannot be counted: {result.because}. Run “workbench check” and tell everybody.")
    told = secrecy.close(session, ballot, counted, result.counts.e)
    gone = seating.leave(session, ballot)
    ballot.closed_at, ballot.tally = closed_at, result.data()
    tied = result.won if isinstance(result, ranked.Tally) else ()
    outcome = outcomes.settled(ballot.rule, result.outcome, told.get("votes", {}), tied)
    won = (
        (outcomes.drawn(told.get("votes", {}), tied) if tied and outcome == "adopted" else 0) or ballot.proposal_no or 0
    )
    changed = outcomes.conclude(session, ballot, outcome, won)
    minutes.record(session, actor, "ballots.close", ballot, ballot, *changed, *gone, **told)
    outcomes.follow(session, actor, ballot)
    return ballot


def moment(session: Session) -> datetime:
    """The time of an act: the clock's, but never before the last entry of the minutes, however the clock was set."""
    last = session.exec(select(Minute.at).order_by(col(Minute.seq).desc()).limit(1)).first()
    return max(db.now(), last) if last else db.now()
