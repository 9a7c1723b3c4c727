"""What `workbench check` proves of how proposals hang together: states by the table, links that hold what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from workbench.minutes.models import Minute
from workbench.proposals import offered, periods, queries, states
from workbench.proposals.links import AGREED, Link, Sponsorship, Withdrawal
from workbench.proposals.models import Proposal, Revision
from workbench.wording.clauses import fingerprint
from workbench.wording.compatibility import Compatibility
from workbench.wording.footprint import Base, footprint

# state -> the links of which the proposal must be named by one, or make one
NAMED = {"divided": ("part",), "superseded": ("supersedes",), "merged_into": ("composite",)}


def disagreements(session: Session) -> Iterator[str]:
    """Every state, link and division that is not what the record says of it."""
    in_order = select(Minute).order_by(col(Minute.seq)).execution_options(yield_per=500)
    yield from states.disagreements(session.exec(in_order))
    yield from periods.disagreements(session.exec(in_order.where(Minute.act == "proposals.lapse")))
    links = session.exec(select(Link).order_by(col(Link.proposal_no), col(Link.kind), col(Link.other_no))).all()
    made = {proposal.no: proposal for proposal in session.exec(select(Proposal))}
    yield from _states(links, made)
    yield from _amendments(session, links)
    for link in links:
        if link.kind in AGREED and link.agreed_in is not None and link.agreed_in > made[link.proposal_no].revision:
            yield f"proposal {link.proposal_no}: its author's agreement is to revision {link.agreed_in}, which is not there"
    for no in sorted({link.other_no for link in links if link.kind == "part"}):
        yield from _division(session, made[no], [x.proposal_no for x in links if x.kind == "part" and x.other_no == no])
    for row in session.exec(select(Sponsorship)):
        if row.ended_at is None and made[row.proposal_no].author_id == row.member_id:
            yield f"proposal {row.proposal_no}: its author is among its sponsors"
    for left in session.exec(select(Withdrawal).where(col(Withdrawal.taken_by).is_not(None))):
        if left.taken_by == left.author_id:
            yield f"proposal {left.proposal_no}: who withdrew it took it over"


def _states(links: Sequence[Link], made: dict[int | None, Proposal]) -> Iterator[str]:
    """Whatever is merged, divided, superseded or fallen says into, by or because of what."""
    named = {(link.other_no, link.kind) for link in links}
    taken = {link.proposal_no for link in links if link.kind == "amends" and link.taken_in}
    fell = {link.proposal_no for link in links if link.kind == "fell"}
    for no, proposal in made.items():
        kinds = NAMED.get(proposal.state, ())
        if kinds and not any((no, kind) in named for kind in kinds) and no not in taken:
            yield f"proposal {no}: it is called {states.WORDS[proposal.state]}, and no link says how"
        if (proposal.state == "fell") != (no in fell):
            yield f"proposal {no}: its state and its links do not agree on whether it fell"


def _amendments(session: Session, links: Sequence[Link]) -> Iterator[str]:
    """An amendment to an amendment is against a revision of a proposal that amends none; what took it over has its words."""
    known = {link.proposal_no: link for link in links if link.kind == "amends"}
    for revision in session.exec(select(Revision).where(col(Revision.amends_no).is_not(None))).all():
        name = f"proposal {revision.proposal_no}, revision {revision.n}"
        link = known.get(revision.proposal_no)
        amended = session.get(Revision, (revision.amends_no, revision.amends_n))
        if link is None or link.other_no != revision.amends_no or amended is None:
            yield f"{name}: it amends what the record does not have"
        elif amended.amends_no:
            yield f"{name}: it amends an amendment to an amendment"
    for link in known.values():
        taken = session.get(Revision, (link.other_no, link.taken_in)) if link.taken_in else None
        filed = queries.current(session, link.proposal_no)
        if link.taken_in and taken is None:
            yield f"proposal {link.proposal_no}: it was taken over in revision {link.taken_in}, which is not there"
        before = offered.preceding(session, taken) if taken else None
        if taken and before and filed.amends_n == before.n and filed.fingerprint != taken.fingerprint:
            yield f"proposal {link.proposal_no}: revision {taken.n} of proposal {link.other_no} does not have its words"


def _division(session: Session, whole: Proposal, parts: list[int]) -> Iterator[str]:
    """The first revisions of the parts together give the text that was divided."""
    revision = queries.revision(session, whole)
    before = queries.before(session, revision)
    base = Base(before.docs, before.clauses)
    first = [queries.revision(session, queries.proposal(session, no), 1) for no in parts]
    sides = [footprint(base, queries.documents(session, one)) for one in first]
    together = Compatibility(base, footprints=sides).text(range(len(sides)))
    if fingerprint(together.docs) != revision.fingerprint:
        yield f"proposal {whole.no}: its parts together do not give the text that was divided"
