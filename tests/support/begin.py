"""Databases and instances made once a run and copied for every test: a copy takes hundredths of a second."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from tests import texts
from tests.support.postgres import Postgres
from workbench import db
from workbench.config import Committee, Config

# A history that is the same on every machine, whoever's name its git knows.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Library committee",
    "GIT_AUTHOR_EMAIL": "committee@library.example",
    "GIT_COMMITTER_NAME": "Library committee",
    "GIT_COMMITTER_EMAIL": "committee@library.example",
}
# When the small instance was made: before every clock of a test, since the time of the minutes never falls.
BEGUN = datetime(2026, 1, 10, 12, tzinfo=UTC)


class Templates:
    """Each template is made when the first test asks for it, for each kind of database by itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, Config] = {}

    def sqlite(self, path: Path) -> str:
        """The address of a migrated, empty SQLite database at `path`."""
        template = self.folder / "migrated.db"
        if not template.exists():
            engine = db.connect(f"sqlite:///{template}")
            db.upgrade(engine)
            engine.dispose()
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    def small(self, folder: Path, running: Postgres | None) -> Config:
        """An instance with the small definition of tests/texts.py, in two versions and without members."""
        return self._copy("small", folder, running)

    def demo(self, folder: Path, running: Postgres | None, source: Path | None = None) -> Config:
        """An instance with the sample members, and the starter text, cases and worked examples, or the text at `source`."""
        return self._copy(str(source or "demo"), folder, running)

    def _copy(self, name: str, folder: Path, running: Postgres | None) -> Config:
        key = f"{name} {'on PostgreSQL' if running else ''}"
        if key not in self._made:
            self._made[key] = self._make(name, self.folder / f"instance-{len(self._made)}", running)
        template = self._made[key]
        shutil.copytree(template.instance, folder)
        database = running.fresh(template.database) if running else ""
        return dataclasses.replace(template, instance=folder, database=database)

    def _make(self, name: str, folder: Path, running: Postgres | None) -> Config:
        # here, so that a test of pure text does not load the whole house
        from workbench import starter
        from workbench.definition import actions as definition

        config = Config(folder, running.fresh() if running else "", testing=True)
        if name == "small":
            with time_machine.travel(BEGUN):  # whichever test is the first to ask, and whatever its clock says
                starter.make(config, source=str(self._history()), documents=(), name="Library committee", demo=False)
                (folder / "committee.toml").write_text(texts.COMMITTEE, "utf-8")
                engine = db.connect(config.database_url)
                with db.writing(engine) as session:  # as the program does when it starts
                    definition.take_over(session, Committee.read(folder / "committee.toml"))
                engine.dispose()
        else:
            starter.make(config, source=None if name == "demo" else name, documents=(), name=None, demo=True)
        return config

    def _history(self) -> Path:
        """The small definition as a git repository with two tagged versions."""
        folder = self.folder / "library"
        if folder.is_dir():
            return folder
        folder.mkdir()
        self._git(folder, 0, "init", "--quiet", "--initial-branch=main")
        for day, text in enumerate((texts.FIRST, texts.SECOND), 1):
            (folder / texts.DOCUMENT).write_text(text, "utf-8")
            self._git(folder, day, "add", texts.DOCUMENT)
            self._git(folder, day, "commit", "--quiet", "--message", f"Version {day}")
            self._git(folder, day, "tag", f"v{day}")
        return folder

    def _git(self, folder: Path, day: int, *words: str) -> None:
        moment = f"2026-01-{day + 1:02}T12:00:00Z"
        dated = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        subprocess.run(["git", *words], cwd=folder, env=os.environ | GIT | dated, check=True, capture_output=True)
