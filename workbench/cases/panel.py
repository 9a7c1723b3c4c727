"""The panel of a case: who reviews it, what ties them to the vendor, and who steps aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from workbench import db
from workbench.cases import parties, queries, states, subjects
from workbench.cases.life import Appeal, Reviewer
from workbench.cases.models import Case
from workbench.cases.outside import key
from workbench.errors import Refusal
from workbench.members import interests, permissions
from workbench.members.interests import Interest
from workbench.members.models import Member
from workbench.minutes import record as minutes

FEWEST = 2
# while somebody may be named
NAMING = ("screened", "open", "evidence", "reply_wait", "draft_finding", "appealed")
MAY_SIT = "drafts.write"
CHOICES = {
    "none": "Nothing ties me to the vendor",
    "tied": "Something ties me to the vendor, and I stay",
    "aside": "Something ties me to the vendor, and I step aside",
}


def of(session: Session, case: Case, round: int | None = None) -> Sequence[Reviewer]:
    """The seats of a round (default: the one it is in), those who stepped aside among them."""
    query = select(Reviewer).where(Reviewer.case_no == case.no, Reviewer.round == (round or case.round))
    return session.exec(query.order_by(col(Reviewer.named_at), col(Reviewer.member_id))).all()


def seated(session: Session, case: Case) -> list[Reviewer]:
    """The seats of those who have neither stepped aside nor been relieved."""
    return [seat for seat in of(session, case) if seat.sits]


def seat(session: Session, case: Case, member: Member | None) -> Reviewer | None:
    """The seat of this member in the round that the case is in, unless they gave it up."""
    found = session.get(Reviewer, (case.no, case.round, member.id)) if member else None
    return found if found and found.sits else None


def aside(session: Session, case: Case) -> set[int]:
    """The members who take no part in a case: they stepped aside, or others decided that they do."""
    known = {one.member_id for one in parties.recused(session, case)}
    return known | {seat.member_id for seat in of(session, case) if seat.is_recused}


def ties(session: Session, case: Case, members: Iterable[int]) -> dict[int, list[Interest]]:
    """What on the register ties these members to the vendor today: they are asked to step aside."""
    vendor = names_of(session, case)
    found = {
        member: [interest for interest in known if key(interest.organisation) in vendor]
        for member, known in interests.live(session, members).items()
    }
    return {member: known for member, known in found.items() if known}


def judging(session: Session, case: Case) -> int:
    """The round whose findings count: not that of a panel which heard an appeal and affirmed them."""
    found = queries.standing(session, [case.no or 0]).get(case.no or 0, {})
    return max((finding.round for finding in found.values()), default=case.round)


def names_of(session: Session, case: Case) -> set[str]:
    """The vendor and whoever stands above it, by every name they are known by, as names are compared."""
    names = {key(case.vendor)} - {""}
    return names.union(*(one.keys for one in subjects.vendor(session, case)))


def candidates(session: Session) -> list[Member]:
    """Who may sit on a panel, by name."""
    found = session.exec(select(Member).where(col(Member.active)).order_by(col(Member.name)))
    return [member for member in found if permissions.may(member, MAY_SIT)]


def name(session: Session, actor: Member, case: Case, *, members: Sequence[Member]) -> None:
    """Name reviewers: the panel with which a screened case is opened, more of them later, or another panel for an appeal."""
    permissions.require(actor, "cases.settle")
    if case.state not in NAMING:
        raise Refusal(f"Nobody can be named for a case that is {states.WORDS[case.state]}.", status=409)
    heard = appeal(session, case) if case.state == "appealed" else None
    begins = heard is not None and heard.round is None
    before = [] if begins else list(of(session, case))
    new = [member for member in members if member.id not in {seat.member_id for seat in before}]
    _fit(session, case, before, new, begins=begins)
    if heard and begins:
        case.round += 1
        heard.round = case.round
    made = [
        Reviewer(case_no=case.no or 0, round=case.round, member_id=member.id or 0, named_at=db.now()) for member in new
    ]
    rows = [case, *made, *([heard] if heard else [])]
    session.add_all(rows)
    if case.state == "screened":
        states.move(session, case, "open")
        case.opened_at = db.now()
    session.flush()
    minutes.record(session, actor, "cases.panel", case, *rows, named=[member.name for member in new])


def appeal(session: Session, case: Case) -> Appeal | None:
    """The appeal that is being heard, or that waits for a second member."""
    query = select(Appeal).where(Appeal.case_no == case.no, col(Appeal.outcome).is_(None))
    found = session.exec(query.order_by(col(Appeal.n).desc())).all()
    # one that nobody joined ends with the publication that it is against
    return next((one for one in found if one.began_at or case.settled_at and one.lodged_at >= case.settled_at), None)


def _fit(session: Session, case: Case, before: Sequence[Reviewer], new: Sequence[Member], *, begins: bool) -> None:
    if not new:
        raise Refusal("Choose members who are not on the panel yet.", field="members")
    if wrong := [member.name for member in new if not permissions.may(member, MAY_SIT) or not member.active]:
        raise Refusal(f"{', '.join(wrong)} may not sit on a panel.", field="members")
    rounds = range(judging(session, case), case.round + 1) if begins else ()
    if again := {seat.member_id for n in rounds for seat in of(session, case, n)} & {member.id for member in new}:
        names = ", ".join(member.name for member in new if member.id in again)
        raise Refusal(f"An appeal is heard by others than {names}, who judged the case.", field="members")
    if out := [member.name for member in new if member.id in aside(session, case)]:
        raise Refusal(f"{', '.join(out)} took no part in this case so far, and does not now.", field="members")
    sitting = [seat.member_id for seat in before if seat.sits] + [member.id or 0 for member in new]
    if len(sitting) < FEWEST:
        raise Refusal(f"A panel has {FEWEST} reviewers or more.", field="members")
    if len(ties(session, case, sitting)) == len(sitting):
        raise Refusal(
            "Each of them has a tie to the vendor on record. Name one at least who has none.", field="members"
        )


def appoint(session: Session, actor: Member, case: Case, *, numbers: Sequence[int]) -> None:
    """`name`, by the numbers of the members."""
    known = {member.id: member for member in candidates(session)}
    if unknown := [number for number in numbers if number not in known]:
        raise Refusal(f"Member {unknown[0]} cannot sit on a panel.", field="members")
    name(session, actor, case, members=[known[number] for number in numbers])


def declare(session: Session, actor: Member, case: Case, *, choice: str, words: str) -> None:
    """Say what ties one to the vendor, and stay or step aside. When all have, the findings begin."""
    own = seat(session, case, actor)
    if own is None:
        raise Refusal("You are not on the panel of this case.", status=403)
    if choice not in CHOICES:
        raise Refusal("Choose one of the three.", field="choice")
    if own.declared_at and choice != "aside":
        raise Refusal("You have declared your interests. You may still step aside.", status=409)
    known = ties(session, case, [own.member_id])
    if choice == "none" and known:
        what = "; ".join(interest.words for interest in known[own.member_id])
        raise Refusal(f"The register says that {actor.name} {what}. Choose one of the other two.", field="choice")
    if choice != "none" and not words:
        raise Refusal("Say what ties you to the vendor.", field="words")
    own.declared_at, own.is_tied, own.is_recused = own.declared_at or db.now(), choice != "none", choice == "aside"
    own.tie = words
    session.add(own)
    minutes.record(session, actor, "cases.declare", case, own)
    begin(session, case)


def relieve(session: Session, actor: Member, case: Case, *, member: int, words: str) -> Reviewer:
    """Give up a seat for a reviewer who cannot act or does not, with a reason. What they handed in stays on record as theirs."""
    permissions.require(actor, "cases.settle")
    own = next((seat for seat in seated(session, case) if seat.member_id == member), None)
    if case.state not in NAMING or own is None:
        raise Refusal("Choose a reviewer who sits on the panel now.", field="members")
    if not words:
        raise Refusal("Say why the seat is given up. It is published with the case.", field="words")
    own.relieved_at, own.relief = db.now(), words
    session.add(own)
    minutes.record(session, actor, "cases.relieve", case, own, named=[session.get_one(Member, member).name])
    begin(session, case)
    return own


def begin(session: Session, case: Case) -> None:
    """Let the findings begin, where every reviewer has declared and the panel is one that may judge."""
    if case.state == "open" and is_ready(session, case):
        states.move(session, case, "evidence")
        minutes.record(session, None, "cases.begin", case, case)


def is_ready(session: Session, case: Case) -> bool:
    """Whether enough sit, all have declared, and one at least has no tie."""
    sitting = seated(session, case)
    return (
        len(sitting) >= FEWEST
        and all(seat.declared_at for seat in sitting)
        and any(not seat.is_tied for seat in sitting)
    )
