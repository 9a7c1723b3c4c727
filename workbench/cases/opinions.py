"""What each reviewer finds alone. Until all have handed in, nobody sees, finds, counts or exports what another has found."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.cases import actions, panel, parties, states
from workbench.cases.actions import Exhibit
from workbench.cases.life import Opinion, OpinionDraft, Reviewer
from workbench.cases.models import Case
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes import redactions


def declare(session: Session, actor: Member, case: Case, *, choice: str, words: str) -> None:
    """Declare one's interests, or step aside: the findings of the others may all be in then."""
    panel.declare(session, actor, case, choice=choice, words=words)
    unseal(session, case)


def relieve(session: Session, actor: Member, case: Case, *, member: int, words: str) -> None:
    """Give up a seat for a reviewer; what they found and did not hand in is nobody's."""
    own = panel.relieve(session, actor, case, member=member, words=words)
    for kept in () if own.handed_in_at else _drafts(session, own).values():
        session.delete(kept)
    unseal(session, case)


def step_aside(session: Session, actor: Member, case: Case, *, words: str) -> None:
    """Take no part in a case. Who sits on its panel gives up the seat with it, by an act of its own."""
    if panel.seat(session, case, actor):
        raise Refusal("You sit on its panel: step aside there, from the page of the case.", status=409)
    parties.step_aside(session, actor, case, words=words)


def dismiss(session: Session, actor: Member, case: Case, *, outcome: str, words: str) -> None:
    """Decide whether a member takes no part in the case; one who does not gives up their seat with it."""
    made = parties.decide(session, actor, case, panel.aside(session, case), outcome=outcome, words=words)
    own = session.get(Reviewer, (case.no, case.round, made.member_id))
    if outcome == "stays" or own is None or not own.sits:
        return
    own.is_recused = True
    session.add(own)
    minutes.record(session, actor, "cases.unseat", case, own)
    panel.begin(session, case)
    unseal(session, case)


def draft(
    session: Session, actor: Member, case: Case, *, clause_id: str, value: str, reason: str, condition: str = "",
    evidence: Sequence[Exhibit] = (),
) -> OpinionDraft:  # fmt: skip
    """Keep what a reviewer finds on one requirement, for them alone. It may be changed until they hand in."""
    own = _mine(session, actor, case)
    if own.handed_in_at:
        raise Refusal("You have handed in your findings. They cannot be changed any more.", status=409)
    actions.fitting(session, actor, case, clause_id=clause_id, value=value, condition=condition, evidence=evidence)
    kept = _drafts(session, own).get(clause_id) or OpinionDraft(
        case_no=own.case_no, round=own.round, member_id=own.member_id, clause_id=clause_id, value=value, reason="",
        evidence=[],
    )  # fmt: skip
    kept.value, kept.condition, kept.reason = value, condition, reason
    kept.evidence = [exhibit.data() for exhibit in evidence]
    session.add(kept)
    session.flush()
    return kept


def mine(session: Session, actor: Member | None, case: Case) -> dict[str, OpinionDraft]:
    """What this reviewer has found so far, by requirement; of others nothing."""
    own = panel.seat(session, case, actor)
    return _drafts(session, own) if own else {}


def hand_in(session: Session, actor: Member, case: Case) -> None:
    """Hand in one's findings for good: their digest goes into the minutes, their words when those of all reviewers are in."""
    own = _mine(session, actor, case)
    if own.handed_in_at:
        raise Refusal("You have handed in your findings already.", status=409)
    found = _drafts(session, own)
    if missing := [clause for clause in case.need.clauses if clause not in found]:
        raise Refusal(f"You have found nothing yet on {', '.join(missing)}. Record a finding on each, then hand in.")
    own.handed_in_at = db.now()
    own.sealed = seal(own, list(found.values()))
    session.add(own)
    minutes.record(session, actor, "cases.hand_in", case, own)
    unseal(session, case)


