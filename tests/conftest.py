"""What the tests stand on. Every test that touches the database runs on SQLite and on PostgreSQL, each with a fresh one.

database   the address of a migrated, empty database       engine    an engine on it
instance   the settings of a fresh instance: the small definition of tests/texts.py in two versions, no members
app        the program on that instance                    session   a writing session on it: commit before a client looks
client     somebody at a browser without script: sign_in(member), send(address, **words)
clock      the time stands still until the test moves it   shared    the folder of real texts beside the checkout
live       the real server with the starter text, the cases and the worked examples, in a process of its own;
           a module that defines the fixture `text` (a path, or several as params) has it start from that instead
visitors   people in a real browser on that server; a complaint of the browser fails the test
"""

from __future__ import annotations

import gc
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import settings
from playwright.sync_api import Browser
from sqlalchemy import Engine
from sqlmodel import Session

from tests.support import browser as chromium
from tests.support import once, postgres, server
from tests.support.begin import Templates
from tests.support.client import Client
from workbench import create_app, db
from workbench.config import Config

ROOT = Path(__file__).resolve().parents[1]
CI = os.environ.get("CI") == "true"
# Examples are counted, not timed: a busy machine is no reason for a test to fail.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
once.garbage()
once.in_memory()
once.addresses()


def absent(what: str) -> None:
    """Elsewhere a test may be skipped for want of something; where the whole is proven, its absence is a failure."""
    if CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Postgres]:
    try:
        with postgres.server() as running:
            yield running
    except (OSError, subprocess.CalledProcessError) as why:
        absent(f"PostgreSQL cannot start here: {getattr(why, 'stderr', None) or why}")


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which of the two databases this run of the test is on."""
    return str(request.param)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """What is made once and copied for every test."""
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def database(kind: str, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    if kind == "sqlite":
        yield templates.sqlite(tmp_path / "database.db")
        return
    running = request.getfixturevalue("postgresql")
    url = running.fresh()
    yield url
    running.drop(url)


@pytest.fixture
def engine(database: str, statements: once.Statements) -> Iterator[Engine]:
    opened = statements.connect(database)
    yield opened
    opened.dispose()


@pytest.fixture
def instance(kind: str, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    running = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    config = templates.small(tmp_path / "instance", running)
    yield config
    if running:
        running.drop(config.database)


@pytest.fixture(scope="session")
def compiled() -> once.Compiled:
    return once.Compiled()


@pytest.fixture(scope="session")
def statements() -> once.Statements:
    return once.Statements()


@pytest.fixture
def app(
    instance: Config, compiled: once.Compiled, statements: once.Statements, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    monkeypatch.setattr(db, "connect", statements.connect)
    made = create_app(instance)
    made.jinja_env.bytecode_cache = compiled
    made.test_client_class = Client
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    # without the lock that db.writing takes: a client in the same test would wait for it for ever
    with db.Writing(app.extensions["engine"], expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def client(app: Flask, session: Session) -> Client:
    made = app.test_client()
    assert isinstance(made, Client)
    made.arranged = session
    return made


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Monday in May, 10:00 UTC. `clock.shift(timedelta(days=7))` moves it."""
    with time_machine.travel(datetime(2026, 5, 4, 10, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        absent("shared data not here")
    return folder


@pytest.fixture
def text() -> Path | None:
    """What the live server's instance starts from; None: the starter text. A module of journeys may name others."""
    return None


@pytest.fixture
def live(
    kind: str, text: Path | None, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[server.Server]:
    running = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    config = templates.demo(tmp_path / "instance", running, text)
    with server.serve(config.instance, config.database) as up:
        yield up
    if running:
        running.drop(config.database)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not chromium.executable():
        absent("there is no Chromium here: run make test, which installs it")
    with chromium.chromium() as opened:
        yield opened


@pytest.fixture
def visitors(browser: Browser, live: server.Server) -> Iterator[chromium.Visitors]:
    people = chromium.Visitors(browser, live.address)
    yield people
    people.close()
    assert not people.complaints, "\n".join(people.complaints)


def pytest_collection_finish() -> None:
    """What was imported by now stays until the end: no search for garbage goes through it again."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the browser is a browser test: `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
