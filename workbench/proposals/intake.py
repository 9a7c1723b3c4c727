"""A draft from a file somebody made elsewhere: a Markdown text, a unified diff, a mail of `git format-patch`, or a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlmodel import Session, col, select

from workbench.definition import bundles
from workbench.definition import queries as definition
from workbench.definition.documents import is_utf8
from workbench.definition.models import Version
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import authorship, drafts, kinds, patches, queries
from workbench.proposals.models import Draft, Proposal, Revision

Docs = dict[str, str]
# Versions whose texts are compared with the file a diff says it was made from.
LOOKED_AT = 400


@dataclass(frozen=True)
class On:
    """What a file was made on: a version, by its label, or a revision of a proposal, which stands on that version."""

    label: str
    documents: Docs
    revision: Revision | None = None

    def __str__(self) -> str:
        made = self.revision
        return f"revision {made.n} of proposal {made.proposal_no}" if made else f"version {self.label}"


@dataclass(frozen=True)
class Intake:
    """What a file says: what it was made on, the whole text it makes, and its words about itself."""

    on: On
    documents: Docs
    title: str = ""
    rationale: str = ""


def draft(
    session: Session, author: Member, data: bytes, *, repository: Repository, name: str = "", base: str = "",
    proposal: Proposal | None = None, amends: Proposal | None = None,
) -> Draft:  # fmt: skip
    """A draft with the text that a file makes, for its author to read and file. `base` is a label, `name` the file's own.

    Refuses what is no text, does not apply exactly to its base, or changes nothing. `proposal`: the next revision of it;
    `amends`: an amendment to the current revision of it, as is what says itself that it was made on one.
    """
    known = queries.revision(session, proposal) if proposal else None
    asked = queries.revision(session, amends) if amends else None
    if known and known.amends_no:
        asked = queries.current(session, known.amends_no)
    found = read(session, data, repository=repository, name=name, base=base, asked=asked)
    amended = found.on.revision
    if proposal and amended and amended.proposal_no == proposal.no:
        amended = _amended(session, amended)
    if amended:
        _amendable(session, author, amended, known)
    made = drafts.bring(
        session, author, found.on.label, found.documents, title=found.title, rationale=found.rationale, proposal=proposal,
        amends=amended,
    )  # fmt: skip
    if amended and proposal is None:
        made.kind, made.others = "amends", [amended.proposal_no]
    return made


def _amended(session: Session, revision: Revision) -> Revision | None:
    """The revision that one amends, if it amends one."""
    if revision.amends_no is None:
        return None
    return queries.revision(session, queries.proposal(session, revision.amends_no), revision.amends_n)


def _amendable(session: Session, author: Member, amended: Revision, known: Revision | None) -> None:
    """Refuse an amendment to a revision that is not the current one, or to what may not be amended."""
    other = queries.proposal(session, amended.proposal_no)
    if known and known.amends_no != other.no:
        raise Refusal(f"This was made on proposal {other.no}, which proposal {known.proposal_no} does not amend.")
    if known is None:
        kinds.about(session, author, "amends", other)
    if amended.n != other.revision and known is None:
        raise Refusal(
            f"This was made on revision {amended.n} of proposal {other.no}; the current one is {other.revision}. Make it on that."
        )


def read(
    session: Session, data: bytes, *, repository: Repository, name: str = "", base: str = "", asked: Revision | None = None
) -> Intake:  # fmt: skip
    """What a file makes of the definition. Its base: the revision `asked` for, the version named, the one that the file
    names itself (a version or a revision), else the newest version."""
    if bundles.is_bundle(data):
        found = _bundle(session, data, repository)
        made = found.on.revision
        if asked and made is not asked and not (made and made.amends_no == asked.proposal_no):
            raise Refusal(f"This bundle was made on {found.on}, not on {_filed(session, asked)}.", field="patch")
    elif letters := patches.letters(data):
        found = _patched(session, letters, base, asked)
    else:
        found = _whole(session, data, name, base, asked)
    if found.documents == found.on.documents:
        raise Refusal(f"This changes nothing in {found.on}.", field="patch")
    return found


def _version(session: Session, version: Version) -> On:
    return On(version.label, definition.documents(session, version))


def _filed(session: Session, revision: Revision) -> On:
    return On(revision.base, queries.documents(session, revision), revision)


def _whole(session: Session, data: bytes, name: str, base: str, asked: Revision | None) -> Intake:
    if not data.strip() or not is_utf8(data) or b"\0" in data:
        raise Refusal("This is no text in UTF-8, no diff, no mail of git format-patch and no bundle.", field="patch")
    version = definition.version(session, base) if base else definition.newest(session)
    on = _filed(session, asked) if asked else _version(session, version)
    docs = on.documents
    called = [path for path in docs if PurePosixPath(path).name == PurePosixPath(name).name] or list(docs)
    if len(called) != 1:
        raise Refusal(
            f"Say which document this is: name the file as one of {', '.join(docs)}, or send a diff.", field="patch"
        )
    return Intake(on, docs | {called[0]: data.decode()})


def _patched(session: Session, letters: Sequence[patches.Letter], base: str, asked: Revision | None) -> Intake:
    on = _base(session, letters, base, asked)
    docs = dict(on.documents)
    for letter in letters:
        for change in letter.changes:
            path = _document(docs, change)
            docs[path] = patches.applied(docs[path], change)
    bodies = [letter.body for letter in letters if letter.body]
    return Intake(on, docs, letters[0].subject, "\n\n".join(bodies))


def _document(docs: Docs, change: patches.Change) -> str:
    """The document a patch is about: its path as it stands, or without git's first part (`a/`, `b/`)."""
    told = [change.old_path, change.new_path]
    if patches.NOTHING not in told:
        for path in docs:
            if all(one == path or one.partition("/")[2] == path for one in told):
                return path
    raise Refusal(
        f"This patch is about {' and '.join(dict.fromkeys(told))}. Only these can be changed: {', '.join(docs)}.",
        field="patch",
    )


