"""Documents of one text that stand under another path in the next."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath


def renames(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Old path -> new path of documents that stand elsewhere now: the same words, or lines of which more than half are the same."""
    gone, come = ([path for path in one if path not in other] for one, other in ((old, new), (new, old)))
    found: dict[str, str] = {}
    lines = {path: set(new[path].split("\n")) - {""} for path in come}
    for path in gone:
        mine = set(old[path].split("\n")) - {""}
        free = [
            other
            for other in come
            if other not in found.values() and PurePosixPath(path).suffix == PurePosixPath(other).suffix
        ]
        likely = max(free, key=lambda other: (old[path] == new[other], len(mine & lines[other])), default=None)
        if likely is not None and 4 * len(mine & lines[likely]) > len(mine) + len(lines[likely]):
            found[path] = likely
    return found
