"""A vote, a close, a ratification and an adoption killed in the middle, at any call that writes: what was acknowledged is there, and the record agrees.

KILLS in the environment says at how many points each act is killed on each database; the whole is KILLS=60.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import Session, col, select

from tests import make
from tests.ballots.board import Board
from tests.ballots.hall import Hall
from tests.conftest import absent
from tests.support import server
from tests.support.postgres import Postgres
from workbench import checkup, create_app, db
from workbench.ballots.models import Ballot, Vote
from workbench.ballots.second import Ratification
from workbench.config import Config
from workbench.definition.models import Version

KILLS = int(os.environ.get("KILLS", "3"))
# What leaves a trace outside the process. Each call waits a moment, so that the kill comes before the next one.
CALLS = "write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,link,execve"
STRACE = ("strace", "-f", "-qq", "-e", f"trace={CALLS}", "-e", f"inject={CALLS}:delay_enter=1500")
KINDS = ("sqlite", "postgresql")
# The two ways in which a second stage ends write as a close does: each on one database.
DEEDS = [*itertools.product(("vote", "close", "adopt"), KINDS), ("ratify", "postgresql"), ("unopposed", "sqlite")]


class Stage:
    """An instance on which an act is due, copied anew for each kill, and the process that does the act."""

    def __init__(self, hall: Hall, running: Postgres | None, folder: Path, deed: str) -> None:
        self.template, self.running, self.folder, self.deed = hall.config, running, folder, deed
        self.actor = {"vote": hall.members[-1], "adopt": hall.chair}.get(deed, hall.secretary).id
        self.numbers = itertools.count(1)
        self.doing = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.ballots.deeds"], cwd=server.ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env=server.environment(hall.config.instance),
        )  # fmt: skip

    def copy(self) -> Config:
        place = self.folder / f"{self.deed}-{next(self.numbers)}"
        shutil.copytree(self.template.instance, place)
        database = self.running.fresh(self.template.database) if self.running else ""
        return dataclasses.replace(self.template, instance=place, database=database)

    def kill_at(self, config: Config, point: int) -> tuple[int, bool]:
        """Do the act, and kill it with all it has started at its call number `point` (0: never): how many there were, and whether it was acknowledged."""
        assert self.doing.stdin and self.doing.stdout
        order = {"instance": str(config.instance), "database": config.database, "deed": self.deed, "actor": self.actor}
        self.doing.stdin.write(json.dumps(order) + "\n")
        self.doing.stdin.flush()
        fork = int(self.doing.stdout.readline())
        tracer = subprocess.Popen([*STRACE, "-p", str(fork)], stderr=subprocess.PIPE, text=True)
        assert tracer.stderr
        calls = 0
        for line in tracer.stderr:
            if "--- stopped by SIGSTOP ---" in line:
                os.kill(fork, signal.SIGCONT)
            if "DELAYED" in line or "unfinished" in line:
                calls += 1
                if calls == point:
                    os.killpg(fork, signal.SIGKILL)
        tracer.wait()
        tracer.stderr.close()
        answers = list(iter(lambda: self.doing.stdout.readline().strip(), "ended"))  # type: ignore[union-attr]
        return calls, answers == ["acknowledged"]

    def go(self) -> None:
        assert self.doing.stdin and self.doing.stdout
        self.doing.stdin.close()
        self.doing.wait(20)
        self.doing.stdout.close()


def to_ratify(hall: Hall, deed: str) -> None:
    """A board has voted on what carried, or a time for objections is over, by the minutes; neither is on record."""
    board = Board.beside(hall)
    first = board.decided("owing" if deed == "ratify" else "calm")
    with time_machine.travel(db.now() + timedelta(days=15), tick=False):
        if deed == "unopposed":
            make.member(hall.session)
        else:
            asked = board.ask(first)
            for member in (board.chair, *board.outside):
                board.vote(member, asked)


@pytest.fixture
def stage(hall: Hall, deed: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    if not shutil.which("strace"):
        absent("there is no strace here: run make test, which installs it")
    if deed in ("ratify", "unopposed"):
        to_ratify(hall, deed)
    else:
        ballot = hall.carried() if deed == "adopt" else hall.ballot()
        if deed == "close":
            hall.votes(ballot, for_=len(hall.everybody))
    hall.session.commit()
    hall.session.get_bind().engine.dispose()  # a template database must have no visitors
    made = Stage(hall, request.getfixturevalue("postgresql") if kind == "postgresql" else None, tmp_path, deed)
    yield made
    made.go()


def happened(session: Session, deed: str) -> bool:
    ballot = session.get_one(Ballot, 1)
    found: dict[str, Callable[[], object]] = {
        "vote": lambda: session.exec(select(Vote)).first(),
        "close": lambda: ballot.closed_at,
        "ratify": lambda: session.get_one(Ballot, 2).closed_at,
        "unopposed": lambda: session.get_one(Ratification, 1).outcome,
        "adopt": lambda: session.exec(select(Version).where(col(Version.label) == "3")).first(),
    }
    return bool(found[deed]())


@pytest.mark.parametrize(("deed", "kind"), DEEDS)
def test_nothing_acknowledged_is_lost_and_the_record_agrees(stage: Stage) -> None:
    calls, acknowledged = stage.kill_at(stage.copy(), 0)
    assert calls > 3 and acknowledged
    points = sorted({1 + n * calls // KILLS for n in range(KILLS)})
    for point in points:
        config = stage.copy()
        _, acknowledged = stage.kill_at(config, point)
        app = create_app(config)
        assert app.extensions.get("alarm") is None
        with db.reading(app.extensions["engine"]) as session:
            done = happened(session, stage.deed)
        app.extensions["engine"].dispose()
        assert done or not acknowledged, f"{stage.deed}, killed at {point} of {calls}: acknowledged, and not there"
        assert checkup.check(config) == [], f"{stage.deed}, killed at {point} of {calls}"
        if not done:  # and may be done again
            assert stage.kill_at(config, 0)[1]
            assert checkup.check(config) == []
        if stage.running:
            stage.running.drop(config.database)
