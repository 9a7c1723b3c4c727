"""The pytest plugin of a mutation run: which tests count, and what one of them may cost.

Only tests with exact expectations count: no drawn examples (Hypothesis), no histories, no hostile texts. What a changed
line breaks, a sentence with an example has to say. Limits are of CPU time and memory, so that a busy machine kills no
mutant; and nothing is remembered from one test to the next, so that an answer from before saves none.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from types import FrameType

import pytest

SECONDS = 4.0  # of CPU; the slowest of these tests takes a quarter of one
MEMORY = 3 * 2**30  # bytes
LEFT_OUT = {"hypothesis", "timeout"}


class TooLong(Exception):
    """A test that does not come to an end."""


def pytest_configure() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        exact = not LEFT_OUT & {mark.name for mark in item.iter_markers()}
        (kept if exact and "shared" not in getattr(item, "fixturenames", ()) else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def forget() -> None:
    """Empty every cache of the engine."""
    for name, module in list(sys.modules.items()):
        if name.startswith("workbench.wording"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    forget()
    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
