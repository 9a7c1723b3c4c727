"""What the pages and the higher rooms ask of the definition: versions, texts, clauses, histories. Only the database is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from workbench import db
from workbench.config import Committee
from workbench.definition import requirements as tree
from workbench.definition.held import Held
from workbench.definition.models import ClauseState, RequirementTree, StoredText, Version, VersionDocument
from workbench.definition.reading import Text, compare
from workbench.definition.releases import Withdrawal, Working
from workbench.definition.requirements import Need
from workbench.errors import Fault, NotHere, Refusal
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange

BINDING = re.compile(r"\b(?:must|shall|required)\b", re.IGNORECASE)
_held: Held[Text] = Held(12)
# Asked again and again by every page: put together once.
_LAST = select(Version).order_by(col(Version.ordinal).desc()).limit(1)
_NEWEST = _LAST.where(col(Version.publishes).is_(None))
_JUDGING = _LAST.where(
    col(Version.ordinal).not_in(select(Working.ordinal)), col(Version.ordinal).not_in(select(Withdrawal.ordinal))
)
_CALLED = select(Version).where(Version.label == bindparam("label"))


@dataclass(frozen=True)
class Turn:
    """One version in which a clause changed: what it was before and after; None where it was not there."""

    version: Version
    before: Clause | None
    after: Clause | None


def newest(session: Session) -> Version:
    """The adopted version now, which proposals are written against: never a release, whose text is that of one before it. Without
    any the tables were never filled: a Fault."""
    version = db.once(session, "newest version", lambda: session.exec(_NEWEST).first())
    if not version:
        raise Fault("there is no version of the definition in the database")
    return version


def last(session: Session) -> Version:
    """The version with the highest ordinal: the newest or, while nothing was adopted since, the release of its text."""
    return session.exec(_LAST).one()


def judging(session: Session) -> Version:
    """What cases are judged under now: the newest published version that was not withdrawn, in force already or not."""
    return db.once(session, "judging version", lambda: session.exec(_JUDGING).one())


def version(session: Session, label: str) -> Version:
    found = session.exec(_CALLED, params={"label": label}).first()
    if not found:
        raise NotHere(f"There is no version “{label}” of the definition. The list of versions names them all.")
    return found


def versions(session: Session, *, before: int | None = None, limit: int | None = None) -> list[Version]:
    """Newest first; `before` is an ordinal (the page after it), `limit` how many."""
    query = select(Version).order_by(col(Version.ordinal).desc()).limit(limit)
    return list(session.exec(query.where(Version.ordinal < before) if before else query))


def labels(session: Session) -> list[str]:
    """Every label, newest first, to choose from."""
    return list(session.exec(select(Version.label).order_by(col(Version.ordinal).desc())))


def beside(session: Session, version: Version) -> tuple[Version | None, Version | None]:
    """The versions before and after a version."""
    return session.get(Version, version.ordinal - 1), session.get(Version, version.ordinal + 1)


def keep(session: Session, text: str) -> str:
    """Keep a text, once; its SHA-256."""
    digest = sha256(text.encode()).hexdigest()
    if not session.get(StoredText, digest):
        session.add(StoredText(sha256=digest, body=text))
        session.flush()
    return digest


def text(session: Session, digest: str) -> str:
    """A kept text; that it is missing is a Fault."""
    found = session.get(StoredText, digest)
    if not found:
        raise Fault(f"the text {digest} is not in the database")
    return found.body


def listed(session: Session, version: Version) -> list[VersionDocument]:
    """The documents of a version in the committee's order, without their texts."""
    query = select(VersionDocument).where(VersionDocument.ordinal == version.ordinal)
    return list(session.exec(query.order_by(col(VersionDocument.position))))


def stored(session: Session, version: Version) -> dict[str, str]:
    """The documents of a version as the database has them now."""
    return {row.path: text(session, row.sha256) for row in listed(session, version)}


def read(session: Session, version: Version) -> Text:
    """The text of a version with its clauses; of the last few asked for, from memory."""
    return _held.get(version, lambda: _read(session, version))


def _read(session: Session, version: Version) -> Text:
    docs = stored(session, version)
    rows = session.exec(
        select(ClauseState).where(ClauseState.ordinal == version.ordinal).order_by(col(ClauseState.position))
    )
    return Text(docs, tuple(_clause(row, docs[row.document]) for row in rows), version.fingerprint)


def documents(session: Session, version: Version) -> dict[str, str]:
    return dict(read(session, version).docs)


def clauses(session: Session, version: Version) -> tuple[Clause, ...]:
    """With the ids they have for good."""
    return read(session, version).clauses


def clause(session: Session, version: Version, clause_id: str) -> Clause | None:
    return next((found for found in clauses(session, version) if found.id == clause_id), None)


