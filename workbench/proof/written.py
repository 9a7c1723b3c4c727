"""How a record is written: canonical JSON, the hashes and digests of it, its lines. Python alone (3.9 or newer)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
TREE = "case-requirements.json"


class Rows(dict[str, Row]):
    """Rows by their names, such as `vote:7:3:1`, and at hand by what these begin with: those of ballot 7 are `under("vote:7")`."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, list[str]] = {}

    def learn(self, rows: dict[str, Row]) -> None:
        """Take rows as they are from now on."""
        for name in rows:
            if name not in self:
                at = name.find(":")
                while at >= 0:
                    self.names.setdefault(name[:at], []).append(name)
                    at = name.find(":", at + 1)
        self.update(rows)

    def under(self, beginning: str) -> dict[str, Row]:
        """The rows whose names begin so, up to a colon, in the order in which they came."""
        return {name: self[name] for name in self.names.get(beginning, ())}


def canonical(value: object) -> str:
    """Canonical JSON (RFC 8785 for strings, integers, booleans and nulls): the form that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(data: str | bytes) -> str:
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def digest(salt: str, value: object) -> str:
    """What the minutes hold of a value that was not public when it was written."""
    return "sha256:" + sha256(salt + canonical(value))


def tree_sha256(tree: Any) -> str:
    """SHA-256 of what stands at TREE in the repository: what cases are judged by."""
    return sha256(json.dumps({"judged_by": tree}, ensure_ascii=False, indent=2) + "\n")


def once(pairs: list[tuple[str, Any]]) -> Row:
    """An object of JSON. One that has a key twice reads otherwise elsewhere."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key stands twice in one object, beside {', '.join(sorted(found)):.80}")
    return found


def lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line, object_pairs_hook=once) for line in file)


def plain(words: str) -> str:
    """Words of a record as a terminal may have them: nothing in them moves the cursor, hides or begins a line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)