def _base(session: Session, letters: Sequence[patches.Letter], base: str, asked: Revision | None) -> On:
    named = letters[0].base_commit
    made = session.exec(select(Revision).where(Revision.commit == named)).first() if named else None
    if asked and not (made and asked.proposal_no in (made.proposal_no, made.amends_no)):
        return _filed(session, asked)
    if made:
        return _filed(session, made)
    if base:
        return _version(session, definition.version(session, base))
    known = definition.versions(session, limit=LOOKED_AT)
    if named:
        found = next((version for version in known if version.commit == named), None)
        if found is None:
            raise Refusal(
                f"This patch names commit {named[:10]} as its base, and no version or revision is that commit.",
                field="patch",
            )
        return _version(session, found)
    wanted = letters[0].changes[0].blob
    for version in known if wanted else ():
        if any(patches.blob_id(text).startswith(wanted) for text in definition.stored(session, version).values()):
            return _version(session, version)
    return _version(session, known[0])


def _bundle(session: Session, data: bytes, repository: Repository) -> Intake:
    """Of all that a bundle goes back to, it was made on what was filed last, or else on the newest version."""
    open_ones = select(Revision).join(Proposal, authorship.NOW).where(col(Proposal.state).in_(queries.OPEN))
    filed = {made.commit: made for made in session.exec(open_ones.order_by(col(Revision.filed_at).desc()))}
    versions = {version.commit: version for version in definition.versions(session)}
    paths = list(definition.documents(session, definition.newest(session)))
    sent = bundles.tip(repository, data, [*filed, *versions], paths)
    on = _filed(session, filed[sent.base]) if sent.base in filed else _version(session, versions[sent.base])
    return Intake(on, on.documents | sent.documents, sent.subject, sent.body)