def unseal(session: Session, case: Case) -> None:
    """Let everybody read the findings of the reviewers, where all of them have handed in."""
    sitting = panel.seated(session, case)
    if (
        case.state != "evidence"
        or of(session, case)
        or not panel.is_ready(session, case)
        or not all(seat.handed_in_at for seat in sitting)
    ):
        return
    made = []
    for seat in (seat for seat in panel.of(session, case) if seat.handed_in_at and not seat.is_recused):
        for kept in _drafts(session, seat).values():
            made.append(Opinion(**kept.model_dump(exclude={"id"})))
            session.delete(kept)
    session.add_all(made)
    session.flush()
    minutes.record(session, None, "cases.unseal", case, *made)


def without(session: Session, case: Case, drop: Callable[[list[Any]], list[Any]]) -> list[Reviewer]:
    """Take words that two officers remove out of what reviewers found and nobody else has read; `drop` takes them out of exhibits.

    Every seat whose findings are sealed has another salt and another seal by that, in the order of their members: so nobody
    learns whose findings had the words."""
    query = select(OpinionDraft).where(OpinionDraft.case_no == case.no).order_by(col(OpinionDraft.id))
    found: dict[tuple[int, int], list[OpinionDraft]] = {}
    for kept in session.exec(query).all():
        kept.evidence = drop(kept.evidence)
        session.add(kept)
        found.setdefault((kept.round, kept.member_id), []).append(kept)
    sealed = []
    for (round, member), rows in sorted(found.items()):
        seat = session.get_one(Reviewer, (case.no, round, member))
        if seat.handed_in_at:
            seat.salt = secrets.token_hex(16)
            seat.sealed = seal(seat, rows)
            sealed.append(seat)
    return sealed


def of(session: Session, case: Case, round: int | None = None) -> dict[str, list[Opinion]]:
    """What the reviewers of a round found alone, by requirement; empty while one of them is still at it."""
    query = select(Opinion).where(Opinion.case_no == case.no, Opinion.round == (round or case.round))
    found: dict[str, list[Opinion]] = {}
    for row in session.exec(query.order_by(col(Opinion.id))):
        found.setdefault(row.clause_id, []).append(row)
    return found


def seal(seat: Reviewer, found: Sequence[OpinionDraft] | Sequence[Opinion]) -> str:
    """The digest of a reviewer's findings, the same before and after everybody may read them."""
    told: list[dict[str, Any]] = [
        {name: getattr(row, name) for name in ("clause_id", "value", "condition", "reason", "evidence")}
        for row in sorted(found, key=lambda row: row.clause_id)
    ]
    return minutes.digest(seat.salt, minutes.canonical(told))


def disagreements(session: Session) -> Iterator[str]:
    """Findings that are not the ones that were handed in. Where words of them were removed that cannot be told any more."""
    gone = redactions.rows(session)
    for seat in session.exec(select(Reviewer).where(col(Reviewer.handed_in_at).is_not(None))):
        at = (seat.case_no, seat.round, seat.member_id)
        rows: list[Any] = []
        for table in (Opinion, OpinionDraft):
            query = select(table).where((table.case_no == at[0]) & (table.round == at[1]) & (table.member_id == at[2]))
            rows.extend(session.exec(query))
        if seal(seat, rows) != seat.sealed and not gone & {minutes.name_of(row) for row in rows}:
            yield f"case {at[0]}: the findings of reviewer {at[2]} are not those that were handed in"


def _mine(session: Session, actor: Member, case: Case) -> Reviewer:
    own = panel.seat(session, case, actor)
    if own is None:
        raise Refusal("Only the reviewers of this case record findings now.", status=403)
    if case.state != "evidence":
        raise Refusal(f"This case is {states.WORDS[case.state]}: nobody records findings alone now.", status=409)
    if of(session, case):
        raise Refusal("Everybody reads what the reviewers found by now, so nobody finds alone any more.", status=409)
    if not own.declared_at:
        raise Refusal("Declare your interests first, on the page of the case.", status=409)
    return own


def _drafts(session: Session, seat: Reviewer) -> dict[str, OpinionDraft]:
    rows = session.exec(
        select(OpinionDraft).where(
            OpinionDraft.case_no == seat.case_no, OpinionDraft.round == seat.round,
            OpinionDraft.member_id == seat.member_id,
        )
    )  # fmt: skip
    return {row.clause_id: row for row in rows}
