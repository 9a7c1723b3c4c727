"""A record with many proposals and comments, written straight into the tables: what a committee has after many years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, case, cast, insert, literal
from sqlalchemy import select as rows_of
from sqlalchemy.schema import CreateTable, DropTable
from sqlmodel import Session, col, select

from bench.corpus import Editor
from workbench import db
from workbench.ballots.models import Ballot, Option, RollEntry
from workbench.cases.models import Case
from workbench.definition import queries as definition
from workbench.finding import Entry
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.proposals import comments, queries
from workbench.proposals.models import Comment, Proposal, Revision, RevisionDocument

COMMON, OFTEN, RARE = "object", "method", "zyzzyva"
SELDOM = 400  # comments among which one holds the rare word
VOTERS = 8
OPEN = 100  # proposals of which one is still open
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
AT_ONCE = 4_000
SAYINGS = Table(
    "saying", MetaData(), Column("no", Integer, primary_key=True), Column("body", Text), prefixes=["TEMPORARY"]
)


def comments_on(session: Session, no: int, count: int, seed: int = 11) -> None:
    """So many threads on words of a filed proposal, by all members in turn, as they would write them: two sentences each."""
    proposal = queries.proposal(session, no)
    everybody = session.exec(select(Member).order_by(col(Member.id)))
    members = [member for member in everybody if permissions.may(member, "comments.write")]
    prose, chance = Editor(seed), Random(no + seed)
    clauses = [
        clause
        for clause in queries.text(session, queries.revision(session, proposal)).clauses
        if clause.kind == "paragraph"
    ]
    for number in range(count):
        clause = chance.choice(clauses)
        words = clause.text.split()
        first = chance.randrange(len(words))
        quote = " ".join(words[first : first + chance.randint(1, 6)])
        body = " ".join(prose.prose.sentence() for _ in range(2))
        comments.post(session, members[number % len(members)], proposal, clause_id=clause.id, body=body, quote=quote)


def record(session: Session, proposals: int, said: int) -> None:
    """So many proposals like the first, one in a hundred still open, and so many comments on them, by the members in turn."""
    members = _members(session)
    first = queries.proposal(session, 1)
    filed = queries.revision(session, first)
    paths = list(session.exec(select(RevisionDocument).where(RevisionDocument.proposal_no == 1)))
    model = _comment(session, first)
    with _unindexed(session):
        for numbers in _batches(range(2, proposals + 1)):
            rows: dict[type, list[dict[str, Any]]] = {Proposal: [], Revision: [], RevisionDocument: [], Entry: []}
            for no in numbers:
                state = "discussion" if no % OPEN == 0 else "withdrawn"
                author = members[(no // OPEN - 1) % len(members)]  # of the first open one the member who is measured
                told = {"title": f"Proposal {no}", "state": state, "author_id": author}
                rows[Proposal].append({**_row(first), "no": no, **told})
                rows[Revision].append({**_row(filed), "proposal_no": no, "commit": f"{no:040x}", "author_id": author})
                rows[RevisionDocument] += [{**_row(path), "proposal_no": no} for path in paths]
                rows[Entry].append(_entry(f"proposal:{no}", "proposal", f"Proposal {no}", first.rationale))
            _insert(session, rows)
        _insert(session, _decided(session, first, proposals))
        session.connection().execute(CreateTable(SAYINGS))
        session.connection().execute(SAYINGS.insert(), [{"no": no, "body": body} for no, body in _sayings()])
        for before in range(0, said, AT_ONCE):
            _said(session, model, before, min(AT_ONCE, said - before), proposals, members)
        session.connection().execute(DropTable(SAYINGS))


@cache
def _sayings() -> list[tuple[int, str]]:
    """What is said, again and again: one paragraph in so many holds the rare word, one in five the second one."""
    prose = Editor(12).prose
    return [
        (no, f"{prose.invented()} {RARE if no % SELDOM == 0 else COMMON} {OFTEN if no % 5 == 0 else ''}")
        for no in range(1, AT_ONCE + 1)
    ]


def _members(session: Session) -> list[int]:
    """Who writes: the first of the members."""
    return [no or 0 for no in session.exec(select(Member.id).order_by(col(Member.id)).limit(VOTERS))]


def _said(session: Session, model: dict[str, Any], before: int, many: int, proposals: int, members: list[int]) -> None:
    """Comments after the number `before`, and what is found of them: the database makes them from the sayings by itself."""
    number = SAYINGS.c.no + before
    others = {"settled_at": BEGAN, "settled_by": model["author_id"]}
    made = {name: literal(value, Comment.__table__.c[name].type) for name, value in model.items()}  # type: ignore[attr-defined]
    made |= {
        "id": number, "proposal_no": 1 + number % proposals, "body": SAYINGS.c.body,
        "author_id": case(dict(enumerate(members)), value=number // proposals % len(members)),
        "written_at": literal(BEGAN + timedelta(minutes=before), db.Moment),
        **{name: case((number % 3 != 0, literal(value, made[name].type)), else_=None) for name, value in others.items()},
    }  # fmt: skip
    found = {
        "thing": literal("comment:") + cast(number, String), "kind": literal("comment"), "title": literal(""),
        "body": SAYINGS.c.body, "audience": literal("public"),
    }  # fmt: skip
    for table, row in ((Comment, made), (Entry, found)):
        rows = rows_of(*row.values()).where(SAYINGS.c.no <= many).order_by(SAYINGS.c.no)
        session.connection().execute(insert(table).from_select(list(row), rows))


@contextmanager
def _unindexed(session: Session) -> Iterator[None]:
    """What is written meanwhile is put into the index of words at the end, at once."""
    say = session.connection().exec_driver_sql
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        say("PRAGMA cache_size = -500000")
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name = 'search_entry_added'"
    else:
        asked = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = 'ix_search_entry_words'"
    ((name, makes),) = say(asked).all()
    say(f"DROP {'TRIGGER' if is_sqlite else 'INDEX'} {name}")
    yield
    if is_sqlite:
        say("INSERT INTO search_words(search_words) VALUES ('rebuild')")
    say(makes)


def _decided(session: Session, first: Proposal, proposals: int) -> dict[type, list[dict[str, Any]]]:
    """What surrounds so many proposals: a ballot that did not carry on every other one, a case each, and their minutes."""
    newest = definition.newest(session)
    said = session.exec(select(Minute).order_by(col(Minute.seq).desc())).first()
    members = _members(session)
    assert said is not None
    held = [(at, 2 * at) for at in range(1, proposals // 2 + 1)]
    over = {
        "closes_at": BEGAN + timedelta(days=7),
        "closed_at": BEGAN + timedelta(days=8),
        "outcome": "rejected",
        "tally": {},
    }
    ballot = Ballot(
        proposal_no=1, revision=1, base=newest.label, base_commit=newest.commit, fingerprint="0" * 64, rule={}, rule_sha256="0" * 64,
        binding="0" * 64, opened_by=first.author_id, opens_at=BEGAN, **over,
    )  # fmt: skip
    case = Case(
        system="A system", release="one", vendor="A vendor", version=newest.label, requirements=[], opened_at=BEGAN
    )
    return {
        Ballot: [{**_row(ballot), "no": no, "proposal_no": of} for no, of in held],
        Option: [{"ballot_no": no, "proposal_no": of, "revision": 1, "fingerprint": "0" * 64, "claimed": "substantive"} for no, of in held],
        RollEntry: [{"ballot_no": no, "member_id": who, "name": "A member"} for no, _ in held for who in members],
        Case: [{**_row(case), "no": no} for no in range(1, proposals + 1)],
        Minute: [
            {**_row(said), "seq": said.seq + at, "thing": f"proposal:{at}", "hash": f"{at:064x}", "body": {}}
            for at in range(1, proposals + 1)
        ],
        Entry: [_entry(f"case_record:{no}", "case", f"A system {no}", "A vendor") for no in range(1, proposals + 1)],
    }  # fmt: skip


def last(app: Flask) -> int:
    """Before what number the last page of all that is found begins."""
    with db.reading(app.extensions["engine"]) as session:
        ids = session.exec(select(Entry.id).where(Entry.kind == "comment").order_by(col(Entry.id)).limit(21)).all()
    return ids[-1] or 0


def _batches(numbers: range) -> Iterator[range]:
    return (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))


def _row(thing: Any) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in type(thing).__table__.columns}


def _entry(thing: str, kind: str, title: str, body: str) -> dict[str, Any]:
    return {"thing": thing, "kind": kind, "title": title, "body": body, "audience": "public"}


def _comment(session: Session, proposal: Proposal) -> dict[str, Any]:
    """A comment on a whole clause, as a row to copy."""
    author = session.exec(select(Member)).first()
    assert author is not None
    clause = queries.text(session, queries.revision(session, proposal)).clauses[1]
    with session.begin_nested() as undone:
        row = _row(comments.post(session, author, proposal, clause_id=clause.id, body="A remark."))
        undone.rollback()
    return row


def _insert(session: Session, rows: dict[type, list[dict[str, Any]]]) -> None:
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)
