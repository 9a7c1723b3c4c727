"""A backup of an instance, taken while nobody writes, and the way back, which is announced where something is lost (attack 40).

A folder: the repository, the database, `committee.toml` and `instance.toml` as they stood, and `backup.json` with the head of the minutes.
Not in it: the key of the sign-in cookies, and the heads that the instance has seen, which are to outlive a restore.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from workbench import __version__, checkup, db
from workbench.ballots import adoption, watching
from workbench.ballots.secrecy import BallotKey
from workbench.config import Config, progress
from workbench.definition import alarms
from workbench.definition.repository import Repository
from workbench.errors import Fault, Refusal
from workbench.minutes import heads
from workbench.minutes import record as minutes

FORMAT = 1
ABOUT, SQLITE, DUMP, TEXT = "backup.json", "workbench.db", "database.dump", "definition.git"
SETTINGS = ("committee.toml", "instance.toml")


def backup(config: Config, folder: Path) -> str:
    """Write a backup into a folder that is not there yet, whole or not at all; the head of the minutes in it."""
    if not config.exists:
        raise Refusal(f"There is no instance in {config.instance}. Run “workbench init” first.")
    if folder.exists():
        raise Refusal(f"{folder} is there already. Name a folder that is new.")
    beside = folder.absolute().with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    engine = db.connect(config.database_url)
    db.upgrade(engine)
    repository = Repository(config.repository)
    try:
        with adoption.alone(repository):
            with db.writing(engine) as session:
                minutes.record(session, None, "instance.backup", "instance")
            with db.writing(engine) as session, repository.alone():
                head = _fill(session, config, beside)
                session.rollback()
        heads.note(config.instance, head)
        _flush(beside)
        beside.rename(folder.absolute())
    finally:
        engine.dispose()
        shutil.rmtree(beside, ignore_errors=True)
    return head


def _fill(session: Session, config: Config, folder: Path) -> str:
    """The parts of a backup, while the session keeps everybody else from writing."""
    head = heads.now(session)
    if session.exec(select(BallotKey)).first():
        progress(
            "A secret ballot is open: this backup links its votes with voters. Destroy it once the result is on record."
        )
    shutil.copytree(config.repository, folder / TEXT, ignore=shutil.ignore_patterns("*.lock"))
    for name in SETTINGS:
        if (config.instance / name).is_file():
            shutil.copy(config.instance / name, folder / name)
    if config.database:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / DUMP}", _address(config))
    else:
        with (
            closing(sqlite3.connect(config.instance / SQLITE)) as here,
            closing(sqlite3.connect(folder / SQLITE)) as there,
        ):
            here.backup(there)
            there.execute("PRAGMA journal_mode = DELETE")  # so that the file is all of it
    about = {"format": FORMAT, "program": __version__, "head": head, "made_at": db.now().isoformat()}
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return head


def restore(config: Config, folder: Path, known: Iterable[str] = ()) -> tuple[str, list[str]]:
    """Put a backup in the place of the instance, which is kept aside; the head in it, and what of the record is known to be lost.

    Refused, leaving all as it is, where the backup does not agree with itself. On PostgreSQL into an empty database.
    """
    about = _about(folder)
    noted = [*known, *heads.seen(config.instance), *_head_of(config)]
    for head in noted:
        heads.parsed(head)
    beside = config.instance.with_name(f"{config.instance.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        restored = _laid_out(config, folder, beside)
        if found := checkup.check(restored, [about["head"]]):
            raise Refusal(
                "This backup does not agree with itself, so it was not put in place.", details=tuple(found[:20])
            )
        lost = _announced(restored, about["head"], noted)
        aside = config.instance.with_name(f"{config.instance.name}.before-{db.now():%Y%m%dT%H%M%S}")
        if config.instance.exists():
            for name in (heads.FILE, "secret"):
                if (config.instance / name).is_file():
                    shutil.copy2(config.instance / name, beside / name)
            config.instance.rename(aside)
        for head in known:
            heads.note(beside, head)
        _flush(beside)
        beside.rename(config.instance)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return about["head"], lost


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text("utf-8"))
        heads.parsed(about["head"])
    except (OSError, ValueError, LookupError, TypeError) as broken:
        raise Refusal(
            f"{folder} holds no backup that can be read. Name a folder that “workbench backup” wrote."
        ) from broken
    if about.get("format") != FORMAT:
        raise Refusal(f"{folder} was written by another program, whose backups this one does not read.")
    return about


def _head_of(config: Config) -> list[str]:
    """The head of the instance that is to be replaced, where its own database can still be read."""
    if config.database or not (config.instance / SQLITE).is_file():
        return []
    engine = db.connect(config.database_url)
    try:
        with db.reading(engine) as session:
            return [head for head in [heads.now(session)] if head]
    except SQLAlchemyError:
        return []
    finally:
        engine.dispose()


def _laid_out(config: Config, folder: Path, beside: Path) -> Config:
    """The backup as an instance of its own, beside the one it is to replace."""
    beside.mkdir(parents=True)
    shutil.copytree(folder / TEXT, beside / TEXT)
    for name in SETTINGS:
        if (folder / name).is_file():
            shutil.copy(folder / name, beside / name)
    if bool(config.database) != (folder / DUMP).is_file():
        kind = "a PostgreSQL" if (folder / DUMP).is_file() else "an SQLite"
        raise Refusal(
            f"This is the backup of {kind} database. Set DATABASE_URL as it was for the instance that was backed up."
        )
    restored = Config(beside, config.database, config.loopback, config.testing)
    if config.database:
        engine = db.connect(config.database_url)
        is_empty = not inspect(engine).get_table_names()
        engine.dispose()
        if not is_empty:
            raise Refusal("The database that DATABASE_URL names is not empty. Make a new one, and name that.")
        _run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            f"--dbname={_address(config)}",
            str(folder / DUMP),
        )
    else:
        shutil.copy(folder / SQLITE, beside / SQLITE)
    return restored


def _announced(config: Config, head: str, noted: Iterable[str]) -> list[str]:
    """Put on record that the backup is in force, and raise an alarm about every head that it does not go on from."""
    engine = db.connect(config.database_url)
    try:
        with db.writing(engine) as session:
            lost = [line for _, line in heads.forgotten(session, map(heads.parsed, dict.fromkeys(noted)))]
            minutes.record(session, None, "instance.restore", "instance", head=head)
            watching.known(session, None, noted)
            return lost if alarms.standing(session, "head") else []
    finally:
        engine.dispose()


def _address(config: Config) -> str:
    """The address of the database as PostgreSQL's own tools read it."""
    return make_url(config.database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*words: str) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True, text=True)
    except FileNotFoundError as missing:
        raise Refusal(f"{words[0]} is not there. Install the client programs of PostgreSQL.") from missing
    except subprocess.CalledProcessError as failed:
        raise Fault(f"{words[0]}: {(failed.stderr or 'failed').strip().splitlines()[-1]}") from failed


def _flush(folder: Path) -> None:
    """Have every file and folder on the disk before the name says that they are there."""
    for path in [*folder.rglob("*"), folder, folder.parent]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
