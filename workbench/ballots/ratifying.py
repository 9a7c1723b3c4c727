"""What happens in the second stage of a decision (procedure 2.1): another body votes on what carried, or members may object to it.

The text cannot change here: it is the same bytes under a second hash. Whoever wants another one lets this go back into discussion.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from workbench.ballots import (
    actions,
    bloc_texts,
    motions,
    nextversion,
    outcomes,
    queries,
    raising,
    rules,
    second,
    terms,
    versions,
)
from workbench.ballots.actions import moment
from workbench.ballots.models import Ballot, Option, RollEntry
from workbench.ballots.second import Ratification, RatificationObjection
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import bodies, permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import asking, leaving, recusals
from workbench.proposals.models import Proposal

# outcome -> how a second stage came out
WORDS = {
    "ratified": "it is ratified", "declined": "it was declined", "returned": "it went back into discussion",
    "overtaken": "another text was adopted first", "void": "its ballot is void",
}  # fmt: skip


def open(session: Session, actor: Member, ballot: Ballot, *, committee: Committee, closes_at: datetime) -> Ballot:
    """A ballot of the body that ratifies, on the very bytes that `ballot` carried, under the rule fixed when that opened.

    On its roll is whoever sits in that body now; who is recused from the proposal, or from a rival that lost to it, is recused here."""
    permissions.require(actor, "ballots.open")
    row = openable(session, ballot, committee)
    recusals.stand_aside(session, actor, *second.concerned(session, ballot))
    if versions.is_one(ballot):
        return _on_version(session, actor, ballot, row, committee=committee, closes_at=closes_at)
    proposal, filed = session.get_one(Proposal, ballot.proposal_no), queries.revision(session, ballot)
    rivals = [one for one in queries.proposals(session, ballot) if one.no != proposal.no]
    opened = second.statement(session, ballot)
    table = opened["ratification"]["rule"]
    about: dict[str, Any] = {
        "proposal": ballot.proposal_no, "revision": ballot.revision, "base": ballot.base, "base_commit": ballot.base_commit,
        "text_sha256": ballot.fingerprint, "body": row.body, "ratifies": {"ballot": ballot.no, "binding": ballot.binding},
    }  # fmt: skip
    if filed.requirements is not None:
        about["requirements_sha256"] = asking.digest(filed)
    about |= {key: opened[key] for key in (*nextversion.KEYS, bloc_texts.KEY) if key in opened}
    about |= {"recused_from": sorted(one.no or 0 for one in rivals)} if rivals else {}
    made = actions.hold(
        session, actor, rules.read(str(table["name"]), table), bodies.members(session, row.body or ""), committee=committee,
        closes_at=closes_at, about=about, proposals=[proposal], begin=lambda: (),
        on={"proposal_no": ballot.proposal_no, "revision": ballot.revision, "fingerprint": ballot.fingerprint, "body": row.body, "ratifies": ballot.no},
    )  # fmt: skip
    claimed = {one.proposal_no: one.claimed for one in queries.options(session, ballot)}[proposal.no or 0]
    session.add(
        Option(
            ballot_no=made.no or 0, proposal_no=filed.proposal_no, revision=filed.n, fingerprint=filed.fingerprint, claimed=claimed,
        )
    )  # fmt: skip
    return made


def _on_version(
    session: Session, actor: Member, ballot: Ballot, row: Ratification, *, committee: Committee, closes_at: datetime
) -> Ballot:
    """The same of what the committee decided of a version."""
    opened = second.statement(session, ballot)
    table, told = opened["ratification"]["rule"], opened["on_version"]
    rule = rules.read(str(table["name"]), table)
    about = {
        "on_version": told, "text_sha256": ballot.fingerprint, "base": ballot.base, "base_commit": ballot.base_commit, "body": row.body,
        "ratifies": {"ballot": ballot.no, "binding": ballot.binding},
    }  # fmt: skip
    if terms.hours(time := rule.terms["window.challenge"]):
        about["challenge"] = time
    about |= {key: opened[key] for key in ("recused_from",) if key in opened}
    return actions.hold(
        session, actor, rule, bodies.members(session, row.body or ""), committee=committee, closes_at=closes_at, about=about, begin=list,
        on={"revision": 0, "fingerprint": ballot.fingerprint, "body": row.body, "ratifies": ballot.no}, beside=[versions.row(told)],
    )  # fmt: skip


def openable(session: Session, ballot: Ballot, committee: Committee) -> Ratification:
    """What another body may vote on now. Refused (409), with what to do, where it may not."""
    row = second.of(session, ballot)
    if row is None or row.body is None or ballot.ratifies:
        raise Refusal(f"No other body ratifies what ballot {ballot.no} was on.", status=409)
    title = committee.bodies.get(row.body, row.body)
    if row.outcome:
        raise Refusal(f"This is settled already: {WORDS[row.outcome]}. Reload the page of the ballot.", status=409)
    if running := second.running(session, ballot.no):
        raise Refusal(f"{title} votes on it already, in ballot {running.no}.", status=409)
    motions.settled(session, ballot)
    at = free_from(session, ballot)
    if at and moment(session) < at:
        raise Refusal(
            f"Nothing comes of the result until {at:%-d %B %Y, %H:%M} UTC, so that an error can be named. The ballot of "
            f"{title} opens after that.", status=409,
        )  # fmt: skip
    if not bodies.members(session, row.body):
        raise Refusal(f"Nobody sits in {title}: say first who does, on the page of the bodies.", status=409)
    return row


def free_from(session: Session, ballot: Ballot) -> datetime | None:
    """From when on another body may be asked: what it decides is final only then, so for two days at least, and for all the time for challenges of
    the rule. None where there is no result."""
    at = queries.recorded(session, ballot)
    challenges = timedelta(hours=terms.hours(second.statement(session, ballot).get("challenge", "PT0H")))
    return at + max(queries.TO_WAIT, challenges) if at else None


def is_due(session: Session, ballot: Ballot, now: datetime) -> bool:
    """Whether nothing keeps another body from being asked but that nobody has done it."""
    at = free_from(session, ballot)
    is_free = at is not None and now >= at and not queries.contested(session, ballot)
    is_free = is_free and not motions.is_open(session, ballot, now)
    return is_free and not second.running(session, ballot.no)


def objectionable(session: Session, actor: Member, ballot: Ballot) -> Ratification:
    """Refuse whoever may not object to what a ballot carried, or not any more."""
    permissions.require(actor, "ballots.object")
    row = second.of(session, ballot)
    if row is None or row.until is None or row.outcome:
        raise Refusal("There is nothing to object to here. Reload the page of the ballot.", status=409)
    if moment(session) >= row.until:
        raise Refusal(
            f"Members could object until {row.until:%-d %B %Y, %H:%M} UTC. File a proposal instead.", status=409
        )
    seat = session.get(RollEntry, (ballot.no, actor.id))
    if (seat is None or seat.status in recusals.OUT) and not bodies.sits(session, actor):
        raise Refusal(
            "Only who was on the roll of this ballot, or sits in another body of the committee, objects. Write a comment instead.",
            status=403, whom="those on its roll, and members of the other bodies",
        )  # fmt: skip
    recusals.stand_aside(session, actor, *second.concerned(session, ballot))
    return row


def objects(session: Session, member: Member, ballot: Ballot) -> str:
    """Whether somebody `may` object to what a ballot carried, `has` and has not withdrawn it, or neither, which is empty."""
    if any(one.member_id == member.id for one in second.objections(session, ballot.no, standing=True)):
        return "has"
    try:
        objectionable(session, member, ballot)
    except Refusal:
        return ""
    return "may"


def object(session: Session, actor: Member, ballot: Ballot, *, reason: str) -> RatificationObjection:
    """Object to what carried, with a reason. As long as an objection stands the text is not adopted; at the end of the time it goes back."""
    objectionable(session, actor, ballot)
    before = second.objections(session, ballot.no)
    if any(one.member_id == actor.id and one.withdrawn_at is None for one in before):
        raise Refusal("You have objected already. Withdraw that first, if you have another reason.", status=409)
    made = RatificationObjection(
        ballot_no=ballot.no or 0, n=len(before) + 1, member_id=actor.id or 0, reason=leaving.reasoned(reason, "objection"),
        made_at=moment(session),
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "ballots.object", ballot, made)
    return made


def withdraw(session: Session, actor: Member, ballot: Ballot, n: int) -> RatificationObjection:
    """Take back an objection of one's own, before the time is over."""
    permissions.require(actor, "ballots.object")
    row, made = second.of(session, ballot), session.get(RatificationObjection, (ballot.no, n))
    if made is None or made.member_id != actor.id:
        raise Refusal("Only who made an objection withdraws it.", status=403, whom="who made it")
    if made.withdrawn_at or row is None or row.outcome or moment(session) >= (row.until or made.made_at):
        raise Refusal("This objection can be withdrawn no more. Reload the page of the ballot.", status=409)
    made.withdrawn_at = moment(session)
    session.add(made)
    minutes.record(session, actor, "ballots.unobject", ballot, made)
    return made


