"""The database: one engine, reading and writing sessions, the clock.

A writing transaction is alone from its first statement: `BEGIN IMMEDIATE` on SQLite, an advisory lock on PostgreSQL. The
minutes are one chain, so acts are in one order anyway; a deferred transaction would only lose updates or fail late.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Engine, TypeDecorator, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Field, Session, SQLModel

from workbench.errors import Fault, Refusal

LOCK_KEY = 0x0DEF1717
RAISE = text("UPDATE change SET number = number + 1")
MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "busy_timeout=30000",
    "secure_delete=ON",  # the key of a secret ballot is overwritten when it is deleted
    "cache_size=-16000",  # KB a connection: what a large record asks at every page is then read once
)  # fmt: skip
_process_lock = threading.Lock()


def now() -> datetime:
    """The time in UTC, to the second: what is kept and shown. Order is never taken from it, but from sequence numbers."""
    return datetime.now(UTC).replace(microsecond=0)


T = TypeVar("T")


class Moment(TypeDecorator[datetime]):
    """A time in UTC: aware in Python on both databases. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value and value.astimezone(UTC)


class Change(SQLModel, table=True):
    """One row: how many transactions have changed anything. Two readings of one number have seen the same database."""

    __tablename__ = "change"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(sa_type=BigInteger, nullable=False)


class Writing(Session):
    """A session for acts: whatever it commits raises the change number, in the same transaction."""

    def commit(self) -> None:
        if self.in_transaction():
            self.execute(RAISE)
        super().commit()


def connect(url: str) -> Engine:
    """An engine whose transactions begin as this module says. SQLite: WAL, full sync, 30 s patience.

    A Refusal for an address that is none, or of a database that the workbench does not know.
    """
    try:
        known = make_url(url)
        if known.get_backend_name() not in ("sqlite", "postgresql"):
            raise Refusal("DATABASE_URL names a database that is not PostgreSQL. Write postgresql://user@host/name.")
        engine = create_engine(known, pool_pre_ping=known.get_backend_name() != "sqlite")
    except ArgumentError as wrong:
        raise Refusal("DATABASE_URL is not an address. Write postgresql://user@host/name.") from wrong
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would open transactions late and by itself
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")


def _begin_postgresql(connection: Any) -> None:
    if connection.get_execution_options().get("write"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    with Session(engine, info={"once": {}}) as session:
        yield session


def once(session: Session, key: object, ask: Callable[[], T]) -> T:
    """What `ask` answers. A session that only reads sees one state of the database, so there it is asked once for each key."""
    known: dict[object, T] | None = session.info.get("once")
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return known[key]


@contextmanager
def writing(engine: Engine, kind: type[Session] = Writing) -> Iterator[Session]:
    """A session for one act, or several as one: commits at the end, or leaves nothing behind.

    The lock keeps the threads of this process from waiting on each other inside SQLite's own, unfair, retry loop.
    `kind`: a plain Session for what changes no page that is kept.
    """
    with _process_lock, kind(engine.execution_options(write=True), expire_on_commit=False) as session:
        yield session
        session.commit()


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest migration; costs one query when it is there."""
    if revision(engine) == max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")):
        return
    from alembic import command  # a fifth of the time of a start that has nothing to migrate
    from alembic.config import Config as Alembic

    settings = Alembic()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(write=True).connect() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        connection.execute(RAISE)
        connection.commit()


def revision(engine: Engine) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except OperationalError as fault:
        raise Fault(f"the database cannot be reached: {str(fault.orig).splitlines()[0]}") from fault
