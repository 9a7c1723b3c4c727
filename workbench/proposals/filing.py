"""The revision that a sound draft becomes: its row, its texts, and its commit under refs/proposals/<proposal>/<n>."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, func, select

from workbench import db
from workbench.definition import queries as definition
from workbench.definition.repository import Repository
from workbench.members.models import Member
from workbench.proposals import asking, drafts, queries
from workbench.proposals.models import Draft, Proposal, Revision, RevisionDocument


def next_number(session: Session, proposal: Proposal) -> int:
    """The number of the next revision: after every other, also one that never was the current one."""
    return (session.exec(select(func.max(Revision.n)).where(Revision.proposal_no == proposal.no)).one() or 0) + 1


def revision(
    session: Session, author: Member, draft: Draft, proposal: Proposal, n: int, working: drafts.Working, repository: Repository
) -> Revision:  # fmt: skip
    """Keep what a draft holds as revision `n` of a proposal. What the minutes say is for the caller."""
    now = db.now()
    made = Revision(
        proposal_no=proposal.no or 0, n=n, base=draft.base, amends_no=draft.amends_no, amends_n=draft.amends_n,
        commit=_commit(session, author, draft, (proposal.no or 0, n), repository, now), fingerprint=working.now.fingerprint,
        touched=definition.touched(working.base, working.now), note=draft.note.strip(),
        requirements=draft.requirements, author_id=author.id or 0, filed_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for position, (path, text) in enumerate(draft.documents.items()):
        sha256 = definition.keep(session, text)
        session.add(
            RevisionDocument(proposal_no=made.proposal_no, n=made.n, position=position, path=path, sha256=sha256)
        )
    return made


def _commit(
    session: Session, author: Member, draft: Draft, number: tuple[int, int], repository: Repository, at: datetime
) -> str:
    """The commit of a revision, and its ref.

    A ref that stands there already was left by a request cut short between the ref and the commit of its rows: the
    number is ours now (writers take turns), nobody has seen that text, so the ref moves on from it.
    """
    no, n = number
    message = f"Proposal {no}, revision {n}: {draft.title.strip()}"
    trailers: dict[str, str | int] = {
        "Proposal": no,
        "Revision": n,
        "Base": draft.base,
        "Author": f"member:{author.id}",
    }
    parent = definition.version(session, draft.base).commit
    if draft.amends_no:
        trailers["Amends"] = f"{draft.amends_no}/{draft.amends_n}"
        parent = queries.revision(session, queries.proposal(session, draft.amends_no), draft.amends_n).commit
    commit = repository.write(draft.documents | asking.beside(draft), parent, message, trailers, at)
    ref = f"refs/proposals/{no}/{n}"
    repository.move(ref, commit, repository.ref(ref) or None)
    return commit


def digests(session: Session, revision: Revision) -> dict[str, str]:
    """Path -> SHA-256 of each document of a revision."""
    rows = session.exec(
        select(RevisionDocument.path, RevisionDocument.sha256).where(
            RevisionDocument.proposal_no == revision.proposal_no, RevisionDocument.n == revision.n
        )
    )
    return dict(rows.all())
