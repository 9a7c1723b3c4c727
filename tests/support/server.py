"""The program as people start it: the real command, a free port, an instance folder, a database address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKBENCH = (sys.executable, "-P", "-m", "workbench")


@dataclass(frozen=True)
class Server:
    """A running workbench: where it listens, what it keeps, what it has said so far."""

    address: str
    instance: Path
    database: str
    log: Path

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page, refusals included."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment(instance: Path, database: str = "") -> dict[str, str]:
    """The environment of a command on this instance: this checkout's code, and nothing left over from the run."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "WORKBENCH_INSTANCE")}
    kept |= {"WORKBENCH_INSTANCE": str(instance), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return kept | {"DATABASE_URL": database} if database else kept


def run(
    *words: str, instance: Path, database: str = "", timeout: float = 300, command: Sequence[str] = WORKBENCH
) -> subprocess.CompletedProcess[str]:
    """One command to its end, its output kept; the caller looks at the exit status."""
    return subprocess.run(
        [*command, *words], check=False, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL,
        env=environment(instance, database), cwd=instance.parent,
    )  # fmt: skip


@contextmanager
def serve(
    instance: Path,
    database: str = "",
    *options: str,
    command: Sequence[str] = WORKBENCH,
    env: Mapping[str, str] | None = None,
    patience: float = 60,
) -> Iterator[Server]:
    """`workbench serve` on a free port, until the block ends. AssertionError with its output when it does not come up.

    No worker records anything behind a test's back, unless its options have “--work”."""
    port = free_port()
    log = instance.parent / f"serve-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), "--no-work", *options], env=env or environment(instance, database),
            stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=instance.parent,
        )  # fmt: skip
    server = Server(f"http://127.0.0.1:{port}", instance, database, log)
    try:
        _await(server, process, patience)
        yield server
    finally:
        _end(process)


def _await(server: Server, process: subprocess.Popen[bytes], patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        try:
            status, _ = server.get("/healthz")
        except OSError:
            time.sleep(0.1)
            continue
        assert status == 200, f"/healthz answered {status}: {server.log.read_text()[-2000:]}"
        return
    raise AssertionError(f"the server did not start: {server.log.read_text()[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
