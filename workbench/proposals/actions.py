"""Filing, revising and withdrawing proposals: what an author puts on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, func, select

from workbench import db
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import (
    admission,
    again,
    asking,
    authors,
    carrying,
    citations,
    discussing,
    drafts,
    kinds,
    leaving,
    marks,
    queries,
    relations,
    replays,
    suggestions,
)  # fmt: skip
from workbench.proposals.models import CLASSES, Draft, Proposal, Revision, RevisionDocument
from workbench.wording.lint import LARGEST, Offence, lint
from workbench.wording.marks import misplaced
from workbench.wording.shell import is_markdown

# No rules of a committee: nobody has to sponsor a proposal, or to say that it is admissible.
UNRULED = Committee("", ())


def file(
    session: Session,
    author: Member,
    draft: Draft,
    *,
    repository: Repository,
    scripts: Sequence[str] = ("Latin",),
    limit: int = LARGEST,
    committee: Committee = UNRULED,
    is_carried: bool = False,
) -> Proposal:
    """Put a draft on record: a new proposal with revision 1, or the next revision of the proposal it belongs to. Any of its
    authors may; who files a new proposal answers for it.

    Revision r of proposal n is a commit on the base version, under refs/proposals/<n>/<r>. The draft is gone afterwards.
    Refuses what lacks a title, a rationale, a class or a change, texts that break the text form, and a kind that does not
    fit the proposals it is about. `committee` says whether it needs sponsors and a decision that it is admissible. `is_carried`: word for word the change of the revision before.
    """
    permissions.require(author, "proposals.file")
    working, company = drafts.working(session, draft), authors.others(session, author, draft)
    known = queries.proposal(session, draft.proposal_no) if draft.proposal_no else None
    if known:
        drafts.may_revise(session, author, known)
    else:
        kinds.fits(session, author, draft, working)
    before, claimed = (queries.revision(session, known), known.claimed) if known else (None, "")
    same = again.new(session, draft, draft.cases, working)
    sound(session, draft, working, known, scripts, limit)
    proposal, revision = register(session, author, draft, working, known, repository)
    wrote = [*authors.credit(session, company, revision), *admission.step_aside(session, proposal)]
    for one in company:
        marks.acted(session, one, proposal, wrote=True)
    links = [*kinds.linked(session, author, draft, proposal), *again.link(session, proposal, same)]
    if known:
        admission.again(session, proposal, committee)
    else:
        admission.enter(session, proposal, committee, is_exempt=any(link.kind in admission.EXEMPT for link in links))
    credited = suggestions.credit(session, author, draft, working.now, revision)
    minutes.record(
        session, author, "proposals.revise" if known else "proposals.file", proposal, proposal, revision,
        *credited, *wrote, *links, documents=digests(session, revision),
        **({"authors": [author.name, *(one.name for one in company)]} if company else {}),
    )  # fmt: skip
    discussing.begin(session, proposal, committee)
    if before and not is_carried:
        discussing.revised(session, proposal, before)
        discussing.reclaimed(session, proposal, claimed, committee)
    leaving.settle(session, author, proposal)
    return proposal


def sound(
    session: Session, draft: Draft, working: drafts.Working, known: Proposal | None, scripts: Sequence[str], limit: int
) -> None:  # fmt: skip
    """Refuse a draft that cannot be filed as it is."""
    _complete(draft, revises=known is not None)
    _changed(session, draft, working, known)
    _in_form(working, scripts, limit)
    _marked(session, working)
    asking.sound(draft, working.now)


def register(
    session: Session, author: Member, draft: Draft, working: drafts.Working, known: Proposal | None, repository: Repository
) -> tuple[Proposal, Revision]:  # fmt: skip
    """The proposal and revision that a sound draft becomes; the draft is gone. What the minutes say is for the caller."""
    proposal = _registered(session, author, draft, known)
    revision = _revision(session, author, draft, proposal, working, repository)
    session.delete(draft)
    cases = citations.known(session, [*proposal.cases, *citations.numbers(proposal.rationale)])
    citations.keep(session, cases, proposal_no=proposal.no or 0)
    marks.acted(session, author, proposal, wrote=True)
    return proposal, revision


def carry(
    session: Session, author: Member, proposal: Proposal, *, repository: Repository, scripts: Sequence[str] = ("Latin",),
    limit: int = LARGEST, committee: Committee = UNRULED,
) -> Proposal:  # fmt: skip
    """File a revision on the newest version that makes word for word the change of the current one, as its replay has it.

    Refuses where somebody has to read or write words first, and where a draft of the next revision has been begun.
    """
    drafts.may_revise(session, author, proposal)
    revision = queries.revision(session, proposal)
    known = replays.standing(session, proposal, revision)
    if known and asking.carried(session, revision, known.newest)[1]:
        raise Refusal(asking.MOVED.format(known.newest), status=409)
    if known is None or known.state != "carried":
        raise Refusal("This proposal cannot be carried as it is. Start a revision and read what changed.", status=409)
    drafts.unbegun(session, author, proposal)
    draft = carrying.carry(session, author, proposal)
    draft.documents = replays.text(session, revision).docs
    draft.note = f"Carried from version {revision.base} to version {known.newest}: the same words removed and added."
    return file(
        session, author, draft, repository=repository, scripts=scripts, limit=limit, committee=committee, is_carried=True
    )  # fmt: skip


def offences(working: drafts.Working, *, scripts: Sequence[str], limit: int) -> dict[str, list[Offence]]:
    """What in a draft breaks the text form, by document; what stood so in the base is spared."""
    before = working.base.docs
    found = {
        path: lint(before.get(path, ""), text, scripts, largest=limit, markdown=is_markdown(path))
        for path, text in working.now.docs.items()
        if text != before.get(path)
    }
    return {path: listed for path, listed in found.items() if listed}


def strays(session: Session, working: drafts.Working) -> list[str]:
    """What is wrong with the {#id} marks of a draft, a sentence each: every one must still end its own clause."""
    texts = [*working.base.docs.values(), *working.now.docs.values()]
    if working.now == working.base or not any("{#" in text for text in texts):
        return []
    return list(misplaced(working.base.clauses, working.now.clauses, definition.used(session)))


def withdraw(session: Session, actor: Member, proposal: Proposal, *, reason: str) -> None:
    """The author takes a proposal back, with a reason. It stays readable, and its number is not given again."""
    leaving.withdraw(session, actor, proposal, reason=reason)


def _complete(draft: Draft, *, revises: bool) -> None:
    if not draft.title.strip():
        raise Refusal("Give the proposal a title, so that people can speak of it.", field="title")
    if not draft.rationale.strip():
        raise Refusal("Say why: a sentence or two that a stranger would understand.", field="rationale")
    if draft.claimed not in CLASSES:
        raise Refusal("Say which class of change this is.", field="claimed")
    if revises and not draft.note.strip():
        raise Refusal("Say in a sentence what this revision changes.", field="note")


def _changed(session: Session, draft: Draft, working: drafts.Working, known: Proposal | None) -> None:
    if working.now.fingerprint == working.base.fingerprint and draft.requirements is None:
        raise Refusal(
            f"The text is the same as {relations.against(draft)}. Change some words, then file.", field="text"
        )
    if known is None:
        return
    before = queries.revision(session, known)
    new = (
        working.now.fingerprint,
        draft.base,
        draft.title,
        draft.rationale,
        draft.claimed,
        sorted(draft.cases),
        draft.requirements,
    )
    old = (
        before.fingerprint,
        before.base,
        known.title,
        known.rationale,
        known.claimed,
        sorted(known.cases),
        before.requirements,
    )
    if new == old:
        raise Refusal(f"Nothing differs from revision {before.n}. Change some words, then file.", field="text")


def _in_form(working: drafts.Working, scripts: Sequence[str], limit: int) -> None:
    found = offences(working, scripts=scripts, limit=limit)
    if found:
        count = sum(map(len, found.values()))
        what = "One thing in this text does" if count == 1 else f"{count} things in this text do"
        raise Refusal(
            f"{what} not fit the text form. Mend it, or use the cleaned copy.",
            field="text", details=tuple(offence.label for listed in found.values() for offence in listed[:20]),
        )  # fmt: skip


def _marked(session: Session, working: drafts.Working) -> None:
    found = strays(session, working)
    if found:
        raise Refusal(" ".join(found[:3]), field="text", details=tuple(found))


def _registered(session: Session, author: Member, draft: Draft, known: Proposal | None) -> Proposal:
    """The proposal with the draft's words. A new one takes the number after the last: no gaps, whatever failed before."""
    now = db.now()
    proposal = known or Proposal(
        no=(session.exec(select(func.max(Proposal.no))).one() or 0) + 1,
        title="", rationale="", claimed=draft.claimed, author_id=author.id or 0, revision=0, filed_at=now,
    )  # fmt: skip
    proposal.title, proposal.rationale, proposal.claimed = draft.title.strip(), draft.rationale, draft.claimed
    proposal.cases = citations.known(session, draft.cases)
    proposal.revision += 1
    session.add(proposal)
    session.flush()
    return proposal


def _revision(
    session: Session, author: Member, draft: Draft, proposal: Proposal, working: drafts.Working, repository: Repository
) -> Revision:
    now = db.now()
    revision = Revision(
        proposal_no=proposal.no or 0, n=proposal.revision, base=draft.base, amends_no=draft.amends_no, amends_n=draft.amends_n,
        commit=_commit(session, author, draft, proposal, repository, now), fingerprint=working.now.fingerprint,
        touched=definition.touched(working.base, working.now), note=draft.note.strip(),
        requirements=draft.requirements, author_id=author.id or 0, filed_at=now,
    )  # fmt: skip
    session.add(revision)
    session.flush()
    for position, (path, text) in enumerate(draft.documents.items()):
        sha256 = definition.keep(session, text)
        session.add(
            RevisionDocument(
                proposal_no=revision.proposal_no, n=revision.n, position=position, path=path, sha256=sha256
            )
        )
    return revision


def _commit(
    session: Session, author: Member, draft: Draft, proposal: Proposal, repository: Repository, at: datetime
) -> str:
    """The commit of a revision, and its ref.

    A ref that stands there already was left by a request cut short between the ref and the commit of its rows: the
    number is ours now (writers take turns), nobody has seen that text, so the ref moves on from it.
    """
    message = f"Proposal {proposal.no}, revision {proposal.revision}: {proposal.title}"
    trailers: dict[str, str | int] = {
        "Proposal": proposal.no or 0,
        "Revision": proposal.revision,
        "Base": draft.base,
        "Author": f"member:{author.id}",
    }
    parent = definition.version(session, draft.base).commit
    if draft.amends_no:
        trailers["Amends"] = f"{draft.amends_no}/{draft.amends_n}"
        parent = queries.revision(session, queries.proposal(session, draft.amends_no), draft.amends_n).commit
    commit = repository.write(draft.documents | asking.beside(draft), parent, message, trailers, at)
    ref = f"refs/proposals/{proposal.no}/{proposal.revision}"
    repository.move(ref, commit, repository.ref(ref) or None)
    return commit


def digests(session: Session, revision: Revision) -> dict[str, str]:
    rows = session.exec(
        select(RevisionDocument.path, RevisionDocument.sha256).where(
            RevisionDocument.proposal_no == revision.proposal_no, RevisionDocument.n == revision.n
        )
    )
    return dict(rows.all())