def end(session: Session, actor: Member | None, ballot: Ballot) -> Ratification:
    """Put on record that the time for objections is over: what nobody objects to is ratified, anything else goes back."""
    if actor:
        permissions.require(actor, "ballots.close")
    recusals.stand_aside(session, actor, *second.concerned(session, ballot))
    row = second.of(session, ballot)
    if row is None or row.until is None or row.outcome:
        raise Refusal("There is nothing to record here. Reload the page of the ballot.", status=409)
    if moment(session) < row.until:
        raise Refusal(f"Members may object until {row.until:%-d %B %Y, %H:%M} UTC. Record it after that.", status=409)
    stands = second.objections(session, ballot.no, standing=True)
    changed = outcomes.settle(session, row, "returned" if stands else "ratified", moment(session))
    minutes.record(session, actor, "ballots.end_objections", ballot, *changed)
    if stands:
        raising.raised(session, ballot)
        for proposal in queries.proposals(session, ballot):
            leaving.decided(session, proposal)
    return row


def catch_up(session: Session, ballot: Ballot) -> None:
    """Put on record what the clock has decided: an adoption waits for nobody who would write it down."""
    row = second.of(session, ballot)
    if row and row.until and row.outcome is None and moment(session) >= row.until:
        end(session, None, second.first(session, ballot))


