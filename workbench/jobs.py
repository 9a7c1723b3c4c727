"""What the clock has decided, put on record and told: by `workbench work`, or beside `workbench serve`.

The clock decides, a job only records: nothing is open longer because no worker runs, and whatever a worker finds done already
it leaves alone, so any number of them may run. Each act is a transaction of its own: one that fails stops no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from time import monotonic
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.ballots import adoption, clock, watching
from workbench.config import Config, progress
from workbench.definition.repository import of
from workbench.errors import Fault, Refusal
from workbench.members.models import Member
from workbench.minutes import heads
from workbench.minutes.models import Minute
from workbench.notices import posting, telling

HOUR = 3600  # seconds from one look of the watch to the next
EXPIRES = 60  # seconds after which a tick that waited for its turn is left out: the next is due

log = logging.getLogger("workbench.jobs")


def tick(app: Flask) -> list[str]:
    """Do all that is due now: a line for each thing done."""
    engine: Engine = app.extensions["engine"]
    with app.app_context():
        done = [line for act in app.extensions.get("due", ()) for line in _recorded(engine, act)]
        with db.reading(engine) as session:
            ended = clock.unrecorded(session)
        for no in ended:
            done += _recorded(engine, partial(clock.record, no=no))
        return [*done, *_watched(app, engine), *_told(app, engine)]


def _watched(app: Flask, engine: Engine) -> list[str]:
    """Once an hour: whether the repository is as it was recorded, and the record goes on from what was seen of it."""
    config: Config = app.extensions["workbench"]
    last: float = app.extensions.setdefault("watched", monotonic())  # it was watched when the program started
    if monotonic() - last < HOUR:
        return []
    app.extensions["watched"] = monotonic()
    # beside no adoption: one that is between the repository and the record would look like a push from outside
    made = _recorded(engine, lambda session: watching.watch(session, of(app), config.instance), adoption.alone(of(app)))
    with db.reading(engine) as session:
        heads.note(config.instance, heads.now(session))
    return made


def _recorded(
    engine: Engine, act: Callable[[Session], Any], alone: AbstractContextManager[None] | None = None
) -> list[str]:
    """One act, with `alone` taken before the database is; without a new entry in the minutes it leaves everything, the number of the last change included, as it was."""
    try:
        with db.writing(engine) as session, alone or nullcontext():
            before = session.exec(select(func.max(Minute.seq))).one() or 0
            act(session)
            session.flush()
            query = select(Minute).where(col(Minute.seq) > before).order_by(col(Minute.seq))
            made = [f"{minute.act}: {minute.thing}" for minute in session.exec(query)]
            if not made:
                session.rollback()
            return made
    except (Refusal, Fault, SQLAlchemyError) as no:
        log.error("not recorded: %s", no)
        return []


def _told(app: Flask, engine: Engine) -> list[str]:
    """Write the mails that are due and send them, where the instance says how."""
    config: Config = app.extensions["workbench"]
    if (post := posting.Post.of(config)) is None:
        return []
    now = db.now()
    try:
        with db.reading(engine) as session:
            numbers = [member.id for member in telling.recipients(session)]
        for number in numbers:
            with db.writing(engine, Session) as session:
                member = session.get_one(Member, number)
                telling.write(session, member, now, root=post.url, committee=config.committee.name)
        with db.writing(engine, Session) as session:
            posting.forget(session, now)
        sent, fault = posting.deliver(engine, post, now)
    except (Refusal, Fault, SQLAlchemyError) as broken:
        log.error("nobody was told: %s", broken)
        return []
    return [*([f"mails sent: {sent}"] if sent else []), *([f"a mail was not taken: {fault}"] if fault else [])]


def queue(app: Flask) -> Huey:
    """The queue of an instance, with a tick in it now and every minute."""
    config: Config = app.extensions["workbench"]
    made: Huey = (
        PostgresHuey("workbench", dsn=config.database_url.replace("+psycopg", "", 1))
        if config.database
        else SqliteHuey("workbench", filename=str(config.instance / "jobs.db"))
    )

    @made.periodic_task(crontab(), expires=EXPIRES)  # type: ignore[untyped-decorator]
    def every_minute() -> None:
        for line in tick(app):
            progress(line)

    every_minute()  # what is due already waits for no full minute
    return made


class Beside(Consumer):  # type: ignore[misc]
    """A consumer in threads of a program that has signals of its own."""

    def _set_signal_handlers(self) -> None:
        """Whoever started the program stops the consumer too."""


@contextmanager
def beside(app: Flask) -> Iterator[None]:
    """A worker for as long as the block runs."""
    worker = Beside(queue(app), workers=1)
    worker.start()
    try:
        yield
    finally:
        worker.stop(graceful=True)


def work(app: Flask) -> None:
    """A worker until it is told to stop."""
    Consumer(queue(app), workers=1).run()
