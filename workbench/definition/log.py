"""Reading `git log --raw`: the adopted history, commit by commit, and where each document stood at each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

Place = tuple[str, str]
LATEST = 32_503_680_000  # the year 3000: later dates are slips of the pen


@dataclass(frozen=True)
class Commit:
    """One commit of the adopted history. `texts` maps each document's path of today to its blob and its path then.

    The blob is None where the document did not exist. `tags` are tag names in full, such as v1.0.
    """

    id: str
    at: datetime
    subject: str
    tags: tuple[str, ...]
    texts: Mapping[str, Place | None]


def backwards(log: str, now: dict[str, Place | None], tags: Mapping[str, list[str]]) -> Iterator[Commit]:
    """The commits of a raw log, newest first; `now` is the state after the newest."""
    for record in log.split("\0\x01")[1:]:
        about, *fields = record.split("\0")
        commit, seconds, subject = about.split(" ", 2)
        at = datetime.fromtimestamp(max(0, min(int(seconds or 0), LATEST)), UTC)
        yield Commit(commit, at, _clean(subject), tuple(sorted(tags.get(commit, ()))), dict(now))
        now = _before(now, fields)


def _before(now: dict[str, Place | None], fields: list[str]) -> dict[str, Place | None]:
    """The state before a commit whose raw differences are `fields`."""
    changes: dict[str, Place | None] = {}
    rest = iter(field.lstrip("\n") for field in fields if field.strip("\n"))
    for field in rest:
        _, _, blob, _, status = field.split(" ")
        source = next(rest)
        target = next(rest) if status[0] in "RC" else source
        changes[target] = None if status[0] == "A" else (blob, source)
    return {path: changes.get((there or ("", path))[1], there) for path, there in now.items()}


def _clean(subject: str) -> str:
    """A subject that any database can hold: what is not a character becomes a question mark."""
    return subject.encode("utf-8", "replace").decode("utf-8").strip()
