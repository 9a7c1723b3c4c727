"""Who a filed proposal is by: the member who answers for it, and everybody who wrote its current revision with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select, union

from workbench import db
from workbench.members.models import Member
from workbench.proposals.links import Withdrawal
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.writing import RevisionAuthor

# So many names are written out; of more than that, the first two.
NAMED = 3
ME: Any = bindparam("me")
NOW = (col(Revision.proposal_no) == Proposal.no) & (col(Revision.n) == Proposal.revision)
WITH = (col(RevisionAuthor.proposal_no) == Revision.proposal_no) & (col(RevisionAuthor.n) == Revision.n)


def told(names: Sequence[str]) -> str:
    """Names as a sentence holds them: “A and B”; “A, B and 3 others”."""
    *most, last = names if len(names) <= NAMED else [*names[:2], f"{len(names) - 2} others"]
    return f"{', '.join(most)} and {last}" if most else last


def names(session: Session, numbers: Iterable[int | None]) -> dict[int, str]:
    """Proposal number -> its authors in words, who answers for it first; in one query however many there are."""
    found: dict[int, list[str]] = {}
    wanted = col(Proposal.no).in_(list(numbers))
    who = _everybody(wanted)
    rows = session.exec(
        select(Proposal.no, Member.name)
        .join(who, who.c.no == Proposal.no)
        .join(Member, col(Member.id) == who.c.member_id)
        .where(wanted)
        .order_by(col(Proposal.no), col(Member.id) != Proposal.author_id, col(Member.id))
    )
    for no, name in rows:
        found.setdefault(no or 0, []).append(name)
    return {no: told(known) for no, known in found.items()}


def ids(session: Session, proposal: Proposal) -> frozenset[int]:
    """The members who are its authors."""
    return db.once(
        session, ("authors", proposal.no), lambda: frozenset(session.exec(_ids(), params={"no": proposal.no}))
    )


@cache
def _ids() -> Any:
    return select(_everybody(col(Proposal.no) == bindparam("no")).c.member_id)


def everybody(session: Session, numbers: Iterable[int]) -> dict[int, set[int]]:
    """Proposal number -> the members who are its authors, in one query however many there are."""
    who = _everybody(col(Proposal.no).in_(list(numbers)))
    found: dict[int, set[int]] = {}
    for no, member in session.exec(select(who.c.no, who.c.member_id)):
        found.setdefault(no, set()).add(member)
    return found


def by(member: Member, states: Iterable[str], no: Any = Proposal.no) -> Any:
    """For a query over proposals, or over what has the number of one: those in these states of which this member is an author."""
    return by_me(states, no, member.id)


def by_me(states: Iterable[str], no: Any = Proposal.no, me: Any = ME) -> Any:
    """The same for a query that is put together once and asked for each member, as its parameter `me`."""
    wanted = col(Proposal.state).in_(list(states))
    mine = union(*(query.where(wanted, who == me) for query, who in _authors())).subquery()
    return col(no).in_(select(mine.c.no))


def _everybody(wanted: Any) -> Any:
    """(no, member_id) of each author of the proposals that are wanted."""
    return union(*(query.where(wanted) for query, _ in _authors())).subquery()


def _authors() -> Iterator[tuple[Any, Any]]:
    """Queries for (no, member_id): who answers for a proposal, who filed its current revision, who wrote that with them.

    Who withdrew it is its author no longer once a sponsor took it over, until a later revision is theirs too."""
    left = select(Withdrawal.n).where(
        Withdrawal.proposal_no == Proposal.no, col(Withdrawal.taken_by).is_not(None), Withdrawal.at >= Revision.filed_at
    )
    yield select(Proposal.no, col(Proposal.author_id).label("member_id")), Proposal.author_id
    filed = select(Proposal.no, Revision.author_id).join(Revision, NOW)
    wrote = select(Proposal.no, RevisionAuthor.member_id).join(Revision, NOW).join(RevisionAuthor, WITH)
    for query, who in ((filed, Revision.author_id), (wrote, RevisionAuthor.member_id)):
        stays = ~left.where(Withdrawal.author_id == who).correlate(Proposal, Revision, RevisionAuthor).exists()
        yield query.where(stays), who
