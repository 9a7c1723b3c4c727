"""An election is held (procedure 3.3): who fills the seats of the committee, or of another body of it, among those who stand.

All of it is fixed when it opens: who stands and for whom they work that day, how many seats, the rule, the roll, the times. What comes
of it is an act of its own: an officer gives each seat once the result stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from workbench import db
from workbench.ballots import actions, candidates, frozen, known, queries, rules, schedules, seating, terms, waits
from workbench.ballots.candidates import COMMITTEE, Candidate, Election, ElectionRecusal
from workbench.ballots.known import AnyRule
from workbench.ballots.models import Ballot, RollEntry
from workbench.ballots.opening import Prepared
from workbench.ballots.schedules import Schedule
from workbench.cases import subjects
from workbench.cases.outside import key
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members import actions as members
from workbench.members import bodies, permissions
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.proposals.leaving import reasoned
from workbench.proposals.recusals import OUT

LEAST, MOST, LONGEST = 2, 40, 120
# One who stands: their name, for whom they work, and their account, if it is by that.
Stands = tuple[str, str, int | None]


def titles(committee: Committee) -> dict[str, str]:
    """The bodies whose seats may be filled: the committee, and those that its file names."""
    return {COMMITTEE: committee.name, **committee.bodies}


def stand(session: Session, chosen: Sequence[int], others: str) -> list[Stands]:
    """Those who are chosen from the members, and those of whom a line says “Name; organisation”. In the order of their names."""
    homes, on_record = seating.affiliations(session, chosen), subjects.by_name(session)
    found: list[Stands] = []
    for no in dict.fromkeys(chosen):
        member = session.get(Member, no)
        if member is None or not member.active:
            raise Refusal("One of those chosen is no active member any more. Choose again.", field="members")
        found.append((member.name, homes.get(no, ""), no))
    for line in filter(str.strip, others.splitlines()):
        name, _, home = (" ".join(part.split()) for part in line.partition(";"))
        if not 2 <= len(name) <= LONGEST or len(home) > LONGEST:
            raise Refusal(f"Give a name and an organisation of at most {LONGEST} characters on each line: “Name; organisation”.", field="others")  # fmt: skip
        found.append((name, on_record[key(home)].name if key(home) in on_record else home, None))
    names = [name.casefold() for name, _, _ in found]
    if twice := next((name for name, _, _ in found if names.count(name.casefold()) > 1), None):
        raise Refusal(
            f"{twice} stands there twice. Name everybody once, so that votes tell them apart.", field="others"
        )
    if not LEAST <= len(found) <= MOST:
        raise Refusal(f"From {LEAST} to {MOST} may stand in one election, and these are {len(found)}.", field="members")
    return sorted(found, key=lambda one: (one[0].casefold(), one[0]))


def prepare(
    session: Session, actor: Member | None, *, committee: Committee, body: str, question: str, stands: Sequence[Stands], rule: str | AnyRule
) -> Prepared:  # fmt: skip
    """What an election would be. `rule`: by its name; or as it was bound when the ballot was scheduled."""
    if actor:
        permissions.require(actor, "ballots.open")
    if body not in titles(committee):
        raise Refusal("Choose whose seats are filled.", field="body")
    votable(session, body)
    if isinstance(rule, str):
        usable = known.for_elections(session, committee)
        if rule not in usable:
            raise Refusal("Choose one of the committee's rules for elections.", field="rule")
        rule = usable[rule]
        frozen.as_used(session, rule)
    if not question.strip() or len(question) > 500:
        raise Refusal("Write the question in a sentence of at most 500 characters.", field="question")
    newest, told = definition.newest(session), [[n, *one] for n, one in enumerate(stands, 1)]
    about: dict[str, Any] = {
        "elects": body, "elects_title": titles(committee)[body], "question": question.strip(), "to_fill": rule.seats or 1,
        "candidates": told, "candidates_sha256": rules.fingerprint(told), "base": newest.label, "base_commit": newest.commit,
    }  # fmt: skip
    if void := candidates.reruns(session, body):
        about["reruns"] = void
    if terms.hours(time := rule.terms["window.challenge"]):
        about["challenge"] = time
    return Prepared(rule, about)


def again(
    session: Session, actor: Member | None, said: Mapping[str, Any], rule: AnyRule, committee: Committee
) -> Prepared:
    """The same from what was said of it before: with the organisations of members as the register has them now."""
    told = [(name, home, no) for _, name, home, no in said["candidates"]]
    others = "\n".join(f"{name}; {home}" for name, home, no in told if no is None)
    stands = stand(session, [no for _, _, no in told if no], others)
    return prepare(
        session, actor, committee=committee, body=said["elects"], question=said["question"], stands=stands, rule=rule
    )


def votable(session: Session, body: str) -> None:
    """Refuse a second election to a body beside one whose result is not on record, or that the clock opens."""
    if running := [one for one in candidates.on(session, body) if one.outcome in (None, "tie_pending")]:
        raise Refusal(f"Ballot {running[0].no} fills seats of that body already. Wait for its result.", status=409)
    schedules.none_on(session, elects=body)


def bind(
    session: Session, actor: Member | None, prepared: Prepared, *, committee: Committee, closes_at: datetime,
    scheduled: Schedule | None = None, seconded: Second | None = None,
) -> Ballot:  # fmt: skip
    """Open it. Every member is on its roll, whether they stand or not."""
    said = prepared.about
    made = Election(ballot_no=0, body=said["elects"], title=said["elects_title"], question=said["question"], seats=said["to_fill"])  # fmt: skip
    rows = [
        Candidate(ballot_no=0, n=n, name=name, affiliation=home, member_id=no)
        for n, name, home, no in said["candidates"]
    ]
    return actions.hold(
        session, actor, prepared.rule, seating.electorate(session), committee=committee, closes_at=closes_at, about=said, begin=list,
        on={"revision": 0, "fingerprint": said["candidates_sha256"]}, beside=[made, *rows], scheduled=scheduled, seconded=seconded,
    )  # fmt: skip


def recuse(session: Session, actor: Member, ballot: Ballot, *, reason: str) -> ElectionRecusal:
    """Leave an election to others, for good; also after having voted in it."""
    permissions.require(actor, "ballots.vote")
    if not rules.is_election(ballot.rule):
        raise Refusal("This ballot is no election. Recuse yourself on the page of what it is on.", status=409)
    session.refresh(ballot)
    at = actions.moment(session)
    if ballot.closed_at or at >= ballot.closes_at:
        raise Refusal("Voting is over: who may vote cannot change any more.", status=409)
    seat = session.get(RollEntry, (ballot.no, actor.id))
    if seat is None or seat.status in OUT:
        raise Refusal("You do not vote in this ballot, so there is nothing to stay out of.", status=409)
    row = ElectionRecusal(ballot_no=ballot.no or 0, member_id=actor.id or 0, reason=reasoned(reason, "recusal"), at=at)
    seat.status = "recused"
    session.add_all([row, seat])
    minutes.record(session, actor, "ballots.recuse", ballot, row, seat)
    return row


def seatable(session: Session, ballot: Ballot) -> None:
    """Refuse (409) to give a seat before the result stands."""
    if not rules.is_election(ballot.rule) or ballot.outcome != "adopted":
        raise Refusal("Nobody was elected by this ballot, so it gives no seat.", status=409)
    waits.over(session, ballot, actions.moment(session))


def give(
    session: Session, actor: Member, ballot: Ballot, n: int, member: Member | None, *, committee: Committee
) -> Candidate:
    """Put on record who has the seat that somebody was elected to, and give it, unless they sit there already. `member`: the account
    of whom stood by a name in words."""
    permissions.require(actor, "bodies.seat")
    seatable(session, ballot)
    row = session.get(Candidate, (ballot.no, n))
    if row is None or row.result != "elected" or row.seated:
        raise Refusal("No seat waits for this one. Reload the page.", status=409)
    member = session.get_one(Member, row.member_id) if row.member_id else member
    if member is None:
        raise Refusal(f"Choose the account of {row.name}; invite them first, if they have none.", field="member")
    if not member.active:
        raise Refusal(f"The account of {member.name} is paused. Let them in again first.", field="member")
    if member.id in {one.seated for one in candidates.of(session, ballot)}:
        raise Refusal(f"{member.name} has a seat by this ballot already.", field="member")
    body = session.get_one(Election, ballot.no).body
    if not sits(session, body, member):
        if body == COMMITTEE:
            members.set_roles(session, actor, member, roles=[*member.held, "member"], ballot=ballot.no)
        else:
            bodies.seat(session, actor, body, member, committee=committee, ballot=ballot.no)
    row.seated, row.seated_at = member.id, db.now()
    session.add(row)
    minutes.record(session, actor, "ballots.seat", ballot, row)
    return row


def sits(session: Session, body: str, member: Member) -> bool:
    """Whether somebody has a seat there now."""
    return "member" in member.held if body == COMMITTEE else bodies.sits(session, member, body)


def to_seat(session: Session) -> Sequence[Ballot]:
    """The elections whose result stands and that have seats to be given."""
    return [
        one
        for one in candidates.unseated(session)
        if waits.is_over(session, one, db.now()) and not queries.contested(session, one)
    ]
