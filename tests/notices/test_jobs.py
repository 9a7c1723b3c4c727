"""The clock decides, jobs only record: late, twice at once, or not at all, a worker changes no outcome."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.notices.post_office import open_office
from tests.support import server
from workbench import db, jobs
from workbench.config import Config
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.notices.models import NoticeChoice

# words of six clauses
CLAUSES = (
    "Anyone may copy the catalogue", "Anyone may read every book", "Whoever reads a book", "The catalogue names every book",
    "its doors are open", "a reader may sit",
)  # fmt: skip


@pytest.fixture
def hall(session: Session, instance: Config, clock: Traveller) -> Hall:
    return Hall.of(session, instance)


def closings(hall: Hall) -> list[str]:
    query = select(Minute.thing).where(Minute.act == "ballots.close").order_by(col(Minute.seq))
    return list(hall.session.exec(query))


def test_a_vote_at_the_closing_second_is_late_though_no_worker_ran(hall: Hall, clock: Traveller) -> None:
    ballot = hall.ballot(days=14)
    clock.shift(timedelta(days=14))
    with pytest.raises(Refusal, match="too late"):
        hall.vote(hall.chair, ballot)
    assert closings(hall) == []


def test_a_worker_records_a_result_once_and_changes_nothing_else(hall: Hall, app: Flask, clock: Traveller) -> None:
    hall.votes(hall.ballot(days=14), for_=5)
    clock.shift(timedelta(days=14))
    hall.session.commit()
    assert jobs.tick(app) == ["ballots.close: ballot:1"]
    change = hall.session.get_one(db.Change, 1).number
    hall.session.rollback()
    assert jobs.tick(app) == []
    hall.session.expire_all()
    assert hall.session.get_one(db.Change, 1).number == change and closings(hall) == ["ballot:1"]
    assert hall.check() == []


def test_two_workers_at_once_never_act_twice(hall: Hall, instance: Config) -> None:
    """Six ballots that ended and a member who is told at once; the workers are processes with the real clock."""
    hall.session.add(NoticeChoice(member_id=make.member(hall.session, password=make.PASSWORD).id or 0, how="at_once"))
    for n, clause in enumerate(CLAUSES):
        hall.ballot(hall.proposal((clause, f"{clause} at noon"), title=f"At noon {n}"), days=14)
    hall.proposal()
    hall.session.commit()
    settings = instance.instance / "instance.toml"
    with open_office() as office, ThreadPoolExecutor(3) as pool:
        settings.write_text(settings.read_text("utf-8") + office.settings, "utf-8")
        waits = [
            pool.submit(server.run, "work", "--once", instance=instance.instance, database=instance.database)
            for _ in range(3)
        ]
        done = [wait.result() for wait in waits]
    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
    lines = [line for one in done for line in one.stdout.splitlines()]
    assert sorted(lines)[:6] == [f"ballots.close: ballot:{n}" for n in range(1, 7)]
    assert sorted(closings(hall)) == [f"ballot:{n}" for n in range(1, 7)] and hall.check() == []
    assert len(office.taken) == sum(int(line.rpartition(" ")[2]) for line in lines if line.startswith("mails")) <= 1


def test_serve_works_beside_itself_and_a_worker_that_was_killed_goes_on(hall: Hall, instance: Config) -> None:
    hall.ballot(days=14)
    hall.session.commit()
    for options, expected in (((), []), (("--work",), ["ballot:1"])):
        with server.serve(instance.instance, instance.database, *options):
            deadline = time.monotonic() + (20 if expected else 1)
            while time.monotonic() < deadline and closings(hall) != ["ballot:1"]:
                hall.session.rollback()
                time.sleep(0.2)
        assert closings(hall) == expected
    assert hall.check() == []


def test_work_ends_when_it_is_told_to(instance: Config) -> None:
    worker = subprocess.Popen(
        [*server.WORKBENCH, "work"], env=server.environment(instance.instance, instance.database),
        stderr=subprocess.PIPE, text=True, cwd=instance.instance.parent,
    )  # fmt: skip
    assert worker.stderr and worker.stderr.readline() == "Working; stop it with Ctrl-C.\n"
    time.sleep(1)
    worker.terminate()
    assert worker.wait(20) == 0
    worker.stderr.close()