def adoptable(session: Session, ballot: Ballot) -> None:
    """Refuse (409) an adoption that lacks the second stage that its ballot owes, and one by a ballot that others have ratified."""
    row = second.of(session, ballot)
    if row is None or row.by_ballot == ballot.no or row.outcome == "ratified" and row.by_ballot is None:
        return
    if row.outcome == "ratified":
        raise Refusal(f"Ballot {row.by_ballot} ratified this text: adopt it on the page of that one.", status=409)
    if row.outcome:
        raise Refusal(f"This text cannot be adopted: {WORDS[row.outcome]}.", status=409)
    waits = (
        f"Members may object until {row.until:%-d %B %Y, %H:%M} UTC"
        if row.until
        else "Another body has to ratify it first"
    )
    raise Refusal(f"{waits}, so this text cannot be adopted yet.", status=409)


def disagreements(session: Session, ballot: Ballot) -> list[str]:
    """Every second stage that is not what the first one asks, of either ballot."""
    found, row = [], second.of(session, ballot)
    if ballot.ratifies:
        first = second.first(session, ballot)
        owes, own, before = (
            second.owed(session, first),
            second.statement(session, ballot),
            second.statement(session, first),
        )
        binding = own.get("ratifies", {})
        same = (first.proposal_no, first.revision, first.fingerprint, first.base_commit)
        is_so = binding == {"ballot": first.no, "binding": first.binding} and owes.get("body") == ballot.body
        is_so = is_so and owes.get("rule_sha256") == ballot.rule_sha256
        is_so = is_so and own.get(bloc_texts.KEY) == before.get(bloc_texts.KEY)
        if not is_so or same != (ballot.proposal_no, ballot.revision, ballot.fingerprint, ballot.base_commit):
            found.append(
                f"ballot {ballot.no}: it is not on what ballot {first.no} has to have ratified, under that rule"
            )
        return found
    said, asks = second.statement(session, ballot), ballot.rule.get("ratification")
    if bool(said.get("ratification")) != bool(asks and not ballot.case_no and "amends" not in said):
        found.append(f"ballot {ballot.no}: what its rule has follow it is not in its statement")
    if bool(outcomes.escalated(session, ballot)) != (row is not None):
        found.append(f"ballot {ballot.no}: what has to follow its result is not on record")
    if row and row.outcome in ("ratified", "declined") and row.body:
        by = session.get(Ballot, row.by_ballot)
        if by is None or by.ratifies != ballot.no or outcomes.ANSWERS.get(by.outcome or "") != row.outcome:
            found.append(f"ballot {ballot.no}: no ballot of another body settled its ratification so")
    if row and row.until and row.outcome in ("ratified", "returned"):
        stood = any(one.withdrawn_at is None for one in second.objections(session, ballot.no))
        if stood == (row.outcome == "ratified") or row.settled_at is None or row.settled_at < row.until:
            found.append(f"ballot {ballot.no}: the time for objections did not end as its objections have it")
    for one in second.objections(session, ballot.no):
        at = queries.recorded(session, ballot)
        if row is None or row.until is None or one.made_at >= row.until or (at and one.made_at < at):
            found.append(f"ballot {ballot.no}: objection {one.n} came when nobody could object")
    return found
