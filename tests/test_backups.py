"""A backup is whole and proves itself; going back to one is announced where something is lost (attack 40)."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session, select

from tests import make
from tests.ballots.hall import Hall
from tests.support.postgres import Postgres, programs
from workbench import backups, checkup, cli, create_app, db
from workbench.ballots import adoption
from workbench.config import Config
from workbench.definition import alarms
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.minutes import heads
from workbench.minutes.models import Minute

SQLITE = pytest.mark.parametrize("kind", ["sqlite"])


def run(config: Config, *words: str) -> Result:
    return CliRunner().invoke(cli.main, [*words], env={"WORKBENCH_INSTANCE": str(config.instance), "DATABASE_URL": ""})


@SQLITE
def test_going_back_to_an_old_backup_is_announced_and_stops_adoptions(
    session: Session, instance: Config, tmp_path: Path
) -> None:
    hall, kept, broken = Hall.of(session, instance, members=2), tmp_path / "kept", tmp_path / "broken"
    ballot = hall.carried()
    session.commit()
    written = run(instance, "backup", str(kept))
    assert written.exit_code == 0, written.output
    head = written.stdout.strip()
    assert json.loads((kept / "backup.json").read_text())["head"] == head == heads.seen(instance.instance)[-1]
    assert (
        not (kept / "secret").exists()
        and not (kept / "heads.txt").exists()
        and run(instance, "backup", str(kept)).exit_code == 1
    )
    make.member(session)
    session.commit()
    session.close()
    later = run(instance, "backup", str(tmp_path / "later")).stdout.strip()

    shutil.copytree(kept, broken)
    with sqlite3.connect(broken / "workbench.db") as database:
        database.execute("UPDATE proposal SET title = 'Sing'")
    refused = run(instance, "restore", str(broken))
    assert (
        refused.exit_code == 1
        and "does not agree with itself" in refused.stderr
        and "proposal:1: its title" in refused.stderr
    )
    assert run(instance, "check", "--head", later).exit_code == 0, "all is as it was"
    assert run(instance, "restore", str(tmp_path)).exit_code == 1

    back = run(instance, "restore", str(kept))
    assert back.exit_code == 0 and back.stdout.strip() == head and "shorter than one that is known of" in back.stderr, (
        back.output
    )
    assert [one.name.partition(".before-")[0] for one in tmp_path.glob("*.before-*")] == [instance.instance.name]
    assert checkup.check(instance) == [] and run(instance, "check", "--head", later).exit_code == 1
    app = create_app(instance)
    assert (
        "written anew" in app.test_client().get("/alarms").text
        and "does not go on from one" in app.test_client().get("/").text
    )
    with db.writing(app.extensions["engine"]) as again:
        acts = [minute.act for minute in again.exec(select(Minute).order_by(Minute.seq))][-2:]  # type: ignore[arg-type]
        assert acts == ["instance.restore", "alarms.raise"] and later in alarms.standing(again)[0].heads
        again.rollback()
    with db.Writing(app.extensions["engine"].execution_options(write=True)) as again, pytest.raises(adoption.Alarm):
        adoption.adopt(again, None, again.get_one(type(ballot), 1), repository=Repository(instance.repository))
    app.extensions["engine"].dispose()


@SQLITE
def test_a_backup_of_now_loses_nothing_and_a_head_that_somebody_knows_is_compared(
    instance: Config, tmp_path: Path
) -> None:
    head = run(instance, "backup", str(tmp_path / "kept")).stdout.strip()
    back = run(instance, "restore", str(tmp_path / "kept"), "--head", head)
    assert back.exit_code == 0 and "goes on from every head" in back.stderr
    assert run(instance, "restore", str(tmp_path / "kept"), "--head", "17").exit_code == 1
    elsewhere = Config(tmp_path / "elsewhere", testing=True)
    lost = run(elsewhere, "restore", str(tmp_path / "kept"), "--head", f"99:{'0' * 64}")
    assert lost.exit_code == 0 and "entry 99" in lost.stderr and f"99:{'0' * 64}" in heads.seen(elsewhere.instance)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_backup_of_postgresql_goes_into_an_empty_database(
    session: Session, instance: Config, tmp_path: Path, postgresql: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs()}:{os.environ['PATH']}")
    hall = Hall.of(session, instance, members=1)
    hall.adopt(hall.carried())
    session.commit()
    head = backups.backup(instance, tmp_path / "kept")
    elsewhere = dataclasses.replace(instance, instance=tmp_path / "elsewhere", database=postgresql.empty())
    assert backups.restore(elsewhere, tmp_path / "kept", [head]) == (head, [])
    assert checkup.check(elsewhere, [head]) == [] and elsewhere.committee.name == instance.committee.name
    with pytest.raises(Refusal, match="is not empty"):
        backups.restore(elsewhere, tmp_path / "kept")
    with pytest.raises(Refusal, match="the backup of a PostgreSQL database"):
        backups.restore(dataclasses.replace(elsewhere, database=""), tmp_path / "kept")
    postgresql.drop(elsewhere.database)
