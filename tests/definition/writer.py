"""A process that adds ten commits, each on whatever is newest: `python -m tests.definition.writer REPOSITORY NUMBER`."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from workbench.definition.repository import MAIN, Repository
from workbench.errors import Refusal

DAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


def add(repository: Repository, name: str, pause: float) -> None:
    """One commit with one file; when another writer was first, again on what that one wrote."""
    for attempt in range(1000):
        base = repository.head()
        made = repository.write({name: "x\n"}, base, name, {}, DAY)
        try:
            return repository.move(MAIN, made, base)
        except Refusal:
            time.sleep(pause * min(attempt, 10))
    raise TimeoutError(name)


if __name__ == "__main__":
    writer = int(sys.argv[2])
    for n in range(10):
        add(Repository(Path(sys.argv[1])), f"{writer}-{n}.md", 0.005 * (writer + 1))
