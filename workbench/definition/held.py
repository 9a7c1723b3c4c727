"""What was read of the last few versions and revisions, held in memory: neither ever changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Filed(Protocol):
    """A version or a revision."""

    commit: str
    fingerprint: str


class Held(Generic[T]):
    """The answers for the `most` of them asked for last. Threads may ask at once; two may then read the same one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: OrderedDict[tuple[str, str], T] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, filed: Filed, read: Callable[[], T]) -> T:
        """The answer for a version or a revision, read now if it is not held."""
        key = (filed.commit, filed.fingerprint)
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key]
        made = read()
        with self.lock:
            self.found[key] = made
            while len(self.found) > self.most:
                self.found.popitem(last=False)
        return made
