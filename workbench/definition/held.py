"""What was read of the last few versions, held in memory: a version never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from workbench.definition.models import Version

T = TypeVar("T")


class Held(Generic[T]):
    """The answers for the `most` versions asked for last. Threads may ask at once; two may then read the same one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: OrderedDict[tuple[str, str], T] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, version: Version, read: Callable[[], T]) -> T:
        """The answer for a version, read now if it is not held."""
        key = (version.commit, version.fingerprint)
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
