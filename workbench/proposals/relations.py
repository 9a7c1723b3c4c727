"""What is said of how proposals hang together, on the pages of both and in lists; and who stands behind one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import authorship, queries
from workbench.proposals.links import Admissibility, Link, Objection, Retraction, Sponsorship, Withdrawal
from workbench.proposals.models import Draft, Proposal, Revision
from workbench.proposals.states import ENDED

# (kind, from the side that the link was made from) -> what one proposal is to the other
WORDS = {
    ("rival", True): "Rival of", ("rival", False): "Rival of",
    ("counter", True): "The committee's counter-wording to", ("counter", False): "Has as the committee's counter-wording",
    ("amends", True): "Amends", ("amends", False): "Amended by",
    ("composite", True): "Puts together", ("composite", False): "Put together in",
    ("part", True): "Part of", ("part", False): "Divided into",
    ("supersedes", True): "Supersedes", ("supersedes", False): "Superseded by",
    ("fell", True): "Fell because of", ("fell", False): "Let fall",
    ("again", True): "Asks again what was decided in", ("again", False): "Asked again in",
}  # fmt: skip


# What a draft will be to other proposals once it is filed.
BEGUN = {
    "rival": "rival of", "counter": "the committee's counter-wording to", "composite": "composite of",
    "supersedes": "successor of", "amends": "amendment to",
}  # fmt: skip


STANDS = col(Link.ended_at).is_(None)


@dataclass(frozen=True)
class Relation:
    """One link as the page of a proposal tells it: the word, the other proposal, its authors, and whose link it is."""

    link: Link
    word: str
    other: Proposal
    author: str
    # made by the proposal whose page it is
    is_ours: bool
    # whether the author of the other, or ours, has still to agree
    is_waiting: bool

    @property
    def kind(self) -> str:
        return self.link.kind


def of(session: Session, proposal: Proposal) -> list[Relation]:
    """Every link of a proposal, both ways, in two queries."""
    no = proposal.no
    other = or_(
        and_(col(Link.proposal_no) == no, col(Proposal.no) == Link.other_no),
        and_(col(Link.other_no) == no, col(Proposal.no) == Link.proposal_no),
    )
    linked = (
        select(Link, Proposal).join(Proposal, other).where(STANDS, or_(Link.proposal_no == no, Link.other_no == no))
    )
    rows = session.exec(linked.order_by(col(Link.kind), col(Proposal.no))).all()
    authors = authorship.names(session, (known.no for _, known in rows)) if rows else {}
    return [_relation(proposal, link, known, authors[known.no or 0]) for link, known in rows]


def _relation(proposal: Proposal, link: Link, other: Proposal, author: str) -> Relation:
    is_ours = link.proposal_no == proposal.no
    maker, named = (proposal, other) if is_ours else (other, proposal)
    return Relation(link, told(link, named.state, is_ours), other, author, is_ours, waits(link, maker, named))


def waits(link: Link, maker: Proposal, named: Proposal) -> bool:
    """Whether a link still needs the agreement of the author of the proposal that it names."""
    if link.kind not in ("composite", "supersedes") or named.state in ENDED or maker.state in ENDED:
        return False
    return link.agreed_in != maker.revision


def told(link: Link, named: str, is_ours: bool) -> str:
    """What one proposal is to the other; `named` is the state of the one that the link names."""
    word = WORDS[link.kind, is_ours]
    if link.kind == "composite" and named == "merged_into" and not is_ours:
        return "Merged into"
    if link.kind == "amends" and link.taken_in:
        return f"Became revision {link.taken_in} of" if is_ours else f"Has as its revision {link.taken_in}"
    if link.kind == "supersedes" and named != "superseded":
        return "Means to supersede" if is_ours else "To be superseded by"
    return word


def brief(session: Session, numbers: Iterable[int | None]) -> dict[int, dict[str, list[int]]]:
    """For a list: proposal number -> what it is to others -> the numbers of these; in one query."""
    wanted = [no for no in numbers if no]
    rows = session.exec(
        select(Link, Proposal.state)
        .join(Proposal, col(Proposal.no) == Link.other_no)
        .where(STANDS, or_(col(Link.proposal_no).in_(wanted), col(Link.other_no).in_(wanted)))
        .order_by(col(Link.kind), col(Link.proposal_no), col(Link.other_no))
    )
    found: dict[int, dict[str, list[int]]] = {}
    for link, state in rows:
        for no, other, is_ours in ((link.proposal_no, link.other_no, True), (link.other_no, link.proposal_no, False)):
            if no in wanted:
                words = told(link, state, is_ours)
                found.setdefault(no, {}).setdefault(words[0].lower() + words[1:], []).append(other)
    return found


def rivals(session: Session, proposal: Proposal, states: Sequence[str] = queries.OPEN) -> list[Proposal]:
    """The proposals that answer the same question otherwise and are decided together with it, counter-wordings too."""
    return _rivals(session, [proposal.no], states)


def _rivals(session: Session, numbers: Iterable[int | None], states: Sequence[str]) -> list[Proposal]:
    wanted, stand = list(numbers), (STANDS, col(Link.kind).in_(("rival", "counter")))
    ours = select(Link.other_no).where(col(Link.proposal_no).in_(wanted), *stand)
    theirs = select(Link.proposal_no).where(col(Link.other_no).in_(wanted), *stand)
    query = select(Proposal).where(or_(col(Proposal.no).in_(ours), col(Proposal.no).in_(theirs)))
    return list(session.exec(query.where(col(Proposal.state).in_(states)).order_by(col(Proposal.no))))


def group(session: Session, proposal: Proposal) -> list[Proposal]:
    """A proposal with all that are decided together with it: its open rivals, their rivals, and so on, by number.

    In a query for each step away from it, however many there are."""
    found, latest = {proposal.no: proposal}, [proposal]
    while latest:
        latest = [one for one in _rivals(session, [one.no for one in latest], queries.OPEN) if one.no not in found]
        found |= {one.no: one for one in latest}
    return sorted(found.values(), key=lambda one: one.no or 0)


def linked(session: Session, *, kind: str, to: Proposal, states: Sequence[str] = queries.OPEN) -> list[Proposal]:
    """The proposals in these states that have a link of a kind to one."""
    makers = select(Link.proposal_no).where(Link.kind == kind, Link.other_no == to.no)
    query = select(Proposal).where(col(Proposal.no).in_(makers), col(Proposal.state).in_(states))
    return list(session.exec(query.order_by(col(Proposal.no))))


def await_amendments(session: Session, proposal: Proposal) -> None:
    """Refuse where an amendment to this proposal is in a ballot: what amends is decided before what it amends."""
    for pending in linked(session, kind="amends", to=proposal, states=["balloting"]):
        raise Refusal(
            f"Proposal {pending.no}, which amends this one, is in a ballot, so the text of this one stands still. Wait for "
            "its result.", status=409,
        )  # fmt: skip


def links(session: Session, proposal: Proposal, *kinds: str) -> list[Link]:
    """The links of these kinds that a proposal itself made, in the order of the others' numbers."""
    query = select(Link).where(Link.proposal_no == proposal.no, col(Link.kind).in_(kinds))
    return list(session.exec(query.order_by(col(Link.other_no))))


