"""What each of several processes does in the test of rival adoptions; apart, so that they load no more than they need."""

from __future__ import annotations

from multiprocessing.synchronize import Barrier

from workbench import db
from workbench.ballots import adoption
from workbench.ballots.models import Ballot
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members.models import Member


def adopt(config: Config, chair: int, numbers: list[int], together: Barrier) -> list[str]:
    """Adopt these ballots, one after the other: for each the label of the version, or the status of the refusal."""
    engine, repository = db.connect(config.database_url), Repository(config.repository)
    together.wait(60)
    outcomes = []
    for number in numbers:
        with db.writing(engine) as session:
            try:
                ballot, actor = session.get_one(Ballot, number), session.get_one(Member, chair)
                outcomes.append(adoption.adopt(session, actor, ballot, repository=repository).label)
            except Refusal as no:
                session.rollback()
                outcomes.append(str(no.status))
    engine.dispose()
    return outcomes
