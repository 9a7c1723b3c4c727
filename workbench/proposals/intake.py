"""A draft from a file somebody made elsewhere: a Markdown text, a unified diff, a mail of `git format-patch`, or a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlmodel import Session

from workbench.definition import bundles
from workbench.definition import queries as definition
from workbench.definition.documents import is_utf8
from workbench.definition.models import Version
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import drafts, patches
from workbench.proposals.models import Draft, Proposal

Docs = dict[str, str]
# Versions whose texts are compared with the file a diff says it was made from.
LOOKED_AT = 400


@dataclass(frozen=True)
class Intake:
    """What a file says: the whole text it makes, the version it was made on, and its words about itself."""

    base: str
    documents: Docs
    title: str = ""
    rationale: str = ""


def draft(
    session: Session, author: Member, data: bytes, *, repository: Repository, name: str = "", base: str = "",
    proposal: Proposal | None = None,
) -> Draft:  # fmt: skip
    """A draft with the text that a file makes, for its author to read and file. `base` is a label, `name` the file's own.

    Refuses what is no text, does not apply exactly to its base, or changes nothing. `proposal`: the next revision of it.
    """
    found = read(session, data, repository=repository, name=name, base=base)
    return drafts.bring(
        session, author, found.base, found.documents, title=found.title, rationale=found.rationale, proposal=proposal
    )


def read(session: Session, data: bytes, *, repository: Repository, name: str = "", base: str = "") -> Intake:
    """What a file makes of the definition. Its base: the one named, the one it names itself, else the newest version."""
    if bundles.is_bundle(data):
        found = _bundle(session, data, repository)
    elif letters := patches.letters(data):
        found = _patched(session, letters, base)
    else:
        found = _whole(session, data, name, base)
    if found.documents == definition.documents(session, definition.version(session, found.base)):
        raise Refusal(f"This changes nothing in version {found.base}.", field="patch")
    return found


def _whole(session: Session, data: bytes, name: str, base: str) -> Intake:
    if not data.strip() or not is_utf8(data) or b"\0" in data:
        raise Refusal("This is no text in UTF-8, no diff, no mail of git format-patch and no bundle.", field="patch")
    version = definition.version(session, base) if base else definition.newest(session)
    docs = definition.documents(session, version)
    called = [path for path in docs if PurePosixPath(path).name == PurePosixPath(name).name] or list(docs)
    if len(called) != 1:
        raise Refusal(
            f"Say which document this is: name the file as one of {', '.join(docs)}, or send a diff.", field="patch"
        )
    return Intake(version.label, docs | {called[0]: data.decode()})


def _patched(session: Session, letters: Sequence[patches.Letter], base: str) -> Intake:
    version = _base(session, letters, base)
    docs = definition.documents(session, version)
    for letter in letters:
        for change in letter.changes:
            path = _document(docs, change)
            docs[path] = patches.applied(docs[path], change)
    bodies = [letter.body for letter in letters if letter.body]
    return Intake(version.label, docs, letters[0].subject, "\n\n".join(bodies))


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


def _base(session: Session, letters: Sequence[patches.Letter], base: str) -> Version:
    if base:
        return definition.version(session, base)
    known = definition.versions(session, limit=LOOKED_AT)
    if named := letters[0].base_commit:
        found = next((version for version in known if version.commit == named), None)
        if found is None:
            raise Refusal(
                f"This patch names commit {named[:10]} as its base, and no version is that commit.", field="patch"
            )
        return found
    wanted = letters[0].changes[0].blob
    if not wanted:
        return known[0]
    for version in known:
        if any(patches.blob_id(text).startswith(wanted) for text in definition.stored(session, version).values()):
            return version
    return known[0]


def _bundle(session: Session, data: bytes, repository: Repository) -> Intake:
    known = {version.commit: version.label for version in definition.versions(session)}
    paths = list(definition.documents(session, definition.newest(session)))
    sent = bundles.tip(repository, data, known, paths)
    label = known[sent.base]
    before = definition.documents(session, definition.version(session, label))
    return Intake(label, before | sent.documents, sent.subject, sent.body)