def against(thing: Draft | Revision) -> str:
    """What a draft or revision was written against, in words."""
    return f"revision {thing.amends_n} of proposal {thing.amends_no}" if thing.amends_no else f"version {thing.base}"


def begun(kind: str, others: Iterable[int] | None) -> str:
    """What a draft is to other proposals, in words."""
    return f"{BEGUN[kind]} {', '.join(map(str, others or ())) or '…'}" if kind in BEGUN else "nothing to others"


def sponsors(session: Session, proposal: Proposal) -> list[tuple[Sponsorship, str]]:
    """Who supports that it be considered, the first one first."""
    rows = session.exec(
        select(Sponsorship, Member.name)
        .join(Member, col(Member.id) == Sponsorship.member_id)
        .where(Sponsorship.proposal_no == proposal.no, col(Sponsorship.ended_at).is_(None))
        .order_by(col(Sponsorship.since), col(Sponsorship.member_id))
    )
    return list(rows)


def objections(session: Session, proposal: Proposal) -> list[tuple[Objection, str]]:
    """Who is against this amendment to an amendment being taken over without a vote."""
    rows = session.exec(
        select(Objection, Member.name)
        .join(Member, col(Member.id) == Objection.member_id)
        .where(Objection.proposal_no == proposal.no, col(Objection.ended_at).is_(None))
        .order_by(col(Objection.made_at), col(Objection.member_id))
    )
    return list(rows)


def withdrawal(session: Session, proposal: Proposal) -> Withdrawal | None:
    """How it was last withdrawn."""
    query = select(Withdrawal).where(Withdrawal.proposal_no == proposal.no).order_by(col(Withdrawal.n).desc())
    return session.exec(query.limit(1)).first()


def ruling(session: Session, proposal: Proposal) -> Admissibility | None:
    return session.get(Admissibility, proposal.no)


def made(proposal: Proposal, kind: str, other: int, actor: Member | None, at: datetime) -> Link:
    """A new link, not yet kept."""
    return Link(
        proposal_no=proposal.no or 0, kind=kind, other_no=other, made_by=actor.id if actor else None, made_at=at
    )


def between(session: Session, proposal: Proposal, other: Proposal, kind: str) -> Link | None:
    """The link of a kind that stands between two proposals, whichever made it."""
    found = (session.get(Link, (a.no, kind, b.no)) for a, b in ((proposal, other), (other, proposal)))
    return next((link for link in found if link and link.ended_at is None), None)


def declared(session: Session, link: Link) -> list[Link]:
    """The links that were declared with one, in the same act; itself among them."""
    query = select(Link).where(
        STANDS, Link.kind == link.kind, Link.made_by == link.made_by, Link.made_at == link.made_at
    )
    return list(session.exec(query.order_by(col(Link.proposal_no), col(Link.other_no))))


def retractions(session: Session, proposal: Proposal, link: Link | None = None) -> list[tuple[Retraction, str]]:
    """What was taken back about a proposal, or of one link of it, and by whom; the last first."""
    about = or_(Retraction.proposal_no == proposal.no, Retraction.other_no == proposal.no)
    if link:
        about = and_(
            Retraction.proposal_no == link.proposal_no,
            Retraction.kind == link.kind,
            Retraction.other_no == link.other_no,
        )
    query = select(Retraction, Member.name).join(Member, col(Member.id) == Retraction.member_id).where(about)
    return list(session.exec(query.order_by(col(Retraction.at).desc())))
