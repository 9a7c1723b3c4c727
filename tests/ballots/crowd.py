"""What each of several processes does in the tests of votes cast at once; apart, so that they load no more than they need."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier

from sqlalchemy import Engine
from sqlmodel import Session

from workbench import db
from workbench.ballots import actions
from workbench.ballots.models import Ballot
from workbench.config import Config
from workbench.errors import Refusal
from workbench.members.models import Member

Task = tuple[int, int, str]  # a member, a ballot, and the choice; “close” closes it


def act(config: Config, tasks: list[Task], together: Barrier) -> list[str]:
    """Do all of these at once, each in a thread: for each “done”, or the status of the refusal."""
    engine = db.connect(config.database_url)
    together.wait(60)
    with ThreadPoolExecutor(len(tasks)) as crowd:
        done = list(crowd.map(lambda task: _one(engine, *task), tasks))
    engine.dispose()
    return done


def _one(engine: Engine, member: int, number: int, choice: str) -> str:
    def vote(session: Session, actor: Member, ballot: Ballot) -> object:
        return actions.vote(session, actor, ballot, choice=choice, fingerprint=ballot.fingerprint)

    doing: Callable[[Session, Member, Ballot], object] = actions.close if choice == "close" else vote
    try:
        with db.writing(engine) as session:
            doing(session, session.get_one(Member, member), session.get_one(Ballot, number))
    except Refusal as no:
        return str(no.status)
    return "done"
