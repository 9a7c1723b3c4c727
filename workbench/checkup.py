"""Does the record agree with itself? Recovery at start, and the check that anybody with the instance may run.

The minutes are the measure: their chain holds, every row of a minuted table stands as the last entry about it says, the
texts have their hashes, the repository holds what was recorded and nothing else, and every result can be counted again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import adoption, proof, watching
from workbench.ballots import states as ballot_states
from workbench.cases import claims, copies, opinions, questions
from workbench.cases import kept as _kept  # noqa: F401 -- every table of the log of cases is known from here on
from workbench.cases import states as case_states
from workbench.config import Committee, Config
from workbench.definition import actions as definition
from workbench.definition import errata, oddities
from workbench.definition.models import StoredText
from workbench.definition.repository import Repository, of
from workbench.errors import Fault, Refusal
from workbench.members import seconding
from workbench.minutes import heads, redactions
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted, broken_links, name_of, replay, snapshot
from workbench.proof.orders import Orders
from workbench.proof.stages import PARTS
from workbench.proposals import answering as _answering  # noqa: F401
from workbench.proposals import asking, hanging, judging, rebasing, recusals, removals, replays, typography
from workbench.proposals import queries as proposals
from workbench.proposals.models import Revision
from workbench.wording.clauses import fingerprint

if TYPE_CHECKING:
    from flask import Flask

TOLD = 60  # characters of a value that a disagreement quotes


def recover(app: Flask) -> None:
    """Finish an adoption that was cut short. What cannot be finished, or read, stands on every page until it is settled."""
    config: Config = app.extensions["workbench"]
    if not config.repository.is_dir():
        return
    repository = of(app)
    try:
        with db.writing(app.extensions["engine"]) as session, adoption.alone(repository):
            stuck = adoption.recover(session, repository)
            definition.take_over(session, config.committee)
            watching.watch(session, repository, config.instance, stuck)
        with db.reading(app.extensions["engine"]) as session:
            heads.note(config.instance, heads.now(session))
        app.extensions["alarm"] = None
    except (Fault, Refusal, SQLAlchemyError) as fault:
        app.logger.error("recovery: %s", fault)
        app.extensions["alarm"] = (
            "The record cannot be read in full, so nothing can be filed or adopted. Reading goes on where it can. "
            "“workbench check” says what is wrong."
        )
        return
    try:
        with db.writing(app.extensions["engine"]) as session:
            replays.replay(session)
        with db.writing(app.extensions["engine"]) as session:
            judging.catch_up(session, config.committee)
    except Exception:  # a receipt or a finding that cannot be made keeps nobody from reading, filing or voting
        app.logger.exception("replay")


def check(config: Config, known: Iterable[str] = ()) -> list[str]:
    """Every place where the record disagrees with itself, a sentence each. Empty: it agrees.

    `known` heads were noted earlier (“117:9a784f9a…”): a record that was cut short or written anew does not go on from them."""
    if not config.exists:
        raise Refusal(f"There is no instance in {config.instance}. Run “workbench init” first.")
    noted = [heads.parsed(head) for head in known]
    engine = db.connect(config.database_url)
    try:
        db.upgrade(engine)
        with db.reading(engine) as session:
            forgotten = [line for _, line in heads.forgotten(session, noted)]
        return forgotten + [line for part in (_refs, _record) for line in part(engine, config)]
    except SQLAlchemyError as broken:
        return [f"the database cannot be read: {str(getattr(broken, 'orig', None) or broken).splitlines()[0]}"]
    finally:
        engine.dispose()


def removed(config: Config) -> list[str]:
    """What two officers removed, a line each: its digests stay, so it is no disagreement."""
    engine = db.connect(config.database_url)
    try:
        with db.reading(engine) as session:
            return list(redactions.told(session))
    finally:
        engine.dispose()


def _refs(engine: Engine, config: Config) -> list[str]:
    """The refs, while nobody writes: a filing in progress has its ref before its rows."""
    with db.writing(engine) as session:
        return list(_guarded(repository_refs(session, Repository(config.repository))))


def _record(engine: Engine, config: Config) -> list[str]:
    """Everything else, from one snapshot, so that the committee may go on working."""
    frozen = (
        engine.execution_options(isolation_level="REPEATABLE READ") if engine.dialect.name == "postgresql" else engine
    )
    with db.reading(frozen) as session:
        return disagreements(session, Repository(config.repository), config.committee)


def disagreements(session: Session, repository: Repository, committee: Committee) -> list[str]:
    """What does not agree, as this session sees the database; the refs are for `repository_refs`."""
    return list(one_by_one(session, repository, committee))


def one_by_one(session: Session, repository: Repository, committee: Committee) -> Iterator[str]:
    """The same as it is found, so that whoever needs to know whether there is any may stop at the first."""
    parts = (
        minutes_and_rows(session),
        stored_texts(session),
        definition.disagreements(session, repository, committee.documents),
        revisions(session, repository),
        replays.disagreements(session),
        rebasing.disagreements(session),
        hanging.disagreements(session),
        typography.disagreements(session),
        proof.disagreements(session),
        strayed(session),
        in_order(session),
        opinions.disagreements(session),
        copies.disagreements(session),
        put_back(session),
    )
    return (line for part in parts for line in _guarded(part))


def _guarded(part: Iterator[str]) -> Iterator[str]:
    """The lines of one part; a fault in it is a line of its own, and the other parts are still looked at."""
    try:
        yield from part
    except (Fault, Refusal) as broken:
        yield str(broken)
    except (SQLAlchemyError, LookupError, TypeError, ValueError, AttributeError) as broken:
        yield f"a part of the record cannot be read: {broken}"


def strayed(session: Session) -> Iterator[str]:
    """Every change of state in the minutes of what has its steps in a table: errata, cases and what is beside them, recusals, ballots."""
    for told in (seconding, errata, case_states, claims, questions, recusals, ballot_states):
        in_order = select(Minute).order_by(col(Minute.seq)).execution_options(yield_per=500)
        yield from told.disagreements(session.exec(in_order))


def put_back(session: Session) -> Iterator[str]:
    """Earlier words of a comment that were removed and are there; the rows that the minutes carry tell of the others."""
    yield from (f"comment:{no}: its earlier words were removed, and are there" for no in removals.earlier(session))


def in_order(session: Session) -> Iterator[str]:
    """Every ballot on rivals that is not as they were arranged, and what did not fall; every class of change that does not follow; every
    ballot that something was in the way of; every revision that was not offered as it should."""
    orders = Orders()
    parts = (orders, *(part() for part in PARTS))
    for minute in session.exec(select(Minute).order_by(col(Minute.seq)).execution_options(yield_per=500)):
        entry = {
            "seq": minute.seq,
            "hash": minute.hash,
            "at": minute.at.isoformat(),
            "act": minute.act,
            "actor": minute.actor,
            "thing": minute.thing,
            "body": minute.body,
        }
        yield from (f"entry {minute.seq} of the minutes: {fault}" for part in parts for fault in part.take(entry))
    yield from orders.left()


def minutes_and_rows(session: Session) -> Iterator[str]:
    """The chain of the minutes, then every minuted row against the last entry that speaks of it."""
    in_order = select(Minute).order_by(col(Minute.seq))
    yield from broken_links(session.exec(in_order.execution_options(yield_per=500)))
    recorded = replay(session.exec(in_order.execution_options(yield_per=500)))
    for table in minuted_tables():
        for row in session.exec(select(table).execution_options(yield_per=500)):
            yield from _differences(row, recorded.pop(name_of(row), None))
    for name in recorded:
        yield f"{name}: the minutes speak of it, and the row is missing"


def minuted_tables() -> list[type[Minuted]]:
    """Every table whose rows the minutes carry."""
    tables = [table for table in Minuted.__subclasses__() if table.minuted or table.digested]
    return sorted(tables, key=lambda table: str(table.__tablename__))


def _differences(row: Minuted, recorded: dict[str, Any] | None) -> Iterator[str]:
    name = name_of(row)
    if recorded is None:
        yield f"{name}: the row is there, and nobody recorded it"
        return
    unsaid = snapshot(type(row)(**({"salt": row.salt} if row.digested else {})))  # type: ignore[attr-defined]
    for column, value in snapshot(row).items():
        if column not in recorded:  # a column from after the entry holds what it began with
            if value != unsaid[column]:
                yield f"{name}: the minutes say nothing about its {column}"
        elif value != recorded[column] and column in row.digested:
            yield f"{name}: its {column} was changed after the minutes took its digest"
        elif value != recorded[column]:
            yield f"{name}: its {column} is {_told(value)}, and {_told(recorded[column])} in the minutes"


def _told(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= TOLD else f"{words[: TOLD - 1]}…"


def stored_texts(session: Session) -> Iterator[str]:
    for text in session.exec(select(StoredText).execution_options(yield_per=50)):
        if hashlib.sha256(text.body.encode()).hexdigest() != text.sha256:
            yield f"stored_text:{text.sha256}: this text was changed after it was kept"


def revisions(session: Session, repository: Repository) -> Iterator[str]:
    """The filed texts: the rows, the fingerprint and the commit say the same."""
    for revision in session.exec(select(Revision).order_by(col(Revision.proposal_no), col(Revision.n))).all():
        name = f"proposal {revision.proposal_no}, revision {revision.n}"
        docs = proposals.documents(session, revision)
        if fingerprint(docs) != revision.fingerprint:
            yield f"{name}: its text does not have the fingerprint that was filed"
        if repository.documents(revision.commit, list(docs)) != docs:
            yield f"{name}: its text is not the one in commit {revision.commit}"
        if (beside := asking.beside(revision)) != (repository.documents(revision.commit, list(beside))):
            yield f"{name}: what it would have cases judged by is not what stands in commit {revision.commit}"


def repository_refs(session: Session, repository: Repository) -> Iterator[str]:
    """Every ref holds what was recorded, and there is no other; nothing beside them makes git show something else."""
    yield from watching.differences(dict(watching.recorded(session)), repository.refs())
    yield from oddities.odd(repository.path)