def section(session: Session, version: Version, clause_id: str) -> Clause | None:
    """The heading a clause stands under; for a heading, the one above it in rank. None at the top of a document."""
    above: list[Clause] = []
    for found in clauses(session, version):
        above = [heading for heading in above if heading.document == found.document]
        if found.kind == "heading":
            above = [heading for heading in above if heading.level < found.level]
        if found.id == clause_id:
            return above[-1] if above else None
        if found.kind == "heading":
            above.append(found)
    return None


def used(session: Session) -> frozenset[str]:
    """Every clause id any version ever had: what a new clause may not be called (wording.clauses.read)."""
    return frozenset(session.exec(select(ClauseState.clause_id).distinct()))


def touched(old: Text, new: Text) -> list[str]:
    """Ids of the clauses that the step from `old` to `new` changes, moves, adds or removes, in reading order.

    Lines wrapped anew and the blank lines behind a clause are no change of the clause.
    """
    return list(dict.fromkeys(change.id for change in compare(old, new).clauses if _is_wording(change)))


def _is_wording(change: ClauseChange) -> bool:
    if change.change == "edited":
        return any(segment.change is not None for segment in change.segments)
    return change.change != "same"


def requirements(session: Session, version: Version, committee: Committee) -> Need:
    """What a case is judged by under a version: its own tree; else what `committee.toml` once chose, or what binds."""
    return asked(clauses(session, version), tree_of(session, version) or chosen(committee))


def tree_of(session: Session, version: Version) -> Need | None:
    """The tree that is on record for a version; None where it has none of its own."""
    row = session.get(RequirementTree, version.ordinal)
    return tree.read(row.clauses) if row else None


def asked(found: Sequence[Clause], own: Need) -> Need:
    """What a case would be judged by under a text with these clauses.

    The tree `own`, as far as the text has its clauses; else the clauses that bind (must, shall, required); else all that are
    no headings.
    """
    kept = own.within({clause.id for clause in found})
    words = [clause for clause in found if clause.kind not in ("heading", "front")]
    binding = [clause for clause in words if BINDING.search(clause.text)]
    return kept if kept.parts else Need("all", tuple(clause.id for clause in binding or words))


def chosen(committee: Committee) -> Need:
    """What an older committee.toml says that cases are judged by; a Refusal if it cannot be read."""
    try:
        return tree.read(committee.requirements)
    except ValueError as wrong:
        raise Refusal(f"committee.toml, requirements.clauses: {wrong} Mend it and start again.") from None


def first_and_last(session: Session, clause_id: str) -> tuple[Version, Version]:
    """The versions in which a clause came and was last seen; NotHere for an id no version ever had."""
    query = select(ClauseState.ordinal).where(ClauseState.clause_id == clause_id).order_by(col(ClauseState.ordinal))
    ordinals = list(session.exec(query))
    if not ordinals:
        raise NotHere(f"No version of the definition has a clause “{clause_id}”.")
    return session.get_one(Version, ordinals[0]), session.get_one(Version, ordinals[-1])


def turns(session: Session, clause_id: str, *, before: int | None = None, limit: int = 20) -> tuple[list[Turn], bool]:
    """The versions in which a clause came, changed its words, went or came back, newest first; and whether there are more.

    `before` is an ordinal: only versions below it.
    """
    rows = session.exec(
        select(ClauseState.ordinal, ClauseState.sha256)
        .where(ClauseState.clause_id == clause_id)
        .order_by(col(ClauseState.ordinal))
    )
    states = dict(row for row in rows)
    last = newest(session).ordinal
    steps = [n for n in sorted({*states, *(n + 1 for n in states)}) if n <= last and states.get(n) != states.get(n - 1)]
    wanted = [n for n in reversed(steps) if before is None or n < before]
    return [_turn(session, clause_id, n) for n in wanted[:limit]], len(wanted) > limit


def _turn(session: Session, clause_id: str, ordinal: int) -> Turn:
    return Turn(
        session.get_one(Version, ordinal), _then(session, clause_id, ordinal - 1), _then(session, clause_id, ordinal)
    )


def _then(session: Session, clause_id: str, ordinal: int) -> Clause | None:
    """A clause as one version had it, read alone."""
    query = select(ClauseState, StoredText).where(
        ClauseState.ordinal == ordinal,
        ClauseState.clause_id == clause_id,
        VersionDocument.ordinal == ordinal,
        VersionDocument.path == ClauseState.document,
        StoredText.sha256 == VersionDocument.sha256,
    )
    found = session.exec(query).first()
    return _clause(found[0], found[1].body) if found else None


def _clause(row: ClauseState, document: str) -> Clause:
    return Clause(
        row.clause_id, row.kind, row.number, row.heading, document[row.start : row.end], row.start, row.end, row.level, row.document
    )  # fmt: skip
