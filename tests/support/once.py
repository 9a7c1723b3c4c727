"""What is worked out once a run, not again for every test: where files lie, and what templates, addresses and statements compile to.

Each test has an app and an engine of its own; without this, half of its time goes into compiling the same things for them.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from workbench.db import connect

MEMORY = Path("/dev/shm")
ROOM = 8_000_000_000  # of bytes: what a run needs at most, with much to spare
STATEMENTS = 5_000


def garbage() -> None:
    """Look for garbage seldom: the modules of the program alone are some hundred thousand objects, and a fifth of the time went into them."""
    gc.set_threshold(200_000, 20, 20)


def in_memory() -> None:
    """Put the temporary files of this run, and of all it starts, into memory where there is room: disks are slow to flush."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


class Compiled(BytecodeCache):
    """The templates of the program as they were compiled for the first app that showed them."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


def addresses() -> None:
    """Let two rules of one form share the function that writes their addresses; it keeps nothing of the rule it was made for."""
    make: Callable[[Rule, bool], Any] = Rule._compile_builder
    known: dict[tuple[Any, ...], Any] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        form = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if rule.defaults or form not in known:
            known[form] = make(rule, append_unknown)
        return known[form]

    Rule._compile_builder = builder  # type: ignore[method-assign]


class Statements:
    """The statements compiled so far for each kind of database: engines that share a dialect share them."""

    def __init__(self) -> None:
        self.dialects: dict[str, Dialect] = {}
        self.compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)

    def connect(self, url: str) -> Engine:
        """An engine that has connected once, which tells its dialect what the server can do."""
        engine = connect(url)
        engine.connect().close()
        engine.dialect = self.dialects.setdefault(engine.dialect.name, engine.dialect)
        engine._compiled_cache = self.compiled
        return engine
