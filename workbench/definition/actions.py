"""Filling the tables the pages read: the whole history at once, or one adopted version. Both give the same rows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from workbench import finding
from workbench.config import Committee, progress
from workbench.definition import authors, past, queries
from workbench.definition.models import Authorship, ClauseState, RequirementTree, Version, VersionDocument
from workbench.definition.repository import Repository
from workbench.definition.requirements import Need
from workbench.errors import Fault, Refusal
from workbench.finding import Found
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of, record
from workbench.wording.blocks import Clause
from workbench.wording.clauses import fingerprint, read
from workbench.wording.provenance import Book
from workbench.wording.reading import reading

TAKEN_OVER = "definition.requirements"  # the act by which a tree came out of committee.toml


def index(session: Session, repository: Repository, documents: Sequence[str]) -> list[Version]:
    """Fill the tables from the history, and put the new versions into the minutes. Not committed here.

    Run again, it makes the texts and clauses anew and adds versions that are missing. A version that stands in the table
    otherwise than in the history is a Fault: drafts and proposals name it, so it is not for this act to change.
    """
    for table in (Authorship, ClauseState, VersionDocument):
        session.execute(delete(table))
    known = {version.ordinal: version for version in session.exec(select(Version))}
    added: list[Version] = []
    trees: list[RequirementTree] = []
    last: tuple[Clause, ...] = ()
    book = Book()
    for version, found, clauses in _followed(session, repository, documents):
        there = known.pop(version.ordinal, None)
        if there and (there.label, there.commit, there.fingerprint) != (
            version.label,
            version.commit,
            version.fingerprint,
        ):
            raise Fault(
                f"version {there.label} is not what the history says: version {version.label} ({version.commit})"
            )
        if not there:
            session.add(version)
            session.flush()
            added.append(version)
            if found.requirements:
                trees.append(_tree(session, version, found.requirements))
        _fill(session, version.ordinal, found.docs, found.sources, clauses)
        book.add(found.docs, version.ordinal)
        authors.keep(session, book)
        last = clauses
    _let_find(session, last)
    if known:
        raise Fault(f"the history does not hold version {min(known.values(), key=lambda row: row.ordinal).label}")
    if added:
        record(session, None, "definition.indexed", added[-1], *added, *trees)
    return added


def publish(
    session: Session, *, commit: str, docs: Mapping[str, str], label: str, title: str, made_at: datetime,
    requirements: Need | None = None, publishes: Version | None = None,
) -> tuple[Version, list[RequirementTree]]:  # fmt: skip
    """The row, texts, clauses, authors and requirements of a version just adopted, or of a release that `publishes` the newest; the act
    that adopted or published it writes the minutes.

    `title` is the subject and `made_at` the date of `commit`: what `index` would read from it.
    """
    newest = queries.last(session)
    before = queries.clauses(session, newest)
    clauses = read(dict(docs), before, queries.used(session))
    version = Version(
        ordinal=newest.ordinal + 1, label=label, commit=commit, fingerprint=fingerprint(dict(docs)), title=title, made_at=made_at,
        publishes=publishes.ordinal if publishes else None,
    )  # fmt: skip
    session.add(version)
    session.flush()
    _fill(session, version.ordinal, docs, {path: path for path in docs}, clauses)
    _let_find(session, clauses)
    authors.write(session, newest, version.ordinal, docs)
    return version, [_tree(session, version, requirements)] if requirements else []


def take_over(session: Session, committee: Committee) -> None:
    """What an older committee.toml says that cases are judged by becomes the tree of the newest version, once.

    Nothing where a version has a tree of its own, or where the file names none that can be read.
    """
    if not committee.requirements or session.exec(select(RequirementTree).limit(1)).first():
        return
    newest = queries.newest(session)
    known = {clause.id for clause in queries.clauses(session, newest)}
    try:
        chosen = queries.chosen(committee).within(known)
    except Refusal:  # every page that needs it says so
        return
    if chosen.parts:
        record(session, None, TAKEN_OVER, newest, _tree(session, newest, chosen))


def _tree(session: Session, version: Version, need: Need) -> RequirementTree:
    row = RequirementTree(ordinal=version.ordinal, clauses=need.data())
    session.add(row)
    session.flush()
    return row


def _let_find(session: Session, clauses: Sequence[Clause]) -> None:
    """Search finds the clauses of the newest version, and of no other."""
    finding.replace(
        session, "clause",
        ((f"clause:{c.id}", Found("clause", f"{c.number} {c.heading}".strip(), reading(c).text)) for c in clauses),
    )  # fmt: skip


def disagreements(session: Session, repository: Repository, documents: Sequence[str]) -> Iterator[str]:
    """Every place where the tables are not what the history gives, in words. Reads everything anew; changes nothing."""
    known = {version.ordinal: version for version in session.exec(select(Version))}
    book = Book()
    for version, found, clauses in _followed(session, repository, documents):
        there = known.pop(version.ordinal, None)
        book.add(found.docs, version.ordinal)
        if not there:
            yield f"version {version.label}: it stands in the history ({version.commit}) and not in the table"
            continue
        for column in ("label", "commit", "fingerprint", "title", "made_at"):
            if getattr(there, column) != getattr(version, column):
                yield f"version {version.label}: its {column} is {getattr(there, column)}, and {getattr(version, column)} in the history"
        yield from _differences(session, there, found.docs, clauses)
        yield from _trees(session, there, found.requirements)
        yield from authors.disagreements(session, there, book)
    for extra in known.values():
        yield f"version {extra.label}: it stands in the table and not in the history"


def _trees(session: Session, version: Version, need: Need | None) -> Iterator[str]:
    """Whether a version is judged by what stands beside its text; only what was taken over may stand in the table alone."""
    kept = queries.tree_of(session, version)
    if kept == need:
        return
    taken = select(Minute).where(Minute.act == TAKEN_OVER, Minute.thing == name_of(version))
    if need or not session.exec(taken).first():
        yield f"version {version.label}: what it is judged by in the table is not what stands beside its text in the repository"


def _differences(
    session: Session, version: Version, docs: Mapping[str, str], clauses: Sequence[Clause]
) -> Iterator[str]:
    texts = queries.stored(session, version)
    if texts != docs:
        wrong = sorted({path for path in texts.keys() | docs.keys() if texts.get(path) != docs.get(path)}) or [
            "the order"
        ]
        yield f"version {version.label}: the text kept of {', '.join(wrong)} is not the text in the repository"
    wanted = [ClauseState(**row).model_dump() for row in _states(version.ordinal, clauses)]
    rows = session.exec(
        select(ClauseState).where(ClauseState.ordinal == version.ordinal).order_by(col(ClauseState.position))
    )
    if [row.model_dump() for row in rows] != wanted:
        yield f"version {version.label}: its clauses are not those its history gives"


def _followed(
    session: Session, repository: Repository, documents: Sequence[str]
) -> Iterator[tuple[Version, past.Past, tuple[Clause, ...]]]:
    """The versions of the history with their clauses, each read after the one before, and after the text of a release that release: its
    commit stands beside the history. Long work says how far it is."""
    before: tuple[Clause, ...] = ()
    used: set[str] = set()
    told = time.monotonic()
    released = {row.publishes: row for row in session.exec(select(Version).where(col(Version.publishes).is_not(None)))}
    ordinal = 0
    for found in past.versions(repository, documents):
        ordinal += 1
        before = read(found.docs, before, used)
        used.update(clause.id for clause in before)
        yield Version(
            ordinal=ordinal, label=found.label, commit=found.commit, fingerprint=fingerprint(found.docs),
            title=found.title, made_at=found.made_at,
        ), found, before  # fmt: skip
        if release := released.get(ordinal):
            ordinal += 1
            docs = repository.documents(release.commit, list(found.docs))
            before = read(docs, before, used)
            yield Version(
                ordinal=ordinal, label=release.label, commit=release.commit, fingerprint=fingerprint(docs), title=release.title,
                made_at=release.made_at, publishes=release.publishes,
            ), replace(found, docs=docs), before  # fmt: skip
        if time.monotonic() - told > 1:
            told = time.monotonic()
            progress(f"Reading the history: {found.ordinal} versions so far, up to {found.made_at:%d %B %Y}")


def _fill(
    session: Session, ordinal: int, docs: Mapping[str, str], sources: Mapping[str, str], clauses: Sequence[Clause]
) -> None:
    for position, (path, text) in enumerate(docs.items()):
        kept = queries.keep(session, text)
        session.add(VersionDocument(ordinal=ordinal, position=position, path=path, source=sources[path], sha256=kept))
    session.flush()
    rows = _states(ordinal, clauses)
    if rows:
        session.execute(insert(ClauseState), rows)


def _states(ordinal: int, clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    return [
        {
            "ordinal": ordinal, "position": position, "clause_id": clause.id, "document": clause.document,
            "kind": clause.kind, "number": clause.number, "heading": clause.heading, "level": clause.level,
            "start": clause.start, "end": clause.end, "sha256": sha256(clause.text.encode()).hexdigest(),
        }
        for position, clause in enumerate(clauses)
    ]  # fmt: skip
